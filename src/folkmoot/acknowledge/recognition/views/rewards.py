"""The catalogue, exchanging points, and the desk where wishes are answered."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from folkmoot.base.clock import now
from folkmoot.base.ui.toasts import toast
from folkmoot.base.web import render
from folkmoot.commons.content.views.acting import take_post

from .. import actions, queries
from ..forms import RewardForm
from ..keepers import is_keeper
from ..models import Redemption, Reward
from ..models.rewards import MOST_WORDS
from ..refusals import Refused
from .common import for_colleagues, for_keepers

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@for_colleagues
def catalogue(request: HttpRequest) -> HttpResponse:
    return _catalogue(request)


def _catalogue(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    keeps = is_keeper(request.viewer)
    context = {
        "offers": queries.catalogue(request.viewer, with_retired=keeps),
        "mine": queries.my_points(request.viewer, at=now()),
        "wishes": queries.my_redemptions(request.viewer, limit=5),
        "keeps": keeps,
        "most": MOST_WORDS,
        **more,
    }
    return render(request, "recognition/rewards.html", context, status=status)


@require_POST
@for_colleagues
def redeem(request: HttpRequest, pk: int) -> HttpResponse:
    take_post(request)
    words = request.POST.get("words", "")
    try:
        made = actions.redeem(viewer=request.viewer, reward_id=pk, words=words, at=now())
    except Refused as refused:
        return _catalogue(request, status=422, problem=refused.message, problem_pk=pk, words=words)
    if made.state == "asked":
        toast(request, _("Your wish is at the desk. Your points are kept for it until it is answered."))
    else:
        toast(request, _("It is yours. HR hands it over to you."))
    return redirect("recognition:mine")


@require_POST
@for_colleagues
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        actions.withdraw_redemption(viewer=request.viewer, redemption_id=pk, at=now())
        toast(request, _("Taken back. Your points are in your purse again."))
    except Refused as refused:
        toast(request, str(refused.message))
    return redirect("recognition:mine")


@require_safe
@for_keepers
def desk(request: HttpRequest) -> HttpResponse:
    return _desk(request)


def _desk(request: HttpRequest, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"wishes": queries.waiting_redemptions(request.viewer), "most": MOST_WORDS, **more}
    return render(request, "recognition/desk.html", context, status=status)


@require_POST
@for_keepers
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    if not Redemption.objects.filter(pk=pk).exists():
        raise Redemption.DoesNotExist
    words = request.POST.get("answer", "")
    try:
        actions.answer_redemption(
            viewer=request.viewer, redemption_id=pk, to=request.POST.get("to", ""), answer=words, at=now()
        )
    except Refused as refused:
        return _desk(request, status=422, problem=refused.message, problem_pk=pk, answer=words)
    toast(request, _("Answered. They are told."))
    return redirect("recognition:desk")


@READ_OR_SEND
@for_keepers
def new(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@READ_OR_SEND
@for_keepers
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, Reward.objects.get(pk=pk))


def _edit(request: HttpRequest, reward: Reward | None) -> HttpResponse:
    start: dict[str, Any] = {}
    if reward is not None:
        start = {name: getattr(reward, name) for name in RewardForm.base_fields if name != "is_offered"}
        start["is_offered"] = reward.retired_at is None
    form = RewardForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_reward(
                viewer=request.viewer, reward_id=reward.id if reward else None, at=now(), **form.cleaned_data
            )
        except Refused as refused:
            form.add_error(None, str(refused.message))
        else:
            toast(request, _("Kept."))
            return redirect("recognition:rewards")
    context = {"form": form, "heading": reward.name if reward else _("A new reward"), "save": _("Keep it")}
    return render(request, "recognition/form.html", context, status=422 if request.method == "POST" else 200)
