"""Beginning and changing pages, at once or by a text that somebody else approves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from folkmoot.base.ids import from_text, to_text
from folkmoot.commons.content import actions as content
from folkmoot.commons.content import kinds, voices
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.models import Item, Proposal
from folkmoot.commons.content.refusals import NotAllowed, Refused, SignInFirst, ToolIsOff
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.viewer import Viewer

from .. import logic, policy, queries
from ..models import OldName, Page, PageLink
from ..queries.pages import count_below, ids_above
from ..queries.reading import names_in
from ..refusals import PageIsProtected, TreeIsTooDeep, TreeIsTooLarge, WrongPlace
from .holding import hold_tree, note

MOST_TAKEN_ALONG = 500


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody writes on a page, and what they say of their change."""

    title: str
    body: str
    tags: Sequence[str] = ()
    comment: str = ""
    is_minor: bool = False
    file_ids: Sequence[int] = ()


@transaction.atomic
def begin(
    *, viewer: Viewer, space: Space, words: Words, parent_id: int | None = None, is_template: bool = False,
    as_draft: bool = False, at: datetime, **how: Any,
) -> Item | Proposal:  # fmt: skip
    """This will write a new page below another (or on top of the tree), as a template, or as a draft.

    Where changes need approval it becomes a Proposal. `how` is what `content.actions.publish` takes besides.
    Raises NotAllowed, WrongPlace, TreeIsTooDeep, and what `content.actions.publish` does.
    """
    if viewer.is_guest:
        raise SignInFirst
    wiki = queries.wiki_of(space)
    if space.tools and "page" not in space.tools:
        raise ToolIsOff
    if not policy.may_take_part(viewer, space, wiki.who_edits):
        raise NotAllowed
    parent = _parent(viewer, space, parent_id)
    if wiki.needs_approval:
        place = {"parent": to_text(parent.pk) if parent is not None else "", "is_template": is_template}
        text = _text(words, place)
        return content.propose(viewer=viewer, text=text, kind="page", space_id=space.pk, as_draft=as_draft, at=at)
    item = content.publish(
        viewer=viewer, kind="page", title=words.title, body=words.body, tags=words.tags, file_ids=words.file_ids,
        space_id=space.pk, as_draft=as_draft, at=at, **how,
    )  # fmt: skip
    place_new(item, parent.pk if parent is not None else None, is_template=is_template)
    return item


@transaction.atomic
def change(
    *, viewer: Viewer, item_id: int, words: Words, expected_version: int, as_draft: bool = False, at: datetime
) -> Item | Proposal:
    """This will change the text of a page; what somebody else changed meanwhile elsewhere in it is kept too.

    Where changes need approval, and for those who may only suggest, it becomes a Proposal. Raises EditConflict,
    PageIsProtected, NotAllowed, and what `content.actions.edit` does.
    """
    if viewer.is_guest:
        raise SignInFirst
    item = contents.visible_item(viewer, item_id, kind="page")
    facts = queries.facts_of([item]).get(item.id)
    if policy.may_edit(viewer, item, voices.is_mine(viewer, item), facts):
        return content.edit(
            viewer=viewer, item_id=item_id, title=words.title, body=words.body, tags=words.tags,
            file_ids=words.file_ids, comment=words.comment, is_minor=words.is_minor,
            expected_version=expected_version, merge=True, at=at,
        )  # fmt: skip
    may_change = policy.may_change(viewer, item, facts)
    if not (may_change or policy.may_propose(viewer, item, facts)):
        raise PageIsProtected if facts is not None and facts.is_protected else NotAllowed
    owner = [facts.owner_id] if facts is not None and facts.owner_id is not None else []
    return content.propose(
        viewer=viewer, text=_text(words, {}), item_id=item_id, base_version=expected_version, as_draft=as_draft,
        tell_ids=owner, at=at,
    )  # fmt: skip


def _text(words: Words, how: dict[str, Any]) -> content.Text:
    return content.Text(words.title, words.body, words.tags, words.comment, words.is_minor, how)


def _parent(viewer: Viewer, space: Space, parent_id: int | None) -> Page | None:
    if parent_id is None:
        return None
    seen = contents.visible_items(viewer).filter(id=parent_id, kind="page", space=space)
    parent = Page.objects.filter(item__in=seen, is_template=False).first()
    if parent is None:
        raise WrongPlace
    if len(ids_above(parent.pk)) + 2 > logic.MAX_DEPTH:
        raise TreeIsTooDeep
    return parent


def place_new(item: Item, parent_id: int | None, *, is_template: bool = False) -> None:
    """This will put a page that was just made below another, after those that are there."""
    if parent_id is None and not is_template:
        return
    space = item.space
    assert space is not None
    hold_tree(space)
    if parent_id is not None and not Page.objects.filter(pk=parent_id, space=space).exists():
        parent_id = None
    position = last_position(space.pk, parent_id) + logic.GAP
    Page.objects.filter(pk=item.id).update(parent_id=parent_id, position=position, is_template=is_template)


def last_position(space_id: int, parent_id: int | None) -> int:
    found = Page.objects.filter(space_id=space_id, parent_id=parent_id).aggregate(last=Max("position"))
    return int(found["last"] or 0)


def place_of(how: dict[str, Any]) -> tuple[int | None, bool]:
    """Where a proposed new page is to stand, and whether as a template."""
    try:
        parent_id = from_text(str(how.get("parent", "")))
    except ValueError:
        parent_id = None
    return parent_id, bool(how.get("is_template"))


def made(viewer: Viewer, item: Item, at: datetime) -> None:
    """Called whenever an item of the kind is written, by whatever door: it gets its place at the end of the tree."""
    if item.space_id is None:
        return
    wiki = hold_tree(item.space)  # type: ignore[arg-type]
    Page.objects.create(
        item=item, space_id=item.space_id, name=logic.name_of(item.title),
        position=last_position(item.space_id, None) + logic.GAP,
        owner_id=item.author_id, review_days=wiki.review_days,
        reviewed_at=at if wiki.review_days else None, review_due_on=logic.due_on(at, wiki.review_days),
    )  # fmt: skip
    keep_links([item])


def changed(item: Item, change: kinds.Change) -> None:
    """Called in the transaction of every edit and move of a page: names, links and place follow."""
    page = Page.objects.select_for_update(no_key=True).filter(pk=item.id).first()
    if page is None or item.space_id is None:
        return
    if change.deed == "moved":
        _change_space(page, item, change)
    if change.deed != "edited":
        return
    facts = change.facts
    before = str(facts["title"])
    name = logic.name_of(item.title)
    if name != page.name:
        keep_name(page, change.at)
        page.name = name
        page.save(update_fields=["name"])
    keep_links([item])
    if before != item.title:
        note(
            "wiki.page.renamed",
            change.viewer,
            item,
            change.at,
            person=item.author_id,
            before=before,
            after=item.title,
        )
    note(
        "wiki.page.edited", change.viewer, item, change.at, person=item.author_id, version=facts["version"],
        is_minor=facts["is_minor"], proposal=facts.get("proposal"),
        **logic.change_in_length(facts["length"], len(item.body)),
    )  # fmt: skip


def _change_space(page: Page, item: Item, change: kinds.Change) -> None:
    """A page that moves to another space stands on top of that tree, and takes along what is below it.

    What its mover may not take along (a page that only the members here may read) stays, and moves up.
    """
    before = page.parent_id
    below = list(Page.objects.filter(parent=page).order_by("position", "pk").values_list("pk", "position"))
    if count_below(page.pk, MOST_TAKEN_ALONG) > MOST_TAKEN_ALONG:
        raise TreeIsTooLarge
    keep_name(page, change.at)
    page.space_id, page.parent_id = int(item.space_id or 0), None
    page.position = last_position(page.space_id, None) + logic.GAP
    page.save(update_fields=["space", "parent", "position"])
    for child_id, position in below:
        try:
            content.move(viewer=change.viewer, item_id=child_id, space_id=page.space_id, at=change.at)
        except (Refused, Item.DoesNotExist):
            Page.objects.filter(pk=child_id).update(parent_id=before)
        else:
            Page.objects.filter(pk=child_id).update(parent_id=page.pk, position=position)
    note(
        "wiki.page.moved", change.viewer, item, change.at, person=item.author_id, from_parent=before, to_parent=None,
        from_space=change.facts["from_space"], to_space=item.space_id,
    )  # fmt: skip


def keep_name(page: Page, at: datetime) -> None:
    """This will have links by a page's present name lead to it also when it is called otherwise."""
    OldName.objects.update_or_create(page=page, space_id=page.space_id, name=page.name, defaults={"until": at})


def keep_links(items: Sequence[Item]) -> None:
    """This will note which pages some texts name; a handful of statements for all of them."""
    wanted = {item.id: names_in(item.html) for item in items}
    slugs = {place for names in wanted.values() for place, _name, _is_include in names}
    spaces = dict(Space.objects.filter(slug__in=slugs).values_list("slug", "id")) if slugs else {}
    links = []
    for item in items:
        titles = _titles(item) if wanted[item.id] else {}
        links += [
            PageLink(
                page_id=item.id, space_id=spaces[place], name=name[: logic.MAX_NAME],
                title=titles.get(name, name)[:200], is_include=is_include,
            )
            for place, name, is_include in wanted[item.id]
            if place in spaces
        ]  # fmt: skip
    PageLink.objects.filter(page_id__in=wanted).delete()
    PageLink.objects.bulk_create(links, ignore_conflicts=True, batch_size=2000)


def _titles(item: Item) -> dict[str, str]:
    """Name → the title as it was written in the text."""
    found: dict[str, str] = {}
    for written in logic.titles_in(item.body):
        _place, title = logic.target_of(written)
        found.setdefault(logic.name_of(title), title)
    return found
