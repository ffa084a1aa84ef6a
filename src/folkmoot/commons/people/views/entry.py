"""The doors for people who are not in yet."""

from allauth.account.internal.flows.signup import complete_signup
from allauth.account.utils import setup_user_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from folkmoot.base import limits
from folkmoot.base.clock import now
from folkmoot.base.web import render

from .. import actions
from ..accounts import INVITATION_KEY
from ..actions.joining import claimable, usable_invitation
from ..errors import AlreadyClaimed, InvitationIsOver
from ..forms import ClaimForm


@require_safe
@never_cache
def join(request: HttpRequest, token: str) -> HttpResponse:
    """An invitation's link: kept for the sign-up that follows."""
    invitation = usable_invitation(token[:100], now())
    if invitation is None:
        return render(request, "people/invitation_over.html", status=404)
    if not request.viewer.is_guest:
        return redirect("/")
    request.session[INVITATION_KEY] = token
    suffix = f"?email={invitation.email}" if invitation.email else ""
    response = redirect("account_signup")
    response["Location"] += suffix
    return response


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    return render(request, "people/waiting.html")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def claim(request: HttpRequest, token: str) -> HttpResponse:
    """Taking over an account that an import made, by a link from an administrator."""
    try:
        person = claimable(token)
    except InvitationIsOver:
        return render(request, "people/invitation_over.html", status=404)
    form = ClaimForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        limits.take(f"claim:{person.pk}", per_minute=5, at=now())
        try:
            person = actions.claim(token=token, at=now(), **form.cleaned_data)
        except AlreadyClaimed:
            form.add_error("email", _("This address belongs to another account here. Please use a different one."))
        else:
            setup_user_email(request, person, [])
            return complete_signup(request, user=person)
    context = {"form": form, "who": person}
    return render(request, "people/claim.html", context, status=422 if form.errors else 200)
