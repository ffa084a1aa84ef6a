"""Bringing in a folder of Markdown: its pages, its tree, its pictures; all of it, or nothing."""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from folkmoot.base.files import actions as files
from folkmoot.base.files.models import StoredFile
from folkmoot.commons.content.kinds import kind
from folkmoot.commons.content.refusals import NotAllowed, Refused
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.viewer import Viewer

from .. import folders, policy
from ..folders import PlannedPage
from ..refusals import CannotImport
from .importing import Imported, ImportedPage, import_pages


@dataclass(slots=True)
class Brought:
    """What came of it: pages, files, and what was left out with the reason."""

    pages: Imported
    file_count: int = 0
    left_out: dict[str, str] = field(default_factory=dict)


def bring_folder(
    *, viewer: Viewer, space: Space, found: Mapping[str, bytes], parent_id: int | None = None, namespace: str = "",
    at: datetime,
) -> Brought:  # fmt: skip
    """This will make pages of the Markdown in a folder (path → bytes), below a page or on top.

    With a `namespace` a page that came by it before stays as it is. By owners and moderators. Raises NotAllowed,
    CannotImport (naming the file); then nothing is changed, and no file is left in the storage.
    """
    if not policy.may_rule(viewer, space):
        raise NotAllowed
    planned = folders.plan(found)
    kept: list[StoredFile] = []
    try:
        with transaction.atomic():
            return _bring(viewer, space, planned, found, parent_id, namespace, kept, at)
    except BaseException:
        # The rows are gone with the transaction; the bytes are not.
        for file in kept:
            default_storage.delete(file.path)
            default_storage.delete(f"{file.path}.small")
        raise


def _bring(
    viewer: Viewer, space: Space, planned: list[PlannedPage], found: Mapping[str, bytes], parent_id: int | None,
    namespace: str, kept: list[StoredFile], at: datetime,
) -> Brought:  # fmt: skip
    by_path = folders.inside(found)
    stored: dict[str, StoredFile] = {}
    left_out: dict[str, str] = {}
    for path in folders.used_files(planned):
        try:
            file = files.store(io.BytesIO(by_path[path]), owner=viewer.person_id, at=at, name=path)
        except files.FileRefused as refused:
            left_out[path] = str(refused.message)
            continue
        kept.append(file)
        stored[path] = file
    most = kind("page").max_files
    pages = []
    for page in planned:
        if len(page.files) > most:
            words = _("“%(file)s” uses more than %(most)d files.")
            raise CannotImport(words % {"file": page.key[:120], "most": most})
        pages.append(
            ImportedPage(
                key=page.key, parent_key=page.parent_key, title=page.title, tags=page.tags,
                body=folders.with_files(page.body, {path: file.url for path, file in stored.items()}),
                file_ids=[stored[path].id for path in page.files if path in stored],
                origin=_origin(namespace, space, page.key),
            )
        )  # fmt: skip
    try:
        brought = import_pages(viewer=viewer, space=space, pages=pages, parent_id=parent_id, at=at)
    except Refused as refused:
        raise CannotImport(refused.message) from None
    return Brought(brought, len(stored), left_out)


def _origin(namespace: str, space: Space, key: str) -> str:
    if not namespace:
        return ""
    return f"markdown:{namespace}:{space.slug}:{hashlib.sha256(key.encode()).hexdigest()[:24]}"
