"""A paper as a form: tick boxes, marks, points or places, each a field of its own that works without a script."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from .models import Ballot, Option

# Lists of places grow with the square of the options: with more of them a place is typed.
MOST_IN_LIST = 12


class PaperForm(forms.Form):
    """`choices()` is what `actions.cast` takes. Fields are named by the option's position."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, ballot: Ballot, options: Sequence[Option], **how: Any
    ) -> None:
        super().__init__(data, **how)
        self.ballot, self.options = ballot, list(options)
        for option in self.options:
            self.fields[f"o{option.position}"] = self._field(option)

    def _field(self, option: Option) -> forms.Field:
        many = len(self.options)
        if self.ballot.method == "approval":
            return forms.BooleanField(label=option.label, required=False)
        if self.ballot.method == "score":
            marks = [(str(n), str(n)) for n in range(self.ballot.score, -1, -1)]
            return forms.ChoiceField(
                label=option.label, choices=[("", "–"), *marks], required=False, widget=_select()
            )
        if self.ballot.method == "points":
            return forms.IntegerField(
                label=option.label, min_value=0, max_value=self.ballot.points, required=False,
                widget=forms.NumberInput(
                    {"class": "input", "inputmode": "numeric", "data-points": "", "placeholder": "0"}
                ),
            )  # fmt: skip
        if many > MOST_IN_LIST:
            return forms.IntegerField(
                label=option.label, min_value=1, max_value=many, required=False,
                widget=forms.NumberInput({"class": "input", "inputmode": "numeric", "placeholder": "–"}),
            )  # fmt: skip
        places = [(str(n), _("%(n)d. choice") % {"n": n}) for n in range(1, many + 1)]
        return forms.ChoiceField(
            label=option.label, choices=[("", _("not ranked")), *places], required=False, widget=_select()
        )

    @property
    def rows(self) -> list[tuple[Option, forms.BoundField]]:
        return [(option, self[f"o{option.position}"]) for option in self.options]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if self.errors:
            return values
        method = self.ballot.method
        if method == "approval":
            most = self.ballot.most_choices
            if most and sum(bool(values[f"o{o.position}"]) for o in self.options) > most:
                self.add_error(None, _("Please tick %(most)d at most.") % {"most": most})
        elif method == "points":
            given = sum(values[f"o{o.position}"] or 0 for o in self.options)
            if given > self.ballot.points:
                self.add_error(
                    None,
                    _("You have %(most)d points and gave %(given)d. Please take some back.")
                    % {"most": self.ballot.points, "given": given},
                )
        elif method in ("transfer", "schulze"):
            places = [values[f"o{o.position}"] for o in self.options if values[f"o{o.position}"]]
            twice = sorted({place for place in places if places.count(place) > 1}, key=int)
            if twice:
                self.add_error(
                    None,
                    _("Each place can be given once. Given twice: %(places)s.")
                    % {"places": ", ".join(str(place) for place in twice)},
                )
        return values

    def choices(self) -> list[int]:
        values = self.cleaned_data
        by_position = sorted(self.options, key=lambda option: option.position)
        named = [(option.position, values[f"o{option.position}"]) for option in by_position]
        if self.ballot.method == "approval":
            return [position for position, is_ticked in named if is_ticked]
        if self.ballot.method in ("score", "points"):
            return [int(mark or 0) for _, mark in named]
        ranked = [(int(place), position) for position, place in named if place]
        return [position for _, position in sorted(ranked)]


def _select() -> forms.Select:
    return forms.Select({"class": "select"})


class ReceiptForm(forms.Form):
    code = forms.CharField(max_length=60)
