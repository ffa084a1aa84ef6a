"""Campaigns: the list, one of them, and running it."""

import csv
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from folkmoot.base.clock import now
from folkmoot.base.ids import to_text
from folkmoot.base.ui.toasts import toast
from folkmoot.base.web import render
from folkmoot.commons.content import item_pages, kinds
from folkmoot.commons.content.forms import ComposerForm
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.refusals import NotAllowed, Refused
from folkmoot.commons.content.views.acting import showing
from folkmoot.commons.people.queries import person_named

from .. import actions, policy, queries
from ..forms import RulesForm, read_stages, rules_of, stage_rows
from ..models import Campaign, Criterion, Phase
from ..refusals import CannotBeAsked
from .doing import doing, id_in, status_of
from .lists import listing, room_tabs


@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    lines = [
        {"line": line, "url": kinds.kind("idea_campaign").page_url(line.item)} for line in queries.campaigns(viewer)
    ]
    context = {
        "lines": lines, "may_plan": viewer.is_admin or bool(viewer.moderated_space_ids),
        "desks": queries.desks(viewer), "room_tabs": room_tabs(request, "ideas:campaigns"),
    }  # fmt: skip
    return render(request, "ideas/campaigns.html", context)


@require_safe
@showing
def campaign(request: HttpRequest, item_id: int, words: str = "") -> HttpResponse:
    viewer = request.viewer
    item, found = queries.visible_campaign(viewer, item_id)
    if (elsewhere := item_pages.moved_to(request, item)) is not None:
        return elsewhere
    context = item_pages.page_of_item(request, item)
    page = queries.campaign_page(viewer, item, found, at=now())
    context |= listing(request, campaign_id=item_id)
    open_count = sum(page.phases.get(phase, 0) for phase in ("gather", "discuss", "evaluate"))
    context |= {
        "page": page, "campaign": found, "write_url": f"{reverse('ideas:write')}?campaign={to_text(item_id)}",
        "open_count": open_count, "idea_count": sum(page.phases.values()),
        "reviewers": [each for each in page.people if each.name == "reviewer"],
        "deciders": [each for each in page.people if each.name == "decider"],
        "sums": queries.results(viewer, campaign_id=item_id, at=now()),
    }  # fmt: skip
    return render(request, "ideas/campaign.html", context, part="rows")


@require_safe
@doing
def my_votes(request: HttpRequest, item_id: int) -> HttpResponse:
    """How many votes the viewer has left, for a page on which they have just voted."""
    _item, found = queries.visible_campaign(request.viewer, item_id)
    mine = queries.ballot(request.viewer, found)
    if mine is None:
        raise Http404
    return render(request, "ideas/my_votes.html", {"ballot": mine, "campaign_id": item_id})


@doing
def plan(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    if not (viewer.is_admin or viewer.moderated_space_ids):
        raise NotAllowed
    form = ComposerForm(
        request.POST or None, viewer=viewer, kind="idea_campaign", action=request.get_full_path(),
        place="idea_campaign:new", space=item_pages.space_to_write_in(request), submit_label=_("Plan it"),
        placeholder=_("What is it about, who decides, and what happens with the ideas?"),
    )  # fmt: skip
    form.fields["title"].widget.attrs["placeholder"] = _("The question you put to people")
    for name in ("publish_at", "unpublish_at"):
        form.fields.pop(name, None)

    def publish(**fields: Any) -> Item:
        return actions.plan_campaign(**fields)

    return item_pages.compose(
        request, form, publish, template="ideas/plan.html", context={"heading": _("Plan a campaign")}
    )


def _run(request: HttpRequest, item_id: int) -> tuple[Item, Campaign]:
    item, found = queries.visible_campaign(request.viewer, item_id)
    if not policy.may_run(request.viewer, found, item, queries.roles_of(request.viewer, item_id)):
        raise NotAllowed
    return item, found


@doing
def rules(request: HttpRequest, item_id: int) -> HttpResponse:
    """Its rules, stages and criteria."""
    viewer, at = request.viewer, now()
    item, found = _run(request, item_id)
    machine = queries.machine_of(found)
    sent = request.POST or None
    form = RulesForm(sent, initial=rules_of(found))
    if found.state != "planned":
        form.fields["votes_shown"].disabled = True
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            stages = read_stages(request.POST)
            actions.change_campaign(
                viewer=viewer, campaign_id=item_id, rules={**form.cleaned_data, "stages": stages},
                criteria=_criteria(request), at=at,
            )  # fmt: skip
        except Refused as refused:
            problem = str(refused.message)
        else:
            toast(request, _("Saved."))
            return redirect(kinds.kind("idea_campaign").page_url(item))
    context = {
        "form": form, "item": item, "campaign": found, "problem": problem,
        "url": kinds.kind("idea_campaign").page_url(item), "stages": stage_rows(machine, sent),
        "phases": [(value, label) for value, label in Phase.choices if value != "merged"],
        "criteria": _criteria_rows(item_id, sent),
    }  # fmt: skip
    return render(request, "ideas/rules.html", context, status=status_of(request))


def _criteria(request: HttpRequest) -> list[tuple[str, str, int]]:
    found = []
    for place in range(actions.campaigns.MOST_CRITERIA):
        weight = request.POST.get(f"criterion-{place}-weight", "1")
        number = int(weight) if weight.isdecimal() and len(weight) < 4 else 0
        label = request.POST.get(f"criterion-{place}-label", "")
        found.append((label, request.POST.get(f"criterion-{place}-about", ""), number if label.strip() else 1))
    return found


def _criteria_rows(item_id: int, sent: Any) -> list[dict[str, Any]]:
    known = list(Criterion.objects.filter(campaign_id=item_id).order_by("position", "pk"))
    rows = []
    for place in range(actions.campaigns.MOST_CRITERIA):
        each = known[place] if place < len(known) else None
        row = {
            "label": each.label if each else "",
            "about": each.about if each else "",
            "weight": each.weight if each else 1,
        }
        if sent is not None:
            row = {name: sent.get(f"criterion-{place}-{name}", "") for name in row}
        rows.append({"place": place, **row})
    return rows


@doing
def people(request: HttpRequest, item_id: int) -> HttpResponse:
    """Who reviews and who decides."""
    viewer, at = request.viewer, now()
    item, found = _run(request, item_id)
    if request.method == "POST":
        name = request.POST.get("role", "")
        if request.POST.get("deed") == "take":
            who = id_in(request.POST.get("person", ""))
            actions.take_role(viewer=viewer, campaign_id=item_id, person_id=who, name=name, at=at)
        else:
            person = person_named(viewer, request.POST.get("username", ""))
            if person is None:
                raise CannotBeAsked
            actions.give_role(viewer=viewer, campaign_id=item_id, person_id=person.pk, name=name, at=at)
            toast(request, _("They hear of it, and say how many ideas they can answer."))
        return redirect("ideas:people", item_id)
    context = {
        "item": item, "page": queries.campaign_page(viewer, item, found, at=at),
        "url": kinds.kind("idea_campaign").page_url(item),
    }  # fmt: skip
    return render(request, "ideas/people.html", context)


@require_POST
@doing
def switch(request: HttpRequest, item_id: int) -> HttpResponse:
    """Open it, or close it."""
    viewer, at = request.viewer, now()
    item, _found = _run(request, item_id)
    deed = request.POST.get("deed", "")
    if deed == "open":
        day = request.POST.get("closes_on", "")
        try:
            closes_on = date.fromisoformat(day) if day else None
        except ValueError:
            raise Refused(_("Please give the last day as year, month and day.")) from None
        actions.open_campaign(viewer=viewer, campaign_id=item_id, closes_on=closes_on, at=at)
        toast(request, _("It is open. Everybody who can read it can bring ideas now."))
    elif deed == "close":
        actions.close_campaign(viewer=viewer, campaign_id=item_id, at=at)
        toast(request, _("It takes no more ideas. Those that are open are still answered."))
    else:
        raise Http404
    return redirect(kinds.kind("idea_campaign").page_url(item))


class _Line:
    def write(self, line: str) -> str:
        return line


@require_safe
@doing
def export(request: HttpRequest, item_id: int) -> StreamingHttpResponse:
    """The ideas of a campaign as a table, as far as the viewer may read them."""
    queries.visible_campaign(request.viewer, item_id)
    writer = csv.writer(_Line())
    titles = [
        _("Idea"), _("Author"), _("Brought on"), _("Stage"), _("Phase"), _("Votes for"), _("Votes against"),
        _("Comments"), _("Answer"), _("Reason"), _("When"), _("Owner"), _("Progress"), _("Result"), _("Cost"),
        _("Address"),
    ]  # fmt: skip

    def lines() -> Iterator[str]:
        # Without this mark spreadsheets take the letters for those of another alphabet.
        yield "\ufeff" + writer.writerow(titles)
        for row in queries.export_rows(request.viewer, item_id):
            *facts, address = row
            yield writer.writerow([*(_harmless(str(cell)) for cell in facts), request.build_absolute_uri(address)])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="ideas-{to_text(item_id)}.csv"'
    return response


def _harmless(cell: str) -> str:
    # Spreadsheets take these for formulas, also after spaces and line ends.
    return f"'{cell}" if cell.lstrip()[:1] in ("=", "+", "-", "@") or cell[:1] in ("\t", "\r", "\n") else cell
