"""Writing: new pages, changes, and texts that wait for approval."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from folkmoot.base import limits
from folkmoot.base.clock import now
from folkmoot.base.ids import to_text
from folkmoot.base.ui.toasts import toast
from folkmoot.base.web import render
from folkmoot.commons.content import actions as content
from folkmoot.commons.content import kinds, texts, voices
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.actions.editing import tag_names
from folkmoot.commons.content.forms import ComposerForm
from folkmoot.commons.content.models import Item, Proposal
from folkmoot.commons.content.refusals import NotAllowed, Refused
from folkmoot.commons.content.views.acting import showing, signed_in, take_post, uploads
from folkmoot.commons.content.views.writing import said_of
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.viewer import Viewer

from .. import actions, logic, policy, queries
from ..actions import Words
from ..forms import key_of
from ..refusals import PageIsProtected
from .frame import page_or_404, readable_space, space_context

ROWS = 22


@signed_in
@showing
def new(request: HttpRequest, slug: str) -> HttpResponse:
    space = readable_space(request, slug)
    wiki = queries.wiki_of(space)
    if not policy.may_take_part(request.viewer, space, wiki.who_edits):
        raise NotAllowed
    parent_id = key_of(request.GET.get("under", ""))
    parent = contents.visible_items(request.viewer).filter(id=parent_id, kind="page", space=space).first()
    form = _new_form(request, space, wiki.needs_approval, parent)
    if request.method == "POST":
        take_post(request)
        file_ids: list[int] = []
        try:
            file_ids = uploads(request)
            if form.is_valid():
                made = actions.begin(
                    viewer=request.viewer, space=space, words=_words(form, file_ids),
                    parent_id=parent.id if parent else None, is_template=request.GET.get("as") == "template",
                    as_draft="as_draft" in request.POST, at=now(), **_how(form),
                )  # fmt: skip
                content.discard_draft(viewer=request.viewer, place=form.place)
                return _to(request, made)
        except Refused as refused:
            form.refusal = refused.message
        form.keep_files(file_ids)
    context = {
        **space_context(request, space), "form": form, "parent": parent,
        "templates": [] if request.GET.get("template") else [
            {"key": to_text(each.id), "title": each.title} for each in queries.templates(request.viewer, space)
        ],
        "heading": _("New template") if request.GET.get("as") == "template" else _("New page"),
    }  # fmt: skip
    return render(request, "wiki/write.html", context, status=422 if request.method == "POST" else 200)


def _new_form(request: HttpRequest, space: Space, needs_approval: bool, parent: Item | None) -> ComposerForm:
    title = request.GET.get("title", "")[:200]
    start: dict[str, str] = {}
    template = key_of(request.GET.get("template", ""))
    if template is not None:
        start = _from_template(request.viewer, space, template, title)
    if title:
        start.setdefault("title", title)
    place = f"page:{space.slug}:{to_text(parent.id) if parent else ''}"
    form = ComposerForm(
        request.POST or None, viewer=request.viewer, kind="page", action=request.get_full_path(), place=place,
        space=space, initial=start, placeholder=_("Write the page. Link to others with [[their title]]."),
        submit_label=_("Ask for approval") if needs_approval else _("Publish the page"),
    )  # fmt: skip
    if needs_approval:
        for name in ("audience", "voice", "publish_at", "unpublish_at", "is_must_read"):
            form.fields.pop(name, None)
    return _dressed(form, space)


def _from_template(viewer: Viewer, space: Space, template_id: int, title: str) -> dict[str, str]:
    chosen = next((each for each in queries.templates(viewer, space) if each.id == template_id), None)
    if chosen is None:
        raise Http404
    values = {
        "title": title, "date": date_format(timezone.localtime(now()), "DATE_FORMAT"), "author": viewer.name,
        "space": space.name,
    }  # fmt: skip
    return {"body": logic.fill_in(chosen.body, values), "tags": ", ".join(tag_names(chosen))}


def _dressed(form: ComposerForm, space: Space) -> ComposerForm:
    form.fields["body"].widget.attrs |= {"rows": ROWS, "data-preview-url": reverse("wiki:preview", args=[space.slug])}
    return form


def _how(form: ComposerForm) -> dict[str, Any]:
    """What a new page can say besides its words."""
    if "audience" not in form.fields:
        return {}
    fields = form.publish_fields(at=now())
    names = ("audience", "voice", "publish_at", "unpublish_at", "is_must_read")
    return {name: fields[name] for name in names}


def _words(form: ComposerForm, file_ids: list[int]) -> Words:
    values = form.cleaned_data
    return Words(
        values.get("title", ""), values["body"], form.tag_names(), values.get("comment", ""),
        bool(values.get("is_minor")), file_ids,
    )  # fmt: skip


def _to(request: HttpRequest, made: Item | Proposal) -> HttpResponse:
    if isinstance(made, Item):
        return redirect(kinds.kind("page").page_url(made))
    if made.state == "asked":
        toast(request, _("Sent. It counts as soon as somebody else has approved it."))
    return redirect("wiki:proposal", to_text(made.id))


@signed_in
@showing
def edit(request: HttpRequest, item_id: int) -> HttpResponse:
    """Change a page. Who saves at the same time is heard too: merged, or both texts side by side.

    A request with `If-Match` (the number of the text it began with) is never merged: it gets 412 and both texts.
    """
    viewer = request.viewer
    item = page_or_404(request, item_id)
    facts = queries.facts_of([item]).get(item.id)
    is_mine = voices.is_mine(viewer, item)
    at_once = policy.may_edit(viewer, item, is_mine, facts)
    if not (
        at_once or policy.may_change(viewer, item, facts, is_mine=is_mine) or policy.may_propose(viewer, item, facts)
    ):
        raise PageIsProtected if facts is not None and facts.is_protected else NotAllowed
    space = queries.page_of(item).space
    form = _edit_form(request, item, space, at_once=at_once)
    version = contents.text_version(item)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST":
        wanted = request.headers.get("If-Match", "").strip('W/" ')
        file_ids: list[int] = []
        try:
            file_ids = uploads(request)
            if form.is_valid():
                began = form.cleaned_data.get("expected_version") or version
                if wanted and wanted != str(version):
                    status = 412
                    raise content.EditConflict(
                        theirs=item, title=form.cleaned_data.get("title"), body=form.cleaned_data["body"],
                        version=version,
                    )  # fmt: skip
                made = actions.change(
                    viewer=viewer, item_id=item_id, words=_words(form, file_ids), expected_version=began,
                    as_draft="as_draft" in request.POST, at=now(),
                )  # fmt: skip
                content.discard_draft(viewer=viewer, place=form.place)
                if isinstance(made, Item):
                    toast(request, said_of(made, form.cleaned_data["body"]))
                return _to(request, made)
        except content.EditConflict as conflict:
            form.show_conflict(conflict)
        except Refused as refused:
            form.refusal = refused.message
        form.keep_files(file_ids)
    context = {
        "form": form, "item": item, "space": space, "url": kinds.kind("page").page_url(item), "at_once": at_once,
        "heading": _("Edit the page") if at_once else _("Suggest a change"),
    }  # fmt: skip
    response = render(request, "wiki/edit.html", context, status=status)
    response["ETag"] = f'"{version}"'
    return response


def _edit_form(request: HttpRequest, item: Item, space: Space, *, at_once: bool) -> ComposerForm:
    start = {
        "title": item.title, "body": item.body, "tags": ", ".join(tag_names(item)),
        "expected_version": contents.text_version(item),
    }  # fmt: skip
    form = ComposerForm(
        request.POST or None, viewer=request.viewer, kind="page", item=item, space=space,
        place=f"edit:{to_text(item.id)}", action=reverse("wiki:edit", args=[item.id]), initial=start,
        submit_label=_("Save") if at_once else _("Ask for approval"),
    )  # fmt: skip
    return _dressed(form, space)


@signed_in
@showing
def edit_proposal(request: HttpRequest, key: str) -> HttpResponse:
    """Change a text that waits or was sent back, and ask (again)."""
    viewer = request.viewer
    try:
        found = contents.visible_proposal(viewer, key_of(key) or 0)
    except Proposal.DoesNotExist:
        raise Http404 from None
    if viewer.person_id not in found.writer_ids or found.space is None or found.kind != "page":
        raise NotAllowed
    form = _proposal_form(request, found)
    if request.method == "POST" and form.is_valid():
        take_post(request)
        try:
            text = content.Text(
                form.cleaned_data["title"], form.cleaned_data["body"], form.tag_names(),
                form.cleaned_data.get("comment", ""), bool(form.cleaned_data.get("is_minor")), found.how,
            )  # fmt: skip
            made = content.change_proposal(
                viewer=viewer, proposal_id=found.id, text=text,
                expected_version=form.cleaned_data.get("expected_version") or 0,
                ask="as_draft" not in request.POST, at=now(),
            )  # fmt: skip
            return _to(request, made)
        except Refused as refused:
            form.refusal = refused.message
    context = {
        "form": form, "item": found.item, "space": found.space, "url": reverse("wiki:proposal", args=[key]),
        "heading": _("Change the text"), "at_once": False,
        "answer": found.answer if found.state == "returned" else "",
    }  # fmt: skip
    return render(request, "wiki/edit.html", context, status=422 if request.method == "POST" else 200)


def _proposal_form(request: HttpRequest, found: Proposal) -> ComposerForm:
    assert found.space is not None
    stand_in = found.item or Item(kind="page", space=found.space, audience=found.space.audience)
    start = {
        "title": found.title, "body": found.body, "tags": ", ".join(found.tags), "comment": found.comment,
        "is_minor": found.is_minor, "expected_version": found.version,
    }  # fmt: skip
    form = ComposerForm(
        request.POST or None, viewer=request.viewer, kind="page", item=stand_in, space=found.space,
        place=f"proposal:{to_text(found.id)}", action=reverse("wiki:edit_proposal", args=[to_text(found.id)]),
        initial=start, submit_label=_("Ask for approval"),
    )  # fmt: skip
    return _dressed(form, found.space)


@require_POST
@signed_in
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """A text as it would read here, with its links."""
    space = readable_space(request, slug)
    limits.take(f"preview:{request.viewer.person_id}", per_minute=120, at=now())
    try:
        text = texts.read(request.POST.get("body", ""), audience=3, space_id=space.pk)
    except Refused as refused:
        return HttpResponse(str(refused.message), status=422, content_type="text/plain; charset=utf-8")
    seen = queries.read(request.viewer, Item(id=0, kind="page", space=space, html=text.html), with_anchors=False)
    return render(request, "content/preview.html", {"html": seen.html})
