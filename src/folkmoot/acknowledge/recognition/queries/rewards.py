"""The catalogue, my wishes, and the desk where they are answered."""

from dataclasses import dataclass

from django.db.models import QuerySet

from folkmoot.commons.people.queries import PersonLine, names_for
from folkmoot.commons.spaces.viewer import Viewer

from ..keepers import is_keeper
from ..models import Purse, Redemption, Reward


@dataclass(frozen=True, slots=True)
class Offer:
    reward: Reward
    is_in_stock: bool
    is_affordable: bool
    missing: int


def catalogue(viewer: Viewer, *, with_retired: bool = False) -> list[Offer]:
    """What points buy, the cheapest first."""
    balance = Purse.objects.filter(pk=viewer.person_id).values_list("balance", flat=True).first() or 0
    rows = Reward.objects.order_by("cost", "name")
    if not with_retired:
        rows = rows.filter(retired_at__isnull=True)
    return [
        Offer(each, each.stock is None or each.stock > 0, each.cost <= balance, max(0, each.cost - balance))
        for each in rows[:200]
    ]


def my_redemptions(viewer: Viewer, *, limit: int = 50) -> list[Redemption]:
    if viewer.is_guest:
        return []
    rows = Redemption.objects.filter(person_id=viewer.person_id).select_related("reward")
    return list(rows.order_by("-asked_at", "-id")[:limit])


@dataclass(frozen=True, slots=True)
class Wish:
    redemption: Redemption
    person: PersonLine | None
    is_own: bool


def waiting_redemptions(viewer: Viewer, *, limit: int = 100) -> list[Wish]:
    """What waits to be approved or handed over, the oldest first; for those who keep recognition."""
    if not is_keeper(viewer):
        return []
    rows: QuerySet[Redemption] = Redemption.objects.filter(state__in=("asked", "approved")).select_related("reward")
    found = list(rows.order_by("asked_at", "id")[:limit])
    names = names_for([row.person_id for row in found])
    return [Wish(row, names.get(row.person_id), row.person_id == viewer.person_id) for row in found]
