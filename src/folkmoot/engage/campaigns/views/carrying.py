"""The page of somebody who carries a message, or is asked to. Nobody else finds it."""

import re
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from folkmoot.base.clock import now
from folkmoot.base.ids import from_text, to_text
from folkmoot.base.ui.toasts import toast
from folkmoot.base.web import render
from folkmoot.commons.content.refusals import Refused
from folkmoot.commons.spaces.queries import spaces_for_posting

from .. import actions, queries
from ..actions.carrying import way_out
from ..forms import OwnWordsForm
from ..models import Share
from .common import for_colleagues

_SERVER = re.compile(r"^[a-z0-9-]+(\.[a-z0-9-]+)+(:\d{1,5})?$")


@require_safe
@for_colleagues
def advocate(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, queries.mine(request.viewer, pk))


def _page(request: HttpRequest, mine: queries.Mine, *, status: int = 200, **more: Any) -> HttpResponse:
    context: dict[str, Any] = {
        "mine": mine, "campaign": mine.campaign, "today": now().date(),
        "spaces": [{"key": to_text(each.pk), "name": each.name} for each in spaces_for_posting(request.viewer)
                   if each.pk != mine.campaign.workshop_id],
        "channels": Share.Channel.choices,
        "form": OwnWordsForm(initial={"own_words": mine.row.own_words}), "typed": request.POST, **more,
    }  # fmt: skip
    name = "campaigns/advocate.html" if mine.row.accepted_at else "campaigns/invitation.html"
    return render(request, name, context, status=status)


@require_POST
@for_colleagues
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    mine = queries.mine(request.viewer, pk)
    try:
        if request.POST.get("answer") == "yes":
            actions.accept(viewer=request.viewer, campaign_id=pk, at=now())
            toast(request, _("Thank you! Here is what happens next."))
            return redirect("campaigns:advocate", pk=pk)
        actions.decline(viewer=request.viewer, campaign_id=pk, at=now())
    except Refused as refused:
        return _page(request, mine, status=422, problem=refused.message)
    toast(request, _("All right. Nobody will know that you were asked."))
    return redirect("campaigns:campaigns")


@require_POST
@for_colleagues
def words(request: HttpRequest, pk: int) -> HttpResponse:
    mine = queries.mine(request.viewer, pk)
    form = OwnWordsForm(request.POST)
    if not form.is_valid():
        return _page(request, mine, status=422, form=form)
    actions.write_own_words(viewer=request.viewer, campaign_id=pk, text=form.cleaned_data["own_words"], at=now())
    toast(request, _("Kept. This is how you say it."))
    return redirect("campaigns:advocate", pk=pk)


@require_POST
@for_colleagues
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """One act of passing it on: a note here, or the way to where one shares it oneself."""
    mine = queries.mine(request.viewer, pk)
    channel = request.POST.get("channel", "")[:10]
    server = request.POST.get("server", "").strip().lower()[:120].removeprefix("https://").rstrip("/")
    if channel == Share.Channel.MASTODON and not _SERVER.match(server):
        return _page(request, mine, status=422, problem=_("Name your server, for example mastodon.social."))
    space_id = _key(request.POST.get("space", ""))
    try:
        done = actions.share(viewer=request.viewer, campaign_id=pk, channel=channel, space_id=space_id, at=now())
    except Refused as refused:
        return _page(request, mine, status=422, problem=refused.message)
    if target := way_out(mine.row, channel, server=server):
        # A form's answer: browsers follow it as the person's own step to another site.
        return render(request, "campaigns/way_out.html", {"campaign": mine.campaign, "target": target, "mine": mine})
    if done.item_id is not None:
        toast(request, _("Posted in your name. You can change or delete it as anything you write."))
        return redirect("content:item", item_id=done.item_id)
    toast(request, _("Noted. Copy your link and send it where you like."))
    return redirect("campaigns:advocate", pk=pk)


@require_POST
@for_colleagues
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """Planning a day, or forgetting it."""
    mine = queries.mine(request.viewer, pk)
    try:
        if (share_id := _key(request.POST.get("forget", ""))) is not None:
            actions.unplan(viewer=request.viewer, campaign_id=pk, share_id=share_id, at=now())
        else:
            actions.plan_share(
                viewer=request.viewer, campaign_id=pk, channel=request.POST.get("channel", "")[:10],
                on=_day(request.POST.get("on", "")), at=now(),
            )  # fmt: skip
    except Refused as refused:
        return _page(request, mine, status=422, problem=refused.message)
    return redirect("campaigns:advocate", pk=pk)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min


def _key(text: str) -> int | None:
    try:
        return from_text(text)
    except ValueError:
        return None
