"""The forms of campaigns. What they take apart is handed to one action each."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from folkmoot.base.clock import now
from folkmoot.base.ids import from_text, to_text
from folkmoot.commons.content import pages
from folkmoot.commons.spaces.queries import visible_spaces
from folkmoot.commons.spaces.viewer import Viewer

from .actions import Plan
from .models import Arm, Campaign, Goal, Lot
from .models.campaigns import MOST_HEADLINE, MOST_QUESTION, MOST_TEXT

_ITEM = re.compile(r"/(?:[a-z]+/)+([0-9a-hjkmnp-tv-z]{13})(?:/|$|\?|#)")
_MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
MOST_CSV = 8 * 1024 * 1024


class ItemLinkField(forms.CharField):
    """The address of something on this site, cleaned to its id."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=500, required=False, **kwargs)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value).strip()
        if not text:
            return None
        match = _ITEM.search(text)
        if match is None:
            raise forms.ValidationError(_("This is not the address of something on this site."))
        return from_text(match[1])


class PlanForm(forms.Form):
    """A campaign: what should happen, with whom, by which ways, and how sure the answer should be."""

    title = forms.CharField(label=lazy("What is the campaign called?"), max_length=MOST_HEADLINE)
    brief = forms.CharField(
        label=lazy("Brief"), max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=lazy("What should people know or do, and why does it matter to them? Those who write read this."),
    )  # fmt: skip
    idea = ItemLinkField(
        label=lazy("The idea it is about"), help_text=lazy("Its address, if it began with something somebody said.")
    )
    goal = forms.ChoiceField(
        label=lazy("How will you know that it worked?"), choices=Goal.choices, widget=forms.RadioSelect,
        initial=Goal.SIGNED_UP,
    )  # fmt: skip
    goal_space = forms.ChoiceField(label=lazy("Community to join"), required=False)
    goal_item = ItemLinkField(label=lazy("What to answer or read"), help_text=lazy("Its address on this site."))
    goal_url = forms.URLField(
        label=lazy("Link with a purpose"), required=False, max_length=500, assume_scheme="https",
        help_text=lazy("Where the thing is done. Opening it by the campaign's link is counted."),
    )  # fmt: skip
    question_1 = forms.CharField(label=lazy("First question"), max_length=MOST_QUESTION, required=False)
    options_1 = forms.CharField(
        label=lazy("Its answers"), max_length=800, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("One a line, the right one first; people see them in another order."),
    )  # fmt: skip
    question_2 = forms.CharField(label=lazy("Second question"), max_length=MOST_QUESTION, required=False)
    options_2 = forms.CharField(
        label=lazy("Its answers"), max_length=800, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    audience = forms.ChoiceField(label=lazy("Whom is it for?"), required=False)
    arms = forms.MultipleChoiceField(
        label=lazy("Which ways are compared?"), choices=Arm.Kind.choices, widget=forms.CheckboxSelectMultiple,
        initial=["advocates", "email", "nothing"],
        help_text=lazy("“Nothing” shows what would have happened anyway. The fewer ways, the surer the answer."),
    )  # fmt: skip
    tried = forms.ChoiceField(
        label=lazy("Which one is it about?"), choices=[each for each in Arm.Kind.choices if each[0] != "nothing"],
        initial="advocates",
    )  # fmt: skip
    lot = forms.ChoiceField(
        label=lazy("What stays together when lots are drawn?"), choices=Lot.choices, widget=forms.RadioSelect,
        initial=Lot.UNIT, help_text=lazy("People who talk with each other should hear the same."),
    )  # fmt: skip
    ends_at = forms.DateTimeField(label=lazy("Until when?"), widget=_MOMENT)
    looks = forms.IntegerField(
        label=lazy("How often will you look?"), min_value=1, max_value=5, initial=2,
        help_text=lazy("Looks are planned and paid for: the more there are, the surer each has to be."),
    )  # fmt: skip
    base_percent = forms.IntegerField(
        label=lazy("How many of 100 would do it anyway?"), min_value=0, max_value=95, initial=20
    )
    wanted_points = forms.IntegerField(
        label=lazy("How many more of 100 would matter to you?"), min_value=1, max_value=80, initial=10
    )
    advocates_wanted = forms.IntegerField(label=lazy("Advocates"), min_value=1, max_value=200, initial=8)
    advocates_per_unit = forms.IntegerField(
        label=lazy("At most so many of one unit"), min_value=1, max_value=50, initial=2
    )
    hours_each = forms.FloatField(
        label=lazy("Hours asked of each"), min_value=0.25, max_value=100, initial=2,
        help_text=lazy("They see this before they answer."),
    )  # fmt: skip
    places = forms.CharField(
        label=lazy("Where posters hang"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=lazy("One place a line; each poster has a code of its own."),
    )  # fmt: skip

    def __init__(self, data: Mapping[str, Any] | None = None, *, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        spaces = [(to_text(each.pk), each.name) for each in visible_spaces(viewer).order_by("name")[:300]]
        self.fields["goal_space"].choices = [("", "–"), *spaces]  # type: ignore[attr-defined]
        self.fields["audience"].choices = [("", _("Everybody who works here")), *spaces]  # type: ignore[attr-defined]
        if not self.is_bound and "ends_at" not in (kwargs.get("initial") or {}):
            self.fields["ends_at"].initial = (now() + timedelta(days=28)).replace(minute=0, second=0, microsecond=0)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("tried") and values.get("arms") is not None and values["tried"] not in values["arms"]:
            self.add_error("tried", _("The way it is about must be among those that are compared."))
        return values

    def plan(self) -> Plan:
        """The plan that `actions.save` takes."""
        values = self.cleaned_data
        others = [kind for kind in Arm.Kind.values if kind in values["arms"] and kind != values["tried"]]
        questions = [
            (values[f"question_{n}"], [line.strip() for line in values[f"options_{n}"].splitlines() if line.strip()])
            for n in (1, 2)
            if values[f"question_{n}"]
        ]
        return Plan(
            title=values["title"], brief=values["brief"], goal=values["goal"], ends_at=values["ends_at"],
            arms=[(kind, 1) for kind in (values["tried"], *others)], goal_space_id=_id(values["goal_space"]),
            goal_item_id=values["goal_item"], goal_url=values["goal_url"], questions=questions,
            audience_space_id=_id(values["audience"]), idea_id=values["idea"], lot=values["lot"],
            looks=values["looks"], base_percent=values["base_percent"], wanted_points=values["wanted_points"],
            advocates_wanted=values["advocates_wanted"], advocates_per_unit=values["advocates_per_unit"],
            hours_each=values["hours_each"], places=values["places"].splitlines(),
        )  # fmt: skip


def initial_of(campaign: Campaign) -> dict[str, Any]:
    """A campaign as the form shows it."""
    arms = list(campaign.arms.all())
    values: dict[str, Any] = {
        name: getattr(campaign, name)
        for name in (
            "title", "brief", "goal", "goal_url", "lot", "ends_at", "looks", "base_percent", "wanted_points",
            "advocates_wanted", "advocates_per_unit", "hours_each",
        )
    }  # fmt: skip
    values |= {
        "idea": pages.item_url(campaign.idea) if campaign.idea else "",
        "goal_item": pages.item_url(campaign.goal_item) if campaign.goal_item else "",
        "goal_space": to_text(campaign.goal_space_id) if campaign.goal_space_id else "",
        "audience": to_text(campaign.audience_space_id) if campaign.audience_space_id else "",
        "arms": [arm.kind for arm in arms],
        "tried": arms[0].kind if arms else "advocates",
        "places": "\n".join(campaign.places.order_by("label").values_list("label", flat=True)),
    }
    for n, each in enumerate(campaign.questions[:2], start=1):
        values |= {f"question_{n}": each["question"], f"options_{n}": "\n".join(each["options"])}
    return values


class TextForm(forms.Form):
    """What one way says."""

    headline = forms.CharField(label=lazy("Headline"), max_length=MOST_HEADLINE)
    text = forms.CharField(label=lazy("Text"), max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 10}))


class SuggestForm(forms.Form):
    """Another text for a draft of somebody else."""

    title = forms.CharField(label=lazy("Headline"), max_length=MOST_HEADLINE)
    body = forms.CharField(label=lazy("Text"), max_length=MOST_TEXT, widget=forms.Textarea(attrs={"rows": 10}))
    comment = forms.CharField(label=lazy("What is better about it?"), max_length=200, required=False)
    base_version = forms.IntegerField(widget=forms.HiddenInput)


class OwnWordsForm(forms.Form):
    own_words = forms.CharField(
        label=lazy("In your own words"), max_length=MOST_TEXT, required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=lazy("Empty: as it was approved. Your link is added by itself, outside also whom you work for."),
    )  # fmt: skip


class KeeperForm(forms.Form):
    username = forms.CharField(label=lazy("User name"), max_length=40)


class OutcomesForm(forms.Form):
    file = forms.FileField(
        label=lazy("CSV file"), required=False,
        help_text=lazy("With a column “email” or “username” of those who did it, and if you like “at”."),
    )  # fmt: skip

    def clean_file(self) -> str:
        sent = self.cleaned_data["file"]
        if sent is None:
            raise forms.ValidationError(_("Choose a file."))
        if sent.size > MOST_CSV:
            raise forms.ValidationError(_("This file is too large."))
        try:
            return str(sent.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise forms.ValidationError(_("This file is not text in UTF-8.")) from None


def _id(text: str) -> int | None:
    return from_text(text) if text else None
