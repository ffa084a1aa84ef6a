"""The fairness report: facts of people and gifts, handed to `logic.fairness`, which shows no small group."""

from datetime import date, datetime

from folkmoot.base.site import settings as site
from folkmoot.commons.content import queries as contents
from folkmoot.commons.people.models import Person, ProfileValue, Unit
from folkmoot.commons.spaces.viewer import GUEST, Viewer

from ..keepers import is_keeper
from ..logic import fairness
from ..logic.fairness import Facts, Report
from ..logic.periods import quarters_before, span_of
from ..models import Recipient
from ..policy import may_take_part

LEAST = 5
SAME_FOR_ALL = GUEST  # Whoever asks, the report is about the same gifts.


def quarters(at: datetime) -> list[date]:
    """The quarters one can ask about. Only whole quarters: two spans that differ by a day would give a day away."""
    return quarters_before(at.date(), 4)


def fairness_for(viewer: Viewer, *, quarter: date, at: datetime) -> tuple[Report | None, bool]:
    """The report on one quarter, and whether the viewer sees it whole (keepers) or its summary (colleagues).

    None when there is too little to show, and for those who do not take part.
    """
    if not may_take_part(viewer):
        return None, False
    k = max(LEAST, site.get("recognition.min_group"))
    what = ("recognition.fairness", quarter, k, site.get("recognition.working_time_field"))
    return contents.once_for_equals(SAME_FOR_ALL, what, lambda: _report(quarter, k, at)), is_keeper(viewer)


def _report(quarter: date, k: int, at: datetime) -> tuple[Report | None, int]:
    since, until = span_of("quarter", quarter)
    gifts = list(
        Recipient.objects.filter(
            kudos__is_private=False, kudos__item__state="published", kudos__item__audience__lte=2,
            kudos__given_at__gte=since,
            kudos__given_at__lt=min(until, at), person__isnull=False, kudos__giver__isnull=False,
        ).values_list("kudos__giver", "person")
    )  # fmt: skip
    return fairness.report(gifts, _facts(until), k), len(gifts)


def _facts(until: datetime) -> dict[int, Facts]:
    """What is known of everybody who works here now and was here in the period."""
    names = dict(Unit.objects.values_list("id", "name"))
    hours = {}
    if key := site.get("recognition.working_time_field"):
        hours = dict(ProfileValue.objects.filter(field__key=key).values_list("person", "value"))
    here = Person.objects.filter(is_employee=True, is_active=True, joined_at__lt=until)
    return {
        pk: Facts(names.get(unit, ""), place, zone, hours.get(pk, ""))
        for pk, unit, place, zone in here.values_list("id", "unit", "location", "timezone")
    }
