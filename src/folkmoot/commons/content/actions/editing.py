"""Editing, with every earlier text kept, and two who edit at once brought together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from folkmoot.commons.spaces.viewer import Viewer

from .. import kinds, merging, policy, queries, texts
from ..models import Item, ItemTag, Revision
from ..refusals import ConflictsRemain, NotAllowed, Refused, TextIsEmpty
from . import parts, remarking
from .holding import Held, change, hold, tell
from .publishing import _used_pictures, check_title


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an editor asked for; None stays as it is."""

    title: str | None
    body: str | None
    tags: Sequence[str] | None


class EditConflict(Refused):
    """Somebody else saved in between. Keeps both texts, so that nothing typed is lost.

    `base` is the text both began with ("" when it is not known), `merged` both changes in one, with the places
    to decide about between marks.
    """

    kind = "edit_conflict"
    message = _("Somebody else has changed this while you were writing. Here are both texts.")

    def __init__(
        self, *, theirs: Item, title: str | None, body: str | None, version: int, base: str = "", merged: str = ""
    ) -> None:
        super().__init__()
        self.theirs = theirs
        self.base = base
        self.merged = merged
        self.title = title
        self.body = body
        self.version = version


@transaction.atomic
def edit(
    *,
    viewer: Viewer,
    item_id: int,
    title: str | None = None,
    body: str | None = None,
    tags: Sequence[str] | None = None,
    file_ids: Sequence[int] = (),
    comment: str = "",
    expected_version: int | None = None,
    merge: bool = False,
    is_minor: bool = False,
    news: Mapping[str, Any] | None = None,
    at: datetime,
) -> Item:
    """This will change the text or tags of an item and keep what it said before as a Revision.

    `expected_version` is what `queries.text_version` said when the form was opened. When somebody saved in
    between, with `merge` both changes are kept if they touch different places. What is None stays. Of a minor
    edit only those hear who asked to; `news` goes into the log besides. Raises NotAllowed, EditConflict,
    ConflictsRemain, TextIsEmpty, TextIsTooLong, WrongTags, WrongFiles.
    """
    held = hold(viewer, item_id)
    is_editor = item_id in queries.edited_by(viewer, [held.item])
    if not policy.may_edit(viewer, held.item, is_mine=held.is_mine, is_editor=is_editor):
        if not policy.may_retag(viewer, held.item):
            raise NotAllowed
        _check_same_text(held.item, title, body, file_ids)
    return write(
        viewer=viewer, held=held, wanted=Wanted(title, body, tags), file_ids=file_ids, comment=comment,
        expected_version=expected_version, merge=merge, is_minor=is_minor, news=news, at=at,
    )  # fmt: skip


def _check_same_text(item: Item, title: str | None, body: str | None, file_ids: Sequence[int]) -> None:
    """Who may only put tags in order sends the text back as it is."""
    if title not in (None, item.title) or body not in (None, item.body) or file_ids:
        raise NotAllowed(_("You may change the tags of this, not its text."))


def write(
    *, viewer: Viewer, held: Held, wanted: Wanted, file_ids: Sequence[int] = (), comment: str = "",
    expected_version: int | None = None, merge: bool = False, is_minor: bool = False,
    news: Mapping[str, Any] | None = None, at: datetime,
) -> Item:  # fmt: skip
    """This will do what `edit` says for whoever was allowed to by other means: an approved proposal."""
    item = held.item
    version = queries.text_version(item)
    if wanted.body is not None and merging.has_marks(wanted.body):
        raise ConflictsRemain
    old_tags = tag_names(item)
    is_merged = expected_version is not None and expected_version != version
    if is_merged:
        wanted = _merged(item, old_tags, wanted, int(expected_version or 0), version, merge=merge)
    title, body, tags = wanted.title, wanted.body, wanted.tags
    kind = kinds.kind(item.kind)
    new_title = item.title if title is None else check_title(title, is_needed=kind.has_title)
    new_body = item.body if body is None else body
    if not (new_body.strip() or new_title or item.shared_id):
        raise TextIsEmpty
    text = texts.read(new_body, audience=item.audience, space_id=item.space_id)
    new_tags = parts.tags_for(old_tags if tags is None else tags, text.hashtags) if item.root_id is None else []
    is_same_text = new_title == item.title and new_body == item.body
    if is_same_text and {tag.name for tag in new_tags} == set(old_tags) and not file_ids:
        return item
    _keep(viewer, held, version, old_tags, comment, at, is_minor=is_minor)
    named = parts.set_mentions(item, text)
    parts.set_tags(item, new_tags)
    parts.attach(viewer, item, [*file_ids, *_used_pictures(viewer, text)], is_alias=item.alias_id is not None)
    facts = {
        "title": item.title,
        "length": len(item.body),
        "version": version + 1,
        "is_minor": is_minor,
        **(news or {}),
    }
    values = {"title": new_title, "body": new_body, "html": text.html, "excerpt": text.excerpt}
    if item.state == "published":
        values["edited_at"] = at  # type: ignore[assignment]
        if kind.tells_edits and not is_minor:
            values["last_activity_at"] = at  # type: ignore[assignment]
    change(held, **values)
    remarking.look_again(item)
    kinds.changed(item, kinds.Change("edited", viewer, at, facts))
    tell(
        "content.item.edited", held, viewer, at, people=named, is_published=item.state == "published",
        is_minor=is_minor, is_merged=is_merged, version=version + 1, **(news or {}),
    )  # fmt: skip
    return item


def _merged(item: Item, tags: list[str], wanted: Wanted, began: int, version: int, *, merge: bool) -> Wanted:
    """Both changes in one; raises EditConflict where they touch the same place, or nobody wants them merged."""
    base = Revision.objects.filter(item_id=item.id, number=began).first()
    base_body = base.body if base is not None else ""
    names = {"my_name": str(_("What you wrote")), "their_name": str(_("What it says now"))}
    both = merging.merge(base_body, item.body if wanted.body is None else wanted.body, item.body, **names)
    title, title_conflicts = item.title, False
    if wanted.title is not None and base is not None:
        title, title_conflicts = merging.merge_value(base.title, " ".join(wanted.title.split()), item.title)
    if not merge or base is None or both.conflict_count or title_conflicts:
        raise EditConflict(
            theirs=item, title=wanted.title, body=wanted.body, version=version, base=base_body,
            merged=both.text if base is not None else "",
        )  # fmt: skip
    kept = None if wanted.tags is None else merging.merge_names(base.tags, list(wanted.tags), tags)
    return Wanted(title, both.text if wanted.body is not None else None, kept)


@transaction.atomic
def restore_revision(*, viewer: Viewer, item_id: int, number: int, at: datetime) -> Item:
    """This will bring back an earlier text; the present one is kept as a revision in turn."""
    held = hold(viewer, item_id)
    old = Revision.objects.get(item_id=held.item.id, number=number)
    return edit(
        viewer=viewer,
        item_id=item_id,
        title=old.title,
        body=old.body,
        tags=old.tags,
        comment=str(_("Version %(number)d restored") % {"number": number}),
        at=at,
    )


def tag_names(item: Item) -> list[str]:
    return list(ItemTag.objects.filter(item=item).order_by("id").values_list("tag__name", flat=True))


def _keep(
    viewer: Viewer, held: Held, number: int, tags: list[str], comment: str, at: datetime, *, is_minor: bool
) -> None:
    item = held.item
    as_alias = held.is_mine and item.alias_id is not None
    Revision.objects.create(
        item=item, number=number, title=item.title, body=item.body, tags=tags, comment=comment[:200],
        at=at, is_minor=is_minor,
        editor_id=None if as_alias else viewer.person_id, alias_id=item.alias_id if as_alias else None,
    )  # fmt: skip
