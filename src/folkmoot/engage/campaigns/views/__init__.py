"""HTTP to values, one call, one page."""
