"""Who is an expert on what."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from folkmoot.base.clock import now
from folkmoot.base.web import render
from folkmoot.commons.content.models import Tag
from folkmoot.commons.content.refusals import Refused
from folkmoot.commons.content.views.acting import showing, signed_in
from folkmoot.commons.people.forms import PersonField
from folkmoot.commons.people.queries import person_named

from .. import actions, policy, queries


class ExpertForm(forms.Form):
    tag = forms.CharField(label=gettext_lazy("Tag"), max_length=50)
    username = PersonField(label=gettext_lazy("Who"))


@signed_in
@showing
def experts(request: HttpRequest) -> HttpResponse:
    may_name = policy.may_name_experts(request.viewer)
    form = ExpertForm(request.POST or None) if may_name else None
    if request.method == "POST" and form is not None and form.is_valid():
        tag = Tag.objects.filter(name__iexact=form.cleaned_data["tag"].lstrip("#").strip()).first()
        person = person_named(request.viewer, form.cleaned_data["username"])
        if tag is None:
            form.add_error("tag", _("There is no such tag yet."))
        elif person is None:
            form.add_error("username", _("There is nobody of this name."))
        else:
            try:
                actions.name_expert(viewer=request.viewer, tag_id=tag.id, person_id=person.pk, at=now())
                return redirect("qa:experts")
            except Refused as refused:
                form.add_error("username", str(refused.message))
    away = request.viewer.hidden_person_ids
    found = [each for each in queries.experts() if each.person_id not in away]
    status = 422 if request.method == "POST" else 200
    return render(request, "qa/experts.html", {"experts": found, "form": form, "may_name": may_name}, status=status)


@require_POST
@signed_in
@showing
def dismiss(request: HttpRequest) -> HttpResponse:
    tag, _sign, person = request.POST.get("expert", "").partition(":")
    if tag.isdecimal() and person.isdecimal() and len(tag) < 20 and len(person) < 20:
        actions.dismiss_expert(viewer=request.viewer, tag_id=int(tag), person_id=int(person), at=now())
    return redirect("qa:experts")
