"""Which channel for which topic: the most specific decision counts, looked up for many people at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from .models import Mail, Preference
from .topics import TOPICS


@dataclass(frozen=True, slots=True)
class Channels:
    """Where one person hears of one topic, and at which step that was decided."""

    in_page: bool
    mail: str
    decided_by: str = "product"


class WrongPreference(ValueError):
    """No such topic or channel."""


def _steps(row: Preference) -> int:
    return (2 if row.person_id else 0) + (1 if row.space_id else 0)


_STEP_NAMES = ("site", "space", "person", "person_in_space")


class Decisions:
    """What was decided about some topics by and for some people, everywhere and in some spaces: asked for once."""

    def __init__(self, *, people: Iterable[int], topics: Iterable[str], spaces: Iterable[int]) -> None:
        found = Preference.objects.filter(
            Q(person__isnull=True) | Q(person_id__in=set(people)),
            Q(space__isnull=True) | Q(space_id__in=set(spaces)),
            topic__in=set(topics),
        )
        self._rows: dict[tuple[str, int | None], list[Preference]] = {}
        for row in sorted(found, key=_steps):
            self._rows.setdefault((row.topic, row.person_id), []).append(row)

    def channels(self, person_ids: Iterable[int], topic: str, space_id: int | None) -> dict[int, Channels]:
        """For each person the channels in force."""
        general = self._about(topic, None, space_id)
        return {
            person: _resolve(topic, [*general, *self._about(topic, person, space_id)]) for person in set(person_ids)
        }

    def _about(self, topic: str, person_id: int | None, space_id: int | None) -> list[Preference]:
        return [row for row in self._rows.get((topic, person_id), ()) if row.space_id in (None, space_id)]


def _resolve(topic: str, rows: Iterable[Preference]) -> Channels:
    default = TOPICS[topic]
    found = Channels(default.in_page, default.mail)
    for row in rows:
        found = Channels(
            found.in_page if row.in_page is None else row.in_page,
            row.mail or found.mail,
            _STEP_NAMES[_steps(row)],
        )
    return found


def matrix(person_id: int | None, space_id: int | None = None) -> dict[str, Channels]:
    """All topics for one person (or, without one, the site's or a space's defaults), in one query."""
    rows = Preference.objects.filter(
        Q(person__isnull=True) | Q(person_id=person_id) if person_id else Q(person__isnull=True),
        Q(space__isnull=True) | Q(space_id=space_id) if space_id else Q(space__isnull=True),
    )
    ordered = sorted(rows, key=_steps)
    return {key: _resolve(key, [row for row in ordered if row.topic == key]) for key in TOPICS}


def decide(*, person_id: int | None, space_id: int | None, topic: str, in_page: bool | None, mail: str) -> None:
    """This will store one decision; None and "" mean: as the step before says."""
    if topic not in TOPICS or (mail and mail not in Mail.values):
        raise WrongPreference(f"{topic}: {mail}")
    if in_page is None and not mail:
        Preference.objects.filter(person_id=person_id, space_id=space_id, topic=topic).delete()
        return
    Preference.objects.update_or_create(
        person_id=person_id, space_id=space_id, topic=topic, defaults={"in_page": in_page, "mail": mail}
    )
