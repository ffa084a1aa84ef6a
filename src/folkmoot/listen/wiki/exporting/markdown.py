"""Markdown as it was written, with title and tags in front; a tree as folders in a ZIP file."""

import io
import re
import zipfile
from pathlib import PurePosixPath

import yaml
from django.conf import settings

from ..logic import name_of
from .gathering import Chapter, Gathered

_FILE = re.compile(r"/files/([0-9a-z]{13})/[^\s)\"'<>]*")


def as_markdown(chapter: Chapter) -> str:
    """One page as a file of its own; pictures lead to where they are."""
    body = _FILE.sub(lambda match: f"{settings.SITE_URL}{match.group(0)}", chapter.item.body)
    return _front(chapter) + body.strip() + "\n"


def as_zip(found: Gathered) -> bytes:
    """All pages in folders like the tree, with the pictures beside them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        taken: set[str] = set()
        folders: list[PurePosixPath] = [PurePosixPath()]
        for chapter in found.chapters:
            folder = folders[min(chapter.depth, len(folders) - 1)]
            path = _free(folder / name_of(chapter.item.title), taken)
            del folders[chapter.depth + 1 :]
            folders.append(path)
            bundle.writestr(f"{path}.md", _front(chapter) + _local(found, chapter.item.body, path).strip() + "\n")
        for key, (file, data) in found.pictures.items():
            bundle.writestr(f"files/{key}-{file.name}", data)
    return out.getvalue()


def _front(chapter: Chapter) -> str:
    facts: dict[str, object] = {"title": chapter.item.title}
    if chapter.tags:
        facts["tags"] = list(chapter.tags)
    return f"---\n{yaml.safe_dump(facts, allow_unicode=True, sort_keys=False)}---\n\n"


def _local(found: Gathered, body: str, path: PurePosixPath) -> str:
    up = "../" * (len(path.parts) - 1)

    def lead(match: re.Match[str]) -> str:
        picture = found.pictures.get(match[1])
        if picture is None:
            return f"{settings.SITE_URL}{match.group(0)}"
        return f"{up}files/{match[1]}-{picture[0].name}".replace(" ", "%20")

    return _FILE.sub(lead, body)


def _free(path: PurePosixPath, taken: set[str]) -> PurePosixPath:
    number, wanted = 1, path
    while str(wanted) in taken or wanted.parts[:1] == ("files",):
        number += 1
        wanted = path.with_name(f"{path.name}-{number}")
    taken.add(str(wanted))
    return wanted
