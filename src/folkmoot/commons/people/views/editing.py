"""Everything about oneself that one can change."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from folkmoot.base.clock import now
from folkmoot.base.files import actions as files
from folkmoot.base.web import render

from .. import actions, queries
from ..accounts import wear
from ..forms import AccountForm, FieldsForm, PictureForm, PrivacyForm, ProfileForm, SkillsForm
from ..models import Person
from ..queries.profile import fields_to_fill

_PROFILE = ("name", "headline", "about", "location", "ask_me_about", "interests")


@login_required
def settings(request: HttpRequest) -> HttpResponse:
    return redirect("people:edit_profile")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    person = request.user
    given = request.POST if request.method == "POST" else None
    form = ProfileForm(given, initial={name: getattr(person, name) for name in _PROFILE})
    fields = FieldsForm(fields_to_fill(person), given)
    if given is not None and form.is_valid() & fields.is_valid():
        actions.edit_profile(actor=person, person=person, at=now(), values=fields.values(), **form.cleaned_data)
        messages.success(request, _("Your profile is saved."))
        return redirect("people:profile", person.username)
    return _page(request, "edit_profile", _("Profile"), form, more=fields)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def picture(request: HttpRequest) -> HttpResponse:
    person = request.user
    if "remove" in request.POST:
        actions.set_picture(actor=person, person=person, picture_id=None, at=now())
        messages.success(request, _("Your picture is removed."))
        return redirect("people:edit_picture")
    form = PictureForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _store_picture(person, form):
        messages.success(request, _("Your picture is saved."))
        return redirect("people:edit_picture")
    context = {"form": form, "title": _("Picture"), "current": "edit_picture", "who": person}
    return render(request, "people/settings_picture.html", context)


def _store_picture(person: Person, form: PictureForm) -> bool:
    try:
        stored = files.store(form.cleaned_data["picture"], owner=person.pk, at=now())
    except files.FileRefused as refusal:
        form.add_error("picture", str(refusal.message))
        return False
    if not stored.is_image:
        files.remove_unused([stored.pk])
        form.add_error("picture", _("This is no picture. PNG, JPEG and WebP work."))
        return False
    actions.set_picture(actor=person, person=person, picture_id=stored.pk, at=now())
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def skills(request: HttpRequest) -> HttpResponse:
    person = request.user
    known = [each.skill.name for each in person.skills.select_related("skill").order_by("skill__name")]

    def save(values: dict[str, Any]) -> None:
        actions.edit_skills(actor=person, person=person, names=values["skills"], at=now())

    return _edit(request, "edit_skills", _("Skills"), SkillsForm, {"skills": known}, save)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def account(request: HttpRequest) -> HttpResponse:
    person = request.user
    initial = {"language": person.language, "timezone": person.timezone, "theme": person.theme}

    def save(values: dict[str, Any]) -> None:
        actions.edit_account(actor=person, at=now(), **values)
        for name, value in values.items():
            setattr(person, name, value)
        translation.activate(values["language"])

    answer = _edit(request, "edit_account", _("Language and appearance"), AccountForm, initial, save)
    return wear(answer, person) if answer.status_code == 302 else answer


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def privacy(request: HttpRequest) -> HttpResponse:
    person = request.user
    chosen = "" if person.profile_audience is None else person.profile_audience
    initial = {"profile_audience": chosen, "ties_audience": person.ties_audience}

    def save(values: dict[str, Any]) -> None:
        actions.edit_account(actor=person, at=now(), **values)

    return _edit(request, "edit_privacy", _("Privacy"), PrivacyForm, initial, save)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def kept_away(request: HttpRequest) -> HttpResponse:
    """Whom I have muted and blocked; the only place where blocked people can still be found."""
    if request.method == "POST":
        asked = request.POST.get("username", "")
        known = next((line for line, _is_block in queries.kept_away(request.viewer) if line.username == asked), None)
        if known is None:
            raise Http404
        other = Person.objects.get(pk=known.id)
        actions.unblock(actor=request.user, person=other, at=now())
        actions.unmute(actor=request.user, person=other, at=now())
        return redirect("people:kept_away")
    context = {"people": queries.kept_away(request.viewer), "title": _("Muted and blocked"), "current": "kept_away"}
    return render(request, "people/settings_kept_away.html", context)


def _edit(
    request: HttpRequest,
    name: str,
    title: str,
    form_class: type[forms.Form],
    initial: dict[str, Any],
    save: Callable[[dict[str, Any]], None],
) -> HttpResponse:
    form = form_class(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        save(form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(f"people:{name}")
    return _page(request, name, title, form)


def _page(
    request: HttpRequest, name: str, title: str, form: forms.Form, *, more: forms.Form | None = None
) -> HttpResponse:
    status = 422 if form.errors or (more and more.errors) else 200
    context = {"form": form, "more": more, "title": title, "current": name}
    return render(request, "people/settings_form.html", context, status=status)
