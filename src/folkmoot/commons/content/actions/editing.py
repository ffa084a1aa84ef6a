"""Editing, with every earlier text kept."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from folkmoot.commons.spaces.viewer import Viewer

from .. import kinds, policy, queries, texts
from ..models import Item, ItemTag, Revision
from ..refusals import NotAllowed, Refused, TextIsEmpty
from . import parts
from .holding import Held, change, hold, tell
from .publishing import _used_pictures, check_title


class EditConflict(Refused):
    """Somebody else saved in between. Keeps both texts, so that nothing typed is lost."""

    kind = "edit_conflict"
    message = _("Somebody else has changed this while you were writing. Here are both texts.")

    def __init__(self, *, theirs: Item, title: str | None, body: str | None, version: int) -> None:
        super().__init__()
        self.theirs = theirs
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
    at: datetime,
) -> Item:
    """This will change the text or tags of an item and keep what it said before as a Revision.

    `expected_version` is what `queries.text_version` said when the form was opened. What is None stays. Raises
    NotAllowed, EditConflict, TextIsEmpty, TextIsTooLong, WrongTags, WrongFiles.
    """
    held = hold(viewer, item_id)
    item = held.item
    is_editor = item.id in queries.edited_by(viewer, [item])
    if not policy.may_edit(viewer, item, is_mine=held.is_mine, is_editor=is_editor):
        raise NotAllowed
    version = queries.text_version(item)
    if expected_version is not None and expected_version != version:
        raise EditConflict(theirs=item, title=title, body=body, version=version)
    kind = kinds.kind(item.kind)
    new_title = item.title if title is None else check_title(title, is_needed=kind.has_title)
    new_body = item.body if body is None else body
    if not (new_body.strip() or new_title or item.shared_id):
        raise TextIsEmpty
    old_tags = tag_names(item)
    text = texts.read(new_body, audience=item.audience, space_id=item.space_id)
    new_tags = parts.tags_for(old_tags if tags is None else tags, text.hashtags) if item.root_id is None else []
    is_same_text = new_title == item.title and new_body == item.body
    if is_same_text and {tag.name for tag in new_tags} == set(old_tags) and not file_ids:
        return item
    _keep(viewer, held, version, old_tags, comment, at)
    named = parts.set_mentions(item, text)
    parts.set_tags(item, new_tags)
    parts.attach(viewer, item, [*file_ids, *_used_pictures(viewer, text)], is_alias=item.alias_id is not None)
    values = {"title": new_title, "body": new_body, "html": text.html, "excerpt": text.excerpt}
    if item.state == "published":
        values["edited_at"] = at  # type: ignore[assignment]
    change(held, **values)
    tell("content.item.edited", held, viewer, at, people=named, is_published=item.state == "published")
    return item


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


def _keep(viewer: Viewer, held: Held, number: int, tags: list[str], comment: str, at: datetime) -> None:
    item = held.item
    as_alias = held.is_mine and item.alias_id is not None
    Revision.objects.create(
        item=item, number=number, title=item.title, body=item.body, tags=tags, comment=comment[:200], at=at,
        editor_id=None if as_alias else viewer.person_id, alias_id=item.alias_id if as_alias else None,
    )  # fmt: skip
