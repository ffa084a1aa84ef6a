"""Taking one's record along, the keys to check it by, and how reputation comes about."""

import json

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from folkmoot.base import limits
from folkmoot.base.clock import now
from folkmoot.base.site import settings as site
from folkmoot.base.web import render
from folkmoot.commons.content import deeds

from .. import actions, logic, policy, queries


@require_POST
@login_required
def export(request: HttpRequest) -> HttpResponse:
    """The signed file. `scope` public or all."""
    limits.take(f"credit.export:{request.viewer.person_id}", per_minute=4, at=now())
    scope = "public" if request.POST.get("scope") == "public" else "all"
    document = actions.export(viewer=request.viewer, scope=scope, at=now())
    response = HttpResponse(
        json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True), content_type="application/json"
    )
    response["Content-Disposition"] = f'attachment; filename="credit-{request.viewer.username}.json"'
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """For whoever holds a record and wants to know whether it is genuine."""
    return render(request, "credit/keys.html", {"keys": queries.signing_keys()})


@require_safe
def key(request: HttpRequest, key: str) -> HttpResponse:
    found = next((each for each in queries.signing_keys() if each.key_id == key), None)
    if found is None:
        raise Http404
    response = HttpResponse(found.public_pem, content_type="application/x-pem-file")
    response["Content-Disposition"] = f'attachment; filename="{found.key_id}.pem"'
    return response


@require_safe
@login_required
def how(request: HttpRequest) -> HttpResponse:
    """What counts how much, and what it opens."""
    names = {
        "retag": _("put the tags of others in order"),
        "edit": _("improve the texts of others"),
        "close": _("close conversations"),
        "moderate": _("moderate"),
    }
    counted = {deed.verb: deed for deed in reversed(deeds.deeds()) if deed.weight}
    whole, _topics = queries.standing_of(request.viewer, request.viewer.person_id)
    context = {
        "deeds": sorted(counted.values(), key=lambda deed: (-deed.weight, deed.verb)),
        "half_life": site.get("credit.half_life"),
        "levels": [(names[right], level) for right, level in policy.levels().items()],
        "mine": int(whole.score) if whole else 0,  # Rounded up it would seem to be enough.
        "same_group": round(logic.SAME_GROUP * 100),
        "ring": round(logic.RING * 100),
    }
    return render(request, "credit/how.html", context)
