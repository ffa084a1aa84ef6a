"""Uploaded files: sniffed, pictures re-encoded without metadata, everything size-limited, never served active."""
