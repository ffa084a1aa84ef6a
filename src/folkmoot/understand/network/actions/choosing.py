"""What people decide about themselves. Each choice is kept from when until when."""

from datetime import datetime

from django.db import transaction

from folkmoot.base.audit import actions as auditing
from folkmoot.commons.spaces.viewer import Viewer

from .. import forgetting, policy
from ..models import Consent, SavedView
from ..refusals import NotAllowed
from . import writing
from .running import order_run


@transaction.atomic
def set_switches(
    *, viewer: Viewer, publish: bool | None = None, advocacy: bool | None = None, left_out: bool | None = None,
    at: datetime,
) -> None:  # fmt: skip
    """This will set the viewer's own switches; None leaves one as it is. Raises NotAllowed for guests.

    Whoever is left out is forgotten at once by everything that was computed, is in no later run, and neither shown
    by name nor considered for advocacy, whatever the other switches say.
    """
    if not policy.may_choose(viewer) or viewer.person_id is None:
        raise NotAllowed
    writing.hold_choices()
    was_left_out = _is_set(viewer.person_id, Consent.What.LEFT_OUT)
    wanted = {Consent.What.LEFT_OUT: left_out, Consent.What.PUBLISH: publish, Consent.What.ADVOCACY: advocacy}
    if left_out or (left_out is None and was_left_out):
        wanted |= {Consent.What.PUBLISH: False, Consent.What.ADVOCACY: False}
    changed = [
        what for what, value in wanted.items() if value is not None and _set(viewer.person_id, what, value, at)
    ]
    if not changed:
        return
    # Not what they chose: that is for them alone, with its time, in their own rows.
    auditing.note("network.switches.set", at=at, actor=viewer.person_id, subject=viewer.person_id)
    if Consent.What.LEFT_OUT in changed:
        if left_out:
            writing.forget([viewer.person_id])
            SavedView.objects.filter(person_id=viewer.person_id).delete()
            forgetting.everywhere([viewer.person_id])
        order_run()


def _is_set(person_id: int, what: str) -> bool:
    return Consent.objects.filter(person_id=person_id, what=what, until_at=None).exists()


def _set(person_id: int, what: Consent.What, value: bool, at: datetime) -> bool:
    """Whether it was another before."""
    current = Consent.objects.select_for_update().filter(person_id=person_id, what=what, until_at=None)
    if value == current.exists():
        return False
    if value:
        Consent.objects.create(person_id=person_id, what=what, since_at=at)
    else:
        current.update(until_at=at)
    return True
