"""What reviewers do: score by criteria, compare two at a time, and speak with each other."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Avg, Count

from folkmoot.commons.content.refusals import NotAllowed, TextIsEmpty, WrongState
from folkmoot.commons.spaces.viewer import Viewer

from .. import logic, policy, queries
from ..models import Comparison, Criterion, Evaluation, Idea, ReviewNote
from ..refusals import OtherCampaign, TooMany, WrongNumber
from .holding import check_words, hold, tell
from .moving import keep_up

MOST_NOTES = 500


@transaction.atomic
def evaluate(*, viewer: Viewer, item_id: int, scores: Mapping[int, int], note: str = "", at: datetime) -> Evaluation:
    """This will keep a reviewer's scores (criterion → 1 to 5, all of them) and private note; the last ones count.

    Raises NotAllowed, WrongNumber, TextIsTooLong.
    """
    held = hold(viewer, item_id)
    if not policy.may_evaluate(held.idea, held.standing):
        raise NotAllowed
    weights = dict(Criterion.objects.filter(campaign_id=held.idea.campaign_id).values_list("pk", "weight"))
    given = {pk: scores[pk] for pk in weights if pk in scores}
    if not weights or set(given) != set(weights) or any(not 1 <= value <= 5 for value in given.values()):
        raise WrongNumber
    made, _new = Evaluation.objects.update_or_create(
        idea=held.idea, reviewer_id=viewer.person_id,
        defaults={
            "scores": {str(pk): value for pk, value in given.items()}, "total": logic.total(given, weights),
            "note": check_words(note, most=4000), "at": at,
        },
    )  # fmt: skip
    sums = Evaluation.objects.filter(idea=held.idea).aggregate(mean=Avg("total"), times=Count("pk"))
    # Not by `save`: a page that is drawn anew would tell that somebody has scored.
    Idea.objects.filter(pk=held.idea.pk).update(rating=round(sums["mean"]), evaluation_count=sums["times"])
    tell("ideas.evaluation.given", held, at)
    keep_up(item_ids=[item_id], at=at)
    return made


@transaction.atomic
def note(*, viewer: Viewer, item_id: int, text: str, at: datetime) -> ReviewNote:
    """This will say something to the other reviewers. Raises NotAllowed, TextIsEmpty, TextIsTooLong."""
    held = hold(viewer, item_id)
    if not policy.may_review(held.standing) or held.standing.is_author:
        raise NotAllowed
    text = check_words(text, most=4000)
    if not text:
        raise TextIsEmpty
    if ReviewNote.objects.filter(idea=held.idea).count() >= MOST_NOTES:
        raise TooMany
    return ReviewNote.objects.create(idea=held.idea, by_id=viewer.person_id, text=text, at=at)


@transaction.atomic
def compare(
    *, viewer: Viewer, campaign_id: int, better_id: int, worse_id: int, is_even: bool = False, at: datetime
) -> Comparison:
    """This will keep which of two open ideas a reviewer holds for the better one, or that they cannot tell
    (`is_even`); said again it is said anew.

    Raises NotAllowed, OtherCampaign, WrongState.
    """
    queries.visible_campaign(viewer, campaign_id)
    if "reviewer" not in queries.roles_of(viewer, campaign_id):
        raise NotAllowed
    if better_id == worse_id:
        raise WrongState
    pair = []
    for item_id in (better_id, worse_id):
        item, idea = queries.visible_idea(viewer, item_id)
        if idea.campaign_id != campaign_id:
            raise OtherCampaign
        if idea.closed_at is not None or not item.is_published:
            raise WrongState
        standing = queries.standing(viewer, item, idea)
        if not policy.may_evaluate(idea, standing):
            raise NotAllowed
        pair.append(idea)
    better, worse = pair
    mine = Comparison.objects.filter(reviewer_id=viewer.person_id)
    mine.filter(better=worse, worse=better).delete()
    mine.filter(better=better, worse=worse).exclude(is_even=is_even).delete()
    try:
        with transaction.atomic():
            return Comparison.objects.create(
                campaign_id=campaign_id,
                reviewer_id=viewer.person_id,
                better=better,
                worse=worse,
                is_even=is_even,
                at=at,
            )
    except IntegrityError:
        return mine.get(better=better, worse=worse)
