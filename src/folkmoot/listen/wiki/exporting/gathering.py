"""What goes into an export: the pages with their texts as read, and the pictures in them that the viewer may see."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.files.storage import default_storage

from folkmoot.base.files import access
from folkmoot.base.files.models import StoredFile
from folkmoot.base.ids import from_text, to_text
from folkmoot.commons.content.actions.editing import tag_names
from folkmoot.commons.content.models import Item
from folkmoot.commons.spaces.viewer import Viewer

from ..queries.reading import read
from ..refusals import TooMuchToExport

MOST_LETTERS = 4_000_000
MOST_PICTURE_BYTES = 60 * 1024 * 1024
_FILE = re.compile(r"/files/([0-9a-z]{13})/")


@dataclass(frozen=True, slots=True)
class Chapter:
    """One page: its depth in what is exported, its item, and its text as HTML."""

    depth: int
    item: Item
    html: str
    tags: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return to_text(self.item.id)


@dataclass(slots=True)
class Gathered:
    """The pages of an export in reading order, with their pictures by the letters of their ids."""

    title: str
    place: str
    chapters: list[Chapter]
    pictures: dict[str, tuple[StoredFile, bytes]] = field(default_factory=dict)


def gather(viewer: Viewer, pages: Sequence[tuple[int, Item]], *, title: str, place: str) -> Gathered:
    """Everything an export needs, read now; raises TooMuchToExport."""
    chapters, letters = [], 0
    for depth, item in pages:
        html = read(viewer, item, with_anchors=False).html
        letters += len(html)
        if letters > MOST_LETTERS:
            raise TooMuchToExport
        chapters.append(Chapter(depth, item, html, tuple(tag_names(item)) if len(pages) < 200 else ()))
    found = Gathered(title, place, chapters)
    _add_pictures(viewer, found)
    return found


def _add_pictures(viewer: Viewer, found: Gathered) -> None:
    keys = dict.fromkeys(key for chapter in found.chapters for key in _FILE.findall(chapter.html))
    ids = []
    for key in keys:
        try:
            ids.append(from_text(key))
        except ValueError:
            continue
    size = 0
    for file in StoredFile.objects.filter(id__in=ids[:2000]):
        if not (file.is_image and access.may_read(viewer, file) and default_storage.exists(file.path)):
            continue
        size += file.size
        if size > MOST_PICTURE_BYTES:
            raise TooMuchToExport
        with default_storage.open(file.path, "rb") as opened:
            found.pictures[to_text(file.id)] = (file, opened.read())
