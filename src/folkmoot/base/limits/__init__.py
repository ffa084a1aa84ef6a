"""How often somebody may do a thing: token buckets in a small unlogged table.

`limits.take("post:42", per_minute=20, at=now())` at the edge (views); TooMany becomes a page with status 429.
"""

from .buckets import TooMany, take

__all__ = ["TooMany", "take"]
