"""From HTTP to values and back: rendering, errors as pages, fragments, idempotency, health."""

from .render import render

__all__ = ["render"]
