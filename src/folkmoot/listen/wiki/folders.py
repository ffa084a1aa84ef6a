"""A folder of Markdown read into pages: front matter, tree, links between files, pictures. No database here.

`read_zip` and `read_folder` give path → bytes and refuse what is hostile or too large; `plan` makes pages of it.
"""

import posixpath
import re
import stat
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO
from urllib.parse import unquote

import yaml
from django.utils.translation import gettext as _

from folkmoot.base.markup import MAX_LENGTH

from .refusals import CannotImport

MOST_FILES = 5000
MOST_BYTES = 300 * 1024 * 1024
MOST_BYTES_A_FILE = 25 * 1024 * 1024
MOST_RATIO = 200
MOST_FRONT = 20_000
MOST_DEEP = 18
_INDEX = ("index", "readme", "_index")
_FRONT = re.compile(r"\A---[ \t]*\n(.*?\n)?---[ \t]*(?:\n|\Z)", re.DOTALL)
_FENCE = re.compile(r"(^(?:```|~~~).*?^(?:```|~~~)[ \t]*$|`[^`\n]+`)", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"(!?)\[([^\]\n]*)\]\(\s*(?:<([^>\n]+)>|([^)\s\"]+))(?:\s+\"[^\"\n]*\")?\s*\)")
_SKIPPED = re.compile(r"(^|/)(\.[^/]*|__MACOSX|Thumbs\.db|node_modules)(/|$)")


@dataclass(slots=True)
class PlannedPage:
    """One page to be; `files` are the paths of pictures and files its text uses."""

    key: str
    title: str
    body: str
    parent_key: str | None = None
    tags: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


def read_zip(upload: BinaryIO) -> dict[str, bytes]:
    """The files in a ZIP; raises CannotImport, naming the file, for whatever is no plain file inside it."""
    try:
        bundle = zipfile.ZipFile(upload)
        entries = bundle.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise CannotImport(_("This is no ZIP file, or it is broken.")) from None
    if len(entries) > MOST_FILES:
        raise CannotImport(_("The ZIP file holds more than %(most)d files.") % {"most": MOST_FILES})
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise CannotImport(_("Unpacked, this is more than %(most)d MB.") % {"most": MOST_BYTES // 1024 // 1024})
    found: dict[str, bytes] = {}
    room = MOST_BYTES
    for entry in entries:
        path = _checked(entry)
        if entry.is_dir() or _SKIPPED.search(path):
            continue
        try:
            with bundle.open(entry) as opened:
                data = opened.read(min(MOST_BYTES_A_FILE, room) + 1)
        except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError):
            raise CannotImport(_("“%(file)s” cannot be unpacked.") % {"file": path}) from None
        _check_size(path, len(data))
        room -= len(data)
        if room < 0:
            raise CannotImport(_("Unpacked, this is more than %(most)d MB.") % {"most": MOST_BYTES // 1024 // 1024})
        if path in found:
            raise CannotImport(_("“%(file)s” is in the ZIP file twice.") % {"file": path})
        found[path] = data
    return found


def _checked(entry: zipfile.ZipInfo) -> str:
    path = entry.filename
    shown = {"file": path[:120]}
    is_outside = path.startswith(("/", "\\")) or "\\" in path or ":" in path.split("/")[0] or "\x00" in path
    if is_outside or ".." in PurePosixPath(path).parts:
        raise CannotImport(_("“%(file)s” would lead out of the folder. A ZIP file like this is not taken.") % shown)
    mode = entry.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise CannotImport(_("“%(file)s” is a link or a device, no plain file.") % shown)
    if entry.flag_bits & 1:
        raise CannotImport(_("“%(file)s” is encrypted.") % shown)
    if entry.file_size > 1_000_000 and entry.file_size > MOST_RATIO * max(1, entry.compress_size):
        raise CannotImport(_("“%(file)s” is packed far too tightly to be honest.") % shown)
    _check_size(path, entry.file_size)
    return posixpath.normpath(path) + ("/" if path.endswith("/") else "")


def _check_size(path: str, size: int) -> None:
    if size > MOST_BYTES_A_FILE:
        words = _("“%(file)s” is larger than %(most)d MB.")
        raise CannotImport(words % {"file": path[:120], "most": MOST_BYTES_A_FILE // 1024 // 1024})


def read_folder(folder: Path) -> dict[str, bytes]:
    """The files in a folder; links are not followed. Raises CannotImport."""
    found: dict[str, bytes] = {}
    room = MOST_BYTES
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or any(parent.is_symlink() for parent in path.parents if folder in parent.parents):
            raise CannotImport(_("“%(file)s” is a link or a device, no plain file.") % {"file": name})
        if not path.is_file() or _SKIPPED.search(name):
            continue
        _check_size(name, path.stat().st_size)
        data = path.read_bytes()
        room -= len(data)
        if len(found) >= MOST_FILES:
            raise CannotImport(_("The folder holds more than %(most)d files.") % {"most": MOST_FILES})
        if room < 0:
            raise CannotImport(_("This is more than %(most)d MB.") % {"most": MOST_BYTES // 1024 // 1024})
        found[name] = data
    return found


def plan(files: Mapping[str, bytes], *, url_of: Callable[[str], str] | None = None) -> list[PlannedPage]:
    """The pages, parents before their children, in the order of their paths. A folder is the page of its index
    or README, else the file beside it of the same name, else a page of its own without text."""
    files = inside(files)
    texts = {path: data for path, data in files.items() if path.lower().endswith((".md", ".markdown"))}
    if not texts:
        raise CannotImport(_("There is no Markdown in it (files that end in .md)."))
    pages: dict[str, PlannedPage] = {}
    page_of_file: dict[str, str] = {}
    for path in sorted(texts, key=_order):
        key = _key(path)
        page = _page(path, texts[path], key)
        if key in pages and pages[key].body:
            key = path
            page.key = key
        pages[key] = page
        page_of_file[path] = key
    _add_folders(pages)
    for path, key in page_of_file.items():
        pages[key].body = _led(pages[key], path, files, pages, page_of_file)
    return [pages[key] for key in sorted(pages, key=lambda key: (_order(key), key))]


def inside(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """A ZIP of one folder is that folder."""
    first = {path.split("/", 1)[0] for path in files}
    if len(first) == 1 and all("/" in path for path in files):
        return {path.split("/", 1)[1]: data for path, data in files.items()}
    return files


def _order(path: str) -> list[tuple[int, str]]:
    parts = path.casefold().split("/")
    return [(int(found[0]) if (found := re.match(r"\d{1,9}", part)) else 10**9, part) for part in parts]


def _key(path: str) -> str:
    """A file's place in the tree: the folder it is the index of, or its path without the ending."""
    pure = PurePosixPath(path)
    if pure.stem.casefold() in _INDEX and len(pure.parts) > 1:
        return str(pure.parent)
    return str(pure.with_suffix(""))


def _add_folders(pages: dict[str, PlannedPage]) -> None:
    for key in list(pages):
        if len(PurePosixPath(key).parts) > MOST_DEEP:
            raise CannotImport(_("“%(file)s” lies too deep.") % {"file": key[:120]})
        parents = [str(parent) for parent in PurePosixPath(key).parents if str(parent) != "."]
        pages[key].parent_key = parents[0] if parents else None
        for number, folder in enumerate(parents):
            if folder not in pages:
                above = parents[number + 1] if number + 1 < len(parents) else None
                pages[folder] = PlannedPage(folder, _title_of(folder), "", above)


def _title_of(path: str) -> str:
    stem = re.sub(r"^\d{1,4}[-_. ]+(?=\S)", "", PurePosixPath(path).name)
    # Notion puts an id of 32 letters behind each name.
    stem = re.sub(r" [0-9a-f]{32}$", "", stem)
    words = re.sub(r"[-_]+", " ", stem).strip()
    return (words[:1].upper() + words[1:])[:200] or "Page"


def _page(path: str, data: bytes, key: str) -> PlannedPage:
    shown = {"file": path[:120], "most": MAX_LENGTH}
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\x00", "")
    except UnicodeDecodeError:
        raise CannotImport(_("“%(file)s” is not written in UTF-8.") % shown) from None
    facts, body = _front(path, text)
    if len(body) > MAX_LENGTH:
        raise CannotImport(_("“%(file)s” has more than %(most)d letters. Please divide it.") % shown)
    title = str(facts.get("title") or "").strip()
    heading = re.match(r"\s*# +(.+?) *#*\n", body + "\n")
    if heading and (not title or heading[1].strip() == title):
        title, body = heading[1].strip(), (body + "\n")[heading.end() :]
    if not title:
        title = _title_of(key)
    return PlannedPage(key, " ".join(title.split())[:200], body.strip("\n"), tags=_tags(facts))


class _PlainLoader(yaml.SafeLoader):
    """YAML without aliases: a few lines of those can stand for gigabytes."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError("no aliases")
        return super().compose_node(parent, index)


def _front(path: str, text: str) -> tuple[dict[str, object], str]:
    match = _FRONT.match(text)
    if match is None:
        return {}, text
    front = match[1] or ""
    try:
        if len(front) > MOST_FRONT:
            raise yaml.YAMLError("too long")
        facts = yaml.load(front, Loader=_PlainLoader)  # noqa: S506 - a safe loader, and stricter
    except (yaml.YAMLError, ValueError, RecursionError):
        raise CannotImport(_("The front matter of “%(file)s” cannot be read.") % {"file": path[:120]}) from None
    if facts is None:
        return {}, text[match.end() :]
    if not isinstance(facts, dict):
        return {}, text
    return facts, text[match.end() :]


def _tags(facts: Mapping[str, object]) -> list[str]:
    found = facts.get("tags") or []
    if isinstance(found, str):
        found = found.replace(",", " ").split()
    return [str(tag)[:50] for tag in found if isinstance(tag, (str, int, float))] if isinstance(found, list) else []


def _led(
    page: PlannedPage, path: str, files: Mapping[str, bytes], pages: Mapping[str, PlannedPage],
    page_of_file: Mapping[str, str],
) -> str:  # fmt: skip
    """The text with its links to other files: pages by their titles, pictures by `file:` and their path."""

    def lead(match: re.Match[str]) -> str:
        is_picture, words, target = match[1], match[2], unquote(match[3] or match[4])
        if re.match(r"[a-z][a-z0-9+.-]*:|//|#|/", target, re.IGNORECASE):
            return match.group(0)
        target, _hash, heading = target.partition("#")
        wanted = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        if wanted in page_of_file and not is_picture:
            other = pages[page_of_file[wanted]]
            return _title_link(other.title, words, heading)
        if wanted in files and wanted not in page_of_file:
            if wanted not in page.files:
                page.files.append(wanted)
            return f"{is_picture}[{words}](<file:{wanted}>)"
        return match.group(0)

    pieces = _FENCE.split(page.body)
    return "".join(piece if number % 2 else _LINK.sub(lead, piece) for number, piece in enumerate(pieces))


def _title_link(title: str, words: str, heading: str) -> str:
    if re.search(r"[\[\]|#\n]", title) or re.search(r"[\[\]|]", words):
        return words
    mark = f"#{heading}" if heading else ""
    return f"[[{title}{mark}]]" if words in ("", title) and not mark else f"[[{title}{mark}|{words or title}]]"


def with_files(body: str, urls: Mapping[str, str]) -> str:
    """The text with `file:` addresses replaced by where the files are now; what could not be kept is only named."""

    def lead(match: re.Match[str]) -> str:
        url = urls.get(match[3])
        if url is None:
            return match[2]
        return f"{match[1]}[{match[2]}]({url})"

    return re.sub(r"(!?)\[([^\]\n]*)\]\(<file:([^>\n]+)>\)", lead, body)


def used_files(pages: Iterable[PlannedPage]) -> list[str]:
    """The paths of all files that pages use, each once."""
    return list(dict.fromkeys(path for page in pages for path in page.files))
