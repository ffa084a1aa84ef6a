"""Who is in a campaign's audience, and which of them go into one arm together."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.models import Membership
from folkmoot.listen.attention import queries as attention

from . import neighbours
from .logic.lots import Cluster
from .models import Advocate, Campaign, Goal, Keeper, Lot


@dataclass(frozen=True, slots=True)
class Roll:
    """Everybody who is counted: (person, number of their group) in order, and the groups."""

    people: list[tuple[int, int]]
    clusters: list[Cluster]
    labels: dict[int, str]


def _people(campaign: Campaign) -> QuerySet[Person]:
    people = Person.objects.filter(is_active=True, is_approved=True, is_employee=True)
    if campaign.audience_space_id is not None:
        inside = Membership.objects.filter(space_id=campaign.audience_space_id, is_asked=False)
        people = people.filter(pk__in=inside.values("person_id"))
    return people


def people_of(campaign: Campaign) -> set[int]:
    """The employees it is meant for."""
    return set(_people(campaign).values_list("pk", flat=True))


def is_shared(campaign: Campaign) -> bool:
    """Whether a campaign that runs counts the same acts of some of these people.

    Then neither could say what did it; and where two audiences differ by one person, their sums would tell what that
    person did. Asked of everybody they are meant for, also of who is not counted: so it says nothing about those.
    """
    if campaign.goal not in (Goal.JOINED, Goal.ANSWERED, Goal.READ):
        return False  # Counted for each campaign by itself.
    running = Campaign.objects.filter(
        state="running", goal=campaign.goal, goal_space_id=campaign.goal_space_id, goal_item_id=campaign.goal_item_id
    )
    people = _people(campaign)
    return any(people.filter(pk__in=_people(each).values("pk")).exists() for each in running.exclude(pk=campaign.pk))


def keepers() -> set[int]:
    """Whoever knows the plan."""
    admins = Person.objects.filter(is_admin=True).values_list("pk", flat=True)
    return set(admins) | set(Keeper.objects.values_list("person_id", flat=True))


def _not_counted(campaign: Campaign) -> set[int]:
    silent = attention.uncounted_for_system() if campaign.goal == Goal.READ else set()
    return _known_out(campaign) | neighbours.left_out() | silent


def _known_out(campaign: Campaign) -> set[int]:
    """Who does not count, for reasons that whoever plans may know."""
    found = keepers()
    # Only who has said yes: were those who are asked left out, their number would tell that somebody said no.
    carriers = Advocate.objects.filter(campaign=campaign, accepted_at__isnull=False)
    found |= set(carriers.values_list("person_id", flat=True))
    if campaign.goal == Goal.JOINED:  # Whoever is in already cannot join any more.
        inside = Membership.objects.filter(space_id=campaign.goal_space_id, is_asked=False)
        found |= set(inside.values_list("person_id", flat=True))
    return found


def sizes_of(campaign: Campaign) -> list[Cluster] | int:
    """About the groups that `roll_of` makes, without naming anybody; of lots over single people only how many there
    are. The database counts, so that a page may ask.

    It takes in who is left out of analysis, or does not let their reading be counted: with an audience of a few, or
    with two that differ by one person, the number without them would tell who that is.
    """
    people = _people(campaign).exclude(pk__in=_known_out(campaign))
    if campaign.lot == Lot.PERSON:
        return people.count()
    if campaign.lot == Lot.COMMUNITY:
        return roll_of(campaign, without=_known_out(campaign)).clusters
    if campaign.lot == Lot.SITE:
        places = Counter[str]()
        for place, count in people.values_list("location").annotate(n=Count("pk")).order_by():
            places[place.strip().casefold()] += count
        return [Cluster(number, size) for number, (_place, size) in enumerate(sorted(places.items()))]
    units = people.values_list("unit_id", "unit__parent__name").annotate(n=Count("pk")).order_by("unit_id")
    return [Cluster(number, size, above or "") for number, (_unit, above, size) in enumerate(units)]


def roll_of(campaign: Campaign, *, without: Collection[int] | None = None) -> Roll:
    """Everybody it is meant for, but for those who plan or carry it, and those who chose to be in no analysis.

    People with no unit, place or community are a group together: leaving them out would choose after all.
    """
    left_out = _not_counted(campaign) if without is None else without
    rows = list(
        _people(campaign).order_by("pk").values_list("pk", "unit__name", "unit__parent__name", "unit_id", "location")
    )
    rows = [row for row in rows if row[0] not in left_out]
    communities = neighbours.communities([row[0] for row in rows]) if campaign.lot == Lot.COMMUNITY else {}
    numbers: dict[object, int] = {}
    sizes: dict[int, int] = {}
    strata: dict[int, str] = {}
    labels: dict[int, str] = {}
    people = []
    for pk, unit, above, unit_id, place in rows:
        where = place.strip()
        key, label, stratum = {
            Lot.UNIT: (unit_id, unit or "–", above or ""),
            Lot.SITE: (where.casefold(), where or "–", ""),
            Lot.COMMUNITY: (communities.get(pk), f"{communities.get(pk, '–')}", ""),
            Lot.PERSON: (pk, "", unit or ""),
        }[Lot(campaign.lot)]
        number = numbers.setdefault(key, len(numbers))
        sizes[number] = sizes.get(number, 0) + 1
        strata.setdefault(number, stratum)
        labels.setdefault(number, label)
        people.append((pk, number))
    clusters = [Cluster(number, size, strata[number]) for number, size in sizes.items()]
    return Roll(people, clusters, labels)
