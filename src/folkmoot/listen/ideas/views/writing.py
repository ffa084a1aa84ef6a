"""Bringing an idea, with what others have said already shown while writing."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from folkmoot.base.clock import now
from folkmoot.base.ids import from_text
from folkmoot.base.web import render
from folkmoot.commons.content import item_pages, kinds
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.forms import ComposerForm
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.views.acting import showing, signed_in

from .. import actions, queries
from ..models import Campaign


@signed_in
@showing
def write(request: HttpRequest) -> HttpResponse:
    viewer, at = request.viewer, now()
    space = item_pages.space_to_write_in(request)
    offered = queries.campaigns_to_write_in(viewer, at=at) if space is None else []
    chosen = _chosen(request, offered)
    form = ComposerForm(
        request.POST or None, viewer=viewer, kind="idea", action=request.get_full_path(), place="idea:new",
        space=space, submit_label=_("Bring it in"),
        placeholder=_("What is it like today, what would be better, and for whom?"),
    )  # fmt: skip
    form.fields["title"].widget.attrs["placeholder"] = _("What should be different?")
    form.fields["title"].widget.attrs["data-similar-url"] = reverse("ideas:similar")
    title = request.POST.get("title") or request.GET.get("title", "")
    if title and not request.POST:
        form.initial["title"] = title[:200]
    if offered:
        # Where it goes is chosen above: the campaign says who reads it.
        form.extra_html = render_to_string("ideas/choose_campaign.html", {"offered": offered, "chosen": chosen})
        for name in ("publish_at", "space", "audience"):
            form.fields.pop(name, None)
        if chosen is not None:
            form.fixed_audience = int(chosen.item.audience)

    def bring(**fields: Any) -> Item:
        return actions.submit(campaign_id=chosen.pk if chosen else None, **fields)

    context = {
        "heading": _("Bring an idea"), "lines": _similar(request, title), "campaign": chosen,
        "intake": queries.intake_for_system(chosen.pk) if chosen else None,
    }  # fmt: skip
    return item_pages.compose(request, form, bring, template="ideas/write.html", context=context)


def _chosen(request: HttpRequest, offered: list[Campaign]) -> Campaign | None:
    """The campaign named in the form or the address; else the standing box of the viewer's own door."""
    named = request.POST.get("campaign") or request.GET.get("campaign", "")
    try:
        wanted = from_text(named)
    except ValueError:
        wanted = 0
    door = "employees" if request.viewer.clearance >= 2 else "customers"
    for test in (lambda each: each.pk == wanted, lambda each: each.is_standing and each.door == door):
        for each in offered:
            if test(each):
                return each
    return offered[0] if offered else None


@require_safe
@signed_in
def similar(request: HttpRequest) -> HttpResponse:
    """What was brought before, for the form while it is filled in."""
    title = request.GET.get("title", request.GET.get("q", ""))
    return render(request, "ideas/similar.html", {"lines": _similar(request, title)})


def _similar(request: HttpRequest, title: str) -> list[dict[str, Any]]:
    found = contents.similar(request.viewer, title[:200], "idea") if title.strip() else []
    facts = queries.facts_of(found)
    return [{"item": item, "url": kinds.kind("idea").page_url(item), "facts": facts.get(item.id)} for item in found]
