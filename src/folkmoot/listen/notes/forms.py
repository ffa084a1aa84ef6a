"""The poll under a note."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from . import logic
from .logic import PollDraft
from .models import Poll


class PollForm(forms.Form):
    """A poll, or none when no choices are given."""

    options = forms.CharField(
        label=_("Choices, one on each line"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"class": "textarea", "rows": 4}),
        help_text=_("2 to 10 choices of up to 120 letters. Leave it empty for a note without a poll."),
    )
    allows_several = forms.BooleanField(label=_("More than one may be chosen"), required=False)
    results = forms.ChoiceField(
        label=_("The result is shown"), choices=Poll.Results.choices, initial=Poll.Results.VOTED, required=False
    )
    closes_at = forms.DateTimeField(
        label=_("Ends at"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local", "class": "input"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="poll")

    @property
    def is_begun(self) -> bool:
        return bool(self.is_bound and (self["options"].value() or "").strip())

    def draft(self) -> PollDraft | None:
        """The poll, of a valid form."""
        values = self.cleaned_data
        options = logic.clean_options(values["options"].splitlines())
        if not options:
            return None
        results = values["results"] or Poll.Results.VOTED
        return PollDraft(options, values["allows_several"], results, values["closes_at"])
