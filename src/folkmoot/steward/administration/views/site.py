"""The site's settings, the fields of the profile, the units."""

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from folkmoot.base import ids
from folkmoot.base.clock import now
from folkmoot.base.web import render
from folkmoot.commons.people import actions as people
from folkmoot.commons.people.errors import Refused
from folkmoot.commons.people.models import ProfileField, Unit

from .. import actions
from ..forms import FieldForm, SettingsForm, UnitForm
from .gate import administrators_only, tabs


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    form = SettingsForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        changed = actions.change_settings(actor=request.user, values=form.values(), at=now())
        messages.success(request, _("Saved.") if changed else _("Nothing has changed."))
        return redirect("administration:settings")
    context = {"form": form, "sections": form.sections(), "tabs": tabs("settings"), "title": _("Settings")}
    return render(request, "administration/settings.html", context, status=422 if form.errors else 200)


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def fields(request: HttpRequest, field_id: int | None = None) -> HttpResponse:
    """The fields of the profile; with an id the one that is edited."""
    field = get_object_or_404(ProfileField, pk=field_id) if field_id else None
    names = ("label", "kind", "choices", "help", "audience", "position")
    initial = {name: getattr(field, name) for name in names} if field else {}
    if field and "remove" in request.POST:
        people.remove_field(actor=request.user, field=field, at=now())
        return redirect("administration:fields")
    form = FieldForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        people.save_field(actor=request.user, field=field, at=now(), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("administration:fields")
    context = {
        "form": form, "entry": field, "tabs": tabs("fields"), "title": _("Profile fields"),
        "entries": ProfileField.objects.order_by("position", "id"), "edit_name": "administration:field",
    }  # fmt: skip
    context["entries"] = [(each.pk, each.label, each.get_kind_display()) for each in context["entries"]]
    return render(request, "administration/entries.html", context, status=422 if form.errors else 200)


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def units(request: HttpRequest, unit_id: int | None = None) -> HttpResponse:
    """The units of the organisation; with an id the one that is edited."""
    unit = get_object_or_404(Unit, pk=unit_id) if unit_id else None
    if unit and "remove" in request.POST:
        people.remove_unit(actor=request.user, unit=unit, at=now())
        return redirect("administration:units")
    parent = ids.to_text(unit.parent_id) if unit and unit.parent_id else ""
    initial = {"name": unit.name, "parent": parent} if unit else {}
    form = UnitForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid() and _save_unit(request, unit, form):
        messages.success(request, _("Saved."))
        return redirect("administration:units")
    rows = Unit.objects.select_related("parent").order_by("name")
    context = {
        "form": form, "entry": unit, "tabs": tabs("units"), "title": _("Units"), "edit_name": "administration:unit",
        "entries": [(each.pk, each.name, each.parent.name if each.parent else "") for each in rows],
    }  # fmt: skip
    return render(request, "administration/entries.html", context, status=422 if form.errors else 200)


def _save_unit(request: HttpRequest, unit: Unit | None, form: UnitForm) -> bool:
    try:
        with transaction.atomic():
            people.save_unit(actor=request.user, unit=unit, at=now(), **form.cleaned_data)
    except Refused as refusal:
        form.add_error("parent", str(refusal))
    except IntegrityError:
        form.add_error("name", _("There is a unit of this name there already."))
    return not form.errors
