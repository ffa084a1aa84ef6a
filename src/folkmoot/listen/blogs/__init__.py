"""Blogs: articles of people and of spaces, in series, with a cover, at a chosen time, to subscribe to.

Not here: the feeds themselves (outside.feeds), and scheduling, which every kind has from the commons.
"""
