"""Making a space, changing it, putting it to rest."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from folkmoot.base import markup, outbox
from folkmoot.base.audit import actions as audit
from folkmoot.base.site import settings as site

from .. import logic, narrowing, policy
from ..models import Membership, Space
from ..problems import NotYours, Refused, SlugIsTaken
from ..viewer import Viewer
from .joining import add_member
from .roles import own_role

EDITABLE = frozenset(
    {
        "name", "tagline", "welcome", "rules", "cover_id", "icon", "joining", "audience", "tools", "voices",
        "is_listed", "only_members_post", "several_accepted",
    }
)  # fmt: skip


def create(*, actor: Viewer, name: str, at: datetime, slug: str = "", **values: Any) -> Space:
    """This will make a space with the actor as its first owner; raises NotYours, SlugIsTaken."""
    if not policy.may_create(actor, site.get("spaces.who_may_create")):
        raise NotYours
    space = Space(slug=slug or logic.slug_of(name), name=name, made_at=at, last_activity_at=at)
    space.made_by_id = actor.person_id
    _put(space, actor, values)
    if not space.slug:
        raise SlugIsTaken
    try:
        with transaction.atomic():
            space.save(force_insert=True)
            assert actor.person_id is not None
            add_member(space=space, person_id=actor.person_id, role=Membership.Role.OWNER, at=at)
            audit.note("spaces.space.made", at=at, actor=actor.person_id, space=space.pk, slug=space.slug)
            outbox.record("spaces.space.made", at=at, actor=actor.person_id, space=space.pk)
    except IntegrityError as error:
        if "slug" in str(error):
            raise SlugIsTaken from error
        raise
    return space


def edit(*, actor: Viewer, space: Space, changes: Mapping[str, Any], at: datetime) -> Space:
    """This will change what `changes` names (see EDITABLE); raises NotYours for those who do not own it."""
    _check_owns(actor, space)
    with transaction.atomic():
        locked = Space.objects.select_for_update().get(pk=space.pk)
        before, old_audience = {name: getattr(locked, name) for name in changes}, locked.audience
        _put(locked, actor, changes)
        changed = sorted(name for name in changes if getattr(locked, name) != before[name])
        if not changed:
            return locked
        locked.version += 1
        locked.save()
        if locked.audience != old_audience:
            narrowing.follow_audience(locked.pk, int(locked.audience))
        audit.note("spaces.space.edited", at=at, actor=actor.person_id, space=space.pk, changed=changed)
        outbox.record("spaces.space.edited", at=at, actor=actor.person_id, space=space.pk, data={"changed": changed})
    return locked


def archive(*, actor: Viewer, space: Space, at: datetime) -> None:
    """This will close the space for writing and joining; everything stays readable. `restore` undoes it."""
    _set_archived(actor, space, at, at, "spaces.space.archived")


def archive_for_room(*, space: Space, by: int | None, at: datetime) -> None:
    """This will close a space that a room opened for a purpose of its own which is over; `by` is who ended it, if
    anybody. Nothing happens when it is closed already."""
    _archive(space, by, at, at, "spaces.space.archived")


def restore(*, actor: Viewer, space: Space, at: datetime) -> None:
    """This will open an archived space again."""
    _set_archived(actor, space, None, at, "spaces.space.restored")


def set_official(*, actor: Viewer, space: Space, is_official: bool, at: datetime) -> None:
    """This will mark a space as the organisation's own, listed first; for administrators."""
    if not (actor.is_admin and policy.may_know(actor, space)):
        raise NotYours
    with transaction.atomic():
        Space.objects.filter(pk=space.pk).update(is_official=is_official, version=F("version") + 1)
        audit.note("spaces.space.official", at=at, actor=actor.person_id, space=space.pk, is_official=is_official)
        outbox.record("spaces.space.edited", at=at, actor=actor.person_id, space=space.pk)


def _set_archived(actor: Viewer, space: Space, moment: datetime | None, at: datetime, event: str) -> None:
    _check_owns(actor, space)
    _archive(space, actor.person_id, moment, at, event)


def _archive(space: Space, by: int | None, moment: datetime | None, at: datetime, event: str) -> None:
    with transaction.atomic():
        changed = Space.objects.filter(pk=space.pk, archived_at__isnull=moment is not None).update(
            archived_at=moment, version=F("version") + 1
        )
        if changed:
            audit.note(event, at=at, actor=by, space=space.pk)
            outbox.record(event, at=at, actor=by, space=space.pk)


def _check_owns(actor: Viewer, space: Space) -> None:
    if not policy.may_own(actor, space, own_role(actor, space)):
        raise NotYours


def _put(space: Space, actor: Viewer, values: Mapping[str, Any]) -> None:
    unknown = set(values) - EDITABLE
    if unknown:
        raise TypeError(f"not to be changed here: {sorted(unknown)}")
    old_audience = space.audience if space.version or space.member_count else None
    for name, value in values.items():
        setattr(space, name, value)
    if space.joining == "secret":
        space.audience, space.is_listed = 3, False
    elif space.audience != old_audience and space.audience not in policy.audiences_for(actor):
        raise Refused
    if "welcome" in values:
        space.welcome_html = markup.render(space.welcome).html
    if "rules" in values:
        space.rules_html = markup.render(space.rules).html
