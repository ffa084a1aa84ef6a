import csv
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from folkmoot.base.audit import actions as audit
from folkmoot.base.clock import now
from folkmoot.base.files import actions as files
from folkmoot.base.files.models import StoredFile
from folkmoot.base.web import render

from .. import actions, policy, queries
from ..forms import SpaceForm
from ..models import Space
from ..problems import NotYours, Refused
from .lookup import head, space_or_404


def _own_space(request: HttpRequest, slug: str) -> Space:
    space = space_or_404(request, slug)
    if not policy.may_own(request.viewer, space, space.my_role):
        raise NotYours
    return space


def sent(request: HttpRequest) -> tuple[Any, Any]:
    """What a form with files is made from; an empty form that was sent counts as sent."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def kept_cover(request: HttpRequest, form: SpaceForm) -> StoredFile | None:
    """The uploaded picture, stored; raises Refused with the reason when it is none."""
    upload = form.cleaned_data.get("cover")
    if not upload:
        return None
    try:
        stored = files.store(upload, owner=request.viewer.person_id, at=now())
    except files.FileRefused as refusal:
        raise Refused(refusal.message) from refusal
    if not stored.is_image:
        raise Refused(_("The picture at the top must be a picture."))
    return stored


def edit(request: HttpRequest, slug: str) -> HttpResponse:
    space = _own_space(request, slug)
    shown = Space.objects.get(pk=space.pk)  # The form writes into its instance; the page's head must not change.
    form = SpaceForm(request.viewer, *sent(request), instance=shown)
    del form.fields["slug"]
    if request.method == "POST" and form.is_valid():
        changes = form.changes()
        try:
            cover = kept_cover(request, form)
            if cover is not None or form.cleaned_data["remove_cover"]:
                changes["cover_id"] = cover.pk if cover else None
            actions.edit(actor=request.viewer, space=space, changes=changes, at=now())
            messages.success(request, _("Saved."))
            return redirect("spaces:edit", slug)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, **head(request, space)}
    return render(request, "spaces/edit.html", context, status=422 if form.errors else 200)


@require_POST
def archive(request: HttpRequest, slug: str) -> HttpResponse:
    space = _own_space(request, slug)
    if request.POST.get("restore"):
        actions.restore(actor=request.viewer, space=space, at=now())
        messages.success(request, _("The community is open again."))
    else:
        actions.archive(actor=request.viewer, space=space, at=now())
        messages.success(request, _("Archived. Everything stays readable; you can open it again at any time."))
    return redirect("spaces:edit", slug)


@require_POST
def official(request: HttpRequest, slug: str) -> HttpResponse:
    space = space_or_404(request, slug)
    actions.set_official(actor=request.viewer, space=space, is_official=request.POST.get("official") == "1", at=now())
    return redirect("spaces:edit", slug)


@require_safe
def statistics(request: HttpRequest, slug: str) -> HttpResponse:
    space = _own_space(request, slug)
    told = queries.statistics(request.viewer, space, today=now().date())
    context = {
        "told": told,
        "now_members": told.members[-1],
        "joined_total": sum(told.joined),
        "left_total": sum(told.left),
        "figures": [
            (figure, figure.total if figure.total is not None else sum(figure.values)) for figure in told.figures
        ],
        "rows": list(zip(told.weeks, told.members, told.joined, told.left, strict=True)),
        **head(request, space),
    }
    return render(request, "spaces/statistics.html", context)


class _Line:
    def write(self, text: str) -> str:
        return text


@require_safe
def export(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    space = space_or_404(request, slug)
    if space.my_role != "owner":
        raise Http404
    audit.note("spaces.members.exported", at=now(), actor=request.viewer.person_id, space=space.pk)
    writer = csv.writer(_Line())

    def lines() -> Iterator[str]:
        yield writer.writerow([_("Name"), _("User name"), _("Role"), _("Member since")])
        for row in queries.member_rows(request.viewer, space):
            yield writer.writerow([_harmless(cell) for cell in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="members-{space.slug}.csv"'
    return response


def _harmless(cell: str) -> str:
    # Spreadsheets take these for formulas.
    return f"'{cell}" if cell[:1] in "=+-@\t\r" else cell
