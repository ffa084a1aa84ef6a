"""Writing and changing articles and series."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import IntegerField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from folkmoot.base.clock import now
from folkmoot.base.ids import from_text, to_text
from folkmoot.base.web import render
from folkmoot.commons.content import actions as content
from folkmoot.commons.content import item_pages, kinds, voices
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.actions.editing import tag_names
from folkmoot.commons.content.forms import ComposerForm
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.policy import may_edit
from folkmoot.commons.content.refusals import NotAllowed, Refused
from folkmoot.commons.content.views.acting import showing, signed_in

from .. import actions, queries
from ..forms import FrameForm, SeriesForm
from ..models import Article, Series

_PLACE = IntegerField(min_value=0, max_value=9999, required=False)


class _FrameIsWrong(Refused):
    """The form below the text says what is wrong."""


@signed_in
@showing
def write(request: HttpRequest) -> HttpResponse:
    form = ComposerForm(
        request.POST or None, viewer=request.viewer, kind="article", action=request.get_full_path(),
        place="article:new", space=item_pages.space_to_write_in(request), placeholder=_("Write your article…"),
    )  # fmt: skip
    form.fields["body"].widget.attrs["rows"] = 16
    frame = FrameForm(request.POST or None, request.FILES or None, viewer=request.viewer)
    form.extra_html = render_to_string("blogs/frame_form.html", {"form": frame})

    def publish(**fields: Any) -> Item:
        _check(form, frame)
        return actions.write(frame=frame.frame(), **fields)

    return item_pages.compose(
        request, form, publish, template="blogs/write.html", context={"heading": _("New article")}
    )


def _check(form: ComposerForm, frame: FrameForm) -> None:
    if not frame.is_valid():
        form.extra_html = render_to_string("blogs/frame_form.html", {"form": frame})
        raise _FrameIsWrong(_("Please look at the fields around your text."))


@signed_in
@showing
def rewrite(request: HttpRequest, item_id: int) -> HttpResponse:
    viewer = request.viewer
    item = contents.visible_item(viewer, item_id, kind="article")
    if not may_edit(viewer, item, is_mine=voices.is_mine(viewer, item)):
        raise NotAllowed
    article = Article.objects.select_related("series", "cover").filter(item_id=item_id).first()
    form = _edit_form(request, item)
    frame = FrameForm(request.POST or None, request.FILES or None, viewer=viewer, article=article)
    form.extra_html = render_to_string("blogs/frame_form.html", {"form": frame, "cover": article and article.cover})
    if request.method == "POST":
        try:
            if form.is_valid():
                _check(form, frame)
                values = form.cleaned_data
                actions.rewrite(
                    viewer=viewer, item_id=item_id, title=values["title"], body=values["body"], frame=frame.frame(),
                    tags=form.tag_names(), comment=values.get("comment", ""),
                    expected_version=values.get("expected_version"), at=now(),
                )  # fmt: skip
                content.discard_draft(viewer=viewer, place=form.place)
                return redirect(kinds.kind("article").page_url(contents.visible_item(viewer, item_id)))
        except content.EditConflict as conflict:
            form.refusal, form.theirs = conflict.message, conflict.theirs
            form.data = {**form.data.dict(), "expected_version": conflict.version}
        except Refused as refused:
            form.refusal = refused.message
    context = {"form": form, "heading": _("Edit the article")}
    return render(request, "blogs/write.html", context, status=422 if request.method == "POST" else 200)


def _edit_form(request: HttpRequest, item: Item) -> ComposerForm:
    start = {
        "title": item.title, "body": item.body, "tags": ", ".join(tag_names(item)),
        "expected_version": contents.text_version(item),
    }  # fmt: skip
    form = ComposerForm(
        request.POST or None, viewer=request.viewer, kind="article", item=item, space=item.space,
        place=f"edit:{to_text(item.id)}", action=reverse("blogs:rewrite", args=[item.id]), initial=start,
    )  # fmt: skip
    form.fields["body"].widget.attrs["rows"] = 16
    return form


@signed_in
@showing
def start_series(request: HttpRequest) -> HttpResponse:
    form = SeriesForm(request.POST or None)
    space = item_pages.space_to_write_in(request)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.start_series(
                viewer=request.viewer, space_id=space.pk if space else None, at=now(), **form.cleaned_data
            )
            return redirect("blogs:series", made.id)
        except Refused as refused:
            form.add_error(None, str(refused.message))
    context = {"form": form, "space": space, "mine": queries.series_to_write_in(request.viewer)}
    return render(request, "blogs/start_series.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@signed_in
@showing
def arrange(request: HttpRequest, series_id: int) -> HttpResponse:
    """Put the parts into the order in which their numbers say; nothing is moved when one of them is no number."""
    try:
        queries.visible_series(request.viewer, series_id)
    except Series.DoesNotExist:
        raise Http404 from None
    numbers: list[tuple[int, int]] = []
    for key, value in request.POST.items():
        if not key.startswith("part-"):
            continue
        try:
            number = _PLACE.clean(value)
            part = from_text(key.removeprefix("part-"))
        except ValidationError as wrong:
            messages.error(request, wrong.messages[0])
            return redirect("blogs:series", series_id)
        except ValueError:
            raise Http404 from None
        if number is not None:
            numbers.append((number, part))
    try:
        ids = [item_id for _number, item_id in sorted(numbers, key=lambda pair: pair[0])]
        actions.arrange_series(viewer=request.viewer, series_id=series_id, item_ids=ids, at=now())
    except Series.DoesNotExist:
        raise Http404 from None
    return redirect("blogs:series", series_id)
