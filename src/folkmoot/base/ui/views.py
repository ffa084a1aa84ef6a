from csp.constants import SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from . import samples
from .context import THEME_COOKIE, THEMES
from .portrait import portrait

A_YEAR = 60 * 60 * 24 * 365
LONGEST_SEED = 80


@require_safe
@cache_control(public=True, max_age=A_YEAR, immutable=True)
def show_portrait(request: HttpRequest, seed: str) -> HttpResponse:
    if len(seed) > LONGEST_SEED:
        raise Http404
    return HttpResponse(portrait(seed), content_type="image/svg+xml")


@csrf_exempt  # A colour is no secret, and guests' pages are cached: they hold no token.
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    theme = request.POST.get("theme", "")
    back = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    if theme in THEMES:
        response.set_cookie(THEME_COOKIE, theme, max_age=A_YEAR, samesite="Lax", secure=request.is_secure())
    return response


@require_safe
@csp_replace({"style-src": [SELF, UNSAFE_INLINE], "frame-ancestors": [SELF]})
@xframe_options_sameorigin
def diagram(request: HttpRequest) -> HttpResponse:
    """The empty page in whose frame diagrams are drawn: only here may a script write styles (it cannot measure text
    otherwise), and nobody's session, words or forms are on it."""
    return render(request, "ui/diagram.html")


@require_safe
def style_page(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for whoever builds pages. Only on a developer's machine."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "ui/style.html", samples.context())
