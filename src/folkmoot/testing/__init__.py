"""What tests and demos stand on: makers for people, spaces and items, and a database to throw away."""
