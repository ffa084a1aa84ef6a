"""Link previews: news of a note orders a job, and the job goes out into the world."""

import codecs
import io
from collections.abc import Sequence

from procrastinate.contrib.django import app

from folkmoot.base.clock import now
from folkmoot.base.files.actions import FileRefused, store
from folkmoot.base.outbox import Event
from folkmoot.base.processes.jobs import order_once
from folkmoot.base.web.outgoing import Client, FetchFailed, FetchRefused
from folkmoot.commons.content.models import Item

from . import actions, logic
from .models import LinkPreview

_PICTURES = ("image/png", "image/jpeg", "image/webp", "image/gif")


def order_previews(events: Sequence[Event]) -> None:
    """Of the notes in these events, those with a link that is not previewed yet get a job each."""
    ids = {event.item for event in events if event.item is not None}
    notes = Item.objects.filter(id__in=ids, kind="note", state="published").only("id", "body")
    known = dict(LinkPreview.objects.filter(item_id__in=ids).values_list("item_id", "url"))
    for note in notes:
        if logic.first_link(note.body) != known.get(note.id, ""):
            order_once(preview_link, f"preview:{note.id}", item_id=note.id)


@app.task(name="notes.preview_link", queue="outgoing")
def preview_link(item_id: int) -> None:
    """Look at the first link of a note. A page that cannot be had simply has no preview."""
    make_preview(item_id, Client())


def make_preview(item_id: int, client: Client) -> None:
    note = Item.objects.filter(id=item_id, kind="note").only("body").first()
    if note is None:
        return
    url = logic.first_link(note.body)
    preview = _look(url, client) if url else None
    image_id = _picture(preview.image_url, client) if preview is not None and preview.image_url else None
    actions.keep_preview(item_id=item_id, url=url, preview=preview, image_id=image_id, at=now())


def _look(url: str, client: Client) -> logic.Preview | None:
    try:
        page = client.get(url)
    except (FetchRefused, FetchFailed):
        return None
    try:
        charset = codecs.lookup(page.charset).name
    except LookupError:
        charset = "utf-8"
    return logic.preview_of(page.url, page.body.decode(charset, "replace"))


def _picture(url: str, client: Client) -> int | None:
    try:
        fetched = client.get(url, media_types=_PICTURES)
        return store(io.BytesIO(fetched.body), owner=None, at=now(), name="preview").id
    except (FetchRefused, FetchFailed, FileRefused):
        return None
