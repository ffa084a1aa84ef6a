"""Folkmoot: one self-hosted place where an organisation talks with its own people and everyone around it."""

__version__ = "0.1.0"
