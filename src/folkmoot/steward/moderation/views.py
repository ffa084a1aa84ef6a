from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from folkmoot.base import markup
from folkmoot.base.clock import now
from folkmoot.base.site import settings as site
from folkmoot.base.web import render

from . import actions, policy, queries
from .forms import AnswerForm


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    if request.viewer.is_guest:
        return redirect_to_login(request.get_full_path())
    if not policy.may_see_desk(request.viewer):
        raise PermissionDenied
    return _desk(request)


def _desk(request: HttpRequest, *, report_id: int = 0, form: AnswerForm | None = None) -> HttpResponse:
    is_open = request.GET.get("show") != "answered"
    number = request.GET.get("page", "1")
    page = max(int(number), 1) if number.isdecimal() and len(number) < 5 else 1
    found, is_more = queries.cases(request.viewer, is_open=is_open, page=page)
    context = {
        "cases": [
            (
                case,
                form
                if form is not None and case.first.pk == report_id
                else AnswerForm(auto_id=f"{case.first.pk}-%s"),
            )
            for case in found
        ],
        "is_open": is_open,
        "newer": f"?show={'open' if is_open else 'answered'}&page={page - 1}" if page > 1 else "",
        "older": f"?show={'open' if is_open else 'answered'}&page={page + 1}" if is_more else "",
        "tabs_of_desk": [
            {"label": _("Waiting"), "url": "?show=open", "is_current": is_open},
            {"label": _("Answered"), "url": "?show=answered", "is_current": not is_open},
        ],
    }
    return render(request, "moderation/desk.html", context, status=422 if form is not None else 200)


@require_POST
def answer(request: HttpRequest, report_id: int) -> HttpResponse:
    if not policy.may_see_desk(request.viewer):
        raise Http404
    form = AnswerForm(request.POST, auto_id=f"{report_id}-%s")
    if form.is_valid():
        try:
            actions.answer(actor=request.viewer, report_id=report_id, at=now(), **form.cleaned_data)
        except actions.ReasonIsMissing as refusal:
            form.add_error("words", str(refusal))
        except actions.CaseIsClosed:
            messages.info(request, _("This case has been answered already."))
            return redirect("moderation:desk")
        else:
            messages.success(request, _("Answered. Those concerned are told why."))
            return redirect("moderation:desk")
    return _desk(request, report_id=report_id, form=form)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    if request.viewer.is_guest:
        return redirect_to_login(request.get_full_path())
    context = {
        "reported": queries.own_reports(request.viewer),
        "decided": queries.decisions_about(request.viewer),
    }
    return render(request, "moderation/mine.html", context)


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    words = site.get("moderation.policy")
    return render(request, "moderation/rules.html", {"rules": markup.render(words).html if words else ""})
