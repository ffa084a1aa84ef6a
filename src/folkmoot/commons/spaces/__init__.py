"""Spaces ("communities" on the page): where people gather, who belongs, who may read; and the Viewer.

Not here: what is written in a space (content).
"""
