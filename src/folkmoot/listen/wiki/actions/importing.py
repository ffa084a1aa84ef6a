"""Bringing in many pages at once: all of them, or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from folkmoot.base import outbox
from folkmoot.base.ids import new_id
from folkmoot.base.outbox.log import record_many
from folkmoot.commons.content import actions as content
from folkmoot.commons.content import texts
from folkmoot.commons.content.models import Attachment, Item
from folkmoot.commons.content.refusals import NotAllowed
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.viewer import Viewer

from .. import logic, policy, queries
from ..models import Page
from .holding import hold_tree
from .writing import keep_links, last_position

MOST_PAGES = 50_000


@dataclass(frozen=True, slots=True)
class ImportedPage:
    """One page to bring in; `key` and `parent_key` tell where it stands among the others."""

    key: str
    title: str
    body: str
    parent_key: str | None = None
    tags: Sequence[str] = ()
    file_ids: Sequence[int] = ()
    made_at: datetime | None = None
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """How many pages are new, and which were here before (by `origin`)."""

    count: int
    ids: Mapping[str, int] = field(default_factory=dict)
    already_here: int = 0


@transaction.atomic
def import_pages(
    *, viewer: Viewer, space: Space, pages: Sequence[ImportedPage], parent_id: int | None = None, at: datetime
) -> Imported:
    """This will bring pages in below another (or on top), in the order given, parents before their children.

    By owners and moderators. Nobody is notified of single pages; `wiki.pages.imported` says how many. Those whose
    `origin` is here already stay as they are. Raises NotAllowed, and ValueError for a parent that is not there.
    """
    if not policy.may_rule(viewer, space) or space.archived_at is not None:
        raise NotAllowed
    if len(pages) > MOST_PAGES:
        raise ValueError(f"at most {MOST_PAGES} pages")
    hold_tree(space)
    known = content.known_origins([page.origin for page in pages if page.origin])
    fresh = [page for page in pages if not (page.origin and page.origin in known)]
    ids = {page.key: known[page.origin] for page in pages if page.origin in known} | {
        page.key: new_id() for page in fresh
    }
    rows = [
        content.ImportedItem(
            kind="page", id=ids[page.key], author_id=viewer.person_id, audience=int(space.audience),
            space_id=space.pk, title=page.title, body=page.body, tags=page.tags, made_at=page.made_at or at,
            last_activity_at=at,
            origin=page.origin,
            text=texts.read(page.body, audience=int(space.audience), space_id=space.pk),
        )
        for page in fresh
    ]  # fmt: skip
    content.import_items(rows)
    _place(viewer, space, fresh, ids, parent_id, at)
    Attachment.objects.bulk_create(
        Attachment(item_id=ids[page.key], file_id=file_id, position=place)
        for page in fresh
        for place, file_id in enumerate(dict.fromkeys(page.file_ids))
    )
    keep_links(list(Item.objects.filter(id__in=[ids[page.key] for page in fresh], html__contains="wikilink")))
    content.recount_spaces([space.pk])
    record_many(
        outbox.Event(
            "content.item.imported", at, item=ids[page.key], root=ids[page.key], space=space.pk, data={"kind": "page"}
        )
        for page in fresh
    )
    outbox.record("wiki.pages.imported", at=at, actor=viewer.person_id, space=space.pk, data={"count": len(fresh)})
    return Imported(len(fresh), ids, len(pages) - len(fresh))


def _place(
    viewer: Viewer, space: Space, fresh: Sequence[ImportedPage], ids: Mapping[str, int], parent_id: int | None,
    at: datetime,
) -> None:  # fmt: skip
    wiki = queries.wiki_of(space)
    last: dict[int | None, int] = {}
    rows = []
    for page in fresh:
        if page.parent_key is not None and page.parent_key not in ids:
            raise ValueError(page.parent_key)
        above = ids[page.parent_key] if page.parent_key is not None else parent_id
        if above not in last:
            last[above] = last_position(space.pk, above)
        last[above] += logic.GAP
        rows.append(
            Page(
                item_id=ids[page.key], space_id=space.pk, parent_id=above, position=last[above],
                name=logic.name_of(page.title), owner_id=viewer.person_id, review_days=wiki.review_days,
                reviewed_at=at if wiki.review_days else None, review_due_on=logic.due_on(at, wiki.review_days),
            )
        )  # fmt: skip
    Page.objects.bulk_create(rows, batch_size=1000)
