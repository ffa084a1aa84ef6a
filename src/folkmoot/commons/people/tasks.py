"""What happens after the page: letters to those who are invited and let in, and keeping house."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from folkmoot.base.clock import now
from folkmoot.base.outbox import Event

from .actions.standing import keep_employees
from .logic import token_of
from .models import Person, SiteInvitation

UNCONFIRMED_FOR = timedelta(days=14)


def send_letters(events: Sequence[Event]) -> None:
    """Event entry point: a letter for each invitation with an address, and to each who has been let in."""
    for event in events:
        if event.name == "people.invitation.made":
            _invite(event.data["invitation"])
        elif event.person is not None:
            _welcome(event.person)


@jobs.periodic(cron="17 3 * * *")
@jobs.task(queueing_lock="people.house", pass_context=False)
def keep_house_nightly(timestamp: int) -> None:
    """Job entry point, every night."""
    keep_house(now())


def keep_house(at: datetime) -> None:
    """This will end and begin relations by the calendar, and forget sign-ups that nobody confirmed."""
    keep_employees(at)
    Person.objects.filter(is_approved=False, claimed_at=None, origin="", joined_at__lt=at - UNCONFIRMED_FOR).delete()


def _invite(invitation_id: int) -> None:
    invitation = (
        SiteInvitation.objects.select_related("by")
        .filter(pk=invitation_id, withdrawn_at=None, used_count=0)
        .exclude(email="")
        .first()
    )
    if invitation is None:
        return
    with translation.override(invitation.by.language):
        address = settings.SITE_URL + reverse("people:join", args=[token_of(invitation.pk)])
        subject = _("%(name)s invites you to join") % {"name": " ".join(invitation.by.name.split())}
        text = render_to_string("people/mail/invitation.txt", {"by": invitation.by, "address": address})
    send_mail(subject, text, None, [invitation.email])


def _welcome(person_id: int) -> None:
    person = Person.objects.filter(pk=person_id, is_active=True).exclude(email="").first()
    if person is None:
        return
    with translation.override(person.language):
        values = {"who": person, "address": settings.SITE_URL + reverse("account_login")}
        send_mail(_("You are in"), render_to_string("people/mail/let_in.txt", values), None, [person.email])
