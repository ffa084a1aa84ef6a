"""What attention adds to the statistics of a community."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from folkmoot.commons.spaces.figures import Figure
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.viewer import Viewer

from . import queries
from .models import ItemDay, ItemReaders


def figures(viewer: Viewer, space: Space, weeks: Sequence[date]) -> list[Figure]:
    """Reads a week, of items that enough people have read."""
    many = ItemReaders.objects.filter(people__gte=queries.least()).values("item_id")
    days = ItemDay.objects.filter(item__space=space, item__in=many, day__gte=weeks[0])
    counts = [0] * len(weeks)
    for day, reads in days.values_list("day").annotate(n=Sum("reads")):
        counts[min(len(counts) - 1, (day - weeks[0]) // timedelta(weeks=1))] += reads
    url = reverse("attention:of_space", args=[space.slug])
    return [Figure(_("Read"), _("what enough people read"), counts, sum(counts), url=url)]
