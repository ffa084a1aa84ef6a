"""From rows to a result: sums by arm and group, and what the statistics say about them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
from django.db.models import Count, Q, Sum

from .comparing import least, pairs
from .logic import checks, effects, lots
from .models import Advocate, Arm, Campaign, Participant

DRAWS = 1000
Sums = dict[int, dict[int, dict[str, int]]]


def sums_of(campaign: Campaign, until: datetime) -> Sums:
    """Arm → group → how many people, and how many had done, seen and strayed by then. One query."""
    rows = (
        Participant.objects.filter(campaign=campaign)
        .values("arm_id", "number")
        .annotate(
            people=Count("pk"), done=Count("pk", filter=Q(did_at__lte=until)),
            seen=Count("pk", filter=Q(seen_at__lte=until)), stray=Count("pk", filter=Q(stray_at__lte=until)),
        )
        .order_by("number")
    )  # fmt: skip
    found: Sums = {}
    for row in rows:
        found.setdefault(row["arm_id"], {})[row["number"]] = {
            "people": row["people"], "done": row["done"], "seen": row["seen"], "stray": row["stray"],
        }  # fmt: skip
    return found


def measure(campaign: Campaign, arms: Sequence[Arm], *, until: datetime, level: float) -> dict[str, Any]:
    """What is seen by then, as it is kept. What is about too few people is kept as None, not only hidden."""
    sums = sums_of(campaign, until)
    tables = [sums.get(arm.pk, {}) for arm in arms]
    data = [effects.Arm.of(_column(each, "people"), _column(each, "done")) for each in tables]
    alike = effects.correlation([each for each in data if len(each.sizes)])
    rows = [_arm_row(arm, table) for arm, table in zip(arms, tables, strict=True)]
    comparisons = [_comparison(campaign, arms, (a, b), data, rows, level=level, alike=alike) for a, b in pairs(arms)]
    return {
        "arms": rows,
        "comparisons": comparisons,
        "alike": round(alike, 4),
        "spill": _spill(arms, tables),
        "forecast": _forecast(campaign, arms, rows),
        "costs": [_cost(arm, row) for arm, row in zip(arms, rows, strict=True)],
    }


def _column(table: dict[int, dict[str, int]], name: str) -> list[float]:
    return [float(row[name]) for row in table.values()]


def _arm_row(arm: Arm, table: dict[int, dict[str, int]]) -> dict[str, Any]:
    totals = {name: sum(row[name] for row in table.values()) for name in ("people", "done", "seen", "stray")}
    k, people = least(), totals["people"]
    # A number of people is shown when neither those it is about nor the others are few.
    kept = {name: totals[name] if k <= totals[name] <= people - k else None for name in ("done", "seen", "stray")}
    few = {name: "few" if totals[name] < k else "nearly_all" for name, value in kept.items() if value is None}
    if totals["seen"] == people and people >= k:  # A letter that went to all of them tells of nobody.
        kept["seen"] = people
        few.pop("seen", None)
    return {"kind": arm.kind, "people": people, "groups": len(table), **kept, "few": few}


def _comparison(
    campaign: Campaign, arms: Sequence[Arm], pair: tuple[int, int], data: Sequence[effects.Arm],
    rows: Sequence[dict[str, Any]], *, level: float, alike: float,
) -> dict[str, Any]:  # fmt: skip
    a, b = pair
    found: dict[str, Any] = {"first": arms[a].kind, "second": arms[b].kind, "verdict": "too_few"}
    if rows[a]["done"] is None or rows[b]["done"] is None:
        return found
    try:
        effect = effects.effect(data[a], data[b], level=level, alike=alike)
    except effects.TooFewToConclude:
        return found
    found |= {
        "verdict": ("more" if effect.low > 0 else "less") if effect.is_seen else "none",
        "difference": round(effect.difference, 5), "low": round(effect.low, 5), "high": round(effect.high, 5),
        "p": round(effect.p, 5), "level": level, "freedom": round(effect.freedom, 1),
        "by_lot": round(_by_lot(campaign, data[a], data[b]), 4),
    }  # fmt: skip
    return found


def _by_lot(campaign: Campaign, first: effects.Arm, second: effects.Arm) -> float:
    """How often the lot alone would give as much between these two arms: groups dealt anew, as many to each."""
    sizes, sums = np.concatenate([first.sizes, second.sizes]), np.concatenate([first.sums, second.sums])
    places = np.repeat([0, 1], [len(first.sizes), len(second.sizes)])
    dice = lots.generator(f"{campaign.seed}:by lot")
    draws = np.stack([dice.permutation(places) for _ in range(DRAWS if len(places) < 5000 else 200)])
    return effects.chance_by_lot(sizes, sums, places, draws)


def _spill(arms: Sequence[Arm], tables: Sequence[dict[int, dict[str, int]]]) -> dict[str, Any] | None:
    """How much of what was meant for others came to the arm that was to hear nothing (or the last one)."""
    place = next((n for n, arm in enumerate(arms) if arm.kind == Arm.Kind.NOTHING), len(arms) - 1)
    table = tables[place]
    if not table:
        return None
    found = checks.spill_over(
        [row["people"] for row in table.values()], [row["stray"] for row in table.values()],
        [row["done"] for row in table.values()],
    )  # fmt: skip
    strayed, people = sum(row["stray"] for row in table.values()), sum(row["people"] for row in table.values())
    is_many = least() <= strayed <= people - least()
    return {
        "kind": arms[place].kind, "verdict": found.verdict, "share": round(found.share, 4) if is_many else None,
    }  # fmt: skip


def _forecast(campaign: Campaign, arms: Sequence[Arm], rows: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """What the engine expected the advocates to reach of their arm's people, and what came."""
    row = next((row for arm, row in zip(arms, rows, strict=True) if arm.kind == Arm.Kind.ADVOCATES), None)
    audience = campaign.choice.get("audience") or 0
    if row is None or not audience or row["seen"] is None:
        return None
    reach = (
        Advocate.objects.filter(campaign=campaign, accepted_at__isnull=False).aggregate(n=Sum("reach"))["n"] or 0.0
    )
    found = checks.calibration(min(1.0, reach / audience) * row["people"], row["seen"], row["people"])
    return {
        "predicted": round(found.predicted, 1), "observed": found.observed, "low": round(found.low, 1),
        "high": round(found.high, 1), "verdict": found.verdict,
    }  # fmt: skip


def _cost(arm: Arm, row: dict[str, Any]) -> dict[str, Any]:
    words = len(f"{arm.headline} {arm.text}".split()) if arm.kind != Arm.Kind.NOTHING else 0
    seen = row["seen"] if row["seen"] is not None else 0
    minutes = checks.cost(exposed=seen if words else 0, words=words, worked_minutes=arm.minutes)
    # Who was reached is not counted where they are few: then it took a little more than is said.
    return {"kind": arm.kind, "minutes": round(minutes), "worked": arm.minutes, "at_least": row["seen"] is None}


def is_decided(result: dict[str, Any]) -> bool:
    """Whether the main comparison sees a difference."""
    return bool(result["comparisons"]) and result["comparisons"][0]["verdict"] in ("more", "less")


def outcome(result: dict[str, Any]) -> list[dict[str, Any]]:
    """The comparisons in short, for the log."""
    names = ("first", "second", "verdict", "difference", "low", "high")
    return [{name: each[name] for name in names if name in each} for each in result["comparisons"]]


def group_rows(campaign: Campaign, arms: Sequence[Arm], until: datetime) -> list[tuple[str, str, int, int]]:
    """The data to compute with elsewhere: arm, group (by a word that says nothing), people, how many did it.

    Of each row at least so many people did it and so many did not; groups that are too small or too much of one mind
    are put together, within their arm. Nothing is given of an arm of which that cannot be said.
    """
    k, found = least(), []
    sums = sums_of(campaign, until)
    dice = lots.generator(f"{campaign.seed}:names")
    for arm in arms:
        table = list(sums.get(arm.pk, {}).values())
        order = dice.permutation(len(table))
        rows: list[tuple[int, int]] = []
        rest = [0, 0]
        for place in order:
            people, done = table[place]["people"], table[place]["done"]
            if k <= done <= people - k:
                rows.append((people, done))
            else:
                rest = [rest[0] + people, rest[1] + done]
        if rest[0] and not k <= rest[1] <= rest[0] - k:
            if not rows:
                continue
            people, done = rows.pop()
            rest = [rest[0] + people, rest[1] + done]
        if rest[0]:
            rows.append((rest[0], rest[1]))
        found += [(arm.kind, f"{arm.kind}-{n}", people, done) for n, (people, done) in enumerate(rows, start=1)]
    return found
