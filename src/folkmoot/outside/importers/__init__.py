"""Bringing a community along: Stack Exchange dumps and plain threads, through the same doors as the pages.

A source is read and checked whole before anything is written, and written in one transaction; a second run
finds what the first one brought by its origin and changes nothing.
"""
