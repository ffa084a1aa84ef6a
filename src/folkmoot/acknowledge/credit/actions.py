"""The writing door: the ledger grows by itself; people name origins, give badges and take their record along."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from folkmoot.base import outbox
from folkmoot.base.audit import actions as audit
from folkmoot.base.outbox import Event
from folkmoot.base.site import settings as site
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content import voices
from folkmoot.commons.content.refusals import NotAllowed, Refused, SignInFirst, WrongState
from folkmoot.commons.people import actions as people
from folkmoot.commons.people.queries import visible_people
from folkmoot.commons.spaces.viewer import Viewer

from . import badges, ledger, policy, queries, reckoning, signing
from .models import Award, Badge, Origin, SigningKey, Standing

MAX_ORIGINS = 10
_RECKONING_LOCK = 0x43524544  # "CRED"


class IsItself(Refused):
    kind = "is_itself"
    message = _("A thing cannot build on itself.")


class NameIsTaken(Refused):
    kind = "name_is_taken"
    message = _("There is a badge of this name already.")


def note(events: Sequence[Event]) -> list[Award]:
    """This will add what these events earned to the ledger, and give the badges that follow, which it returns;
    harmless to repeat."""
    earned = ledger.append(events)
    return _award(earned) if earned else []


@transaction.atomic
def recompute(*, at: datetime) -> int:
    """This will work out all reputation anew and give and take the rights that follow; how many people have any.

    Two at once would do the same: the second waits and then does it again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_RECKONING_LOCK])
    found = reckoning.standings(at=at, half_life_days=site.get("credit.half_life"))
    Standing.objects.all().delete()
    Standing.objects.bulk_create(
        (
            Standing(person_id=person, tag_id=tag, for_public=a, for_signed_in=b, for_employees=c)
            for (person, tag), (a, b, c) in found.items()
            if c >= policy.LEAST_SHOWN
        ),
        batch_size=2000,
    )
    levels = policy.levels()
    people.entrust(
        rights={
            person: {right for right, level in levels.items() if scores[2] >= level}
            for (person, tag), scores in found.items()
            if tag is None
        },
        at=at,
    )
    return sum(1 for _person, tag in found if tag is None)


@transaction.atomic
def name_origin(*, viewer: Viewer, item_id: int, of_id: int, at: datetime) -> Origin:
    """This will say that an item builds on another, whose author keeps the credit; once however often it is said.

    By the item's author and those who look after its space. Raises NotAllowed, IsItself, WrongState, DoesNotExist.
    """
    if viewer.is_guest:
        raise SignInFirst
    item = contents.visible_item(viewer, item_id)
    of = contents.visible_item(viewer, of_id)
    is_mine = voices.is_mine(viewer, item)
    if not policy.may_name_origin(viewer, item, is_mine=is_mine):
        raise NotAllowed
    if item.id == of.id or of.root_id == item.id:
        raise IsItself
    if not (item.is_published and of.is_published) or Origin.objects.filter(item=item).count() >= MAX_ORIGINS:
        raise WrongState
    as_alias = is_mine and item.alias_id is not None
    origin, is_new = Origin.objects.get_or_create(
        item=item, of=of, defaults={"by_id": None if as_alias else viewer.person_id, "at": at}
    )
    if is_new:
        outbox.record(
            "credit.origin.named", at=at, actor=None if as_alias else viewer.person_id,
            alias=item.alias_id if as_alias else None, item=item.id, root=item.root_id or item.id,
            person=of.author_id, space=item.space_id, data={"of": of.id, "kind": item.kind},
        )  # fmt: skip
    return origin


@transaction.atomic
def make_badge(*, viewer: Viewer, name: str, about: str, icon: str, tone: str, at: datetime) -> Badge:
    """This will make a badge that can be given by hand; by administrators. Raises NotAllowed, NameIsTaken."""
    if not policy.may_give_badges(viewer):
        raise NotAllowed
    try:
        with transaction.atomic():
            badge = Badge.objects.create(
                name=" ".join(name.split())[:60], about=about.strip()[:200], icon=icon, made_at=at,
                tone=tone if tone in badges.TONES else "gold", made_by_id=viewer.person_id,
            )  # fmt: skip
    except IntegrityError:
        raise NameIsTaken from None
    audit.note("credit.badge.made", at=at, actor=viewer.person_id, badge=badge.name)
    return badge


@transaction.atomic
def give_badge(*, viewer: Viewer, badge_id: int, person_id: int, reason: str, at: datetime) -> Award:
    """This will give somebody a badge, with the reason; a second time changes nothing. Raises NotAllowed."""
    if not policy.may_give_badges(viewer):
        raise NotAllowed
    badge = Badge.objects.filter(pk=badge_id, retired_at=None).first()
    if badge is None or not visible_people(viewer).filter(pk=person_id).exists():
        raise NotAllowed
    award, is_new = Award.objects.get_or_create(
        person_id=person_id, badge=badge,
        defaults={"reason": reason.strip()[:300], "given_by_id": viewer.person_id, "at": at, "audience": 1},
    )  # fmt: skip
    if is_new:
        outbox.record("credit.badge.given", at=at, actor=viewer.person_id, person=person_id, data={"award": award.pk})
        audit.note("credit.badge.given", at=at, actor=viewer.person_id, subject=person_id, badge=badge.name)
    return award


@transaction.atomic
def take_badge_back(*, viewer: Viewer, award_id: int, at: datetime) -> None:
    """This will take back a badge that was given by hand; by administrators. Raises NotAllowed."""
    if not policy.may_give_badges(viewer):
        raise NotAllowed
    award = Award.objects.filter(pk=award_id, badge__isnull=False).select_related("badge").first()
    if award is not None and award.badge is not None:
        audit.note(
            "credit.badge.taken", at=at, actor=viewer.person_id, subject=award.person_id, badge=award.badge.name
        )
        award.delete()


def hide_award(*, viewer: Viewer, award_id: int, is_hidden: bool) -> None:
    """This will hide one of the viewer's own badges from others, or show it again."""
    Award.objects.filter(pk=award_id, person_id=viewer.person_id).update(is_hidden=is_hidden)


def export(*, viewer: Viewer, scope: str, at: datetime) -> dict[str, Any]:
    """This will sign the viewer's own record of deeds (`scope` public: what everybody may see; all: everything under
    their name) with the site's key, which is made when there is none here."""
    if viewer.is_guest:
        raise SignInFirst
    payload = queries.record_of(viewer, scope=scope, at=at)
    return signing.sign(payload, _key(at))


def rotate_key(*, at: datetime) -> SigningKey:
    """This will sign with a new key from now on; the old public keys stay, so that old files can be verified."""
    key = signing.new_key(_folder())
    with transaction.atomic():
        SigningKey.objects.filter(retired_at=None).update(retired_at=at)
        kept = SigningKey.objects.create(
            key_id=signing.key_id_of(key.public_key()), public_pem=signing.pem_of(key.public_key()), made_at=at
        )
        audit.note("credit.key.made", at=at, actor=None, key=kept.key_id)
    return kept


def _key(at: datetime) -> Any:
    """The private key in force on this machine. Two that find none at once agree on one."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_RECKONING_LOCK + 1])
        for key_id in (
            SigningKey.objects.filter(retired_at=None).order_by("-made_at").values_list("key_id", flat=True)
        ):
            key = signing.load_key(_folder(), key_id)
            if key is not None:
                return key
        made = rotate_key(at=at)
        return signing.load_key(_folder(), made.key_id)


def _folder() -> Path:
    return Path(settings.CREDIT_KEYS)


def _award(earned: Mapping[int, datetime]) -> list[Award]:
    """This will give the badges that people have won by now, as of the moment of their last deed."""
    won = reckoning.badges_won(earned)
    held = {
        (award.person_id, award.rule): award
        for award in Award.objects.filter(person_id__in=won, badge__isnull=True)
    }  # fmt: skip
    new = []
    for person, rules in won.items():
        for rule, audience in rules.items():
            award = held.get((person, rule))
            if award is None:
                new.append(Award(person_id=person, rule=rule, audience=audience, at=earned[person]))
            elif award.audience > audience:
                Award.objects.filter(pk=award.pk).update(audience=audience)
    Award.objects.bulk_create(new, ignore_conflicts=True)
    return new
