"""Follow, connect, keep away, endorse: one button each."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from folkmoot.base import limits
from folkmoot.base.clock import now
from folkmoot.base.states import MoveNotAllowed
from folkmoot.base.web import render

from .. import actions, panels, queries
from ..errors import AlreadyDone, NoteIsTooLong, Refused
from ..models import Person
from .finding import person_or_404
from .profile import drawn

_PLAIN = {
    "follow": actions.follow,
    "unfollow": actions.unfollow,
    "mute": actions.mute,
    "unmute": actions.unmute,
    "block": actions.block,
}
_ON_CONNECTION = {
    "accept": actions.accept,
    "decline": actions.decline,
    "withdraw": actions.withdraw,
    "end": actions.end_connection,
}
_LISTS = {"following", "followers", "connections"}


@require_POST
@login_required
def change(request: HttpRequest, username: str, verb: str) -> HttpResponse:
    """One verb towards one person; the answer is the person's buttons anew, or back to the page."""
    person = person_or_404(request, username)
    limits.take(f"tie:{request.viewer.person_id}", per_minute=60, at=now())
    try:
        _do(request, person, verb)
    except NoteIsTooLong as refusal:
        messages.warning(request, str(refusal))
        return drawn(request, person, typed_note=request.POST["note"], status=422)
    except (Refused, MoveNotAllowed) as refusal:
        messages.warning(request, str(refusal) if isinstance(refusal, Refused) else _("This has changed meanwhile."))
    if verb == "block":
        messages.success(request, _("%(name)s is blocked. You no longer see each other.") % {"name": person.name})
        return redirect("people:kept_away")
    if not getattr(request, "htmx", False):
        return _back(request, reverse("people:profile", args=[person.username]))
    page = queries.profile_page(request.viewer, person, at=now())
    return render(request, "people/profile.html", {"page": page, "who": person}, part="ties")


def _do(request: HttpRequest, person: Person, verb: str) -> None:
    actor = request.user
    if verb in _PLAIN:
        _PLAIN[verb](actor=actor, person=person, at=now())
    elif verb == "connect":
        actions.ask_connection(actor=actor, person=person, note=request.POST.get("note", ""), at=now())
    elif verb in _ON_CONNECTION:
        connection = queries.connection_with(request.viewer, person)
        if connection is None:
            raise Http404
        _ON_CONNECTION[verb](actor=actor, connection=connection, at=now())
    else:
        raise Http404


@require_safe
@login_required
def tied(request: HttpRequest, username: str, which: str) -> HttpResponse:
    """Whom somebody follows, is followed by, or is connected to, where they show it."""
    person = person_or_404(request, username)
    if which not in _LISTS:
        raise Http404
    page = queries.profile_page(request.viewer, person, at=now())
    people = queries.people_tied(request.viewer, person, which) if page.is_whole else None
    context = {
        "page": page, "who": person, "people": people, "which": which,
        "tabs": panels.tabs(request.viewer, person.username, "ties"),
    }  # fmt: skip
    return render(request, "people/tied.html", context)


@require_safe
@login_required
def requests(request: HttpRequest) -> HttpResponse:
    context = {
        "received": queries.requests_to(request.viewer),
        "sent": queries.requests_to(request.viewer, sent=True),
    }
    return render(request, "people/requests.html", context)


@require_POST
@login_required
def answer(request: HttpRequest, connection_id: int, verb: str) -> HttpResponse:
    waiting = [*queries.requests_to(request.viewer), *queries.requests_to(request.viewer, sent=True)]
    found = next((each.connection for each in waiting if each.connection.pk == connection_id), None)
    if found is None or verb not in _ON_CONNECTION:
        raise Http404
    try:
        _ON_CONNECTION[verb](actor=request.user, connection=found, at=now())
    except (Refused, MoveNotAllowed):
        messages.warning(request, _("This has changed meanwhile."))
    return redirect("people:requests")


@require_POST
@login_required
def endorse(request: HttpRequest, username: str, skill_id: int) -> HttpResponse:
    """Endorses, or takes the endorsement back when there is one."""
    person = person_or_404(request, username)
    skill = queries.skill_for(person, skill_id)
    if skill is None:
        raise Http404
    limits.take(f"tie:{request.viewer.person_id}", per_minute=60, at=now())
    try:
        actions.endorse(actor=request.user, skill=skill, at=now())
    except AlreadyDone:
        actions.withdraw_endorsement(actor=request.user, skill=skill, at=now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
    if not getattr(request, "htmx", False):
        return _back(request, reverse("people:profile", args=[person.username]) + "#skills")
    page = queries.profile_page(request.viewer, person, at=now())
    return render(request, "people/profile.html", {"page": page, "who": person}, part="skills")


def _back(request: HttpRequest, otherwise: str) -> HttpResponseRedirect:
    """To where the button was, when that is a page of ours."""
    target = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
    return HttpResponseRedirect(target if is_ours else otherwise)
