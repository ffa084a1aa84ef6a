"""Pages of recognition, by what they are about."""
