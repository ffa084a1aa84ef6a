"""Pages of the wiki: reading, writing, arranging, reviewing, bringing in and taking out."""
