"""What a text will cost those it is sent to."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.db.models import Avg, F

from folkmoot.base.site import settings as site
from folkmoot.commons.content.models import Item
from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.viewer import Viewer

from .. import logic
from ..models import ItemReaders

USUAL_SHARE = 0.35  # How many of an audience read what is sent to it, where nothing is known yet.


@dataclass(frozen=True, slots=True)
class Cost:
    """What a text will cost those it is sent to."""

    readers: int
    audience: int
    seconds: int
    is_must_read: bool
    is_worth_telling: bool

    @property
    def person_minutes(self) -> int:
        return round(self.readers * self.seconds / 60)

    @property
    def minutes_each(self) -> int:
        return max(1, round(self.seconds / 60))


def cost_of(
    viewer: Viewer, *, body: str, title: str = "", space_id: int | None, audience: int | None, is_must_read: bool,
    at: datetime,
) -> Cost:  # fmt: skip
    """Readers to be expected times the time it takes to read: all of them for a must-read, else as many as usual."""
    reached = _audience_size(space_id, audience if audience is not None else 2)
    seconds = logic.reading_seconds(f"{title} {body}")
    readers = reached if is_must_read else round(reached * _usual_share(space_id, reached, at))
    minutes = readers * seconds / 60
    is_much = minutes >= site.get("attention.ask_from") or (is_must_read and reached >= 20)
    return Cost(readers, reached, seconds, is_must_read, is_much)


def _audience_size(space_id: int | None, audience: int) -> int:
    if space_id is not None:
        return Space.objects.filter(pk=space_id).values_list("member_count", flat=True).first() or 0
    people = Person.objects.filter(is_active=True, is_approved=True)
    return (people.filter(is_employee=True) if audience >= 2 else people).count()


def _usual_share(space_id: int | None, reached: int, at: datetime) -> float:
    """Which part of this audience read what was published to it in the last quarter."""
    if reached < 1:
        return 0.0
    since = datetime.combine(at.date() - timedelta(days=90), time.min, UTC)
    items = Item.objects.filter(root__isnull=True, published_at__gte=since, state="published")
    items = items.filter(space_id=space_id) if space_id is not None else items.filter(space__isnull=True)
    average = ItemReaders.objects.filter(item__in=items).aggregate(n=Avg(F("people")))["n"]
    return USUAL_SHARE if average is None else max(0.05, min(1.0, float(average) / reached))
