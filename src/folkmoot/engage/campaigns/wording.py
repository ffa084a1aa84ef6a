"""Results in sentences that cannot be misread."""

from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from . import refusals
from .models import Arm


def arm(kind: str) -> str:
    return str(Arm.Kind(kind).label)


def signed(share: float, places: int = 1) -> str:
    """A difference of shares in points, with its sign: 0.061 is "+6.1"."""
    shown = round(share * 100, places)
    sign = "+" if shown > 0 else "−" if shown < 0 else ""
    return f"{sign}{number_format(abs(shown), places)}"


def of_comparison(found: Mapping[str, Any]) -> str:
    """One comparison in a sentence, with how sure it is."""
    first, second = arm(found["first"]), arm(found["second"])
    if found["verdict"] == "too_few":
        return _("%(first)s against %(second)s: too few people to say anything.") % {"first": first, "second": second}
    facts = {
        "first": first, "second": second, "points": signed(found["difference"]),
        "low": signed(found["low"]), "high": signed(found["high"]),
    }  # fmt: skip
    if found["verdict"] == "none":
        return _("%(first)s against %(second)s: no difference seen (%(low)s to %(high)s points).") % facts
    return _("%(first)s: %(points)s points over %(second)s, 95 %% interval %(low)s to %(high)s.") % facts


def power(found: Mapping[str, Any], wanted: int) -> str:
    """What a plan can find out, before it starts."""
    facts = {
        "wanted": wanted, "chance": round(100 * found["power"]),
        "smallest": number_format(found["smallest_points"], 1), "groups": min(found["groups"]),
    }  # fmt: skip
    if found["verdict"] == "enough":
        return _("Large enough: a difference of %(wanted)s points would be found in %(chance)s of 100 cases.") % facts
    if found["verdict"] == "weak":
        return _(
            "Rather small: a difference of %(wanted)s points would be found in %(chance)s of 100 cases only. "
            "Differences from %(smallest)s points would be found in 80 of 100."
        ) % facts  # fmt: skip
    if found["groups"] and min(found["groups"]) < 4:
        return _(
            "Too small to conclude anything: with %(groups)s groups in an arm no interval holds. Draw lots over "
            "smaller groups, or use fewer ways."
        ) % facts  # fmt: skip
    return _(
        "Too small to conclude anything: only differences of %(smallest)s points or more would be found in 80 of 100 "
        "cases. Ask more people, use fewer ways, or look for a goal that more people do."
    ) % facts  # fmt: skip


def of_lesson(found: Mapping[str, Any]) -> str:
    """What came of one advocate's part."""
    if not found or found["verdict"] == "too_few":
        return _("Too few people who hear you were drawn into both ways: there is not enough evidence either way.")
    facts = {
        "n": sum(found["people"]), "points": signed(found["difference"]), "low": signed(found["low"]),
        "high": signed(found["high"]),
    }  # fmt: skip
    if found["verdict"] == "none":
        return _("Among %(n)s people who hear you no difference was seen (%(low)s to %(high)s points).") % facts
    return _("Among %(n)s people who hear you: %(points)s points, 95 %% interval %(low)s to %(high)s.") % facts


def failure(kind: str) -> str:
    """Why something that was ordered was not done."""
    classes = (each for each in vars(refusals).values() if isinstance(each, type))
    known = {each.kind: each.message for each in classes if issubclass(each, refusals.Refused)}
    if kind in known:
        return str(known[kind])
    return _(
        "Something went wrong on our side, and nothing was changed. Please try again; if it stays, tell whoever runs "
        "this site."
    )
