"""Who comes in, who is who, who has to go."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from folkmoot.base.clock import now
from folkmoot.base.web import render
from folkmoot.commons.people import actions, queries
from folkmoot.commons.people.errors import Refused
from folkmoot.commons.people.models import Person, Relation, SiteInvitation

from ..forms import InvitationForm, PlaceForm, RelationForm, unit_choices
from .gate import administrators_only, tabs


@administrators_only
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    words, which = request.GET.get("q", "")[:80], request.GET.get("which", "")
    found = queries.all_people_for_administration(words, which=which)
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    context = {
        "page": page, "rows": list(page), "words": words, "which": which,
        "tabs": tabs("people"), "title": _("People"),
    }  # fmt: skip
    return render(request, "administration/people.html", context)


@administrators_only
@require_safe
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    who = get_object_or_404(Person.objects.select_related("unit", "manager"), pk=person_id)
    return _person_page(request, who)


def _person_page(request: HttpRequest, who: Person, **forms: object) -> HttpResponse:
    unit = next((value for value, name in unit_choices() if who.unit and name == who.unit.name), "")
    context = {
        "who": who,
        "relations": list(Relation.objects.filter(person=who).order_by("-since_on")),
        "place_form": PlaceForm(initial={"unit": unit, "manager": who.manager.username if who.manager else ""}),
        "relation_form": RelationForm(initial={"since_on": now().date()}),
        "is_unclaimed": who.claimed_at is None and bool(who.origin),
        "tabs": tabs("people"),
        "title": who.name,
        **forms,
    }
    return render(request, "administration/person.html", context, status=422 if forms else 200)


@administrators_only
@require_POST
def change(request: HttpRequest, person_id: int, verb: str) -> HttpResponse:
    """One administrator's verb towards one person, then back to their page."""
    who = get_object_or_404(Person.objects.select_related("unit", "manager"), pk=person_id)
    if verb in ("place", "relation"):
        return _fill(request, who, verb)
    do = _VERBS.get(verb)
    if do is None:
        raise Http404
    try:
        do(request, who)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("administration:person", who.pk)


def _fill(request: HttpRequest, who: Person, verb: str) -> HttpResponse:
    form = PlaceForm(request.POST) if verb == "place" else RelationForm(request.POST)
    if form.is_valid():
        act = actions.set_place if verb == "place" else actions.set_relation
        try:
            act(actor=request.user, person=who, at=now(), **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("administration:person", who.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _person_page(request, who, **{f"{verb}_form": form})


def _end_relation(request: HttpRequest, who: Person) -> None:
    relation = next((each for each in who.relations.all() if str(each.pk) == request.POST.get("relation")), None)
    if relation is None:
        raise Http404
    actions.end_relation(actor=request.user, relation=relation, until_on=now().date(), at=now())


def _deactivate(request: HttpRequest, who: Person) -> None:
    actions.deactivate(actor=request.user, person=who, at=now())
    messages.success(request, _("%(name)s is signed out everywhere and cannot come in.") % {"name": who.name})


def _reactivate(request: HttpRequest, who: Person) -> None:
    actions.reactivate(actor=request.user, person=who, at=now())


def _promote(request: HttpRequest, who: Person) -> None:
    actions.set_administrator(actor=request.user, person=who, is_admin=True, at=now())


def _demote(request: HttpRequest, who: Person) -> None:
    actions.set_administrator(actor=request.user, person=who, is_admin=False, at=now())


def _erase(request: HttpRequest, who: Person) -> None:
    actions.erase(actor=request.user, person=who, at=now())


def _claim(request: HttpRequest, who: Person) -> None:
    token = actions.open_claim(actor=request.user, person=who, at=now())
    link = settings.SITE_URL + reverse("people:claim", args=[token])
    messages.success(request, _("Pass this link on, it holds for 14 days: %(link)s") % {"link": link})


_VERBS: dict[str, Callable[[HttpRequest, Person], None]] = {
    "end-relation": _end_relation,
    "deactivate": _deactivate,
    "reactivate": _reactivate,
    "promote": _promote,
    "demote": _demote,
    "erase": _erase,
    "claim": _claim,
}


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def waiting(request: HttpRequest) -> HttpResponse:
    """Sign-ups that wait for somebody."""
    if request.method == "POST":
        who = next(
            (each for each in queries.waiting_to_be_let_in() if str(each.pk) == request.POST.get("person")), None
        )
        if who is None:
            raise Http404
        if "refuse" in request.POST:
            actions.refuse_entry(actor=request.user, person=who, at=now())
        else:
            actions.let_in(actor=request.user, person=who, at=now())
            messages.success(request, _("%(name)s is in.") % {"name": who.name})
        return redirect("administration:waiting")
    context = {"people": queries.waiting_to_be_let_in(), "tabs": tabs("waiting"), "title": _("Sign-ups")}
    return render(request, "administration/waiting.html", context)


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def invitations(request: HttpRequest) -> HttpResponse:
    """Invitations to the site. The link is shown once: only what it hashes to is kept."""
    if "withdraw" in request.POST:
        found = get_object_or_404(
            SiteInvitation, pk=request.POST["withdraw"] if request.POST["withdraw"].isdigit() else 0
        )
        actions.withdraw_invitation(actor=request.user, invitation=found, at=now())
        return redirect("administration:invitations")
    form, link = InvitationForm(request.POST if request.method == "POST" else None), ""
    if request.method == "POST" and form.is_valid():
        _made, token = actions.invite(actor=request.user, at=now(), **form.cleaned_data)
        link, form = settings.SITE_URL + reverse("people:join", args=[token]), InvitationForm()
    context = {
        "form": form, "link": link, "invitations": list(queries.open_invitations(now())[:100]),
        "tabs": tabs("invitations"), "title": _("Invitations"),
    }  # fmt: skip
    return render(request, "administration/invitations.html", context, status=422 if form.errors else 200)
