"""Commenting a passage of a page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from folkmoot.base.clock import now
from folkmoot.base.ids import to_text
from folkmoot.base.ui.toasts import toast
from folkmoot.base.web import render
from folkmoot.commons.content import actions as content
from folkmoot.commons.content import kinds, policy
from folkmoot.commons.content.passages import Passage
from folkmoot.commons.content.refusals import NotAllowed, Refused
from folkmoot.commons.content.views.acting import showing, signed_in, take_post

from .. import logic, queries
from ..forms import RemarkForm
from .frame import page_or_404


@signed_in
@showing
def remark(request: HttpRequest, item_id: int) -> HttpResponse:
    """Choose a paragraph, shorten it to the words meant, and say something; or come with the words selected."""
    viewer = request.viewer
    item = page_or_404(request, item_id)
    if not policy.may_reply(viewer, item, item):
        raise NotAllowed
    url = kinds.kind("page").page_url(item)
    blocks = logic.paragraphs(item.html)
    start = {name: request.GET.get(name, "")[:600] for name in ("quote", "before", "after")}
    chosen = request.GET.get("n", "")
    if chosen.isdecimal() and len(chosen) < 6 and int(chosen) < len(blocks):
        start["quote"] = blocks[int(chosen)][:500]
    form = RemarkForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        take_post(request)
        said = form.cleaned_data
        try:
            made = content.remark(
                viewer=viewer, item_id=item_id, body=said["body"], at=now(),
                passage=Passage(said["quote"], said["before"], said["after"]),
            )  # fmt: skip
            toast(request, _("Your comment stands beside the passage and below the page."))
            return redirect(f"{url}#i-{to_text(made.id)}")
        except Refused as refused:
            form.add_error(None, str(refused.message))
    is_chosen = bool(start["quote"]) or request.method == "POST"
    context = {
        "item": item, "space": queries.page_of(item).space, "form": form, "url": url, "is_chosen": is_chosen,
        "blocks": list(enumerate(blocks)),
    }  # fmt: skip
    return render(request, "wiki/remark.html", context, status=422 if form.errors else 200)
