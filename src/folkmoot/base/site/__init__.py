"""What this installation has decided: typed settings that rooms declare and the site administrator edits."""

from .settings import Setting, declare, declared, get, put

__all__ = ["Setting", "declare", "declared", "get", "put"]
