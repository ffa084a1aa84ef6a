from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from folkmoot.base.clock import now
from folkmoot.base.site import settings as site
from folkmoot.base.web import render
from folkmoot.base.web.caching import kept_for_guests

from .. import actions, policy, queries
from ..forms import SpaceForm
from ..problems import NotYours, Refused, SlugIsTaken
from .lookup import sign_in_first
from .settings import kept_cover, sent

PAGE = 24


@require_safe
@kept_for_guests
def directory(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    kind = request.GET.get("show", "all")
    kind = kind if kind in queries.KINDS_OF_LIST else "all"
    words = request.GET.get("q", "").strip()[:100]
    found = queries.directory(viewer, kind=kind, words=words)
    page = Paginator(found, PAGE, allow_empty_first_page=True).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "spaces": list(page.object_list),
        "kind": kind,
        "kinds": [pair for pair in queries.KINDS_OF_LIST.items() if pair[0] != "mine" or not viewer.is_guest],
        "words": words,
        "may_create": policy.may_create(viewer, site.get("spaces.who_may_create")),
    }
    return render(request, "spaces/directory.html", context, part="list")


def create(request: HttpRequest) -> HttpResponse:
    if (away := sign_in_first(request)) is not None:
        return away
    if not policy.may_create(request.viewer, site.get("spaces.who_may_create")):
        raise NotYours
    form = SpaceForm(request.viewer, *sent(request))
    if request.method == "POST" and form.is_valid():
        values = form.changes()
        try:
            cover = kept_cover(request, form)
            if cover is not None:
                values["cover_id"] = cover.pk
            made = actions.create(
                actor=request.viewer, slug=form.cleaned_data["slug"], at=now(), name=values.pop("name"), **values
            )
            return redirect("spaces:space", made.slug)
        except SlugIsTaken as refusal:
            form.add_error("slug", str(refusal))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "spaces/create.html", {"form": form}, status=422 if form.errors else 200)
