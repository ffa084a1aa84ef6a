"""Bringing a video, and writing its captions."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from folkmoot.base.clock import now
from folkmoot.base.ids import from_text
from folkmoot.base.ui.toasts import toast
from folkmoot.base.web import render
from folkmoot.commons.content import item_pages, kinds, voices
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.forms import ComposerForm
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.policy import may_edit
from folkmoot.commons.content.refusals import NotAllowed, Refused
from folkmoot.commons.content.views.acting import showing, signed_in

from .. import actions, queries
from ..forms import CaptionsForm
from ..models import Captions, Upload
from ..refusals import NoVideoChosen


@signed_in
@showing
def new(request: HttpRequest) -> HttpResponse:
    form = ComposerForm(
        request.POST or None, viewer=request.viewer, kind="video", action=request.get_full_path(),
        place="video:new", space=item_pages.space_to_write_in(request),
        placeholder=_("What is it about? Lines such as “1:30 How the brake works” become chapters."),
    )  # fmt: skip
    upload = _chosen(request)
    form.extra_html = _file_html(request, upload)

    def publish(**fields: Any) -> Item:
        nonlocal upload
        upload = upload or _sent_along(request)
        form.extra_html = _file_html(request, upload)
        if upload is None:
            raise NoVideoChosen
        return actions.publish(upload_id=upload.id, **fields)

    return item_pages.compose(request, form, publish, template="videos/new.html", context={"heading": _("New video")})


def _file_html(request: HttpRequest, upload: Upload | None) -> Any:
    context = {
        "upload": upload,
        "waiting": [] if upload else queries.whole_uploads(request.viewer),
        "share": queries.share_of(request.viewer),
    }
    return render_to_string("videos/file_form.html", context)


def _chosen(request: HttpRequest) -> Upload | None:
    """The upload that the page's script, or an earlier try, has brought."""
    try:
        named = [each for each in request.POST.getlist("upload") if each]
        return queries.upload(request.viewer, from_text(named[-1] if named else ""))
    except (ValueError, Upload.DoesNotExist):
        return None


def _sent_along(request: HttpRequest) -> Upload | None:
    """A file sent with the form itself, as browsers without a script do; raises Refused."""
    film = request.FILES.get("film")
    if film is None:
        return None
    upload = actions.begin(viewer=request.viewer, name=film.name or "", size=film.size or 0, at=now())
    while not upload.is_whole:
        upload = actions.append(
            viewer=request.viewer, upload_id=upload.id, offset=upload.received, source=film, at=now()
        )
    return upload


@signed_in
@showing
def captions(request: HttpRequest, item_id: int) -> HttpResponse:
    viewer = request.viewer
    item = contents.visible_item(viewer, item_id, kind="video")
    if not may_edit(viewer, item, is_mine=voices.is_mine(viewer, item)):
        raise NotAllowed
    url = kinds.kind("video").page_url(item)
    start = _as_kept(request, item_id, request.GET.get("language", "")[:10])
    form = CaptionsForm(request.POST or None, request.FILES or None, initial=start)
    if request.method == "POST":
        if "remove" in request.POST:
            actions.remove_captions(viewer=viewer, item_id=item_id, language=request.POST["remove"][:10], at=now())
            toast(request, _("The captions are removed."))
            return redirect("videos:captions", item_id)
        try:
            if form.is_valid():
                values = form.cleaned_data
                actions.keep_captions(
                    viewer=viewer, item_id=item_id, language=values["language"], text=values["text"], at=now()
                )
                toast(request, _("The captions are saved, and what is said can be searched."))
                return redirect(url)
        except Refused as refused:
            form.add_error("text", str(refused.message))
    context = {
        "item": item,
        "url": url,
        "form": form,
        "film": queries.films_of([item]).get(item.id),
        "page_url": reverse("videos:captions", args=[item_id]),
    }
    return render(request, "videos/captions.html", context, status=422 if request.method == "POST" else 200)


_EXAMPLE = "WEBVTT\n\n00:00:00.000 --> 00:00:03.000\n"


def _as_kept(request: HttpRequest, item_id: int, language: str) -> dict[str, str]:
    try:
        kept = queries.captions(request.viewer, item_id, language)
    except Captions.DoesNotExist:
        return {"language": language or request.viewer.language, "text": _EXAMPLE}
    return {"language": kept.language, "text": kept.text}


@showing
def vtt(request: HttpRequest, item_id: int, language: str) -> HttpResponse:
    """The captions for the player."""
    try:
        kept = queries.captions(request.viewer, item_id, language)
    except Captions.DoesNotExist:
        raise Http404 from None
    response = HttpResponse(kept.text, content_type="text/vtt; charset=utf-8")
    response["Cache-Control"] = "private, max-age=60"
    response["X-Content-Type-Options"] = "nosniff"
    return response
