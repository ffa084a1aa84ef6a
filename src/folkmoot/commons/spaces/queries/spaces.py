"""Which spaces somebody may know of."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from folkmoot.base.web.statements import AnyOf, Given, Statement
from folkmoot.commons.people.audiences import Audience

from ..models import Membership, Space, SpaceFollow
from ..viewer import Viewer

KINDS_OF_LIST = {"all": _("All"), "mine": _("Mine"), "official": _("Official"), "open": _("Open to join")}


def visible_spaces(viewer: Viewer) -> QuerySet[Space]:
    """The spaces whose existence the viewer may learn; the same as `policy.may_know`, as a condition."""
    return Space.objects.filter(_open_to(viewer.clearance) | Q(pk__in=viewer.space_ids))


def _open_to(clearance: int) -> Q:
    if clearance >= Audience.EMPLOYEES:
        return ~Q(joining="secret")
    return ~Q(joining="secret") & Q(audience__lte=clearance)


def visible_space(viewer: Viewer, slug: str) -> Space | None:
    """One space with `my_role` ("" for none), `is_asked` and `is_followed`; None when hidden or absent."""
    given = {"slug": slug, "spaces": list(viewer.space_ids), "me": viewer.person_id}
    return _named(viewer.clearance, is_guest=viewer.is_guest).first(given)


@cache
def _named(clearance: int, *, is_guest: bool) -> Statement[Space]:
    known = Space.objects.filter(_open_to(clearance) | Q(pk=AnyOf("spaces")), slug=Given("slug"))
    return Statement(lambda: _with_place_of(None if is_guest else Given("me"), known).select_related("cover"))


def directory(viewer: Viewer, *, kind: str = "all", words: str = "") -> QuerySet[Space]:
    """The list of communities: the organisation's own first, then by life in them.

    Unlisted ones are in it for their members only; archived ones only among "mine".
    """
    found = visible_spaces(viewer).filter(Q(is_listed=True) | Q(pk__in=viewer.space_ids))
    if kind == "mine":
        found = found.filter(pk__in=viewer.space_ids)
    else:
        found = found.filter(archived_at__isnull=True)
    if kind == "official":
        found = found.filter(is_official=True)
    elif kind == "open":
        found = found.filter(joining="open").exclude(pk__in=viewer.space_ids)
    for word in words.split()[:6]:
        found = found.filter(Q(name__icontains=word) | Q(tagline__icontains=word) | Q(slug__icontains=word))
    return _with_my_place(viewer, found).select_related("cover").order_by("-is_official", "-last_activity_at", "-pk")


def my_spaces(viewer: Viewer) -> QuerySet[Space]:
    """Where the viewer is a member, pinned ones first, without archived ones."""
    position = Membership.objects.filter(space=OuterRef("pk"), person_id=viewer.person_id)
    return (
        Space.objects.filter(pk__in=viewer.space_ids, archived_at__isnull=True)
        .annotate(position=Subquery(position.values("pinned_position")[:1]))
        .order_by("position", "-last_activity_at", "-pk")
    )


def spaces_for_posting(viewer: Viewer) -> QuerySet[Space]:
    """Where the viewer may publish; the same as `policy.may_post`, as a condition."""
    if viewer.is_guest:
        return Space.objects.none()
    readable = Q(only_members_post=False, audience__lte=viewer.clearance) & ~Q(joining="secret")
    return (
        Space.objects.filter(archived_at__isnull=True)
        .filter(Q(pk__in=viewer.space_ids) | readable)
        .order_by("name", "pk")
    )


def followed_space_ids(viewer: Viewer) -> QuerySet[SpaceFollow, int]:
    """The ids of the spaces in the viewer's feed."""
    return SpaceFollow.objects.filter(person_id=viewer.person_id).values_list("space_id", flat=True)


def names_for(viewer: Viewer, ids: Iterable[int]) -> dict[int, Space]:
    """Spaces by id, those the viewer may know, with what a link to them needs (slug, name, icon)."""
    wanted = set(ids) - {None}
    if not wanted:
        return {}
    given = {"ids": list(wanted), "spaces": list(viewer.space_ids)}
    return {space.pk: space for space in _lines(viewer.clearance).rows(given)}


@cache
def _lines(clearance: int) -> Statement[Space]:
    known = Space.objects.filter(_open_to(clearance) | Q(pk=AnyOf("spaces")), pk=AnyOf("ids"))
    return Statement(lambda: known.only("slug", "name", "icon", "joining", "audience"))


def may_see_cover(viewer: Viewer, file_id: int) -> bool:
    """Whether the file is the picture of a space the viewer may know."""
    return visible_spaces(viewer).filter(cover=file_id).exists()


def _with_my_place(viewer: Viewer, spaces: QuerySet[Space]) -> QuerySet[Space]:
    return _with_place_of(viewer.person_id, spaces)


def _with_place_of(person_id: Any, spaces: QuerySet[Space]) -> QuerySet[Space]:
    if person_id is None:
        no = Value(False, output_field=BooleanField())
        return spaces.annotate(my_role=Value(""), is_asked=no, is_followed=no)
    mine = Membership.objects.filter(space=OuterRef("pk"), person_id=person_id)
    return spaces.annotate(
        my_role=Coalesce(Subquery(mine.filter(is_asked=False).values("role")[:1]), Value("")),
        is_asked=Exists(mine.filter(is_asked=True)),
        is_followed=Exists(SpaceFollow.objects.filter(space=OuterRef("pk"), person_id=person_id)),
    )
