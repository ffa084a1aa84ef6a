"""Invitations: those to me, those of a space, the one behind a link."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Lower

from .. import logic, policy
from ..models import Invitation, Space
from ..viewer import Viewer


def invitations_for(viewer: Viewer, *, at: datetime) -> QuerySet[Invitation]:
    """What waits for the viewer's answer, to their account or to an address they have confirmed.

    Matched whenever it is read: somebody who was invited before they had an account finds it on their first page.
    """
    if viewer.is_guest:
        return Invitation.objects.none()
    mine = (
        EmailAddress.objects.filter(user_id=viewer.person_id, verified=True)
        .annotate(small=Lower("email"))
        .values("small")
    )
    by_mail = Invitation.objects.annotate(small=Lower("email")).filter(
        small__in=mine, answered_at__isnull=True, withdrawn_at__isnull=True
    )
    found = Invitation.objects.filter(
        Q(person_id=viewer.person_id) | Q(pk__in=by_mail.exclude(email="").values("pk")),
        answered_at__isnull=True,
        withdrawn_at__isnull=True,
        expires_at__gt=at,
        space__archived_at__isnull=True,
    ).exclude(space_id__in=viewer.space_ids)
    if viewer.hidden_person_ids:
        found = found.exclude(by_id__in=viewer.hidden_person_ids)
    return found.select_related("space", "by").order_by("-made_at", "-pk")


def invitations_of(viewer: Viewer, space: Space, *, at: datetime) -> list[Invitation]:
    """What is out for a space: all of it for moderators, their own for other members. Links carry `token`."""
    found = Invitation.objects.filter(
        space=space, answered_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=at
    ).filter(used_count__lt=F("max_uses"))
    if not policy.may_moderate(viewer, space):
        found = found.filter(by_id=viewer.person_id)
    rows = list(found.select_related("person", "by").order_by("-made_at")[:200])
    for row in rows:
        row.token = logic.token_of(row.pk) if row.token_hash and not row.email else ""  # type: ignore[attr-defined]
    return rows


def invitation_behind(token: str, *, at: datetime) -> Invitation | None:
    """The valid invitation of a link, whoever holds it; None when it is over or never was."""
    invitation_id = logic.invitation_of(token)
    if invitation_id is None:
        return None
    return (
        Invitation.objects.filter(
            pk=invitation_id,
            token_hash=logic.hash_of(token),
            answered_at__isnull=True,
            withdrawn_at__isnull=True,
            expires_at__gt=at,
            used_count__lt=F("max_uses"),
            space__archived_at__isnull=True,
        )
        .select_related("space", "by")
        .first()
    )
