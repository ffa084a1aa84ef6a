"""The forms of recognition. What they take apart is handed to one action each."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse_lazy as reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from folkmoot.base.clock import now
from folkmoot.base.ids import from_text, to_text
from folkmoot.base.site import settings as site
from folkmoot.commons.ballots.models import Method, Ties
from folkmoot.commons.people.logic import sort_name
from folkmoot.commons.people.models import Person
from folkmoot.commons.people.queries import visible_people
from folkmoot.commons.spaces.queries import spaces_for_posting
from folkmoot.commons.spaces.viewer import Viewer

from . import queries
from .models import Award, Round

LEAST_JURY = 3
_ITEM = re.compile(r"/(?:[a-z]+/)+([0-9a-hjkmnp-tv-z]{13})(?:/|$|\?|#)")
_MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PeopleField(forms.CharField):
    """Colleagues by name or user name, with commas between. Cleaned to persons; says whom it cannot tell apart."""

    def __init__(self, *args: Any, viewer: Viewer | None = None, most: int = 20, **kwargs: Any) -> None:
        self.viewer, self.most = viewer, most
        super().__init__(*args, max_length=1500, **kwargs)

    def widget_attrs(self, widget: Any) -> dict[str, Any]:
        helped = {"data-people": reverse("recognition:people"), "autocomplete": "off", "spellcheck": "false"}
        return super().widget_attrs(widget) | helped | ({"data-one": ""} if self.most == 1 else {})

    def clean(self, value: Any) -> list[Person]:
        text = super().clean(value)
        wanted = [" ".join(each.split()).lstrip("@") for each in text.replace(";", ",").split(",")]
        wanted = [each for each in dict.fromkeys(wanted) if each]
        if len(wanted) > self.most:
            raise forms.ValidationError(_("Please name at most %(most)d people.") % {"most": self.most})
        return [self._one(each) for each in wanted]

    def _one(self, words: str) -> Person:
        assert self.viewer is not None
        colleagues = visible_people(self.viewer).filter(is_employee=True)
        plain = sort_name(words)
        for fits in ({"username": words.lower()}, {"sort_name": plain}, {"sort_name__contains": plain}):
            found = list(colleagues.filter(**fits).order_by("sort_name")[:6]) if plain else []
            if len(found) == 1:
                return found[0]
            if found:
                names = ", ".join(f"{each.name} (@{each.username})" for each in found[:5])
                raise forms.ValidationError(
                    _("Several colleagues fit “%(words)s”: %(names)s. Please use the user name.")
                    % {"words": words, "names": names}
                )
        raise forms.ValidationError(_("Nobody who works here is called “%(words)s”.") % {"words": words})


class GiveForm(forms.Form):
    """Whom, for what, with which words."""

    to = PeopleField(
        label=lazy("Who?"), required=False,
        help_text=lazy("Names or user names, with commas between them."),
    )  # fmt: skip
    unit = forms.ChoiceField(label=lazy("Or a whole team"), required=False)
    deed_words = forms.CharField(
        label=lazy("What did they do?"), max_length=300, required=False,
        widget=forms.TextInput(attrs={"placeholder": lazy("e.g. stayed until the night shift had its answer")}),
    )  # fmt: skip
    deed_link = forms.CharField(
        label=lazy("Link to it here"), max_length=500, required=False,
        help_text=lazy("An answer, an idea, an article … of this site. Then you need not describe it."),
    )  # fmt: skip
    value = forms.ChoiceField(label=lazy("Which of our values is that?"), widget=forms.RadioSelect, required=False)
    message = forms.CharField(
        label=lazy("Your words to them"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5})
    )
    points = forms.IntegerField(label=lazy("Points for each"), min_value=0, required=False, initial=10)
    boost = forms.ChoiceField(label=lazy("From"), required=False)
    space = forms.ChoiceField(label=lazy("Who reads it"), required=False)
    is_private = forms.BooleanField(
        label=lazy("Only between us two"), required=False,
        help_text=lazy("Nobody else sees it anywhere. To one person, not to a team."),
    )  # fmt: skip
    hides_points = forms.BooleanField(label=lazy("Do not show the points"), required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, viewer: Viewer, at: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.viewer = viewer
        self.mine = queries.my_points(viewer, at=at)
        self.fields["to"].viewer = viewer  # type: ignore[attr-defined]
        self.values = queries.values()
        self.fields["value"].choices = [(to_text(v.id), f"{v.icon} {v.name}".strip()) for v in self.values]  # type: ignore[attr-defined]
        self.fields["value"].required = True
        if not self.values:
            del self.fields["value"]
        units = [(to_text(each.id), each.name) for each in queries.teams(viewer)]
        self.fields["unit"].choices = [("", _("no team")), *units]  # type: ignore[attr-defined]
        boosts = [
            (to_text(b.id), _("%(name)s (%(left)d left)") % {"name": b.name, "left": b.left})
            for b in self.mine.boosts
        ]
        own = _("my points of this month (%(left)d left)") % {"left": self.mine.left}
        self.fields["boost"].choices = [("", own), *boosts]  # type: ignore[attr-defined]
        if not boosts:
            del self.fields["boost"]
        spaces = [(to_text(s.id), s.name) for s in spaces_for_posting(viewer) if not s.tools or "kudos" in s.tools]
        self.fields["space"].choices = [("", _("Everybody who works here")), *spaces]  # type: ignore[attr-defined]
        self.fields["hides_points"].initial = self.mine.preference.hides_points
        if site.get("recognition.hide_points"):
            del self.fields["hides_points"]
        self.fields["points"].widget.attrs |= {"max": site.get("recognition.most_points") * 4, "inputmode": "numeric"}

    def clean_deed_link(self) -> int | None:
        text = self.cleaned_data["deed_link"].strip()
        if not text:
            return None
        match = _ITEM.search(text)
        if match is None:
            raise forms.ValidationError(_("This is not the address of something on this site."))
        return from_text(match[1])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors and bool(values.get("to")) == bool(values.get("unit")):
            self.add_error("to", _("Choose colleagues or a team, one of the two."))
        return values

    def fields_of_give(self) -> dict[str, Any]:
        """The keyword arguments of `actions.give`."""
        values = self.cleaned_data
        return {
            "to": [person.pk for person in values["to"]],
            "unit_id": _id(values["unit"]),
            "value_id": _id(values.get("value", "")),
            "deed_id": values["deed_link"],
            "deed_words": values["deed_words"],
            "message": values["message"],
            "points": values["points"] or 0,
            "boost_id": _id(values.get("boost", "")),
            "space_id": _id(values["space"]) if not values["is_private"] else None,
            "is_private": values["is_private"],
            "hides_points": values.get("hides_points"),
        }


def _id(text: str) -> int | None:
    return from_text(text) if text else None


class JoinForm(forms.Form):
    points = forms.IntegerField(label=lazy("With points for each"), min_value=0, required=False, initial=0)


class PreferenceForm(forms.Form):
    leaves_leaderboard = forms.BooleanField(
        label=lazy("Leave me out of leaderboards"), required=False,
        help_text=lazy("You still count in the fairness report, where nobody is named."),
    )  # fmt: skip
    no_milestones = forms.BooleanField(label=lazy("Do not mark my years here"), required=False)
    hides_points = forms.BooleanField(label=lazy("Do not show points on kudos I give"), required=False)


class ValueForm(forms.Form):
    id = forms.CharField(required=False, widget=forms.HiddenInput)
    icon = forms.CharField(label=lazy("Emoji"), max_length=8, required=False)
    name = forms.CharField(label=lazy("Name"), max_length=60)
    about = forms.CharField(label=lazy("What it means here"), max_length=300, required=False)
    position = forms.IntegerField(label=lazy("Place"), min_value=0, max_value=1000, initial=0)


class BoostForm(forms.Form):
    name = forms.CharField(label=lazy("Name"), max_length=80)
    why = forms.CharField(label=lazy("What it is for"), max_length=300, help_text=lazy("Everybody reads this."))
    budget = forms.IntegerField(label=lazy("Budget in points"), min_value=1, max_value=1_000_000)
    starts_on = forms.DateField(label=lazy("From"), widget=_DAY)
    ends_on = forms.DateField(label=lazy("Until (included)"), widget=_DAY)
    holders = PeopleField(label=lazy("Who gives from it"), most=60)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holders"].viewer = viewer  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "starts_on" in values and "ends_on" in values and values["ends_on"] < values["starts_on"]:
            self.add_error("ends_on", _("It would end before it begins."))
        return values


class KeeperForm(forms.Form):
    person = PeopleField(label=lazy("Colleague"), most=1)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].viewer = viewer  # type: ignore[attr-defined]


class AwardForm(forms.Form):
    icon = forms.CharField(label=lazy("Emoji"), max_length=8, required=False)
    name = forms.CharField(label=lazy("Name"), max_length=100)
    about = forms.CharField(
        label=lazy("What it is given for"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class RoundForm(forms.Form):
    """A round's rules, in the order in which one thinks of them."""

    award = forms.ChoiceField(label=lazy("Award"))
    title = forms.CharField(label=lazy("Which time"), max_length=120, help_text=lazy("e.g. autumn 2026"))
    about = forms.CharField(
        label=lazy("What you are looking for"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    prize = forms.CharField(label=lazy("What the winners get"), max_length=300, required=False)
    budget = forms.IntegerField(label=lazy("Budget in points, for all winners"), min_value=0, initial=0)
    nominations_until = forms.DateTimeField(label=lazy("Proposals until"), widget=_MOMENT)
    allows_self = forms.BooleanField(label=lazy("People may propose themselves"), required=False)
    seconds_needed = forms.IntegerField(
        label=lazy("Seconds needed to stand for election"), min_value=0, max_value=20, initial=1
    )
    months_needed = forms.IntegerField(
        label=lazy("Months one must have worked here to stand"), min_value=0, max_value=600, initial=0
    )
    not_again = forms.BooleanField(label=lazy("Not for those who had this award before"), required=False)
    voters = forms.ChoiceField(label=lazy("Who votes"), choices=Round.Voters.choices, widget=forms.RadioSelect)
    jury = PeopleField(label=lazy("The jury"), most=40, required=False, help_text=lazy("At least three."))
    method = forms.ChoiceField(label=lazy("How it is counted"), choices=Round._meta.get_field("method").choices)
    seats = forms.IntegerField(label=lazy("Winners"), min_value=1, max_value=12, initial=1)
    ties = forms.ChoiceField(label=lazy("When something is equal"), choices=Round._meta.get_field("ties").choices)
    voting_days = forms.IntegerField(label=lazy("Days to vote"), min_value=1, max_value=60, initial=7)
    quorum_percent = forms.IntegerField(
        label=lazy("Quorum, in percent of those who may vote"), min_value=0, max_value=100, initial=0
    )
    allows_delegation = forms.BooleanField(
        label=lazy("A voter may let another one cast their vote"), required=False,
        help_text=lazy("Who casts it for them knows what it was; nobody else does."),
    )  # fmt: skip
    results = forms.ChoiceField(label=lazy("The result is shown"), choices=Round._meta.get_field("results").choices)
    counts = forms.ChoiceField(label=lazy("The numbers"), choices=Round._meta.get_field("counts").choices)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["jury"].viewer = viewer  # type: ignore[attr-defined]
        awards = Award.objects.filter(retired_at__isnull=True).order_by("name")
        self.fields["award"].choices = [(to_text(each.id), each.name) for each in awards]  # type: ignore[attr-defined]
        for name, value in (("voters", "all"), ("method", "transfer"), ("results", "announced")):
            self.fields[name].initial = value

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("nominations_until") and values["nominations_until"] <= now():
            self.add_error("nominations_until", _("Please choose a moment that is still to come."))
        if values.get("method") == Method.TRANSFER and values.get("ties") not in (None, Ties.LOT):
            self.add_error("ties", _("In a ranking that is transferred, a lot decides what is equal."))
        if (
            values.get("voters") == Round.Voters.JURY
            and len(values.get("jury", ())) < LEAST_JURY
            and "jury" in values
        ):
            self.add_error("jury", _("A jury has at least three people, or its votes would not stay secret."))
        return values

    def fields_of_round(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        return {
            "award_id": from_text(values.pop("award")),
            "juror_ids": [person.pk for person in values.pop("jury")],
            **values,
        }


class NominateForm(forms.Form):
    nominee = PeopleField(label=lazy("Whom do you propose?"), most=1)
    reason = forms.CharField(
        label=lazy("Why them?"), max_length=1500, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=lazy("What did they do, and what changed through it? Everybody reads this."),
    )  # fmt: skip

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nominee"].viewer = viewer  # type: ignore[attr-defined]


class RewardForm(forms.Form):
    icon = forms.CharField(label=lazy("Emoji"), max_length=8, required=False)
    name = forms.CharField(label=lazy("Name"), max_length=100)
    about = forms.CharField(
        label=lazy("What it is"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    cost = forms.IntegerField(label=lazy("Points"), min_value=1, max_value=1_000_000)
    stock = forms.IntegerField(
        label=lazy("How many there are"), min_value=0, max_value=1_000_000, required=False,
        help_text=lazy("Empty: without end."),
    )  # fmt: skip
    a_year = forms.IntegerField(
        label=lazy("How many one person may have in a year"), min_value=0, max_value=365, required=False,
        help_text=lazy("0 or empty: any number."),
    )  # fmt: skip
    needs_approval = forms.BooleanField(label=lazy("Somebody must approve"), required=False)
    is_offered = forms.BooleanField(label=lazy("In the catalogue"), required=False, initial=True)

    def clean_a_year(self) -> int:
        return self.cleaned_data["a_year"] or 0
