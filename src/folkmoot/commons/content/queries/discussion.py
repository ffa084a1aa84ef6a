"""What is said under an item: answers and threaded comments, loaded together."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from folkmoot.base.ids import to_text
from folkmoot.base.web.statements import Given, Statement
from folkmoot.commons.spaces.viewer import Viewer

from ..models import Item
from .cards import Card, cards
from .kept import whole
from .visibility import visible_items_given, visible_values

PAGE_SIZE = 200


@dataclass(slots=True)
class Node:
    """One reply with the replies to it. `card` is None where a removed one only holds the thread together."""

    id: int
    item: Item
    card: Card | None
    children: list["Node"] = field(default_factory=list)

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

    Comments come oldest first in pages of 200 threads' worth; answers are all there.
    """
    replies = _replies(viewer, root)
    replies += _placeholders(root, replies)
    shown_items = [root, *(reply for reply in replies if reply.state == "published")]
    drawn = {card.item.id: card for card in cards(viewer, shown_items, roots={root.id: root}, whole_id=root.id)}
    root_card = drawn.pop(root.id)
    nodes = {reply.id: Node(reply.id, reply, drawn.get(reply.id)) for reply in replies}
    comments: list[Node] = []
    answers: list[Node] = []
    for reply in sorted(replies, key=lambda each: (each.made_at, each.id)):
        parent = nodes.get(reply.parent_id or 0)
        if reply.parent_id == root.id:
            (comments if reply.kind == "comment" else answers).append(nodes[reply.id])
        elif parent is not None:
            parent.children.append(nodes[reply.id])
    comments = [node for node in comments if _shows_something(node)]
    for node in nodes.values():
        node.children = [child for child in node.children if _shows_something(child)]
    answers = [node for node in answers if node.card is not None]
    if order == "votes":
        answers.sort(key=lambda node: (-node.item.score, node.item.made_at))
    elif order == "new":
        answers.reverse()
    page_count = max(1, -(-len(comments) // PAGE_SIZE))
    page = min(max(1, page), page_count)
    shown = comments[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    comment_count = sum(r.kind == "comment" for r in replies if r.id in drawn)
    return Discussion(shown, answers, page, page_count, comment_count, root_card)


_REPLIES: Statement[Item] = Statement(
    lambda: visible_items_given().filter(root_id=Given("root")).order_by("id").only("version")
)


def _replies(viewer: Viewer, root: Item) -> list[Item]:
    return whole(viewer, _REPLIES.rows({"root": root.id, **visible_values(viewer)}))


def _shows_something(node: Node) -> bool:
    return node.card is not None or any(_shows_something(child) for child in node.children)


def _placeholders(root: Item, replies: list[Item]) -> list[Item]:
    """Removed (or muted) comments under which visible ones hang: their place is kept, their words are not shown."""
    known = {reply.id for reply in replies}
    missing = {reply.parent_id for reply in replies if reply.parent_id != root.id} - known
    if not missing:
        return []
    unseen = Item.objects.filter(root_id=root.id).exclude(id__in=known)
    unseen = unseen.only("id", "kind", "parent_id", "root_id", "made_at", "score")
    others = {item.id: item for item in unseen}
    found: list[Item] = []
    while missing:
        holder = others.pop(missing.pop() or 0, None)
        if holder is not None:
            holder.state = "deleted"
            found.append(holder)
            if holder.parent_id in others:
                missing.add(holder.parent_id)
    return found
