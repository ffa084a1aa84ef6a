"""What people meet who know nothing of arms: a link somebody gave them, an announcement, two questions."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from folkmoot.base import markup
from folkmoot.base.clock import now
from folkmoot.base.ui.toasts import toast
from folkmoot.base.web import render
from folkmoot.commons.content import pages
from folkmoot.commons.content.views.acting import to_sign_in

from .. import actions, queries
from ..actions.answering import whose_link
from ..logic import lots
from ..models import Arm, Campaign, Goal
from ..refusals import Refused
from .common import for_colleagues, found

READ_OR_SEND = require_http_methods(["GET", "HEAD", "POST"])


def goal_of(campaign: Campaign) -> str:
    """Where somebody goes on from a message."""
    if campaign.goal == Goal.LINK:
        return campaign.goal_url
    if campaign.goal == Goal.JOINED and campaign.goal_space is not None:
        return reverse("spaces:space", args=[campaign.goal_space.slug])
    if campaign.goal in (Goal.ANSWERED, Goal.READ) and campaign.goal_item is not None:
        return pages.item_url(campaign.goal_item)
    return ""


@READ_OR_SEND
@found
def come(request: HttpRequest, token: str) -> HttpResponse:
    """Behind every link of a letter, a poster or an advocate: the message, and a button that leads on.

    Guests see it too (a poster is read by whoever has no session on their phone), but never where it leads inside.
    """
    came = whose_link(token)
    campaign = came.campaign
    if request.method == "POST":
        actions.follow(viewer=request.viewer, token=token, at=now())
        if campaign.goal == Goal.LINK:
            return _onward(request, campaign)
        if request.viewer.is_guest:
            return to_sign_in(request)
        if campaign.goal == Goal.SIGNED_UP:
            return _count_in(request, campaign.pk)
        return redirect(goal_of(campaign) or "/")
    actions.read_message(viewer=request.viewer, token=token, at=now())
    arm = Arm.objects.get(campaign=campaign, kind=came.kind)
    return render(request, "campaigns/message.html", _message(campaign, arm, token=token))


def _onward(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """To another site. Not by a redirect: our content security policy lets no form lead away from here."""
    answer = render(request, "campaigns/onward.html", {"campaign": campaign})
    answer["Refresh"] = f"0; url={campaign.goal_url}"
    return answer


def _message(campaign: Campaign, arm: Arm, **more: Any) -> dict[str, Any]:
    return {
        "campaign": campaign, "arm": arm, "html": mark_safe(markup.render(arm.text).html),  # noqa: S308 - sanitised there

        "is_over": campaign.state != "running",
        "leads_on": bool(goal_of(campaign)) or campaign.goal == Goal.SIGNED_UP, **more,
    }  # fmt: skip


@require_safe
@for_colleagues
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """The announcement, for those whom it is meant for."""
    campaign, arm = queries.announcement_for(request.viewer, pk)
    actions.read_message(viewer=request.viewer, campaign_id=pk, at=now())
    return render(request, "campaigns/message.html", _message(campaign, arm, goal_url=goal_of(campaign)))


@require_POST
@for_colleagues
def sign_up(request: HttpRequest, pk: int) -> HttpResponse:
    return _count_in(request, pk)


def _count_in(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        actions.sign_up(viewer=request.viewer, campaign_id=pk, at=now())
    except Campaign.DoesNotExist:
        toast(request, _("This campaign asks others. Thank you for your interest all the same."))
    except Refused as refused:
        toast(request, str(refused.message))
    else:
        toast(request, _("You are in. Thank you!"))
    return redirect("/")


@READ_OR_SEND
@for_colleagues
def questions(request: HttpRequest, pk: int) -> HttpResponse:
    """Two questions for everybody of the audience alike; the answers stand in another order for each."""
    campaign, has_answered = queries.questions_for(request.viewer, pk, at=now())
    if request.method == "POST":
        answers = [request.POST.get(f"answer-{n}", "") for n in (1, 2)]
        try:
            actions.answer_questions(viewer=request.viewer, campaign_id=pk, answers=answers, at=now())
        except Refused as refused:
            toast(request, str(refused.message))
        else:
            toast(request, _("Thank you! What you chose is not kept, only whether both were right."))
        return redirect("/")
    asked = []
    for number, each in enumerate(campaign.questions, start=1):
        dice = lots.generator(f"{request.viewer.person_id}:{campaign.pk}:{number}")
        options = [each["options"][place] for place in dice.permutation(len(each["options"]))]
        asked.append({"number": number, "question": each["question"], "options": options})
    context = {"campaign": campaign, "asked": asked, "has_answered": has_answered}
    return render(request, "campaigns/questions.html", context)
