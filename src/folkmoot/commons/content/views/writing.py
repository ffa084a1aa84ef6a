"""Comments, edits, shares, reports."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from folkmoot.base.clock import now
from folkmoot.base.ids import to_text
from folkmoot.base.ui.toasts import toast
from folkmoot.base.web import render
from folkmoot.commons.spaces.viewer import Viewer

from .. import actions, kinds, policy, queries, voices
from ..actions.editing import tag_names
from ..forms import ComposerForm, ReportForm, ShareForm
from ..models import Item
from ..refusals import NotAllowed, Refused
from ..reply_box import EmptyBox, reply_box
from .acting import showing, signed_in, take_post, uploads


def comment_box(request: HttpRequest, item: Item) -> ComposerForm | EmptyBox | None:
    """The form to comment an item that stands by itself, for its own page; None when this viewer may not."""
    if not _may_comment(request.viewer, item, item):
        return None
    return reply_box(request.viewer, item, root=item, kind="comment", url_name="content:comment")


def _may_comment(viewer: Viewer, item: Item, root: Item) -> bool:
    if not (kinds.kind(item.kind).may_be_commented and policy.may_reply(viewer, item, root)):
        return False
    try:
        policy.check_may_reply(viewer, kinds.kind("comment"), root, item, root.space)
    except Refused:
        return False
    return True


@signed_in
@showing
def comment(request: HttpRequest, item_id: int) -> HttpResponse:
    """Reply to an item: the form on a page of its own, or the reply itself."""
    parent = queries.visible_item(request.viewer, item_id)
    root = parent.root or parent
    if not _may_comment(request.viewer, parent, root):
        raise NotAllowed
    form = ComposerForm(
        request.POST or None,
        viewer=request.viewer,
        kind="comment",
        root=root,
        place=f"comment:{to_text(item_id)}",
        action=reverse("content:comment", args=[item_id]),
    )
    if request.method == "POST":
        take_post(request)
        file_ids: list[int] = []
        try:
            file_ids = uploads(request)
            if form.is_valid():
                made = actions.reply(
                    viewer=request.viewer, parent_id=item_id, body=form.cleaned_data["body"], file_ids=file_ids,
                    voice=form.cleaned_data.get("voice") or "name", at=now(),
                )  # fmt: skip
                actions.discard_draft(viewer=request.viewer, place=form.place)
                return redirect(kinds.kind(made.kind).page_url(made))
        except Refused as refused:
            form.refusal = refused.message
        form.keep_files(file_ids)
    [card] = queries.cards(request.viewer, [parent], roots={parent.root_id: parent.root} if parent.root else {})
    context = {"form": form, "card": card, "heading": _("Reply")}
    return render(request, "content/write.html", context, status=422 if request.method == "POST" else 200)


@signed_in
@showing
def edit(request: HttpRequest, item_id: int) -> HttpResponse:
    """Change an item's text. When somebody else was faster, both texts are shown."""
    viewer = request.viewer
    item = queries.visible_item(viewer, item_id)
    if (own_editor := kinds.kind(item.kind).edit_url) is not None:
        return redirect(own_editor(item))
    is_editor = item.id in queries.edited_by(viewer, [item])
    may_edit = policy.may_edit(viewer, item, is_mine=voices.is_mine(viewer, item), is_editor=is_editor)
    if not may_edit and not policy.may_retag(viewer, item):
        raise NotAllowed
    form = _edit_form(request, item)
    for name in () if may_edit else ("title", "body"):
        # Who may only put tags in order sees the text, and sends it back as it is.
        if name in form.fields:
            form.fields[name].disabled = True
    if request.method == "POST":
        try:
            file_ids = uploads(request)
            if form.is_valid():
                values = form.cleaned_data
                saved = actions.edit(
                    viewer=viewer, item_id=item_id, title=values.get("title") if may_edit else None,
                    body=values["body"] if may_edit else None,
                    tags=form.tag_names() if form.has_tags else None, file_ids=file_ids,
                    comment=values.get("comment", ""), expected_version=values.get("expected_version"),
                    merge=True, is_minor=bool(values.get("is_minor")), at=now(),
                )  # fmt: skip
                actions.discard_draft(viewer=viewer, place=form.place)
                toast(request, said_of(saved, values["body"]))
                return redirect(kinds.kind(item.kind).page_url(item))
        except actions.EditConflict as conflict:
            form.show_conflict(conflict)
        except Refused as refused:
            form.refusal = refused.message
    context = {"form": form, "item": item, "heading": _("Edit")}
    return render(request, "content/write.html", context, status=422 if request.method == "POST" else 200)


def said_of(saved: Item, sent: str) -> str:
    """What to tell whoever saved: that it is done, and whether somebody else's change was kept beside theirs."""
    if saved.body != sent:
        return _("Saved. Somebody else had changed another place meanwhile; both changes are in it.")
    return _("Saved.")


def _edit_form(request: HttpRequest, item: Item) -> ComposerForm:
    start = {
        "title": item.title,
        "body": item.body,
        "tags": ", ".join(tag_names(item)),
        "expected_version": queries.text_version(item),
    }
    return ComposerForm(
        request.POST or None, viewer=request.viewer, kind=item.kind, item=item, root=item.root, space=item.space,
        place=f"edit:{to_text(item.id)}", action=reverse("content:edit", args=[item.id]), initial=start,
    )  # fmt: skip


@signed_in
@showing
def share(request: HttpRequest, item_id: int) -> HttpResponse:
    item = queries.visible_item(request.viewer, item_id)
    form = ShareForm(request.POST or None, viewer=request.viewer, item=item)
    if request.method == "POST" and form.is_valid():
        take_post(request)
        try:
            space = form.cleaned_data["space"]
            made = actions.share(
                viewer=request.viewer, item_id=item_id, body=form.cleaned_data["body"],
                space_id=int(space) if space else None, at=now(),
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused.message))
        else:
            toast(request, _("Shared."))
            return redirect(kinds.kind(made.kind).page_url(made))
    context = {
        "form": form, "item": item, "heading": _("Share"), "url": kinds.kind(item.kind).page_url(item),
        "card": queries.cards(request.viewer, [item], template="content/shared.html")[0],
    }  # fmt: skip
    return render(request, "content/small_form.html", context)


@signed_in
@showing
def report(request: HttpRequest, item_id: int) -> HttpResponse:
    item = queries.visible_item(request.viewer, item_id)
    form = ReportForm(request.POST or None)
    url = kinds.kind(item.kind).page_url(item)
    if request.method == "POST" and form.is_valid():
        take_post(request)
        actions.report(viewer=request.viewer, item_id=item_id, at=now(), **form.cleaned_data)
        toast(request, _("Thank you. Moderators will look at it."))
        return redirect(url)
    context = {
        "form": form, "item": item, "heading": _("Report"), "url": url,
        "card": queries.cards(request.viewer, [item], template="content/shared.html")[0],
    }  # fmt: skip
    return render(request, "content/small_form.html", context)
