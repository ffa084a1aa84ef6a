"""The writing door of videos: bring, publish, prepare, caption, watch."""

from .captioning import keep_captions, remove_captions
from .preparing import prepare
from .publishing import publish
from .uploading import abandon, append, begin, forget_stale
from .watching import keep_place

__all__ = [
    "abandon",
    "append",
    "begin",
    "forget_stale",
    "keep_captions",
    "keep_place",
    "prepare",
    "publish",
    "remove_captions",
]
