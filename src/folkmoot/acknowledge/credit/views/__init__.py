"""Pages of credit."""

from .badges import badge, badges, hide, new_badge
from .ledger import of_person, overview, trail
from .record import export, how, key, keys

__all__ = ["badge", "badges", "export", "hide", "how", "key", "keys", "new_badge", "of_person", "overview", "trail"]
