"""What HR looks after: values, boosts, who keeps; and what each person chooses for themselves."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from folkmoot.base.audit import actions as audit
from folkmoot.base.letters import at_most
from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.viewer import Viewer

from ..keepers import is_keeper
from ..models import Boost, BoostHolder, Keeper, Preference, Value
from ..refusals import NotAllowed, ReasonIsMissing, TextIsTooLong, WrongSettings

MOST_BUDGET = 1_000_000


def check_keeper(viewer: Viewer) -> None:
    if not is_keeper(viewer):
        raise NotAllowed


def check_words(text: str, *, most: int) -> str:
    """The words without what surrounds them; raises TextIsTooLong."""
    return at_most(most, text, TextIsTooLong)


@transaction.atomic
def appoint(*, viewer: Viewer, person_id: int, is_keeper: bool, at: datetime) -> None:
    """This will let a colleague keep recognition, or no longer; administrators decide. Raises NotAllowed."""
    if not viewer.is_admin or not Person.objects.filter(pk=person_id, is_employee=True, is_active=True).exists():
        raise NotAllowed
    if is_keeper:
        Keeper.objects.get_or_create(person_id=person_id, defaults={"at": at})
    else:
        Keeper.objects.filter(person_id=person_id).delete()
    audit.note("recognition.keeper", at=at, actor=viewer.person_id, subject=person_id, is_keeper=is_keeper)


@transaction.atomic
def save_value(
    *, viewer: Viewer, value_id: int | None = None, name: str, about: str = "", icon: str = "", position: int = 0,
    at: datetime,
) -> Value:  # fmt: skip
    """This will name a value of the firm, or change one. Raises NotAllowed, or WrongSettings (name twice or none)."""
    check_keeper(viewer)
    value = Value.objects.select_for_update().filter(pk=value_id).first() if value_id is not None else Value()
    name = " ".join(name.split())
    if value is None or not name or len(name) > 60 or len(about) > 300:
        raise WrongSettings
    value.name, value.about, value.icon, value.position = name, about.strip(), icon.strip()[:8], position
    value.retired_at = None
    try:
        with transaction.atomic():
            value.save()
    except IntegrityError:
        raise WrongSettings from None
    audit.note("recognition.value.saved", at=at, actor=viewer.person_id, value=name)
    return value


@transaction.atomic
def retire_value(*, viewer: Viewer, value_id: int, at: datetime) -> None:
    """This will no longer offer a value; kudos given for it keep it. Raises NotAllowed."""
    check_keeper(viewer)
    Value.objects.filter(pk=value_id, retired_at__isnull=True).update(retired_at=at)
    audit.note("recognition.value.retired", at=at, actor=viewer.person_id, value=value_id)


@transaction.atomic
def save_boost(
    *, viewer: Viewer, name: str, why: str, budget: int, starts_on: date, ends_on: date, holder_ids: Sequence[int],
    at: datetime,
) -> Boost:  # fmt: skip
    """This will give some people points to hand out above their allowance, from a budget that everybody sees.

    Raises NotAllowed, ReasonIsMissing, WrongSettings, TextIsTooLong.
    """
    check_keeper(viewer)
    if not why.strip():
        raise ReasonIsMissing
    holders = list(
        Person.objects.filter(pk__in=holder_ids, is_employee=True, is_active=True).values_list("pk", flat=True)
    )
    if not name.strip() or not 0 < budget <= MOST_BUDGET or ends_on < starts_on or not holders:
        raise WrongSettings
    boost = Boost.objects.create(
        name=check_words(name, most=80), why=check_words(why, most=300), budget=budget,
        starts_on=starts_on, ends_on=ends_on, made_by_id=viewer.person_id, made_at=at,
    )  # fmt: skip
    BoostHolder.objects.bulk_create(BoostHolder(boost=boost, person_id=pk) for pk in holders)
    audit.note("recognition.boost.made", at=at, actor=viewer.person_id, boost=boost.id, budget=budget)
    return boost


def choose(
    *, viewer: Viewer, leaves_leaderboard: bool, no_milestones: bool, hides_points: bool, at: datetime
) -> Preference:
    """This will keep what the viewer wants for themselves. Raises NotAllowed for a guest."""
    if viewer.is_guest:
        raise NotAllowed
    wanted = {
        "leaves_leaderboard": leaves_leaderboard, "no_milestones": no_milestones, "hides_points": hides_points,
    }  # fmt: skip
    return Preference.objects.update_or_create(person_id=viewer.person_id, defaults=wanted)[0]
