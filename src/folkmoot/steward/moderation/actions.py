"""The writing door: answering a case."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from folkmoot.base.audit import actions as audit
from folkmoot.commons.content import actions as content
from folkmoot.commons.content.models import Report
from folkmoot.commons.content.queries import reports_for
from folkmoot.commons.spaces.viewer import Viewer


class ReasonIsMissing(ValueError):
    """Nothing is taken away without a word to those concerned."""

    def __str__(self) -> str:
        return _("Say why: the author and those who reported it read your answer.")


class CaseIsClosed(ValueError):
    """Somebody has answered it already, or it is not for this person to answer."""


def answer(*, actor: Viewer, report_id: int, outcome: str, words: str, at: datetime) -> Report:
    """This will answer a case: keep, hide or delete the item, and tell all who reported it and its author why.

    Raises ReasonIsMissing, CaseIsClosed, and what content refuses.
    """
    words = words.strip()
    if outcome != "kept" and not words:
        raise ReasonIsMissing
    with transaction.atomic():
        # Of two moderators who answer at once, the second learns that it is done.
        found = reports_for(actor).filter(pk=report_id).select_for_update(of=("self",)).first()
        if found is None:
            raise CaseIsClosed
        closed = content.close_report(viewer=actor, report_id=report_id, outcome=outcome, answer=words, at=at)
        audit.note(
            "moderation.case.answered",
            at=at,
            actor=actor.person_id,
            subject=closed.item.author_id,
            item=closed.item_id,
            space=closed.item.space_id,
            outcome=outcome,
        )
    return closed
