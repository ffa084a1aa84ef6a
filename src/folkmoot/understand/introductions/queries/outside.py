"""Posts from outside the viewer's circle."""

from datetime import datetime, timedelta

from django.db.models import Q

from folkmoot.base.web.paging import Page, page_of
from folkmoot.commons.content.queries import visible_items
from folkmoot.commons.people.models import Follow, Person
from folkmoot.commons.spaces.viewer import Viewer
from folkmoot.understand.network import queries as network

LATELY = timedelta(days=60)


def outside_circle(viewer: Viewer, *, after: str = "", at: datetime) -> Page:
    """What people wrote lately, newest first, whom the viewer has no tie to and does not follow, who are in another
    unit, and where the viewer is no member. Only what is signed by name: of the others it is not known."""
    near = set(network.partners_of(viewer)) | {viewer.person_id}
    near |= set(Follow.objects.filter(follower=viewer.person_id).values_list("person_id", flat=True))
    unit = Person.objects.filter(pk=viewer.person_id).values_list("unit_id", flat=True).first()
    posts = visible_items(viewer).filter(root=None, author__isnull=False, published_at__gt=at - LATELY)
    posts = posts.exclude(author__in=near).exclude(title="")
    if viewer.space_ids:
        posts = posts.filter(Q(space=None) | ~Q(space__in=viewer.space_ids))
    if unit is not None:
        posts = posts.exclude(author__unit=unit)
    return page_of(posts.select_related("author", "alias", "space"), by="published_at", after=after, size=15)
