"""The reviewers' desk: what waits, scoring, pairs, and what one has promised."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from folkmoot.base.clock import now
from folkmoot.base.ui.toasts import toast
from folkmoot.base.web import render
from folkmoot.commons.content import kinds
from folkmoot.commons.content.refusals import Refused

from .. import actions, logic, queries
from ..forms import ReviewForm
from .doing import doing, id_in, status_of


@require_safe
@doing
def desk(request: HttpRequest, item_id: int) -> HttpResponse:
    viewer, at = request.viewer, now()
    item, found = queries.visible_campaign(viewer, item_id)
    sort = request.GET.get("sort", "waiting")
    only = request.GET.get("only", "")[:20]
    sort = sort if sort in queries.DESK_SORTS else "waiting"
    told = queries.desk(viewer, item, found, sort=sort, only=only)
    rows = [
        {
            "line": line, "url": kinds.kind("idea").page_url(line.item), "clock": queries.waited(line.idea, at),
            "stage": told.machine.stage(line.idea.stage).label,
        }
        for line in told.lines
    ]  # fmt: skip
    sorts = {"waiting": _("Longest waiting"), "rating": _("Best rated"), "votes": _("Most votes")}
    if found.uses_pairs:
        sorts["pairs"] = _("By pairs")
    filters = {"": _("All"), "shortlist": _("Shortlist")}
    filters |= {
        stage.key: stage.label for stage in told.machine.stages if stage.phase in ("gather", "discuss", "evaluate")
    }
    context = {
        "desk": told, "rows": rows, "item": item, "url": kinds.kind("idea_campaign").page_url(item),
        "sorts": [
            {"label": label, "url": f"?sort={key}&only={only}", "is_current": key == sort}
            for key, label in sorts.items()
        ],
        "filters": [
            {"label": label, "url": f"?sort={sort}&only={key}", "is_current": key == only}
            for key, label in filters.items()
        ],
        "stages": [stage for stage in told.machine.stages if stage.phase in logic.OPEN_PHASES],
    }  # fmt: skip
    return render(request, "ideas/desk.html", context)


@require_POST
@doing
def move_many(request: HttpRequest, item_id: int) -> HttpResponse:
    """Many ideas into one stage."""
    queries.visible_campaign(request.viewer, item_id)
    ids = [id_in(text) for text in request.POST.getlist("idea")[:500]]
    if not ids:
        raise Refused(_("Please choose the ideas first."))
    stage = request.POST.get("stage", "")[:20]
    moved, refused = actions.move_many(
        viewer=request.viewer, item_ids=ids, stage=stage, words=request.POST.get("words", ""), at=now()
    )
    toast(request, ngettext("%(n)d idea has moved.", "%(n)d ideas have moved.", len(moved)) % {"n": len(moved)})
    for reason in sorted(set(refused.values())):
        toast(request, reason)
    return redirect("ideas:desk", item_id)


@doing
def evaluate(request: HttpRequest, item_id: int) -> HttpResponse:
    """The sheet of one idea: scores by criteria, the notes of reviewers to each other."""
    viewer, at = request.viewer, now()
    item, idea = queries.visible_idea(viewer, item_id)
    sheet = queries.reviews(viewer, item, idea)
    start: dict[str, Any] = {}
    if sheet.mine is not None:
        start = {f"c{key}": value for key, value in sheet.mine.scores.items()} | {"note": sheet.mine.note}
    is_note = request.method == "POST" and request.POST.get("deed") == "note"
    form = ReviewForm(
        request.POST if request.method == "POST" and not is_note else None, criteria=sheet.criteria, initial=start
    )
    if is_note:
        actions.note(viewer=viewer, item_id=item_id, text=request.POST.get("text", ""), at=at)
        return redirect("ideas:evaluate", item_id)
    if request.method == "POST" and form.is_valid():
        try:
            actions.evaluate(
                viewer=viewer, item_id=item_id, scores=form.scores(), note=form.cleaned_data["note"], at=at
            )
        except Refused as refused:
            form.add_error(None, str(refused.message))
        else:
            toast(request, _("Thank you. Your scores are kept."))
            return redirect("ideas:evaluate", item_id)
    by_key = {each.pk: each for each in sheet.criteria}
    given = [
        {
            "evaluation": each,
            "scores": [(by_key[int(key)].label, value) for key, value in each.scores.items() if int(key) in by_key],
        }
        for each in sheet.evaluations
    ]
    context = {
        "form": form, "sheet": sheet, "given": given, "item": item, "idea": idea,
        "tally": queries.tally(item, queries.standing(viewer, item, idea)),
        "url": kinds.kind("idea").page_url(item), "clock": queries.waited(idea, at),
    }  # fmt: skip
    return render(request, "ideas/evaluate.html", context, status=status_of(request))


@doing
def pairs(request: HttpRequest, item_id: int) -> HttpResponse:
    """Two ideas at a time: which is the better one?"""
    viewer = request.viewer
    item, found = queries.visible_campaign(viewer, item_id)
    if request.method == "POST":
        better, worse = (id_in(request.POST.get(name, "")) for name in ("better", "worse"))
        is_even = request.POST.get("even") == "1"
        actions.compare(
            viewer=viewer, campaign_id=item_id, better_id=better, worse_id=worse, is_even=is_even, at=now()
        )  # fmt: skip
        return redirect("ideas:pairs", item_id)
    told = queries.desk(viewer, item, found, sort="pairs")
    pair = queries.pair_for(viewer, found)
    sides = [{"idea": each, "url": kinds.kind("idea").page_url(each.item)} for each in pair or ()]
    for place, side in enumerate(sides):
        side["other"] = sides[1 - place]["idea"]
    top = [line for line in told.lines if line.strength is not None][:10]
    best = max((line.strength or 0 for line in top), default=0) or 1
    context = {
        "item": item, "sides": sides, "compared": told.compared, "url": kinds.kind("idea_campaign").page_url(item),
        "top": [{"line": line, "share": round(100 * (line.strength or 0) / best)} for line in top],
    }  # fmt: skip
    return render(request, "ideas/pairs.html", context)


@require_safe
@doing
def promises(request: HttpRequest) -> HttpResponse:
    """What the viewer has promised as a reviewer, for all their campaigns."""
    lines = [
        {"promise": each, "url": kinds.kind("idea_campaign").page_url(each.item)}
        for each in queries.promises(request.viewer)
    ]
    return render(request, "ideas/promises.html", {"lines": lines})


@require_POST
@doing
def promise(request: HttpRequest, item_id: int) -> HttpResponse:
    queries.visible_campaign(request.viewer, item_id)
    text = request.POST.get("capacity", "")
    if not text.isdecimal() or len(text) > 5:
        raise Refused(_("Please say it as a number."))
    actions.promise(viewer=request.viewer, campaign_id=item_id, capacity=int(text), at=now())
    toast(request, _("Thank you. Everybody sees how much of it is used."))
    return redirect("ideas:promises")
