from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from folkmoot.commons.people.audiences import Audience

from . import policy, tabs
from .models import MOST_WORDS, Departure, Membership, Space
from .viewer import Viewer

VOICES = [
    ("alias", _("Under a stable alias")),
    ("anonymous", _("Anonymously, once")),
]


class SpaceForm(forms.ModelForm):
    """A new community, or the settings of one."""

    cover = forms.FileField(
        label=_("Picture at the top"), required=False, help_text=_("JPEG, PNG or WebP, about 1600 × 400.")
    )
    remove_cover = forms.BooleanField(label=_("Take the picture away"), required=False)
    tools = forms.MultipleChoiceField(
        label=_("What people can do here"), required=False, widget=forms.CheckboxSelectMultiple
    )
    voices = forms.MultipleChoiceField(
        label=_("How people may speak, besides under their name"),
        required=False,
        choices=VOICES,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Space
        fields = [
            "name", "slug", "tagline", "icon", "joining", "audience", "welcome", "rules", "tools", "voices",
            "is_listed", "only_members_post", "several_accepted",
        ]  # fmt: skip
        widgets = {
            "joining": forms.RadioSelect,
            "audience": forms.RadioSelect,
            "welcome": forms.Textarea(attrs={"rows": 5}),
            "rules": forms.Textarea(attrs={"rows": 5}),
        }
        labels = {
            "slug": _("Address"),
            "icon": _("Sign"),
            "joining": _("How people come in"),
            "audience": _("Who may read it"),
            "is_listed": _("Show it in the list of communities and in search"),
            "only_members_post": _("Only members write"),
            "several_accepted": _("A question may have more than one accepted answer"),
        }
        help_texts = {
            "slug": _("Small letters, digits and dashes. Leave it empty and we make one from the name."),
            "icon": _("One emoji."),
            "tagline": _("What is it for? One sentence."),
            "welcome": _("Shown to everybody who comes for the first time. Markdown."),
            "rules": _("What you expect of each other. Markdown."),
        }

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        self.fields["slug"].required = False
        allowed = {int(each) for each in policy.audiences_for(viewer)} | {self.instance.audience}
        self.fields["audience"].choices = [pair for pair in Audience.choices if pair[0] in allowed]  # type: ignore[attr-defined]
        self.fields["audience"].widget.choices = self.fields["audience"].choices  # type: ignore[attr-defined]
        kinds = [(tab.kind, tab.label) for tab in tabs.tools()]
        self.fields["tools"].choices = kinds  # type: ignore[attr-defined]
        if not self.instance.tools:
            self.initial["tools"] = [kind for kind, _label in kinds]
        if not kinds:
            del self.fields["tools"]

    def clean_audience(self) -> int:
        return int(self.cleaned_data["audience"])

    def clean_tools(self) -> list[str]:
        chosen = self.cleaned_data["tools"]
        return [] if set(chosen) == {tab.kind for tab in tabs.tools()} else chosen

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("joining") == "secret":
            cleaned |= {"audience": int(Audience.MEMBERS), "is_listed": False}
        return cleaned

    def validate_unique(self) -> None:
        """The action says whether the address is free: it knows of secret spaces, and says no more than "taken"."""

    def validate_constraints(self) -> None:
        """The same."""

    def changes(self) -> dict[str, Any]:
        """What was chosen, without the address and the picture."""
        left_out = {"slug", "cover", "remove_cover"}
        return {name: value for name, value in self.cleaned_data.items() if name not in left_out}


class AskForm(forms.Form):
    note = forms.CharField(
        label=_("A word to those who decide"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": MOST_WORDS}),
    )


class LeaveForm(forms.Form):
    reason = forms.ChoiceField(required=False, choices=[("", ""), *Departure.Reason.choices])
    words = forms.CharField(
        label=_("Anything you would like to add"),
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class InviteForm(forms.Form):
    """One field takes user names and addresses alike, several at a time."""

    who = forms.CharField(
        label=_("User names or e-mail addresses"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line, or with commas between them. Up to 50 at a time."),
    )
    note = forms.CharField(
        label=_("A word of your own"), required=False, max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 2})
    )
    role = forms.ChoiceField(label=_("They come in as"), choices=Membership.Role.choices, initial="member")

    def clean_who(self) -> list[str]:
        words = [w.strip().lstrip("@") for w in self.cleaned_data["who"].replace(",", "\n").splitlines()]
        found = list(dict.fromkeys(word for word in words if word))
        if len(found) > 50:
            raise forms.ValidationError(_("That is more than 50. Send the rest afterwards."))
        for word in found:
            if "@" in word:
                forms.EmailField().clean(word)
        return found


class LinkForm(forms.Form):
    days = forms.TypedChoiceField(
        label=_("Valid for"),
        coerce=int,
        choices=[(1, _("1 day")), (7, _("7 days")), (30, _("30 days")), (365, _("a year"))],
        initial=30,
    )
    max_uses = forms.IntegerField(label=_("For how many people"), min_value=1, max_value=10_000, initial=100)
