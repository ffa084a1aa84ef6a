"""The ledger as pages: somebody's line of deeds, who made an item, what was taken up lately."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from folkmoot.base.clock import now
from folkmoot.base.web import render
from folkmoot.commons.content import kinds, voices
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.refusals import Refused, SignInFirst
from folkmoot.commons.content.views.acting import showing, take_post
from folkmoot.commons.people import panels
from folkmoot.commons.people import queries as people
from folkmoot.commons.people.views.finding import SignInFirst as StrangerAsks
from folkmoot.commons.people.views.finding import person_or_404

from .. import actions, policy, queries
from ..forms import OriginForm


@require_safe
def of_person(request: HttpRequest, username: str) -> HttpResponse:
    try:
        person = person_or_404(request, username)
    except StrangerAsks as stop:
        return stop.response(request)
    viewer = request.viewer
    page = people.profile_page(viewer, person, at=now())
    context = {"page": page, "who": person, "tabs": panels.tabs(request.viewer, person.username, "credit")}
    if page.is_whole:
        verb = request.GET.get("deed", "")[:30]
        lines = queries.lines_of(viewer, person.pk, verb=verb, after=request.GET.get("after", ""))
        whole, topics = queries.standing_of(viewer, person.pk)
        kept = {"deed": verb} if verb else {}
        context |= {
            "entries": lines.rows,
            "older": f"?{urlencode({**kept, 'after': lines.after})}" if lines.after else "",
            "sums": [
                {"deed": deed, "count": count, "url": f"?deed={deed.verb}", "is_current": deed.verb == verb}
                for deed, count in queries.sums_of(viewer, person.pk)
            ],
            "verb": verb,
            "whole": whole,
            "topics": topics,
            "awards": queries.awards_of(viewer, person.pk),
            "is_self": viewer.person_id == person.pk,
            "under_aliases": queries.aliases_of_mine(viewer) if viewer.person_id == person.pk else [],
        }
    return render(request, "credit/of_person.html", context)


@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    page = queries.recent(request.viewer, after=request.GET.get("after", ""))
    context = {
        "entries": page.rows,
        "older": f"?{urlencode({'after': page.after})}" if page.after else "",
        "my_url": reverse("credit:of_person", args=[request.viewer.username]),
    }
    return render(request, "credit/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@showing
def trail(request: HttpRequest, item_id: int) -> HttpResponse:
    """Who made an item, what it builds on, and naming that."""
    viewer = request.viewer
    item = contents.visible_item(viewer, item_id)
    may_name = item.is_published and policy.may_name_origin(viewer, item, is_mine=voices.is_mine(viewer, item))
    form = OriginForm(request.POST or None)
    if request.method == "POST":
        if viewer.is_guest:
            raise SignInFirst
        if not may_name:
            raise Http404
        take_post(request)
        if form.is_valid() and _name_origin(request, item, form):
            messages.success(request, _("Thank you. Its author has the credit."))
            return redirect("credit:trail", item_id)
    context = {
        "item": item,
        "card": contents.cards(viewer, [item], template="content/shared.html")[0],
        "item_url": kinds.kind(item.kind).page_url(item),
        "entries": queries.trail_of(viewer, item),
        "origins": [(kinds.kind(each.kind).page_url(each), each) for _o, each in queries.origins_of(viewer, item)],
        "built_on": [(kinds.kind(each.kind).page_url(each), each) for _o, each in queries.built_on(viewer, item)],
        "form": form if may_name else None,
    }
    return render(request, "credit/trail.html", context, status=422 if form.errors else 200)


def _name_origin(request: HttpRequest, item: Item, form: OriginForm) -> bool:
    of_id = _id_in(form.cleaned_data["address"].strip())
    try:
        if of_id is None:
            raise Item.DoesNotExist
        actions.name_origin(viewer=request.viewer, item_id=item.pk, of_id=of_id, at=now())
    except Item.DoesNotExist:
        form.add_error("address", _("There is nothing here at this address. Copy it from the page of the original."))
    except Refused as refused:
        form.add_error("address", str(refused.message))
    else:
        return True
    return False


def _id_in(address: str) -> int | None:
    """The item named in an address of ours."""
    path = "/" + address.split("://", 1)[-1].partition("/")[2] if "://" in address else address
    try:
        match = resolve(path.split("?")[0].split("#")[0])
    except Resolver404:
        return None
    found = match.kwargs.get("item_id")
    return found if isinstance(found, int) else None
