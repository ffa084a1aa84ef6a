"""What people chose."""

from dataclasses import dataclass
from datetime import datetime

from folkmoot.base.site import settings as site
from folkmoot.base.web.statements import Given, Statement
from folkmoot.commons.spaces.viewer import Viewer

from .. import policy
from ..models import Consent


@dataclass(frozen=True, slots=True)
class Switches:
    """What somebody chose about themselves: shown by name with their role, considered for advocacy, left out."""

    publish: bool = False
    advocacy: bool = False
    left_out: bool = False
    since: datetime | None = None


def standing(viewer: Viewer) -> Switches:
    """The viewer's own switches; all off for a guest."""
    if viewer.person_id is None:
        return Switches()
    found = dict(_OF_ONE.rows({"person": viewer.person_id}))
    return Switches(
        publish="publish" in found, advocacy="advocacy" in found, left_out="left_out" in found,
        since=max(found.values(), default=None),
    )  # fmt: skip


def is_taken_in(viewer: Viewer) -> bool:
    """Whether this site's network is about people like the viewer at all."""
    return policy.may_see_own(viewer) and (policy.may_see_map(viewer) or site.get("network.whom") == "everybody")


_OF_ONE: Statement[tuple[str, datetime]] = Statement(
    lambda: Consent.objects.filter(person_id=Given("person"), until_at=None).values_list("what", "since_at")
)
_LEFT_OUT: Statement[int] = Statement(
    lambda: Consent.objects.filter(what="left_out", until_at=None).values_list("person_id", flat=True)
)


def consenting(what: str) -> frozenset[int]:
    """Everybody who has opted in to `what` ("publish", "advocacy") and is not left out. For rooms, not for pages."""
    chosen = Consent.objects.filter(what=what, until_at=None, person__is_active=True)
    return frozenset(chosen.values_list("person_id", flat=True)) - left_out()


def left_out() -> frozenset[int]:
    """Everybody who is in no graph. For rooms, not for pages."""
    return frozenset(_LEFT_OUT.rows({}))
