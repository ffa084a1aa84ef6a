"""What takes longer than a page may, done in a job: asking advocates, starting, looking.

What was ordered is a row, and it goes in the transaction that has done it. So a job that is killed has done nothing
and is begun again, and one that comes twice finds nothing to do the second time.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from folkmoot.base.processes.jobs import order_once
from folkmoot.commons.spaces.viewer import Viewer, viewer_of

from ..models import Campaign, Work
from ..refusals import Refused, UnderWay
from . import inviting, looking, starting
from .holding import check_keeper, hold, hold_for_system

LATE = timedelta(minutes=10)  # Whatever has not moved for so long was lost; it may be ordered again.
UNEXPECTED = "unexpected"
Tell = Callable[[str], None]


@transaction.atomic
def order(*, viewer: Viewer, campaign_id: int, what: str, at: datetime) -> Work:
    """This will have something done by a job, `Work.What`: what can be refused at once is. What failed before, or was
    lost, makes room.

    Raises UnderWay when something is being done already, and what the deed itself raises: WrongStep, NotApprovedYet,
    NobodyCarriesIt, WrongPlan, NotDueYet.
    """
    campaign = hold(viewer, campaign_id)
    if Work.objects.filter(campaign=campaign, failure="", moved_at__gte=at - LATE).exists():
        raise UnderWay
    _CHECKS[Work.What(what)](campaign, at)
    Work.objects.filter(campaign=campaign).delete()
    made = Work.objects.create(campaign=campaign, what=what, by_id=viewer.person_id, moved_at=at)
    from ..tasks import work  # Tasks know the actions.

    order_once(work, f"campaigns.work.{campaign.pk}", campaign_id=campaign.pk)
    return made


def do(*, campaign_id: int, at: datetime) -> bool:
    """This will do what was ordered for a campaign, if anything; whether it is done. For the job; harmless to repeat.

    What is refused is kept for whoever ordered it to read; what fails otherwise, too, and is raised.
    """
    ordered = Work.objects.filter(campaign_id=campaign_id, failure="").first()
    if ordered is None:
        return False

    def tell(step: str) -> None:
        Work.objects.filter(pk=campaign_id, failure="").update(step=step, moved_at=at)

    try:
        _DEEDS[Work.What(ordered.what)](viewer_of(ordered.by_id), ordered, at, tell)
    except Refused as refused:
        _fail(ordered, refused.kind)
        return False
    except Exception:
        _fail(ordered, UNEXPECTED)
        raise
    return True


def _fail(ordered: Work, kind: str) -> None:
    Work.objects.filter(pk=ordered.pk).update(failure=kind[:20])


def _ask(viewer: Viewer, ordered: Work, at: datetime, tell: Tell) -> None:
    check_keeper(viewer)
    tell(Work.Step.CHOOSING)
    chosen = inviting.choose(viewer, Campaign.objects.get(pk=ordered.pk), at=at)
    tell(Work.Step.WRITING)
    with transaction.atomic():
        if _is_still_wanted(ordered):
            inviting.ask_advocates(viewer=viewer, campaign_id=ordered.pk, chosen=chosen, at=at)


def _start(viewer: Viewer, ordered: Work, at: datetime, tell: Tell) -> None:
    check_keeper(viewer)
    tell(Work.Step.READING)
    drawn = starting.draw(Campaign.objects.get(pk=ordered.pk), tell=lambda: tell(Work.Step.DEALING))
    tell(Work.Step.WRITING)
    with transaction.atomic():
        if _is_still_wanted(ordered):
            starting.start(viewer=viewer, campaign_id=ordered.pk, drawn=drawn, at=at)


def _look(viewer: Viewer, ordered: Work, at: datetime, tell: Tell) -> None:
    tell(Work.Step.COUNTING)
    with transaction.atomic():
        if _is_still_wanted(ordered):
            is_last = ordered.what == Work.What.STOP
            looking.take_look(viewer=viewer, campaign_id=ordered.pk, stop=is_last, at=at)


def _is_still_wanted(ordered: Work) -> bool:
    """Whether nobody else has done it meanwhile; then it counts as done when this transaction does."""
    hold_for_system(ordered.pk)
    found, _ = Work.objects.filter(pk=ordered.pk, what=ordered.what, failure="").delete()
    return bool(found)


_DEEDS = {Work.What.ASK: _ask, Work.What.START: _start, Work.What.LOOK: _look, Work.What.STOP: _look}
_CHECKS: dict[Work.What, Callable[[Campaign, datetime], object]] = {
    Work.What.ASK: lambda campaign, _at: inviting.check(campaign), Work.What.START: starting.check,
    Work.What.LOOK: looking.check_due, Work.What.STOP: looking.check_decided,
}  # fmt: skip
