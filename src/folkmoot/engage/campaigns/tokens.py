"""Words in links that say nothing: whose letter, whose poster, whose recommendation somebody comes by."""

import secrets

LETTER, POSTER, ADVOCATE = "l", "p", "a"


def new_token(kind: str) -> str:
    """A new one; its first letter says where to look for it."""
    return kind + secrets.token_hex(10)
