"""The wall, one kudos, giving and joining in."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from folkmoot.base.clock import now
from folkmoot.base.ids import from_text, to_text
from folkmoot.base.ui.toasts import toast
from folkmoot.base.web import render
from folkmoot.commons.content import item_pages
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.views.acting import showing, take_post
from folkmoot.commons.people import panels
from folkmoot.commons.people.models import Unit
from folkmoot.commons.people.views.finding import SignInFirst, person_or_404

from .. import actions, policy, queries
from ..forms import GiveForm, JoinForm
from ..keepers import is_keeper
from ..logic.periods import span_of
from ..refusals import Refused
from .common import for_colleagues


@require_safe
@for_colleagues
def wall(request: HttpRequest) -> HttpResponse:
    viewer, at = request.viewer, now()
    value_id = _id(request.GET.get("value", ""))
    page = queries.kudos_page(viewer, value_id=value_id, after=request.GET.get("after", "")[:60])
    context = _rows(request, page, value=request.GET.get("value", "")[:13])
    if not getattr(request, "htmx", False):
        since, until = span_of("month", at.date())
        context |= {
            "mine": queries.my_points(viewer, at=at),
            "milestones": queries.recent_milestones(viewer, at=at),
            "leaders": queries.leaders(viewer, since=since, until=until, latest=300)[0][:5],
            "boosts": [boost for boost in queries.boosts(viewer, at=at) if boost.is_running][:3],
            "keeps": is_keeper(viewer),
        }
    context["values"] = [
        {
            "label": f"{each.icon} {each.name}".strip(),
            "url": f"?value={to_text(each.id)}",
            "is_current": each.id == value_id,
        }
        for each in queries.values()
    ]
    return render(request, "recognition/wall.html", context, part="rows")


def _rows(request: HttpRequest, page: Any, **kept: str) -> dict[str, Any]:
    query = urlencode({**{name: value for name, value in kept.items() if value}, "after": page.after})
    return {
        "rows": contents.cards(request.viewer, page.rows),
        "older": f"{request.path}?{query}" if page.after else "",
        "is_filtered": any(kept.values()),
    }


@require_safe
@showing
def kudos(request: HttpRequest, item_id: int) -> HttpResponse:
    item = contents.visible_item(request.viewer, item_id, kind="kudos")
    return _page(request, item)


def _page(request: HttpRequest, item: Item, *, form: JoinForm | None = None, status: int = 200) -> HttpResponse:
    viewer = request.viewer
    context = item_pages.page_of_item(request, item)
    extra = context["card"].extra
    row = queries.kudos_of(item)
    may_join = (
        policy.may_take_part(viewer) and row is not None and item.is_published and row.giver_id != viewer.person_id
        and viewer.person_id not in extra.person_ids and not queries.has_joined(viewer, row)
    )  # fmt: skip
    if may_join:
        context["join_form"] = form or JoinForm()
        context["mine"] = queries.my_points(viewer, at=now())
    context["may_give"] = policy.may_take_part(viewer)
    return render(request, "recognition/kudos.html", context, status=status)


@for_colleagues
@showing
def join(request: HttpRequest, item_id: int) -> HttpResponse:
    item = contents.visible_item(request.viewer, item_id, kind="kudos")
    if request.method != "POST":
        return redirect("recognition:kudos", item_id=item_id)
    take_post(request)
    form = JoinForm(request.POST)
    if form.is_valid():
        try:
            points = form.cleaned_data["points"] or 0
            actions.join(viewer=request.viewer, item_id=item_id, points=points, at=now())
        except Refused as refused:
            form.add_error("points", str(refused.message))
        else:
            toast(request, _("You joined in."))
            return redirect("recognition:kudos", item_id=item_id)
    return _page(request, item, form=form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@for_colleagues
def give(request: HttpRequest) -> HttpResponse:
    viewer, at = request.viewer, now()
    if request.method == "POST":
        take_post(request)
        form = GiveForm(request.POST, viewer=viewer, at=at)
        if form.is_valid():
            try:
                made = actions.give(viewer=viewer, at=at, **form.fields_of_give())
            except Item.DoesNotExist:
                form.add_error("deed_link", _("Nothing that you may read is at this address."))
            except Refused as refused:
                form.add_error(None, str(refused.message))
            else:
                toast(request, _("Your thanks are on their way."))
                if made.is_private:
                    return redirect("recognition:private", pk=made.id)
                return redirect("recognition:kudos", item_id=made.item_id)
        return _give_page(request, form, status=422)
    form = GiveForm(viewer=viewer, at=at, initial=_start(request))
    return _give_page(request, form)


@require_safe
@for_colleagues
@showing
def thank_for(request: HttpRequest, item_id: int) -> HttpResponse:
    """From an item's menu to the form that thanks its author for it."""
    item = contents.visible_item(request.viewer, item_id)
    if not policy.may_thank_for(request.viewer, item) or item.author is None:
        raise Http404
    start = urlencode({"to": item.author.username, "deed": to_text(item_id)})
    return redirect(f"{reverse('recognition:give')}?{start}")


def _start(request: HttpRequest) -> dict[str, Any]:
    """What the link that led here says: `?to=ada&to=ben`, `?unit=`, `?deed=<item>`."""
    start: dict[str, Any] = {"points": 10}
    if names := [name[:40] for name in request.GET.getlist("to")[:20]]:
        start["to"] = ", ".join(names)
    start["unit"] = request.GET.get("unit", "")[:13]
    if deed := _id(request.GET.get("deed", "")):
        start["deed_link"] = request.build_absolute_uri(reverse("content:item", args=[deed]))
    return start


def _give_page(request: HttpRequest, form: GiveForm, *, status: int = 200) -> HttpResponse:
    words = request.GET.get("find", "").strip()[:60]
    found = queries.colleagues_named(request.viewer, words) if words else []
    context = {"form": form, "mine": form.mine, "find": words, "found": found}
    return render(request, "recognition/give.html", context, status=status)


@require_safe
@for_colleagues
def find_people(request: HttpRequest) -> HttpResponse:
    """Colleagues whose name begins so, for the field that names them."""
    words = request.GET.get("q", "").strip().lstrip("@")[:60]
    me = request.viewer.person_id
    found = [line for line in queries.colleagues_named(request.viewer, words) if line.id != me] if words else []
    rows = [
        {"value": each.username, "label": each.name, "hint": each.headline[:80], "avatar": each.avatar_url}
        for each in found[:8]
    ]
    return JsonResponse(rows, safe=False)


@require_safe
@never_cache
@for_colleagues
def private(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "recognition/private.html", {"each": queries.private_kudos(request.viewer, pk)})


@require_safe
@for_colleagues
def of_team(request: HttpRequest, unit_id: int) -> HttpResponse:
    unit = Unit.objects.filter(pk=unit_id).first()
    if unit is None:
        raise Http404
    page = queries.kudos_page(request.viewer, unit_id=unit_id, after=request.GET.get("after", "")[:60])
    context = {
        "unit": unit,
        "give_url": f"{reverse('recognition:give')}?unit={to_text(unit_id)}",
        **_rows(request, page),
    }
    return render(request, "recognition/of_team.html", context, part="rows")


@require_safe
def of_person(request: HttpRequest, username: str) -> HttpResponse:
    try:
        person = person_or_404(request, username)
    except SignInFirst as first:
        return first.response(request)
    if not policy.may_take_part(request.viewer):
        raise Http404
    way = "given" if request.GET.get("way") == "given" else "got"
    which = {"by_person": person.pk} if way == "given" else {"of_person": person.pk}
    page = queries.kudos_page(request.viewer, after=request.GET.get("after", "")[:60], **which)
    context = {
        "person_shown": person,
        "profile_tabs": panels.tabs(request.viewer, username, "kudos"),
        "ways": [
            {"label": _("Thanked"), "url": "?way=got", "is_current": way == "got"},
            {"label": _("Gave thanks"), "url": "?way=given", "is_current": way == "given"},
        ],
        "give_url": f"{reverse('recognition:give')}?to={person.username}",
        "is_me": person.pk == request.viewer.person_id,
        **_rows(request, page, way=way if way == "given" else ""),
    }
    return render(request, "recognition/of_person.html", context, part="rows")


def _id(text: str) -> int | None:
    try:
        return from_text(text) if text else None
    except ValueError:
        return None
