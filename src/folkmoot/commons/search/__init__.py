"""Finding: one search over items, people, spaces, tags and file names, always for a viewer.

The index holds words and never rights: who may see what is asked of the rooms that own it, at the moment of the
search. Not here: what is shown of an item (content), the directory of people (people).
"""
