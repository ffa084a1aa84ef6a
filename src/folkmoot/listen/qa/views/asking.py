"""Asking a question, with what was asked before shown while writing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from folkmoot.base.web import render
from folkmoot.commons.content import item_pages, kinds
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.forms import ComposerForm
from folkmoot.commons.content.views.acting import showing, signed_in

from .. import actions, logic


@signed_in
@showing
def ask(request: HttpRequest) -> HttpResponse:
    form = ComposerForm(
        request.POST or None, viewer=request.viewer, kind="question", action=request.get_full_path(),
        place="question:new", space=item_pages.space_to_write_in(request), submit_label=_("Ask"),
        placeholder=_("What have you tried, and where are you stuck?"),
    )  # fmt: skip
    form.fields["title"].widget.attrs["placeholder"] = _("What do you want to know?")
    form.fields["body"].widget.attrs["data-similar-url"] = f"{reverse('qa:similar')}?kind=question"
    title = request.POST.get("title") or request.GET.get("title", "")
    if title and not request.POST:
        form.initial["title"] = title[:200]
    context = {"heading": _("Ask a question")} | _help(request, title, request.POST.get("body", ""))
    return item_pages.compose(request, form, actions.ask, template="qa/ask.html", context=context)


@require_safe
@signed_in
def similar(request: HttpRequest) -> HttpResponse:
    """What was asked before, and what would make this title better; for the form while it is filled in."""
    title = request.GET.get("title", request.GET.get("q", ""))
    return render(request, "qa/similar.html", _help(request, title))


def _help(request: HttpRequest, title: str, body: str = "") -> dict[str, Any]:
    title = title[:200]
    found = contents.similar(request.viewer, title, "question") if title.strip() else []
    lines = [{"item": item, "url": kinds.kind("question").page_url(item)} for item in found]
    return {"lines": lines, "hints": logic.hints(title, body) if title.strip() else []}
