"""Lists about items and about the viewer's own things."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from folkmoot.base.web.statements import AnyOf, Given, Statement
from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.models import Membership
from folkmoot.commons.spaces.viewer import Viewer

from .. import policy, voices
from ..models import Acknowledgement, Bookmark, Draft, Item, ItemFollow, Report, Revision, Tag, TagFollow
from ..refusals import NotAllowed
from .visibility import visible_items, visible_items_given, visible_values


def text_version(item: Item) -> int:
    """How many texts an item has had: given to an edit form, and back as `expected_version`."""
    return Revision.objects.filter(item_id=item.id).count() + 1


def revisions(viewer: Viewer, item: Item) -> list[Revision]:
    """What a (visible) item said before, newest first, with its editors."""
    return list(Revision.objects.filter(item_id=item.id).select_related("editor", "alias").order_by("-number")[:200])


def drafts(viewer: Viewer) -> tuple[list[Draft], list[Item]]:
    """What the viewer is writing, and their items that are not out: drafts, scheduled, unpublished."""
    if viewer.is_guest:
        return [], []
    mine = Q(author_id=viewer.person_id) | Q(alias_id__in=voices.my_alias_ids(viewer))
    waiting = Item.objects.filter(mine, state__in=["draft", "scheduled", "unpublished"], root__isnull=True)
    return (
        list(Draft.objects.filter(person_id=viewer.person_id).order_by("-saved_at")[:100]),
        list(waiting.select_related("space").order_by("-made_at")[:100]),
    )


def bookmarks(viewer: Viewer) -> QuerySet[Item]:
    """The viewer's bookmarked items that they may still see, latest mark first."""
    marks = Bookmark.objects.filter(person_id=viewer.person_id)
    return (
        visible_items(viewer)
        .filter(id__in=marks.values("item_id"))
        .annotate(marked_at=Subquery(marks.filter(item_id=OuterRef("id")).values("at")[:1]))
        .order_by("-marked_at")
    )


@dataclass(frozen=True, slots=True)
class TagLine:
    """A tag with what one viewer needs to know of it."""

    tag: Tag
    item_count: int
    is_followed: bool
    synonyms: tuple[str, ...] = ()


def tags(viewer: Viewer, *, starts_with: str = "", limit: int = 200) -> list[TagLine]:
    """Tags in use on items that the viewer may see, most used first; never one that only hidden items carry."""
    sql_ids, params = visible_items(viewer).values("id").query.sql_with_params()
    begin = starts_with.casefold().replace("\\", "").replace("%", "").replace("_", "\\_")
    found = Tag.objects.raw(
        f"""
        SELECT t.*, count(*) AS item_count FROM content_itemtag it
        JOIN content_tag t ON t.id = it.tag_id
        WHERE it.item_id IN ({sql_ids}) AND lower(t.name) LIKE %s
        GROUP BY t.id ORDER BY count(*) DESC, t.name LIMIT %s
        """,  # noqa: S608 - the inner statement is Django's own, with parameters
        [*params, f"{begin}%", limit],
    )
    listed = list(found)
    ids = [tag.id for tag in listed]
    followed = set(
        TagFollow.objects.filter(person_id=viewer.person_id, tag_id__in=ids).values_list("tag_id", flat=True)
    )
    synonyms: dict[int, list[str]] = {}
    for name, tag_id in (
        Tag.objects.filter(synonym_of_id__in=ids).order_by("name").values_list("name", "synonym_of_id")
    ):
        synonyms.setdefault(int(tag_id or 0), []).append(name)
    return [
        TagLine(tag, int(getattr(tag, "item_count", 0)), tag.id in followed, tuple(synonyms.get(tag.id, ())))
        for tag in listed
    ]


MOST_MUST_READS = 10


def must_reads(viewer: Viewer, *, limit: int = 3) -> list[Item]:
    """What the viewer is asked to read and has not confirmed yet, the newest first."""
    if viewer.is_guest:
        return []
    return _MUST_READS.rows({"me": viewer.person_id, **visible_values(viewer)})[:limit]


def _must_reads() -> QuerySet[Item]:
    done = Acknowledgement.objects.filter(person_id=Given("me"), item_id=OuterRef("pk"))
    asked = visible_items_given().filter(must_read_at__isnull=False, root__isnull=True)
    mine = Q(space__isnull=True) | Q(space_id=AnyOf("spaces"))
    asked = asked.filter(mine).exclude(author_id=Given("me"))
    return asked.filter(~Exists(done)).order_by("-must_read_at")[:MOST_MUST_READS]


_MUST_READS: Statement[Item] = Statement(_must_reads)


def acknowledgements(viewer: Viewer, item: Item) -> tuple[list[Person], list[Person]]:
    """Who has confirmed reading a must-read, and who of the space's members has not; raises NotAllowed.

    For the author and moderators only.
    """
    if not (policy.may_moderate(viewer, item) or voices.is_mine(viewer, item)):
        raise NotAllowed
    done_ids = set(Acknowledgement.objects.filter(item_id=item.id).values_list("person_id", flat=True))
    done = list(Person.objects.filter(id__in=done_ids).order_by("sort_name", "id")[:2000])
    if item.space_id is None:
        return done, []
    members = Membership.objects.filter(space_id=item.space_id, is_asked=False).values("person_id")
    waiting = Person.objects.filter(id__in=members, is_active=True).exclude(id__in=done_ids)
    if item.author_id is not None:
        waiting = waiting.exclude(id=item.author_id)
    return done, list(waiting.order_by("sort_name", "id")[:2000])


def reports_for(viewer: Viewer, *, is_open: bool = True) -> QuerySet[Report]:
    """Reports that the viewer may answer: on items in spaces they moderate; administrators also those in none."""
    where = Q(item__space_id__in=viewer.moderated_space_ids)
    if viewer.is_admin:
        where |= Q(item__space_id__isnull=True)
    return (
        Report.objects.filter(where, closed_at__isnull=is_open)
        .select_related("item", "item__author", "item__alias", "item__space")
        .order_by("-at")
    )


def followers_for_system(item_id: int) -> dict[int, str]:
    """Who wants to hear of replies to an item: person → why. Authors under an alias are among them, only so that
    they can be told; the muted are not."""
    rows = ItemFollow.objects.filter(item_id=item_id).values_list("person_id", "is_muted", "why")
    muted = {person_id for person_id, is_muted, _ in rows if is_muted}
    followers = {person_id: why for person_id, is_muted, why in rows if not is_muted}
    alias_id = Item.objects.filter(id=item_id).values_list("alias_id", flat=True).first()
    if alias_id is not None:
        for person_id in voices.behind_for_system([alias_id]).values():
            if person_id not in muted:
                followers.setdefault(person_id, "wrote")
    return followers


def tag_named(viewer: Viewer, name: str) -> Any:
    """The tag of a name (or the one it is a synonym of), and whether the viewer follows it; None for no such tag."""
    tag = Tag.objects.filter(name__iexact=name).select_related("synonym_of").first()
    if tag is None:
        return None
    tag = tag.synonym_of or tag
    is_followed = not viewer.is_guest and TagFollow.objects.filter(tag=tag, person_id=viewer.person_id).exists()
    return tag, is_followed
