"""Pages and buttons of items, the same for every kind."""
