"""Who wants to hear of what. Declared in the `ready()` of a room's AppConfig."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.module_loading import import_string

from .log import Event


@dataclass(frozen=True, slots=True)
class Subscriber:
    """`name` keeps the cursor; `names` are event names or patterns (`content.*`); `handler` is a dotted path
    to a function of a list of events, which must be idempotent."""

    name: str
    names: tuple[str, ...]
    handler: str

    def patterns(self) -> list[str]:
        """What SQL's LIKE looks for."""
        plain = [name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") for name in self.names]
        return [name.replace("*", "%") for name in plain]

    def handle(self, events: Sequence[Event]) -> None:
        function: Callable[[Sequence[Event]], None] = import_string(self.handler)
        function(events)


_subscribers: dict[str, Subscriber] = {}


def subscribe(name: str, *, names: Sequence[str], handler: str) -> None:
    """This will have `handler` called with every event whose name fits, once per registration of `name`."""
    _subscribers[name] = Subscriber(name, tuple(names), handler)


def subscribers() -> list[Subscriber]:
    return list(_subscribers.values())
