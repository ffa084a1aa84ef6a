"""Notes: something short, with pictures, a poll or the preview of a link.

Not here: reactions, comments, mentions and the feed, which every kind has from the commons; longer texts (blogs).
"""
