"""What administrators read. The callers have checked that they are."""

from datetime import datetime

from django.db.models import F, Q, QuerySet

from ..logic import sort_name
from ..models import Person, SiteInvitation


def waiting_to_be_let_in() -> list[Person]:
    """Those whose e-mail is confirmed and who wait for somebody, the longest first."""
    return list(
        Person.objects.filter(is_approved=False, is_active=True).exclude(claimed_at=None).order_by("claimed_at")[:200]
    )


def open_invitations(at: datetime) -> QuerySet[SiteInvitation]:
    """Invitations to the site that can still be used, the newest first."""
    open_ones = SiteInvitation.objects.filter(withdrawn_at=None, expires_at__gt=at, used_count__lt=F("max_uses"))
    return open_ones.select_related("by").order_by("-made_at")


def all_people_for_administration(words: str, *, which: str = "") -> QuerySet[Person]:
    """Everybody, also the shut-out and unclaimed, by part of name, user name or address."""
    people = Person.objects.select_related("unit").order_by("sort_name", "id")
    if words:
        people = people.filter(
            Q(sort_name__contains=sort_name(words))
            | Q(username__contains=words.lower())
            | Q(email__istartswith=words)
        )
    if which == "unclaimed":
        people = people.filter(claimed_at=None).exclude(origin="")
    elif which == "inactive":
        people = people.filter(is_active=False)
    elif which == "admins":
        people = people.filter(is_admin=True)
    return people
