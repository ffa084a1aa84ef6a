"""Letters: what was asked for at once, and the daily and weekly digest."""

import logging
from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from folkmoot.base import outbox
from folkmoot.base.mail import send
from folkmoot.base.site import settings as site
from folkmoot.commons.people.logic import local_time, zone
from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.viewer import viewer_of

from . import queries
from .models import Mail, Notification

logger = logging.getLogger(__name__)

# "At once" waits a little: what is read in the page meanwhile needs no letter, and a burst becomes one.
PATIENCE = timedelta(seconds=90)
DIGEST_HOUR = 7
_SALT = "feed.unsubscribe"
_A_LETTER = 50


def send_due(*, at: datetime, limit: int = 500) -> int:
    """This will send every letter that is due; the number sent. A mail server's refusal is tried again later."""
    return sum(_send_to(person, kind, at) for person, kind in _due(at, limit))


def _due(at: datetime, limit: int) -> list[tuple[Person, str]]:
    waiting = Notification.objects.filter(mailed_at__isnull=True, read_at__isnull=True).exclude(mail=Mail.OFF)
    by_person: dict[int, set[str]] = defaultdict(set)
    rows = waiting.filter(Q(mail=Mail.NOW, at__lt=at - PATIENCE) | Q(mail__in=[Mail.DAILY, Mail.WEEKLY]))
    for person_id, kind in rows.values_list("person_id", "mail").distinct():
        by_person[person_id].add(kind)
    people = Person.objects.filter(pk__in=by_person, is_active=True).exclude(email="")
    due = []
    for person in people:
        kinds = [
            kind for kind in sorted(by_person[person.pk]) if kind == Mail.NOW or _is_digest_hour(person, kind, at)
        ]
        due += [(person, kind) for kind in kinds]
    return due[:limit]


def _is_digest_hour(person: Person, kind: str, at: datetime) -> bool:
    """Seven in the morning where the person is (Mondays for the weekly one)."""
    local = local_time(at, person.timezone)
    return local.hour == DIGEST_HOUR and (kind == Mail.DAILY or local.weekday() == 0)


def _send_to(person: Person, kind: str, at: datetime) -> int:
    """One letter. The rows are marked before the letter goes and unmarked when the server refuses it."""
    with transaction.atomic():
        rows = list(
            Notification.objects.select_for_update(skip_locked=True)
            .filter(person=person, mail=kind, mailed_at__isnull=True, read_at__isnull=True)
            .order_by("-at")[:_A_LETTER]
        )
        Notification.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=at)
    with translation.override(person.language), timezone.override(zone(person.timezone)):
        notices = queries.as_notices(viewer_of(person.pk), rows)
        if not notices:
            return 0
        try:
            _post(person, kind, notices)
        except OSError as problem:
            logger.warning("no letter to person %s now: %s", person.pk, problem)
            Notification.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=None)
            return 0
    return 1


def _post(person: Person, kind: str, notices: list[queries.Notice]) -> None:
    subject = _subject(kind, notices)
    stop = settings.SITE_URL + reverse("feed:unsubscribe", args=[unsubscribe_token(person, kind)])
    context = {
        "person": person,
        "notices": [replace(notice, url=_by_letter(notice.url)) for notice in notices],
        "site": settings.SITE_URL,
        "stop": stop,
        "choose": settings.SITE_URL + reverse("feed:preferences"),
        "kind": kind,
        "subject": subject,
        "site_name": site.get("ui.site_name"),
    }
    send(
        to=person.email,
        subject=subject,
        text=render_to_string("feed/mail/letter.txt", context),
        html=render_to_string("feed/mail/letter.html", context),
        unsubscribe=stop,
    )


def _by_letter(url: str) -> str:
    """The address with a word that says from where somebody comes; before the place on the page."""
    path, mark, place = url.partition("#")
    return f"{path}{'&' if '?' in path else '?'}via=mail{mark}{place}" if path.startswith("/") else url


def _subject(kind: str, notices: list[queries.Notice]) -> str:
    if len(notices) == 1:
        title = f": {notices[0].title}" if notices[0].title else ""
        return f"{notices[0].sentence}{title}"[:150]
    if kind == Mail.NOW:
        return ngettext("%d thing for you", "%d things for you", len(notices)) % len(notices)
    words = _("Your day on %(site)s") if kind == Mail.DAILY else _("Your week on %(site)s")
    return words % {"site": site.get("ui.site_name")}


def unsubscribe_token(person: Person, kind: str) -> str:
    return signing.dumps([person.pk, kind], salt=_SALT, compress=True)


def read_token(token: str) -> tuple[int, str]:
    """The person and the kind of letter a link is for; signing.BadSignature for any other text."""
    pk, kind = signing.loads(token, salt=_SALT)
    return int(pk), str(kind)


@transaction.atomic
def unsubscribe(token: str, *, at: datetime) -> str:
    """This will stop letters of that kind for the link's person: every topic that sends it goes silent."""
    from .preferences import decide, matrix

    person, kind = read_token(token)
    coming = [topic for topic, channels in matrix(person).items() if channels.mail == kind]
    for topic in coming:
        decide(person_id=person, space_id=None, topic=topic, in_page=None, mail=Mail.OFF)
    Notification.objects.filter(person_id=person, mail=kind, mailed_at__isnull=True).update(mail=Mail.OFF)
    if coming:
        outbox.record("feed.letters.stopped", at=at, actor=person, person=person, data={"kind": kind})
    return kind
