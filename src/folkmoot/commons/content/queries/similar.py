"""What has been written already, while somebody writes."""

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection
from django.db.models.functions import Lower

from folkmoot.commons.spaces.viewer import Viewer

from ..models import Item
from .visibility import visible_items


def similar(
    viewer: Viewer, text: str, kind: str | None = None, *, space_id: int | None = None, limit: int = 5
) -> list[Item]:
    """Visible items whose titles are like `text`, the most alike first; nothing for very short texts."""
    words = " ".join(text.split()).casefold()[:200]
    if len(words) < 4:
        return []
    items = visible_items(viewer).filter(root__isnull=True).exclude(title="")
    if kind is not None:
        items = items.filter(kind=kind)
    if space_id is not None:
        items = items.filter(space_id=space_id)
    alike = items.alias(low=Lower("title")).filter(low__trigram_similar=words)
    found = alike.annotate(likeness=TrigramWordSimilarity(words, Lower("title"))).order_by("-likeness", "-score")
    with connection.cursor() as cursor:
        cursor.execute("SET pg_trgm.similarity_threshold = 0.2")
    return list(found[:limit])
