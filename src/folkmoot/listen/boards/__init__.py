"""Boards: threads by topic in a space, which can be resolved.

A thread is only an Item; this room has no table. Questions that want one right answer live in qa.
"""
