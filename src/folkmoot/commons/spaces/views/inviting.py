from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from folkmoot.base import limits
from folkmoot.base.clock import now
from folkmoot.base.web import render
from folkmoot.commons.people import luggage
from folkmoot.commons.people.models import Person

from .. import actions, frame, policy, queries
from ..forms import InviteForm, LinkForm
from ..models import Space
from ..problems import InvitationIsOver, NobodyThere, NotYours, Refused
from .lookup import head, sign_in_first, space_or_404


def invite(request: HttpRequest, slug: str) -> HttpResponse:
    space = space_or_404(request, slug)
    viewer = request.viewer
    if not policy.may_invite(viewer, space):
        raise NotYours
    form = InviteForm(request.POST if request.method == "POST" else None)
    if not policy.may_own(viewer, space, space.my_role):
        form.fields["role"].choices = form.fields["role"].choices[-1:]
        form.fields["role"].required = False
    if request.method == "POST" and form.is_valid() and _invite_all(request, space, form):
        return redirect("spaces:invite", slug)
    context = {
        "form": form,
        "link_form": LinkForm(),
        "sent": queries.invitations_of(viewer, space, at=now()),
        "site_url": settings.SITE_URL,
        "may_invite_outsiders": policy.may_invite_outsiders(viewer, space),
        **head(request, space),
    }
    return render(request, "spaces/invite.html", context, status=422 if form.errors else 200)


def _invite_all(request: HttpRequest, space: Space, form: InviteForm) -> bool:
    """Send each; what cannot be sent stays in the field with its reason."""
    sent, left, at = 0, [], now()
    values = {"note": form.cleaned_data["note"], "role": form.cleaned_data["role"] or "member"}
    for word in form.cleaned_data["who"]:
        limits.take(f"spaces.invite:{request.viewer.person_id}", per_minute=20, burst=100, at=at)
        try:
            if "@" in word:
                actions.invite_by_mail(actor=request.viewer, space=space, email=word, at=at, **values)
            else:
                found = Person.objects.filter(username__iexact=word).first()
                if found is None:
                    raise NobodyThere
                actions.invite_person(actor=request.viewer, space=space, person_id=found.pk, at=at, **values)
            sent += 1
        except NotYours:
            left.append((word, _("Only moderators invite people from outside by mail.")))
        except Refused as refusal:
            left.append((word, str(refusal)))
    if sent:
        words = ngettext("%(count)d invitation sent.", "%(count)d invitations sent.", sent)
        messages.success(request, words % {"count": sent})
    for word, reason in left:
        form.add_error("who", f"{word}: {reason}")
    if left:
        form.data = form.data.copy()
        form.data["who"] = "\n".join(word for word, _reason in left)
    return not left


@require_POST
@login_required
def make_link(request: HttpRequest, slug: str) -> HttpResponse:
    space = space_or_404(request, slug)
    form = LinkForm(request.POST)
    if form.is_valid():
        actions.make_link(
            actor=request.viewer,
            space=space,
            valid_for=timedelta(days=form.cleaned_data["days"]),
            max_uses=form.cleaned_data["max_uses"],
            at=now(),
        )
    else:
        messages.error(request, _("A link is for 1 to 10,000 people."))
    return redirect(reverse("spaces:invite", args=[slug]) + "#links")


@require_POST
@login_required
def withdraw(request: HttpRequest, slug: str, invitation_id: int) -> HttpResponse:
    space = space_or_404(request, slug)
    try:
        actions.withdraw_invitation(actor=request.viewer, space=space, invitation_id=invitation_id, at=now())
    except InvitationIsOver:
        messages.info(request, _("It was used or withdrawn already."))
    return redirect("spaces:invite", slug)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    if (away := sign_in_first(request)) is not None:
        return away
    waiting = list(queries.invitations_for(request.viewer, at=now())[:100])
    return render(request, "spaces/invitations.html", {"waiting": waiting})


@require_POST
def answer(request: HttpRequest, invitation_id: int) -> HttpResponse:
    if (away := sign_in_first(request)) is not None:
        return away
    try:
        if request.POST.get("answer") == "accept":
            space = actions.accept_invitation(actor=request.viewer, invitation_id=invitation_id, at=now())
            messages.success(request, _("Welcome to %(space)s!") % {"space": space.name})
            return redirect("spaces:space", space.slug)
        actions.decline_invitation(actor=request.viewer, invitation_id=invitation_id, at=now())
        messages.info(request, _("You declined the invitation."))
    except InvitationIsOver as refusal:
        messages.error(request, str(refusal))
    return redirect("spaces:invitations")


@never_cache
def link(request: HttpRequest, token: str) -> HttpResponse:
    """What a link or a letter leads to. A guest keeps it in the session until they are signed in."""
    invitation = queries.invitation_behind(token, at=now())
    if invitation is None:
        request.session.pop(frame.SESSION_KEY, None)
        return render(request, "spaces/link_over.html", status=410)
    if request.method != "POST":
        if invitation.space_id in request.viewer.space_ids:
            return redirect("spaces:space", invitation.space.slug)
        request.session[frame.SESSION_KEY] = token
        luggage.pack(request, frame.SESSION_KEY, token)  # The letter of a sign-up may be opened in another browser.
        return render(request, "spaces/link.html", {"invited": invitation, "token": token})
    if (away := sign_in_first(request)) is not None:
        return away
    request.session.pop(frame.SESSION_KEY, None)
    if request.POST.get("answer") == "decline":
        messages.info(request, _("You declined the invitation."))
        return redirect("spaces:directory")
    try:
        space = actions.accept_link(actor=request.viewer, token=token, at=now())
    except InvitationIsOver as refusal:
        messages.error(request, str(refusal))
        return redirect("spaces:directory")
    messages.success(request, _("Welcome to %(space)s!") % {"space": space.name})
    return redirect("spaces:space", space.slug)
