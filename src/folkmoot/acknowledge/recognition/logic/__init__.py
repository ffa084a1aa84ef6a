"""Pure computing: months and quarters, sharing fairly, and what groups are large enough to be shown."""
