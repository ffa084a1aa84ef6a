"""What was found, in plain words: no ranks, no praise, and "not enough evidence" where there is not."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import reading
from .models import Picture
from .persuasion import LEAST_CAMPAIGNS, LEAST_EXPOSED, Persuasion, Taught, together

if TYPE_CHECKING:
    from .queries.mine import Lots, RolePicture


def acts_said(counts: Mapping[str, int]) -> str:
    """What went to and fro, by kind, most first: "Answered: 3, Replied: 2"."""
    labels = reading.labels()
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:3]
    return ", ".join(
        _("%(act)s: %(count)d") % {"act": str(labels.get(name, name)).capitalize(), "count": count}
        for name, count in ordered
    )


ROLE_ICONS = {"maven": "lightbulb", "connector": "waypoints", "salesman": "megaphone"}


def role_label(role: str) -> str:
    return {
        "maven": _("Maven"), "connector": _("Connector"), "salesman": _("Salesman"),
    }[role]  # fmt: skip


def role_definition(role: str) -> str:
    return {
        "maven": _("Who knows and is asked: helps more people on a topic than an equal share, and more of the "
                   "answers are valued than chance would give."),
        "connector": _("A foot in many worlds: more partners in other units than somebody with as many partners "
                       "would have by chance, in at least three units that know each other little."),
        "salesman": _("Whom others follow: after they take something up, more of those around them do so soon than "
                      "shuffled times and similar people explain."),
    }[role]  # fmt: skip


def role_needed(role: str) -> str:
    return {
        "maven": _("At least ten answers to five different people on one topic are needed to say anything."),
        "connector": _("At least fifteen people you deal with both ways are needed to say anything."),
        "salesman": _("At least three things taken up before others, or 200 people who saw you do it, are needed."),
    }[role]  # fmt: skip


def role_picture(
    role: str, row: Picture | None, topics: Mapping[int, str], before: list[tuple[datetime, str]]
) -> "RolePicture":
    """One role of one person, for that person."""
    from .queries.mine import RolePicture

    verdict = "found" if row and row.is_found else "not_found" if row and row.is_enough else "not_enough"
    topic = topics.get(row.topic, "") if row and role == "maven" else ""
    return RolePicture(
        role=role, label=role_label(role), definition=role_definition(role), verdict=verdict,
        sentence=_sentence(role, verdict, row, topic), topic=topic,
        evidence=_evidence(role, row), interval=_interval(role, row) if verdict == "found" else "",
        needed=role_needed(role) if verdict == "not_enough" else "", before=before,
    )  # fmt: skip


def _sentence(role: str, verdict: str, row: Picture | None, topic: str) -> str:
    if verdict == "not_enough":
        return _("Not enough evidence yet. That is so for most people, and says nothing bad.")
    if verdict == "not_found":
        return _("There is enough to look at, and nothing in it that chance would not give, too.")
    if role == "maven":
        return _("On “%(topic)s” people come to you, and what you say helps them.") % {"topic": topic}
    if role == "connector":
        return _("You tie units together that otherwise have little to do with each other.")
    return _("When you take something up, others around you tend to follow.")


def _evidence(role: str, row: Picture | None) -> list[tuple[str, str]]:
    """The numbers behind, with their names."""
    if row is None:
        return []
    seen = row.evidence
    names = {
        "maven": (
            ("answers", _("Answers")), ("people helped", _("People helped")), ("accepted", _("Valued answers")),
        ),
        "connector": (
            ("partners", _("People you deal with both ways")), ("groups reached", _("Units they are in")),
            ("outside", _("Of them in other units")), ("expected outside", _("So many were to be expected")),
        ),
        "salesman": (
            ("actions", _("Things you took up before others")), ("exposed", _("Times somebody saw it")),
            ("followed", _("Times somebody followed soon")),
            ("expected if shuffled", _("So many were to be expected")),
        ),
    }[role]  # fmt: skip
    return [(str(label), _rounded(seen.get(key))) for key, label in names if seen.get(key) is not None]


def _rounded(value: float | None) -> str:
    if value is None:
        return ""
    places = 0 if value >= 10 or value == int(value) else 1
    return str(number_format(round(value, places), places, force_grouping=True))


def _interval(role: str, row: Picture | None) -> str:
    if row is None or row.low is None or row.high is None:
        return ""
    low, high, score = row.low, row.high, row.score
    if role == "maven":
        return ngettext(
            "About %(score)s person helped lately; had you met others, between %(low)s and %(high)s.",
            "About %(score)s people helped lately; had you met others, between %(low)s and %(high)s.", round(score),
        ) % {"score": round(score), "low": round(low), "high": round(high)}  # fmt: skip
    if role == "connector":
        return _("Spread over units: %(score)s %%; had you met others, between %(low)s and %(high)s %%.") % {
            "score": round(100 * score), "low": round(100 * low), "high": round(100 * high),
        }  # fmt: skip
    return _("Of 100 who saw it, %(score)s more followed than similar people did; between %(low)s and %(high)s.") % {
        "score": f"{100 * score:.0f}", "low": f"{100 * low:.0f}", "high": f"{100 * high:.0f}",
    }  # fmt: skip


def lots_picture(lessons: Sequence[Taught]) -> "Lots | None":
    """What campaigns taught by lot about who carried them, for that person; None where they carried none."""
    from .queries.mine import Lots

    all_of_it = together(lessons)
    if all_of_it is None:
        return None
    return Lots(_lots_sentence(all_of_it), [(each.title, each.at, _one_lot(each)) for each in lessons])


def _lots_sentence(found: Persuasion) -> str:
    if found.verdict == "not_enough":
        return _(
            "Too little to say anything of you yet: that takes %(campaigns)d campaigns, or %(people)d people "
            "meant to hear it."
        ) % {"campaigns": LEAST_CAMPAIGNS, "people": LEAST_EXPOSED}  # fmt: skip
    facts = {"more": _signed(found.difference), "low": _signed(found.low), "high": _signed(found.high)}
    if found.verdict == "none":
        return _(
            "All together: no difference is seen between those who were meant to hear it from you and those who were "
            "not (between %(low)s and %(high)s of 100)."
        ) % facts  # fmt: skip
    return _(
        "All together: a difference of %(more)s in 100 between those who were meant to hear it from you and those "
        "who were not (95 %% interval %(low)s to %(high)s)."
    ) % facts  # fmt: skip


def _one_lot(one: Taught) -> str:
    facts = {
        "exposed": one.exposed, "others": one.others, "more": _signed(one.difference), "low": _signed(one.low),
        "high": _signed(one.high),
    }  # fmt: skip
    return _(
        "Of the people who hear you the lot meant %(exposed)d to hear it and %(others)d not: a difference of "
        "%(more)s in 100 who did it (95 %% interval %(low)s to %(high)s)."
    ) % facts  # fmt: skip


def _signed(share: float) -> str:
    """So many of 100, with a sign: "+8", "−3", "±0"."""
    points = round(100 * share)
    return f"+{points}" if points > 0 else f"−{-points}" if points < 0 else "±0"


def lots_published(found: Persuasion) -> str:
    """What others read of it on the profile of who publishes their roles: no numbers of those who hear them."""
    said = {
        "more": ngettext(
            "Tested by lot in %d campaign: more of those who were to hear it from them did it.",
            "Tested by lot in %d campaigns: more of those who were to hear it from them did it.", found.campaigns,
        ),
        "less": ngettext(
            "Tested by lot in %d campaign: fewer of those who were to hear it from them did it.",
            "Tested by lot in %d campaigns: fewer of those who were to hear it from them did it.", found.campaigns,
        ),
        "none": ngettext(
            "Tested by lot in %d campaign: no difference was seen.",
            "Tested by lot in %d campaigns: no difference was seen.", found.campaigns,
        ),
    }  # fmt: skip
    return said[found.verdict] % found.campaigns
