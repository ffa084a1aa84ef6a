"""Who looked at the viewer's data."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q

from folkmoot.commons.people.queries import PersonLine, names_for
from folkmoot.commons.spaces.viewer import Viewer

from ..models import Consent, Look


@dataclass(frozen=True, slots=True)
class Looked:
    """Somebody looked, for a purpose (a key of `purposes`), so often that day."""

    who: PersonLine
    purpose: str
    day: date
    count: int
    last_at: datetime


def looks_at_me(viewer: Viewer, *, limit: int = 200) -> list[Looked]:
    """Everybody who saw the viewer's data, newest first: looks at them, and at all who were shown by name when the
    viewer was."""
    if viewer.person_id is None:
        return []
    shown = Consent.objects.filter(
        Q(until_at=None) | Q(until_at__gt=OuterRef("last_at")),
        person_id=viewer.person_id, what="publish", since_at__lte=OuterRef("last_at"),
    )  # fmt: skip
    found = (
        Look.objects.filter(Q(person_id=viewer.person_id) | (Q(person=None) & Exists(shown)))
        .exclude(viewer_id=viewer.person_id)
        .order_by("-last_at", "-id")[:limit]
    )
    rows = list(found)
    names = names_for(row.viewer_id for row in rows)
    return [Looked(names[r.viewer_id], r.purpose, r.day, r.count, r.last_at) for r in rows if r.viewer_id in names]
