"""What is said under an item: answers and threaded comments, loaded together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from folkmoot.base.ids import to_text
from folkmoot.base.web.statements import Given, Statement
from folkmoot.commons.spaces.viewer import Viewer

from ..models import Item
from .cards import Card, cards
from .kept import whole_of
from .visibility import visible_items_given, visible_values

PAGE_SIZE = 200


@dataclass(slots=True)
class Node:
    """One reply with the replies to it. `card` is None where a removed one only holds the thread together, and for
    what is on another page."""

    id: int
    parent_id: int | None
    kind: str
    made_at: datetime
    score: int
    version: int | None = None
    card: Card | None = None
    children: list["Node"] = field(default_factory=list)

    @property
    def item(self) -> Item:
        """What is said, where it is shown."""
        assert self.card is not None
        return self.card.item

    @property
    def html(self) -> SafeString:
        """The reply with everything under it, drawn without a template for each."""
        below = "".join(child.html for child in self.children)
        replies = f'<div class="replies">{below}</div>' if below else ""
        if self.card is not None:
            return self.card.fill({"replies": replies})
        return format_html(
            '<div class="comment is-gone" id="i-{}"><div class="comment-rail"></div>'
            '<div class="comment-body"><p>{}</p>{}</div></div>',
            to_text(self.id),
            _("This comment is not shown."),
            mark_safe(replies),  # noqa: S308 - made of cards
        )

    def walk(self) -> Iterator["Node"]:
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Discussion:
    """`comments` stand under the root itself; `answers` (any other kind of reply) carry their own comments.

    `root` is the card of what they are about, drawn as on its own page.
    """

    comments: list[Node]
    answers: list[Node]
    page: int
    page_count: int
    comment_count: int
    root: Card

    @property
    def comments_html(self) -> SafeString:
        return mark_safe("".join(node.html for node in self.comments))  # noqa: S308 - made of cards

    def under(self, parent_id: int) -> list[Node]:
        """The comments directly under one of the replies."""
        for top in (*self.comments, *self.answers):
            for node in top.walk():
                if node.id == parent_id:
                    return node.children
        return []


def discussion(viewer: Viewer, root: Item, *, page: int = 1, order: str = "old") -> Discussion:
    """Everything the viewer may see under a (visible) root. `order` of the answers: old, new or votes.

    Comments come oldest first in pages of 200 threads' worth, of which only the one asked for is read; answers are
    all there.
    """
    nodes = {row[0]: Node(*row) for row in _REPLIES.rows({"root": root.id, **visible_values(viewer)})}
    comment_count = sum(node.kind == "comment" for node in nodes.values())
    nodes |= _placeholders(root, nodes)
    comments: list[Node] = []
    answers: list[Node] = []
    for node in sorted(nodes.values(), key=lambda each: (each.made_at, each.id)):
        parent = nodes.get(node.parent_id or 0)
        if node.parent_id == root.id:
            (comments if node.kind == "comment" else answers).append(node)
        elif parent is not None:
            parent.children.append(node)
    comments = [node for node in comments if _shows_something(node)]
    for node in nodes.values():
        node.children = [child for child in node.children if _shows_something(child)]
    page_count = max(1, -(-len(comments) // PAGE_SIZE))
    page = min(max(1, page), page_count)
    shown = comments[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    root_card = _draw(viewer, root, [*shown, *answers])
    answers = [node for node in answers if node.card is not None]
    if order == "votes":
        answers.sort(key=lambda node: (-node.score, node.made_at))
    elif order == "new":
        answers.reverse()
    return Discussion(shown, answers, page, page_count, comment_count, root_card)


def _draw(viewer: Viewer, root: Item, shown: list[Node]) -> Card:
    """Give the nodes and all under them their cards; returns that of the root."""
    nodes = {node.id: node for top in shown for node in top.walk()}
    versions = {node.id: node.version for node in nodes.values() if node.version is not None}
    root_card, *drawn = cards(viewer, [root, *whole_of(viewer, versions)], roots={root.id: root}, whole_id=root.id)
    for card in drawn:
        nodes[card.item.id].card = card
    return root_card


_REPLIES: Statement[tuple[Any, ...]] = Statement(
    lambda: (
        visible_items_given()
        .filter(root_id=Given("root"))
        .order_by("id")
        .values_list("id", "parent_id", "kind", "made_at", "score", "version")
    )
)


def _shows_something(node: Node) -> bool:
    return node.version is not None or any(_shows_something(child) for child in node.children)


def _placeholders(root: Item, nodes: Mapping[int, Node]) -> dict[int, Node]:
    """Removed (or muted) comments under which visible ones hang: their place is kept, their words are not shown."""
    missing = {node.parent_id for node in nodes.values() if node.parent_id != root.id} - set(nodes)
    if not missing:
        return {}
    unseen = Item.objects.filter(root_id=root.id).exclude(id__in=nodes)
    others = {row[0]: Node(*row) for row in unseen.values_list("id", "parent_id", "kind", "made_at", "score")}
    found: dict[int, Node] = {}
    while missing:
        holder = others.pop(missing.pop() or 0, None)
        if holder is not None:
            found[holder.id] = holder
            if holder.parent_id in others:
                missing.add(holder.parent_id)
    return found
