"""The page of one idea."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from folkmoot.base.clock import now
from folkmoot.base.web import render
from folkmoot.base.web.caching import guest_page
from folkmoot.commons.content import item_pages, kinds
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.views.acting import showing
from folkmoot.commons.people.models import Person

from .. import policy, queries
from ..models import Idea
from ..queries import Story


@require_safe
@showing
def idea(request: HttpRequest, item_id: int, words: str = "") -> HttpResponse:
    def version() -> object:
        found = item_pages.guest_version(item_id, "idea")
        # The public clock turns once a day.
        return found and (found, now().date())

    return guest_page(request, "idea", version, lambda: _page(request, item_id))


def _page(request: HttpRequest, item_id: int) -> HttpResponse:
    viewer, at = request.viewer, now()
    item, found = queries.visible_idea(viewer, item_id)
    if (elsewhere := item_pages.moved_to(request, item)) is not None:
        return elsewhere
    context = item_pages.page_of_item(request, item)
    told = queries.story(viewer, item, found)
    context |= {
        "story": told,
        "idea": found,
        "clock": queries.waited(found, at),
        "tally": queries.tally(item, told.me),
        "ballot": queries.ballot(viewer, found.campaign),
        "facts": context["card"].extra,
        "curve": _curve(found, told),
        "merged": [{"item": each, "url": kinds.kind("idea").page_url(each), "by": _by(each)} for each in told.merged],
        "merged_into_url": kinds.kind("idea").page_url(told.merged_into) if told.merged_into else "",
        "may": _may(request, item, found, told),
    }
    return render(request, "ideas/idea.html", context)


def _by(item: Item) -> str:
    return item.author.name if item.author else item.alias.label if item.alias else ""


def _may(request: HttpRequest, item: Item, found: Idea, told: Story) -> dict[str, bool]:
    """What the viewer finds buttons for."""
    viewer, me = request.viewer, told.me
    is_open = found.closed_at is None
    leads = policy.may_lead(me)
    has_unit = (
        found.phase in ("develop", "done")
        and not viewer.is_guest
        and Person.objects.filter(pk=viewer.person_id, unit__isnull=False).exists()
    )
    return {
        "decide": me.is_decider and item.is_published,
        "answer": me.is_decider and is_open,
        "review": policy.may_review(me) and not me.is_author,
        "lead": leads and found.phase == "develop",
        "look_for_people": (leads or me.is_author) and found.phase in ("gather", "discuss", "evaluate", "develop"),
        "work": policy.may_work(me) and found.phase == "develop",
        "invite": policy.may_invite_co_author(me) and found.phase != "merged",
        "amend": policy.may_amend(viewer, item, found, me),
        "accept_amendment": policy.may_accept_amendment(me),
        "apply": policy.may_apply(viewer, item, me),
        "borrow": policy.may_borrow(viewer, item, found, has_unit=has_unit),
        "give_up": me.is_owner and found.phase in ("gather", "discuss", "evaluate", "develop"),
        "offer": (me.is_decider or me.is_owner) and found.phase in ("gather", "discuss", "evaluate", "develop"),
    }


def _curve(found: Idea, told: Story) -> list[tuple[float, int]]:
    """Progress over time since it was accepted: (share of that time, percent)."""
    if found.closed_at is None or len(told.progress) < 2:
        return []
    last = max(found.done_at or told.progress[0].at, found.closed_at + timedelta(days=1))
    span = (last - found.closed_at) / timedelta(days=1)
    points: list[tuple[float, int]] = [(0.0, 0)]
    for line in reversed(told.progress):
        points.append((max(0.0, (line.at - found.closed_at) / timedelta(days=1) / span), line.percent))
    if found.done_at is not None:
        points.append((1.0, 100))
    return points
