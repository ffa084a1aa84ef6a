"""The forms of introductions."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from folkmoot.commons.people.queries import PersonLine

from .actions.asking import LENGTHS
from .models import NOTE

_WORDS = forms.Textarea(attrs={"rows": 3})


class JoinForm(forms.Form):
    """How many a week."""

    per_week = forms.TypedChoiceField(
        label=_("How many a week?"), coerce=int, initial=2,
        choices=[(1, _("One person")), (2, _("Two people")), (3, _("Three people"))],
    )  # fmt: skip


class IntroduceForm(forms.Form):
    """Whom to ask, with a note for them alone."""

    connector = forms.TypedChoiceField(label=_("Whom do you ask?"), coerce=int)
    note = forms.CharField(
        label=_("Why would you like to meet?"), max_length=NOTE, required=False, widget=_WORDS,
        help_text=_("Only the person you ask reads this. They may let it be, and you will not be told."),
    )  # fmt: skip

    def __init__(self, *args: Any, connectors: tuple[PersonLine, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["connector"].choices = [(each.id, each.name) for each in connectors]  # type: ignore[attr-defined]


class CoffeeForm(forms.Form):
    """Up to three times, how long, where."""

    first = forms.DateTimeField(label=_("When?"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}))
    second = forms.DateTimeField(
        label=_("Or"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    third = forms.DateTimeField(
        label=_("Or"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"})
    )
    minutes = forms.TypedChoiceField(
        label=_("How long?"), coerce=int, initial=30, choices=[(each, _("%d minutes") % each) for each in LENGTHS]
    )
    place = forms.CharField(
        label=_("Where?"), max_length=200, required=False,
        help_text=_("A place or a link to a call. It may stay open."),
    )  # fmt: skip
    note = forms.CharField(label=_("What would you say to them?"), max_length=NOTE, required=False, widget=_WORDS)

    def __init__(self, *args: Any, timezone: str = "UTC", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(timezone)

    def clean(self) -> dict[str, Any]:
        for name in ("first", "second", "third"):
            given = self.cleaned_data.get(name)
            if given is not None and not 2000 <= given.year <= 2200:
                self.add_error(name, _("That is too far from now."))
        return self.cleaned_data

    def times(self) -> list[datetime]:
        """The times as moments; the fields hold the viewer's own clock."""
        given = [self.cleaned_data.get(name) for name in ("first", "second", "third")]
        return [each.replace(tzinfo=self.zone).astimezone(UTC) for each in given if each is not None]


class WordsForm(forms.Form):
    """A connector's words to both."""

    words = forms.CharField(
        label=_("What would you say to both?"), max_length=NOTE, required=False, widget=_WORDS,
        help_text=_("Two sentences are enough: who is who, and what they could talk about."),
    )  # fmt: skip


class AnswerForm(forms.Form):
    """Feedback."""

    answer = forms.ChoiceField(choices=[("glad", ""), ("not_for_me", "")])
    why = forms.CharField(label=_("Why?"), max_length=NOTE, required=False)
