"""Writing what hangs on an item: mentions, tags, files, follows, counters."""

from collections.abc import Sequence
from datetime import datetime

from folkmoot.base.files.actions import disown
from folkmoot.base.files.models import StoredFile
from folkmoot.base.web import statements
from folkmoot.commons.spaces.viewer import Viewer

from .. import kinds, texts
from ..models import Attachment, Item, ItemFollow, ItemTag, Mention, Tag
from ..refusals import WrongFiles, WrongTags


def set_mentions(item: Item, text: texts.Text, *, is_new: bool = False) -> list[int]:
    """This will keep whom the text names; returns the people who were not named before. `is_new`: nobody was."""
    before = set() if is_new else set(Mention.objects.filter(item=item).values_list("person_id", "space_id"))
    wanted = {(person, None) for person in text.person_ids} | {(None, space) for space in text.space_ids}
    Mention.objects.bulk_create(
        [Mention(item=item, person_id=person, space_id=space) for person, space in wanted - before],
        ignore_conflicts=True,
    )
    for person, space in before - wanted:
        Mention.objects.filter(item=item, person_id=person, space_id=space).delete()
    return sorted(person for person, _ in wanted - before if person is not None)


def tags_for(names: Sequence[str], hashtags: Sequence[str]) -> list[Tag]:
    """The chosen tags, and those written in the text as far as there is room."""
    chosen = texts.clean_tag_names(names)
    for name in hashtags:
        try:
            plain = texts.clean_tag_names([name])
        except WrongTags:
            continue
        if len(chosen) < texts.MAX_TAGS and plain and plain[0] not in chosen:
            chosen += plain
    return texts.tags_named(chosen)


def set_tags(item: Item, tags: Sequence[Tag], *, is_new: bool = False) -> None:
    """This will file the item under exactly these. `is_new`: it is filed under none yet."""
    if not is_new:
        ItemTag.objects.filter(item=item).exclude(tag__in=tags).delete()
    ItemTag.objects.bulk_create(
        [ItemTag(item=item, tag=tag, published_at=item.published_at) for tag in tags], ignore_conflicts=True
    )


def attach(viewer: Viewer, item: Item, file_ids: Sequence[int], *, is_alias: bool) -> None:
    """This will hang the viewer's own files on the item; files under an alias no longer say whose they are.

    Raises WrongFiles: a file of somebody else cannot be attached, for attaching opens it to readers.
    """
    if not file_ids:
        return
    have = set(Attachment.objects.filter(item=item).values_list("file_id", flat=True))
    wanted = [file_id for file_id in dict.fromkeys(file_ids) if file_id not in have]
    if not wanted:
        return
    own = set(StoredFile.objects.filter(id__in=wanted, owner=viewer.person_id).values_list("id", flat=True))
    if own != set(wanted) or len(have) + len(wanted) > kinds.kind(item.kind).max_files:
        raise WrongFiles
    Attachment.objects.bulk_create(
        Attachment(item=item, file_id=file_id, position=len(have) + place) for place, file_id in enumerate(wanted)
    )
    if is_alias:
        disown(wanted)


def start_following(item_id: int, person_id: int, why: str, at: datetime) -> None:
    """This will have the person hear of replies, unless they follow or have muted it already."""
    statements.add(ItemFollow(item_id=item_id, person_id=person_id, why=why, at=at))


def count_in_space(space_id: int | None, items: int, at: datetime | None = None) -> None:
    if space_id is not None:
        statements.tell(_COUNT_IN_SPACE, {"space": space_id, "items": items, "at": at})


_COUNT_IN_SPACE = """
UPDATE spaces_space SET item_count = item_count + %(items)s,
    last_activity_at = greatest(last_activity_at, %(at)s::timestamptz)
WHERE id = %(space)s
"""

_COUNT_UP = """
WITH RECURSIVE up AS (
    SELECT id, parent_id FROM content_item WHERE id = %(from)s
    UNION ALL SELECT i.id, i.parent_id FROM content_item i JOIN up ON i.id = up.parent_id
)
UPDATE content_item SET reply_count = GREATEST(0, reply_count + %(by)s), version = version + 1
WHERE id IN (SELECT id FROM up)
"""


def count_comments(parent_id: int | None, by: int) -> None:
    """This will add to the number of comments of an item and of everything above it (the root is held)."""
    if by and parent_id is not None:
        statements.tell(_COUNT_UP, {"from": parent_id, "by": by})
