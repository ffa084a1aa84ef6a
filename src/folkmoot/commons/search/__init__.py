"""Finding: one search over items, people, spaces, tags and file names, always for a viewer."""
