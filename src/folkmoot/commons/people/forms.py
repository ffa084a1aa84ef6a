"""From what people type to values, with limits and clear errors."""

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.urls import reverse_lazy as reverse
from django.utils.translation import gettext_lazy as _

from .audiences import Audience
from .logic import timezones, words_of
from .models import Person, ProfileField
from .policy import ONLY_CONNECTIONS, ONLY_ME

_WIDEST = [(int(value), label) for value, label in Audience.choices if value < Audience.MEMBERS]


class PersonField(forms.CharField):
    """Somebody by name or user name, offered while one types; the view asks `queries.person_named` who is meant."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=80, **options)

    def widget_attrs(self, widget: Any) -> dict[str, Any]:
        helped = {
            "data-people": reverse("people:named"), "data-one": "", "autocomplete": "off", "autocapitalize": "none",
            "spellcheck": "false", "placeholder": _("Name or user name"),
        }  # fmt: skip
        return super().widget_attrs(widget) | helped


class KeyForm(AddWebAuthnForm):
    """A new passkey: what most want of it is to sign in with it alone."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].help_text = _("What you will know it by in the list, such as “Telephone”.")
        alone = self.fields["passwordless"]
        alone.label, alone.initial = _("Sign in with it alone, without the password"), True
        alone.help_text = _("The device then asks for your finger, your face or its PIN. Not every key can.")


class WordsField(forms.CharField):
    """Several short entries in one line, parted by commas."""

    def __init__(self, *, most: int, **options: Any) -> None:
        super().__init__(max_length=most * 62, required=False, **options)
        self.most = most

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        words = words_of(super().clean(value) or "", limit=self.most + 1)
        if len(words) > self.most:
            raise ValidationError(_("At most %(most)d, please.") % {"most": self.most})
        return words


class ProfileForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    headline = forms.CharField(
        label=_("Headline"), max_length=160, required=False, help_text=_("What you do, in one line.")
    )
    about = forms.CharField(
        label=_("About me"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Markdown works here."),
    )  # fmt: skip
    location = forms.CharField(label=_("Location"), max_length=120, required=False)
    ask_me_about = WordsField(
        label=_("Ask me about"), most=12, help_text=_("Up to 12 things, with commas between them.")
    )
    interests = WordsField(label=_("Interests"), most=24, help_text=_("Up to 24, with commas between them."))

    def clean_name(self) -> str:
        return _one_line(self.cleaned_data["name"])

    def clean_headline(self) -> str:
        return " ".join(self.cleaned_data["headline"].split())


class FieldsForm(forms.Form):
    """The site's own fields of the profile."""

    def __init__(self, fields: list[tuple[ProfileField, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, prefix="field", **options)
        self.site_fields = [field for field, _value in fields]
        for field, value in fields:
            self.fields[field.key] = _form_field(field)
            self.initial[field.key] = value

    def values(self) -> dict[ProfileField, str]:
        return {field: str(self.cleaned_data.get(field.key) or "") for field in self.site_fields}


class SkillsForm(forms.Form):
    skills = WordsField(
        label=_("Skills"), most=40, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("With commas between them, such as: Python, sailing, contract law."),
    )  # fmt: skip


class PictureForm(forms.Form):
    picture = forms.FileField(
        label=_("Picture"), widget=forms.ClearableFileInput(attrs={"accept": "image/*"}),
        help_text=_("A square one works best. Where it was taken is removed."),
    )  # fmt: skip


class AccountForm(forms.Form):
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    timezone = forms.ChoiceField(label=_("Time zone"))
    theme = forms.ChoiceField(
        label=_("Appearance"), choices=Person._meta.get_field("theme").choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["timezone"].choices = [(name, name.replace("_", " ")) for name in timezones()]  # type: ignore[attr-defined]


class PrivacyForm(forms.Form):
    profile_audience = forms.TypedChoiceField(
        label=_("Who may read my profile"), required=False, empty_value=None, coerce=int, widget=forms.RadioSelect,
        choices=[("", _("As this site has decided")), *_WIDEST],
        help_text=_("People who share a community with you always see your name and picture."),
    )  # fmt: skip
    ties_audience = forms.TypedChoiceField(
        label=_("Who may see whom I follow and am connected to"), coerce=int, widget=forms.RadioSelect,
        choices=[*_WIDEST, (ONLY_CONNECTIONS, _("Only people I am connected to")), (ONLY_ME, _("Only me"))],
    )  # fmt: skip


class ClaimForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    password = forms.CharField(
        label=_("Password"), max_length=256, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validators_help_text_html(),
    )  # fmt: skip

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"])
        return str(self.cleaned_data["password"])


class EraseForm(forms.Form):
    """Typing one's user name: nobody deletes an account by a slip."""

    username = forms.CharField(label=_("Your user name"), max_length=40)

    def __init__(self, person: Person, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.person = person

    def clean_username(self) -> str:
        if self.cleaned_data["username"].strip().lower().removeprefix("@") != self.person.username:
            raise ValidationError(_("This is not your user name. Nothing has been deleted."))
        return self.person.username


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Name, skill or headline"), max_length=80, required=False)
    skill = forms.CharField(label=_("Skill"), max_length=60, required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False, widget=forms.Select(attrs={"class": "select"}))
    location = forms.CharField(label=_("Location"), max_length=120, required=False)
    relation = forms.ChoiceField(label=_("Relation"), required=False, widget=forms.Select(attrs={"class": "select"}))

    def __init__(self, choices: dict[str, list[tuple[str, str]]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].choices = [("", _("Every unit")), *choices["units"]]  # type: ignore[attr-defined]
        self.fields["relation"].choices = [("", _("Everybody")), *choices["relations"]]  # type: ignore[attr-defined]


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    if not line:
        raise ValidationError(_("Please fill this in."))
    return line


def _form_field(field: ProfileField) -> forms.Field:
    shared: dict[str, Any] = {"label": field.label, "help_text": field.help, "required": False}
    if field.kind == ProfileField.Kind.CHOICE:
        return forms.ChoiceField(choices=[("", "—"), *((each, each) for each in field.choices)], **shared)
    if field.kind == ProfileField.Kind.LINK:
        only_web = URLValidator(schemes=["http", "https"])
        return forms.URLField(max_length=500, assume_scheme="https", validators=[only_web], **shared)
    if field.kind == ProfileField.Kind.DATE:
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **shared)
    return forms.CharField(max_length=500, **shared)
