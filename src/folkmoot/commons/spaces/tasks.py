"""What happens after the page: letters to people who were invited."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from folkmoot.base.outbox import Event

from . import logic
from .models import Invitation


def send_invitations(events: Sequence[Event]) -> None:
    """Event entry point: one letter for each invitation by mail that is still open."""
    wanted = [event.data["invitation"] for event in events if event.data.get("how") == "mail"]
    waiting = Invitation.objects.filter(
        pk__in=wanted, answered_at__isnull=True, withdrawn_at__isnull=True
    ).select_related("space", "by")
    for invitation in waiting:
        _send(invitation)


def _send(invitation: Invitation) -> None:
    # The newcomer's language is not known; that of the person who invites is the best guess.
    with translation.override(invitation.by.language):
        address = settings.SITE_URL + reverse("spaces:link", args=[logic.token_of(invitation.pk)])
        values = {"invitation": invitation, "space": invitation.space, "address": address}
        subject = _("%(person)s invites you to “%(space)s”") % {
            "person": invitation.by.name,
            "space": invitation.space.name,
        }
        letter = EmailMultiAlternatives(
            " ".join(subject.split()),
            render_to_string("spaces/mail/invitation.txt", values),
            to=[invitation.email],
            headers={"Auto-Submitted": "auto-generated"},
        )
        letter.attach_alternative(render_to_string("spaces/mail/invitation.html", values), "text/html")
    letter.send()
