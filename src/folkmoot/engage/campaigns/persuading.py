"""What a campaign taught about those who carried it: the only evidence of persuasion that chance alone cannot feign.

Whoever hears an advocate anyway was drawn into one arm or another by lot. So those of them in the advocates' arm are
compared with those of them in the arm it is compared with, whatever reached them: same ties, another lot. Who hears
whom is what it was when the lots fell (`Participant.near`): a tie that the message itself made would be chosen by the
very thing that is measured. It is judged by groups as everything else, and told to that advocate alone; nothing is
told where few did it or few did not, and no more exactly than in whole points.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from . import neighbours
from .comparing import FLOOR, least, pairs
from .logic import effects
from .models import Advocate, Arm, Campaign, Participant

Row = tuple[int, int, int, bool]  # person, arm, group, did it


def lessons(campaign: Campaign, arms: Sequence[Arm]) -> dict[int, dict[str, Any]]:
    """Of each advocate (by the row's id) how many hear them in both arms, and what came of it if that is enough."""
    if arms[0].kind != Arm.Kind.ADVOCATES:
        return {}
    other = arms[next((b for a, b in reversed(pairs(arms)) if a == 0), 1)]
    gone = neighbours.left_out()
    carriers = Advocate.objects.filter(campaign=campaign, accepted_at__isnull=False).exclude(person__in=gone)
    hearers: dict[int, list[Row]] = {person: [] for person in carriers.values_list("person_id", flat=True)}
    rows = Participant.objects.filter(
        campaign=campaign, arm__in=[arms[0], other], person__isnull=False, near__overlap=list(hearers)
    ).values_list("person_id", "arm_id", "number", "did_at", "near")
    for person, arm, number, did, near in rows:
        if person not in gone:
            for carrier in hearers.keys() & set(near):
                hearers[carrier].append((person, arm, number, did is not None))
    return {each.pk: lesson(hearers[each.person_id], arms[0].pk, other.pk) for each in carriers}


def lesson(near: Sequence[Row], arm: int, other: int) -> dict[str, Any]:
    """What those near to one person say about them. `verdict`: more, none, less, or too_few."""
    sides = [_groups([row for row in near if row[1] == each]) for each in (arm, other)]
    counts = [int(side.people) for side in sides]
    found: dict[str, Any] = {"people": counts, "verdict": "too_few"}
    done = [int(side.sums.sum()) for side in sides]
    is_few = any(not FLOOR <= some <= people - FLOOR for some, people in zip(done, counts, strict=True))
    if is_few or min(counts) < least():
        return found
    try:
        effect = effects.effect(sides[0], sides[1])
    except effects.TooFewToConclude:
        return found
    return found | {
        "verdict": ("more" if effect.low > 0 else "less") if effect.is_seen else "none",
        "difference": round(effect.difference, 2), "low": round(effect.low, 2), "high": round(effect.high, 2),
    }  # fmt: skip


def _groups(rows: Sequence[Row]) -> effects.Arm:
    people = Counter(row[2] for row in rows)
    done: Mapping[int, int] = Counter(row[2] for row in rows if row[3])
    return effects.Arm.of([people[n] for n in people], [done.get(n, 0) for n in people])
