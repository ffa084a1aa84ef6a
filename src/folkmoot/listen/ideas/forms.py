"""What people fill in around ideas."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from folkmoot.base.ids import to_text
from folkmoot.commons.content.models import Item
from folkmoot.commons.people.forms import PersonField

from . import logic
from .models import PHASES, Campaign, Criterion, Phase
from .refusals import WrongNumber, WrongStages

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def money(**more: Any) -> forms.DecimalField:
    return forms.DecimalField(min_value=Decimal(0), max_digits=11, decimal_places=2, required=False, **more)


class RulesForm(forms.Form):
    """The rules of a campaign besides its words."""

    door = forms.ChoiceField(label=_("Which door"), choices=[], help_text=_("What the ideas are about."))
    is_standing = forms.BooleanField(
        label=_("A standing box without an end"), required=False, help_text=_("Each door has one at most.")
    )
    closes_on = forms.DateField(label=_("Last day"), required=False, widget=_DAY)
    answer_days = forms.IntegerField(
        label=_("Days until an idea is answered"), min_value=1, max_value=365, initial=30,
        help_text=_("Everybody sees the clock."),
    )  # fmt: skip
    votes_each = forms.IntegerField(
        label=_("Votes for each person"), min_value=1, max_value=1000, required=False,
        help_text=_("On open ideas; they come back when an idea is answered. Empty: as many as one likes."),
    )  # fmt: skip
    votes_needed = forms.IntegerField(
        label=_("Votes an idea needs"), min_value=0, max_value=100_000, initial=0, help_text=_("0: none.")
    )
    allows_down = forms.BooleanField(label=_("People may also vote against an idea"), required=False)
    voters = forms.ChoiceField(label=_("Who votes"), choices=Campaign.Voters.choices)
    votes_shown = forms.ChoiceField(
        label=_("Who sees how the votes stand"), choices=Campaign.Shown.choices,
        help_text=_("Hidden counts are not in any list, order or export until then. Fixed once the campaign opens."),
    )  # fmt: skip
    uses_pairs = forms.BooleanField(label=_("Reviewers also compare ideas two at a time"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from .models import Door

        super().__init__(*args, **kwargs)
        self.fields["door"].choices = Door.choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("is_standing"):
            values["closes_on"] = None
        return values


def rules_of(campaign: Campaign) -> dict[str, Any]:
    return {name: getattr(campaign, name) for name in RulesForm.base_fields}


STAGE_ROWS = 8
PHASES_OF_STAGES = [each for each in Phase.values if each != "merged"]
_FACT_FIELDS = (
    ("votes", "votes"), ("comments", "comments"), ("score", "score"), ("rating", "rating"), ("days", "after"),
)  # fmt: skip


def stage_rows(machine: logic.Machine, data: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """The rows of the form in which stages are declared; as they were typed, when something was wrong."""
    rows = []
    for place in range(STAGE_ROWS):
        stage = machine.stages[place] if place < len(machine.stages) else None
        rule = (stage.rule if stage else None) or {}
        least = {each["fact"]: each["least"] for each in logic.conditions(rule)}
        row: dict[str, Any] = dict.fromkeys(("label", "phase", "days", "key", "to"), "") | {"join": "any"}
        if stage is not None:
            row |= {
                "label": stage.label, "phase": stage.phase, "days": stage.days or "", "key": stage.key,
                "join": "all" if "all" in rule else "any", "to": stage.rule_to,
            }  # fmt: skip
        row |= {name: least.get(fact, "") for fact, name in _FACT_FIELDS}
        if data is not None:
            row |= {name: data.get(f"stage-{place}-{name}", "") for name in row}
        rows.append({"place": place, **row})
    return rows


def read_stages(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the form of stages says, ready to be checked by `logic.machine`. Each stage leads to every other one that
    its phase may lead to; what moves by itself goes to the next open stage below. Raises WrongStages, WrongNumber.
    """
    rows = []
    for place in range(STAGE_ROWS):
        label = str(data.get(f"stage-{place}-label", "")).strip()
        phase = str(data.get(f"stage-{place}-phase", ""))
        if label and phase not in PHASES_OF_STAGES:
            raise WrongStages(_("Please say what the stage “%(label)s” is for.") % {"label": label[:60]})
        if label:
            # A stage keeps its key, so that ideas which stand in it still do when it gets another name.
            key = str(data.get(f"stage-{place}-key", ""))
            rows.append((key if key.isidentifier() and len(key) <= 20 else f"s{place}", place, label, phase))
    found = []
    for order, (key, place, label, phase) in enumerate(rows):
        following = [
            other for other, _place, _label, target in rows
            if other != key and (target == phase or PHASES.may_move(phase, target))
        ]  # fmt: skip
        stage: dict[str, Any] = {"key": key, "label": label, "phase": phase, "next": following}
        if days := _number(data.get(f"stage-{place}-days")):
            stage["days"] = days
        below = [other for other, _place, _label, target in rows[order + 1 :] if target in logic.OPEN_PHASES]
        parts = [
            {"fact": fact, "least": number}
            for fact, name in _FACT_FIELDS
            if (number := _number(data.get(f"stage-{place}-{name}")))
        ]  # fmt: skip
        if parts and below and phase in logic.OPEN_PHASES:
            stage |= {"rule": {"all" if data.get(f"stage-{place}-join") == "all" else "any": parts}, "to": below[0]}
        found.append(stage)
    logic.machine(found or None, PHASES)
    return found


def _number(text: Any) -> int | None:
    """A number from 1 on, None for an empty field or 0; raises WrongNumber for anything else."""
    text = str(text or "").strip()
    if not text:
        return None
    if not text.isdecimal() or len(text) > 6:
        raise WrongNumber(_("“%(text)s” is no number of days or votes.") % {"text": text[:20]})
    return int(text) or None


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What do we say?"), widget=forms.RadioSelect,
        choices=[("accepted", _("Yes, we will do it")), ("declined", _("No, not this one"))],
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Why"), max_length=6000, widget=forms.Textarea({"rows": 6}),
        help_text=_("Everybody who can read the idea reads this. Say it the way you would like to hear it."),
    )  # fmt: skip
    cost = money(label=_("What it will cost"))
    period = forms.CharField(
        label=_("When"), max_length=80, required=False, help_text=_("For example: by the end of September.")
    )
    takes_back = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def offer_to_take_back(self) -> None:
        """It has been accepted: what can still be said is that it will not be done after all."""
        self.fields["outcome"].choices = [("declined", _("No, it cannot be done after all"))]  # type: ignore[attr-defined]
        self.fields["outcome"].initial = "declined"
        for name in ("cost", "period"):
            del self.fields[name]


class FinishForm(forms.Form):
    result = forms.CharField(
        label=_("What has become real?"), max_length=4000, widget=forms.Textarea({"rows": 5}),
        help_text=_("What is different now, and for whom."),
    )  # fmt: skip
    cost = money(label=_("What it came to"))


class ReopenForm(forms.Form):
    words = forms.CharField(label=_("Why is it open again?"), max_length=300, widget=forms.Textarea({"rows": 3}))


class MergeForm(forms.Form):
    chosen = forms.ChoiceField(label=_("Which idea stays?"), widget=forms.RadioSelect, required=False)
    into = forms.CharField(
        label=_("Or the address of another one"), max_length=500, required=False,
        widget=forms.TextInput({"inputmode": "url"}),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("What should its author know?"), max_length=2000, required=False, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, candidates: Sequence[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(to_text(each.id), each.title) for each in candidates]
        self.fields["chosen"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["chosen"]
            self.fields["into"].label = _("Address of the idea that stays")


class SupportForm(forms.Form):
    sponsor = PersonField(label=_("Sponsor"), required=False, help_text=_("Somebody who opens doors for it."))
    budget = money(label=_("Budget"))
    budget_line = forms.CharField(label=_("From which line"), max_length=80, required=False)
    hours = forms.IntegerField(
        label=_("Hours its people may spend on it"), min_value=0, max_value=100_000, initial=0, required=False
    )


class AmendForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    body = forms.CharField(
        label=_("Text"), max_length=100_000, required=False, strip=False, widget=forms.Textarea({"rows": 12})
    )
    why = forms.CharField(label=_("Why is it better so?"), max_length=200, required=False)


class ReviewForm(forms.Form):
    """One choice from 1 to 5 for each criterion, and a note."""

    def __init__(self, *args: Any, criteria: Sequence[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        choices = [(number, str(number)) for number in range(1, 6)]
        for each in criteria:
            self.fields[f"c{each.pk}"] = forms.TypedChoiceField(
                label=each.label, help_text=each.about, choices=choices, coerce=int, widget=forms.RadioSelect
            )
        self.fields["note"] = forms.CharField(
            label=_("Note for the other reviewers"), max_length=4000, required=False,
            widget=forms.Textarea({"rows": 4}),
            help_text=_("Nobody but reviewers and those who decide will read it."),
        )  # fmt: skip

    def scores(self) -> dict[int, int]:
        return {each.pk: self.cleaned_data[f"c{each.pk}"] for each in self.criteria}

    @property
    def rows(self) -> list[tuple[Criterion, forms.BoundField]]:
        return [(each, self[f"c{each.pk}"]) for each in self.criteria]


class TaskForm(forms.Form):
    title = forms.CharField(max_length=160)
    person = forms.CharField(max_length=80, required=False)
    due_on = forms.DateField(required=False)


class ProgressForm(forms.Form):
    percent = forms.IntegerField(min_value=0, max_value=100)
    words = forms.CharField(max_length=1000, required=False)
