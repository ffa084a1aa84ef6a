"""Promises to other machines: what is read from them and sent to them in a fixed shape."""
