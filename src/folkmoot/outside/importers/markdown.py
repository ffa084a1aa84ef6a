"""A folder (or ZIP file) of Markdown as pages of a space's wiki."""

import time
from datetime import datetime
from pathlib import Path

from folkmoot.commons.content.refusals import Refused
from folkmoot.commons.spaces.models import Membership, Space
from folkmoot.commons.spaces.viewer import Viewer, viewer_of
from folkmoot.listen.wiki import actions, folders
from folkmoot.listen.wiki.models import Page

from .bringing import Counted, Summary
from .problems import SourceIsWrong


def import_markdown(path: Path, *, space_slug: str, by: str, at: datetime) -> Summary:
    """This will bring the folder's pages, tree, links and pictures into a wiki: all of it, or nothing.

    Pages that came from a folder of the same name before stay as they are. Raises SourceIsWrong, naming the file.
    """
    started = time.perf_counter()
    space = Space.objects.filter(slug=space_slug).first()
    if space is None:
        raise SourceIsWrong(space_slug, None, "is no community here; found it first")
    try:
        found = _read(path)
        brought = actions.bring_folder(
            viewer=_bringer(space, by), space=space, found=found, namespace=path.resolve().name[:60], at=at
        )
    except Refused as refused:
        raise SourceIsWrong(str(path), None, str(refused.message)) from None
    pages = Counted(brought.pages.count + brought.pages.already_here, brought.pages.count, brought.pages.already_here)
    files = Counted(brought.file_count + len(brought.left_out), brought.file_count)
    for reason in brought.left_out.values():
        files.left_out[reason] = files.left_out.get(reason, 0) + 1
    now_here = {"pages": Page.objects.filter(space=space).count()}
    return Summary(
        str(path), [space.slug], {"pages": pages, "files in them": files}, now_here, time.perf_counter() - started
    )


def _read(path: Path) -> dict[str, bytes]:
    if path.is_dir():
        return folders.read_folder(path)
    if path.is_file():
        with path.open("rb") as opened:
            return folders.read_zip(opened)
    raise SourceIsWrong(str(path), None, "is neither a folder nor a file")


def _bringer(space: Space, by: str) -> Viewer:
    """Who is named as the pages' author: the given moderator, else an owner of the space."""
    keepers = Membership.objects.filter(space=space, is_asked=False, role__in=["owner", "moderator"])
    if by:
        keepers = keepers.filter(person__username__iexact=by.lstrip("@"))
    found = keepers.order_by("-role", "since_at").values_list("person_id", flat=True).first()
    if found is None:
        raise SourceIsWrong(by or space.slug, None, "is no owner or moderator" if by else "has no owner or moderator")
    return viewer_of(found)
