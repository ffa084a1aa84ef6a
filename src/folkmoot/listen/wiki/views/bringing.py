"""Bringing in a ZIP file of Markdown."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from folkmoot.base.clock import now
from folkmoot.base.ui.toasts import toast
from folkmoot.base.web import render
from folkmoot.commons.content.refusals import NotAllowed, Refused
from folkmoot.commons.content.views.acting import showing, signed_in, take_post
from folkmoot.commons.spaces.views.lookup import space_or_404

from .. import actions, folders, policy, queries
from ..forms import BringForm
from .frame import space_context

MOST_BYTES = 100 * 1024 * 1024


@signed_in
@showing
def bring(request: HttpRequest, slug: str) -> HttpResponse:
    space = space_or_404(request, slug)
    if not policy.may_rule(request.viewer, space):
        raise NotAllowed
    places = queries.places(request.viewer, space, limit=200)
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = BringForm(*sent, places=places)
    if request.method == "POST" and form.is_valid():
        take_post(request)
        upload = form.cleaned_data["file"]
        try:
            if upload.size > MOST_BYTES:
                raise Refused(_("This file is larger than %(most)d MB.") % {"most": MOST_BYTES // 1024 // 1024})
            brought = actions.bring_folder(
                viewer=request.viewer, space=space, found=folders.read_zip(upload.file),
                parent_id=form.cleaned_data["parent"], at=now(),
            )  # fmt: skip
            count = brought.pages.count
            toast(request, ngettext("%(n)d page is here.", "%(n)d pages are here.", count) % {"n": count})
            if brought.left_out:
                toast(request, _("Left out: %(files)s") % {"files": ", ".join(list(brought.left_out)[:5])})
            return redirect("wiki:home", slug)
        except Refused as refused:
            form.add_error("file", str(refused.message))
    context = {**space_context(request, space), "form": form}
    return render(request, "wiki/import.html", context, status=422 if form.errors else 200)
