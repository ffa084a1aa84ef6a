"""Badges: all there are, who has one, giving one, hiding one's own."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from folkmoot.base.clock import now
from folkmoot.base.ids import from_text, to_text
from folkmoot.base.web import render
from folkmoot.commons.content.refusals import Refused
from folkmoot.commons.people.queries import person_named

from .. import actions, policy, queries
from .. import badges as rules
from ..forms import BadgeForm, GiveForm


@require_safe
@login_required
def badges(request: HttpRequest) -> HttpResponse:
    """Every badge, by family; those the viewer has are marked."""
    mine = {each.key for each in queries.awards_of(request.viewer, request.viewer.person_id)}
    families = []
    for family, label in rules.FAMILIES.items():
        members = [_of_rule(rule, mine) for rule in rules.RULES.values() if rule.family == family]
        if family == "given":
            members = [_of_badge(each, mine) for each in queries.given_badges()]
        if members:
            families.append((label, members))
    context = {"families": families, "may_give": policy.may_give_badges(request.viewer)}
    return render(request, "credit/badges.html", context)


def _of_rule(rule, mine):
    return {
        "key": rule.key, "name": rule.name, "about": rule.about, "icon": rule.icon, "tone": rule.tone,
        "outline": rules.outline(rule.family), "is_mine": rule.key in mine,
    }  # fmt: skip


def _of_badge(badge, mine):
    key = to_text(badge.pk)
    return {
        "key": key, "name": badge.name, "about": badge.about, "icon": badge.icon, "tone": badge.tone,
        "outline": rules.outline("given"), "is_mine": key in mine,
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def badge(request: HttpRequest, key: str) -> HttpResponse:
    """One badge with those who show it; administrators give it here."""
    shown = next((_of_rule(rule, ()) for rule in rules.RULES.values() if rule.key == key), None)
    found = None
    if shown is None:
        found = next((each for each in queries.given_badges() if to_text(each.pk) == key), None)
        if found is None:
            raise Http404
        shown = _of_badge(found, ())
    may_give = found is not None and policy.may_give_badges(request.viewer)
    form = GiveForm(request.POST or None) if may_give else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid() and _give(request, found.pk, form):
            return redirect("credit:badge", key)
    context = {"badge": shown, "holders": queries.holders(request.viewer, key), "form": form}
    return render(request, "credit/badge.html", context, status=422 if form is not None and form.errors else 200)


def _give(request: HttpRequest, badge_id: int, form: GiveForm) -> bool:
    person = person_named(request.viewer, form.cleaned_data["who"])
    if person is None:
        form.add_error("who", _("There is nobody of this name."))
        return False
    actions.give_badge(
        viewer=request.viewer, badge_id=badge_id, person_id=person.pk, reason=form.cleaned_data["reason"], at=now()
    )
    messages.success(request, _("%(name)s has the badge now.") % {"name": person.name})
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_badge(request: HttpRequest) -> HttpResponse:
    if not policy.may_give_badges(request.viewer):
        raise PermissionDenied
    form = BadgeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_badge(viewer=request.viewer, at=now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error("name", str(refused.message))
        else:
            return redirect("credit:badge", to_text(made.pk))
    return render(request, "credit/new_badge.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@login_required
def hide(request: HttpRequest) -> HttpResponse:
    """Hides one of one's own badges from others, or shows it again."""
    try:
        award_id = from_text(request.POST.get("award", ""))
    except ValueError:
        raise Http404 from None
    actions.hide_award(
        viewer=request.viewer, award_id=award_id, is_hidden=request.POST.get("hidden") == "1"
    )  # fmt: skip
    return redirect("credit:of_person", request.viewer.username)
