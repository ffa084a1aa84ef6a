"""Which files a viewer may open: those on items they may see, and the faces of people and spaces."""

from django.db.models import Q

from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.viewer import Viewer

from . import voices
from .models import Attachment, Item
from .queries import visible_items


def may_read_file(viewer: Viewer, file_id: int) -> bool:
    """The check of `base.files.access` for everything in the commons."""
    attached = Attachment.objects.filter(file_id=file_id).values("item_id")
    if visible_items(viewer).filter(id__in=attached).exists():
        return True
    if Person.objects.filter(picture_id=file_id).exists():
        return True
    seen = Q(audience__lte=viewer.clearance) | Q(id__in=viewer.space_ids)
    if Space.objects.filter(seen, cover_id=file_id).exists():
        return True
    return bool(voices.mine_among(viewer, Item.objects.filter(id__in=attached)))
