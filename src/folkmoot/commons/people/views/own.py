"""My data: take it along, or have it deleted."""

import io
import json
import zipfile

from allauth.account.decorators import reauthentication_required
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from folkmoot.base import limits
from folkmoot.base.clock import now
from folkmoot.base.web import render

from .. import actions, queries
from ..errors import Refused
from ..forms import EraseForm


@require_safe
@login_required
def data(request: HttpRequest) -> HttpResponse:
    return render(request, "people/settings_data.html", {"title": _("Your data"), "current": "own_data"})


@require_POST
@login_required
@reauthentication_required
def export(request: HttpRequest) -> HttpResponse:
    """One JSON file for each kind of thing we keep about the person, in one archive."""
    limits.take(f"export:{request.viewer.person_id}", per_minute=2, at=now())
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, rows in queries.own_data(request.user).items():
            folder.writestr(f"{name}.json", json.dumps(rows, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False))
    response = HttpResponse(archive.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="folkmoot-{request.user.username}.zip"'
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required
def erase(request: HttpRequest) -> HttpResponse:
    form = EraseForm(request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.erase(actor=request.user, person=request.user, at=now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            logout(request)
            messages.success(request, _("Your account is deleted. Farewell, and thank you."))
            return redirect("/")
    context = {"form": form, "title": _("Delete my account"), "current": "own_data"}
    return render(request, "people/settings_erase.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Signs one of one's own browsers out."""
    session = UserSession.objects.filter(pk=session_id, user=request.user).first()
    if session is None:
        raise Http404
    session.end()
    messages.success(request, _("This session is ended."))
    return redirect("usersessions_list")
