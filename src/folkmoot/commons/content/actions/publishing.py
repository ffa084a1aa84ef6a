"""Bringing items out: at once, later, and back again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from folkmoot.base import outbox
from folkmoot.base.web.statements import Given, Statement
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.viewer import Viewer

from .. import kinds, policy, queries, texts, voices
from ..models import LIFECYCLE, Item, ItemTag, Mention
from ..refusals import AudienceIsTooWide, NotAllowed, Refused, TextIsEmpty, TextIsTooLong, WrongState
from . import parts
from .holding import Held, change, hold, tell


@transaction.atomic
def publish(
    *,
    viewer: Viewer,
    kind: str,
    body: str = "",
    title: str = "",
    space_id: int | None = None,
    audience: int | None = None,
    voice: str = "name",
    tags: Sequence[str] = (),
    file_ids: Sequence[int] = (),
    language: str = "",
    publish_at: datetime | None = None,
    unpublish_at: datetime | None = None,
    shared_id: int | None = None,
    is_must_read: bool = False,
    as_draft: bool = False,
    is_approved: bool = False,
    by_room: bool = False,
    at: datetime,
) -> Item:
    """This will write an item and, unless it is a draft or for later, bring it out at once.

    The author follows it; mentions, tags and files are kept; `content.item.published` is logged when it comes
    out. `is_approved`: somebody else has agreed, as the room of its kind asks. `by_room`: that room does it. Raises
    NotAllowed, SpaceIsArchived, ToolIsOff, AudienceIsTooWide, VoiceIsOff, TextIsEmpty, TextIsTooLong, WrongTags,
    WrongFiles.
    """
    what = kinds.kind(kind)
    space = _space(space_id)
    policy.check_may_publish(viewer, what, space, is_approved=is_approved, by_room=by_room)
    policy.check_voice(viewer, space, voice)
    reach = policy.audience_for(viewer, space, audience)
    _check_shared(viewer, shared_id, space_id, reach)
    title = check_title(title, is_needed=what.has_title and not as_draft)
    if not (body.strip() or title or file_ids or shared_id):
        raise TextIsEmpty
    if is_must_read and not may_oblige(viewer, space_id):
        raise NotAllowed(_("Only moderators can ask everybody to confirm reading."))
    text = texts.read(body, audience=reach, space_id=space_id)
    item = Item(
        kind=kind, space=space, audience=reach, title=title, body=body, html=text.html, excerpt=text.excerpt,
        language=language, made_at=at, last_activity_at=at, publish_at=publish_at, unpublish_at=unpublish_at,
        shared_id=shared_id, must_read_at=at if is_must_read else None,
        state="scheduled" if publish_at is not None and publish_at > at and not as_draft else "draft",
    )  # fmt: skip
    _save_with_voice(viewer, item, voice)
    parts.set_mentions(item, text, is_new=True)
    parts.set_tags(item, parts.tags_for(tags, text.hashtags), is_new=True)
    parts.attach(viewer, item, [*file_ids, *_used_pictures(viewer, text)], is_alias=voice != "name")
    if voice == "name" and viewer.person_id is not None:
        parts.start_following(item.id, viewer.person_id, "wrote", at)
    if what.made is not None:
        what.made(viewer, item, at)
    if item.state == "draft" and not as_draft:
        _release(item, at)
    return item


def _used_pictures(viewer: Viewer, text: texts.Text) -> list[int]:
    """Pictures shown in the text that are the author's own; others stay what they are: perhaps not to be seen."""
    from folkmoot.base.files.models import StoredFile

    if not text.file_ids:
        return []
    own = StoredFile.objects.filter(id__in=text.file_ids, owner=viewer.person_id)
    return list(own.values_list("id", flat=True))


def share(
    *,
    viewer: Viewer,
    item_id: int,
    body: str = "",
    space_id: int | None = None,
    audience: int | None = None,
    at: datetime,
) -> Item:
    """This will publish a note that shows another item; raises AudienceIsTooWide when it would widen its reach."""
    shared = queries.visible_item(viewer, item_id)
    if audience is None and space_id is None:
        audience = min(max(shared.audience, 0), 2)
    return publish(
        viewer=viewer, kind="note", body=body, space_id=space_id, audience=audience, shared_id=item_id, at=at
    )


@transaction.atomic
def publish_draft(*, viewer: Viewer, item_id: int, at: datetime) -> Item:
    """This will bring out a draft, a scheduled or an unpublished item of one's own now; raises WrongState."""
    held = hold(viewer, item_id)
    if not held.is_mine:
        raise NotAllowed
    if held.item.state not in ("draft", "scheduled", "unpublished") or held.item.root_id is not None:
        raise WrongState
    check_title(held.item.title, is_needed=kinds.kind(held.item.kind).has_title)
    policy.check_may_publish(viewer, kinds.kind(held.item.kind), held.item.space)
    _release(held.item, at)
    return held.item


@transaction.atomic
def schedule(
    *, viewer: Viewer, item_id: int, publish_at: datetime | None, unpublish_at: datetime | None = None, at: datetime
) -> Item:  # fmt: skip
    """This will set when an item comes out and goes away; without `publish_at` a scheduled one is a draft again."""
    held = hold(viewer, item_id)
    item = held.item
    if not policy.may_edit(viewer, item, is_mine=held.is_mine) or item.root_id is not None:
        raise NotAllowed
    if unpublish_at is not None and unpublish_at <= (publish_at or at):
        raise WrongState(_("It cannot go away before it has come out."))
    state = item.state
    if publish_at is not None and publish_at > at:
        if not LIFECYCLE.may_move(item.state, "scheduled") and item.state != "scheduled":
            raise WrongState
        state = "scheduled"
    elif item.state == "scheduled":
        state = "draft"
    return change(held, state=state, publish_at=publish_at, unpublish_at=unpublish_at)


@transaction.atomic
def unpublish(*, viewer: Viewer, item_id: int, at: datetime) -> Item:
    """This will take an item (and what is said under it) back from its readers; it stays its author's."""
    held = hold(viewer, item_id)
    if not (held.is_mine or policy.may_moderate(viewer, held.item)):
        raise NotAllowed
    if held.item.state != "published" or held.item.root_id is not None:
        raise WrongState
    _withdraw(held)
    tell("content.item.unpublished", held, viewer, at)
    return held.item


@transaction.atomic
def publish_due(at: datetime) -> int:
    """This will bring out what is scheduled until now and take away what has expired; returns how many."""
    due = Item.objects.select_for_update(no_key=True, skip_locked=True)
    coming = list(due.filter(state="scheduled", publish_at__lte=at).order_by("publish_at")[:200])
    for item in coming:
        try:
            with transaction.atomic():
                _release(item, item.publish_at or at)
        except Refused:
            # Its room does not let it out now; it waits for its author, and the others do not wait for it.
            Item.objects.filter(id=item.id).update(state="draft", publish_at=None, version=F("version") + 1)
    going = list(due.filter(state="published", unpublish_at__lte=at, root__isnull=True)[:200])
    for item in going:
        _withdraw(Held(item, item, False))
        outbox.record(
            "content.item.unpublished", at=at, item=item.id, root=item.id, space=item.space_id,
            data={"kind": item.kind},
        )  # fmt: skip
    return len(coming) + len(going)


def check_title(title: str, *, is_needed: bool) -> str:
    title = " ".join(title.replace("\x00", "").split())
    if len(title) > texts.MAX_TITLE:
        raise TextIsTooLong(_("A title has at most %(most)d letters.") % {"most": texts.MAX_TITLE})
    if is_needed and not title:
        raise TextIsEmpty(_("Please give it a title."))
    return title


def _space(space_id: int | None) -> Space | None:
    if space_id is None:
        return None
    # Locked, so that it cannot be closed to readers between asking who they are and writing for them.
    space = Space.objects.select_for_update(no_key=True).filter(id=space_id).first()
    if space is None:
        raise NotAllowed
    return space


def may_oblige(viewer: Viewer, space_id: int | None) -> bool:
    return viewer.is_admin if space_id is None else space_id in viewer.moderated_space_ids


def _check_shared(viewer: Viewer, shared_id: int | None, space_id: int | None, audience: int) -> None:
    if shared_id is None:
        return
    shared = queries.visible_item(viewer, shared_id)
    if shared.state != "published":
        raise NotAllowed
    if not policy.may_share_to(shared, space_id, audience):
        raise AudienceIsTooWide


def _save_with_voice(viewer: Viewer, item: Item, voice: str) -> None:
    assert viewer.person_id is not None
    if voice == "name":
        item.author_id = viewer.person_id
        item.save(force_insert=True)
        return
    # The alias of one conversation points at its root: row first, then the alias, then the row knows it.
    item.save(force_insert=True)
    item.alias = voices.alias_for(
        viewer.person_id, voice=voice, space_id=item.space_id, root_id=item.root_id or item.id
    )
    Item.objects.filter(id=item.id).update(alias=item.alias)


def _release(item: Item, at: datetime) -> None:
    """This will make a root item visible to its audience and log it, as news only the first time."""
    is_news = item.published_at is None
    if is_news and (released := kinds.kind(item.kind).released) is not None:
        released(item, at)
    item.state, item.publish_at = "published", None
    item.published_at = item.published_at or at
    item.last_activity_at = max(item.last_activity_at, at) if not is_news else at
    Item.objects.filter(id=item.id).update(
        state=item.state, publish_at=None, published_at=item.published_at,
        last_activity_at=item.last_activity_at, version=F("version") + 1, thread_version=F("thread_version") + 1,
    )  # fmt: skip
    item.version += 1
    item.thread_version += 1
    ItemTag.objects.filter(item=item).update(published_at=item.published_at)
    if not is_news:
        Item.objects.filter(root=item, state="unpublished").update(state="published", version=F("version") + 1)
    parts.count_in_space(item.space_id, 1, at)
    outbox.record(
        "content.item.published" if is_news else "content.item.republished",
        at=at, actor=item.author_id, alias=item.alias_id, item=item.id, root=item.id, space=item.space_id,
        data=_news(item) if is_news else {"kind": item.kind},
    )  # fmt: skip


_MENTIONS: Statement[tuple[int | None, int | None]] = Statement(
    lambda: Mention.objects.filter(item=Given("item")).values_list("person_id", "space_id")
)
_TAGS: Statement[int] = Statement(lambda: ItemTag.objects.filter(item=Given("item")).values_list("tag_id", flat=True))


def _news(item: Item) -> dict[str, Any]:
    mentions = _MENTIONS.rows({"item": item.id})
    return {
        "kind": item.kind,
        "audience": item.audience,
        "people": [person for person, _ in mentions if person],
        "spaces": [space for _, space in mentions if space],
        "tags": _TAGS.rows({"item": item.id}),
        "is_must_read": item.must_read_at is not None,
        "shared": item.shared_id,
    }


def _withdraw(held: Held) -> None:
    item = held.item
    change(held, state="unpublished", unpublish_at=None)
    Item.objects.filter(root=item, state="published").update(state="unpublished", version=F("version") + 1)
    parts.count_in_space(item.space_id, -1)
