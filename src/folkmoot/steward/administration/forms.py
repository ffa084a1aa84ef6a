"""What administrators type."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from folkmoot.base import ids
from folkmoot.base.site.settings import Setting, declared, get
from folkmoot.commons.people.audiences import Audience
from folkmoot.commons.people.models import Person, ProfileField, Relation, Unit

_READERS = [(int(value), label) for value, label in Audience.choices if value < Audience.MEMBERS]


class LinesField(forms.CharField):
    """A list of short texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        lines = (line.strip() for line in (super().clean(value) or "").splitlines())
        return [line for line in lines if line][:100]


class SettingsForm(forms.Form):
    """One field for each declared setting, by the type of its default."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.groups: dict[str, list[str]] = {}
        for setting in declared():
            name = setting.key.replace(".", "__")
            self.fields[name] = _field_for(setting)
            self.initial[name] = get(setting.key)
            self.groups.setdefault(str(setting.group), []).append(name)

    def sections(self) -> list[tuple[str, list[Any]]]:
        return [(group, [self[name] for name in names]) for group, names in self.groups.items()]

    def values(self) -> dict[str, Any]:
        return {name.replace("__", "."): value for name, value in self.cleaned_data.items()}


def _field_for(setting: Setting) -> forms.Field:
    shared: dict[str, Any] = {"label": setting.label, "help_text": setting.help, "required": False}
    kind = type(setting.default)
    if setting.choices:
        widget = forms.RadioSelect if len(setting.choices) <= 5 else forms.Select
        return forms.TypedChoiceField(
            choices=setting.choices,
            coerce=kind,
            empty_value=kind(),
            widget=widget,
            **(shared | {"required": all(value != "" for value, _ in setting.choices)}),
        )
    if kind is bool:
        return forms.BooleanField(**shared)
    if kind is int:
        return forms.IntegerField(min_value=0, **(shared | {"required": True}))
    if kind is list:
        return LinesField(max_length=5000, **shared)
    return forms.CharField(max_length=500, **shared)


class InvitationForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, required=False, help_text=_("Leave it empty for a link to pass on.")
    )
    relation = forms.ChoiceField(
        label=_("They will be"), required=False, choices=[("", _("As the site decides")), *Relation.Kind.choices]
    )
    max_uses = forms.IntegerField(label=_("How many people may use the link"), min_value=1, max_value=1000, initial=1)


class FieldForm(forms.Form):
    label = forms.CharField(label=_("Name"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), choices=ProfileField.Kind.choices)
    choices = LinesField(label=_("Choices"), max_length=4000, required=False, help_text=_("One a line."))
    help = forms.CharField(label=_("A word of help"), max_length=200, required=False)
    audience = forms.TypedChoiceField(label=_("Who may read it"), coerce=int, choices=_READERS, initial=2)
    position = forms.IntegerField(label=_("Place in the order"), min_value=0, max_value=1000, initial=0)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") == ProfileField.Kind.CHOICE and not cleaned.get("choices"):
            self.add_error("choices", _("Please name at least one choice."))
        return cleaned


class UnitForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    parent = forms.ChoiceField(label=_("Is part of"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["parent"].choices = unit_choices()  # type: ignore[attr-defined]

    def clean_parent(self) -> Unit | None:
        return unit_of(self.cleaned_data["parent"])


class PlaceForm(forms.Form):
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    manager = forms.CharField(label=_("Manager"), max_length=41, required=False, help_text=_("Their user name."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].choices = unit_choices()  # type: ignore[attr-defined]

    def clean_unit(self) -> Unit | None:
        return unit_of(self.cleaned_data["unit"])

    def clean_manager(self) -> Person | None:
        username = self.cleaned_data["manager"].strip().lower().removeprefix("@")
        if not username:
            return None
        manager = Person.objects.filter(username=username, is_active=True).first()
        if manager is None:
            raise forms.ValidationError(_("There is nobody with this user name."))
        return manager


class RelationForm(forms.Form):
    kind = forms.ChoiceField(label=_("Relation"), choices=Relation.Kind.choices)
    since_on = forms.DateField(label=_("Since"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def unit_choices() -> list[tuple[str, Any]]:
    units = Unit.objects.order_by("name").values_list("pk", "name")
    return [("", _("No unit")), *((ids.to_text(pk), name) for pk, name in units)]


def unit_of(text: str) -> Unit | None:
    return Unit.objects.filter(pk=ids.from_text(text)).first() if text else None
