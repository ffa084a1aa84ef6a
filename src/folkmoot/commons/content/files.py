"""Which files a viewer may open, and which are named in texts that wait: for everything in the commons."""

import re
from collections.abc import Set
from itertools import chain

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from folkmoot.base.ids import to_text
from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.viewer import Viewer

from . import voices
from .models import Attachment, Draft, Item, Proposal
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


def named_in_waiting_texts(file_ids: Set[int]) -> set[int]:
    """Those that a draft or a proposal names: what is not published has nothing hanging on it yet."""
    names = {word: file_id for file_id in file_ids for word in (str(file_id), to_text(file_id))}
    pattern = "|".join(names)
    drafts = Draft.objects.annotate(text=Cast("fields", TextField())).filter(text__regex=pattern)
    proposals = Proposal.objects.exclude(state__in=("approved", "withdrawn")).filter(body__regex=pattern)
    texts = chain(drafts.values_list("text", flat=True), proposals.values_list("body", flat=True))
    return {names[word] for text in texts for word in re.findall(pattern, text)}
