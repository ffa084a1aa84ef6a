"""The one log: what happened, written in the transaction in which it happened, handed out afterwards.

`record` appends an event; `subscribe` declares who wants to hear; `relay` (in the worker) hands events out in
order, at least once. Nothing else may be done in a user's transaction for others: no mail, no job, no HTTP.
"""

from .log import Event, head, record
from .subscribers import Subscriber, subscribe, subscribers

__all__ = ["Event", "Subscriber", "head", "record", "subscribe", "subscribers"]
