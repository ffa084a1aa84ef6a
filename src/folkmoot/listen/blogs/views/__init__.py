"""Pages of blogs: reading and writing."""
