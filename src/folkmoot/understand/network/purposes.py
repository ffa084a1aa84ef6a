"""What is computed here, from what, for whom, for how long: the one list that pages and the works council read.

A view of people's data exists only with an entry here; `tests/test_privacy.py` compares the list with the addresses.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from folkmoot.base.site import settings as site

from . import reading, site_settings
from .groups import BRIDGE_SHARE
from .measuring import VALUED_VOTES
from .models import Look, Snapshot


@dataclass(frozen=True, slots=True)
class Purpose:
    """One use of the data. `url_names` are the addresses that serve it."""

    key: str
    title: str
    what: str
    whom: str
    named: str
    url_names: tuple[str, ...]


def purposes() -> list[Purpose]:
    """Every use there is, in the order in which people meet them."""
    least = site_settings.least()
    return [
        Purpose(
            "mine", _("My network"),
            _("Who one helps and is helped by, where these people work, what one answers about, and what was found "
              "or not found of the three roles, with the evidence."),
            _("The person alone."), _("The person, and people they dealt with themselves."),
            ("network:mine", "network:choose", "network:looks"),
        ),
        Purpose(
            "map", _("The map"),
            _("Groups of at least %(least)d people where their members are on average, about how many they are, and "
              "whether they deal with each other more or less than chance.") % {"least": least},
            _("Colleagues."),
            _("Only who has chosen to be shown by name, with their roles and what ties them to others who have; and "
              "to each their own place."),
            ("network:map", "network:map_data", "network:map_file", "network:save_view", "network:forget_view"),
        ),
        Purpose(
            "units", _("Silos"),
            _("How open groups of at least %(least)d people are, rounded to steps one person seldom moves; which "
              "deal with each other more or less than chance, in seven levels; and which two are held together by "
              "one person, without saying by whom.") % {"least": least},
            _("Colleagues."), _("Nobody."), ("network:units", "network:units_file"),
        ),
        Purpose(
            "who_knows", _("Who knows"),
            _("A search over what people say of themselves on their profile and what they wrote where the reader may "
              "read it. Nothing is taken from the network. Who was asked often of late comes later."),
            _("Colleagues."), _("Whoever is found, except those who are left out."), ("network:who_knows",),
        ),
        Purpose(
            "advocates", _("Choosing advocates"),
            _("Which of the willing would together be heard by most, beside random sets of the same size."),
            _("Those who look after campaigns."), _("Only who has chosen to be considered for advocacy."), (),
        ),
        Purpose(
            "lots", _("What lots taught"),
            _("Of who carried the message of a campaign: of the people who hear them, how much more those did it "
              "whom the lot meant to hear it than the others, with the interval. It stands beside the role that the "
              "log shows and changes nothing of it."),
            _("The person alone, with numbers. Colleagues read in words whether a difference was seen, where the "
              "person has chosen to be shown by name."),
            _("The person."), (),
        ),
        Purpose(
            "paper", _("This page"), _("What is computed, and for whom."), _("Colleagues."), _("Nobody."),
            ("network:paper", "network:runs", "network:order"),
        ),
    ]  # fmt: skip


def title_of(key: str) -> str:
    return next((each.title for each in purposes() if each.key == key), key)


def sources() -> list[dict[str, Any]]:
    """Each kind of act that is read from the log, what it counts, and whether it is ever shown between two people."""
    worth, labels, is_open = reading.worth(), reading.labels(), reading.open_names()
    return [
        {"name": name, "label": str(labels[name]), "worth": worth[name], "is_open": name in is_open}
        for name in reading.names()
        if worth[name] > 0
    ]


def clock() -> list[tuple[str, date]]:
    """What will be deleted when, of what there is now."""
    keep = timedelta(days=site.get("network.keep_days"))
    oldest = Snapshot.objects.filter(state="done").order_by("as_of").values_list("as_of", flat=True).first()
    looked = Look.objects.order_by("last_at").values_list("last_at", flat=True).first()
    found = [(_("The oldest snapshot"), oldest), (_("The oldest entry of who looked"), looked)]
    return [(name, (at + keep).date()) for name, at in found if at is not None]


def rules() -> list[tuple[str, str]]:
    """The numbers in force."""
    whom = {"employees": _("employees"), "everybody": _("everybody who has an account")}[site.get("network.whom")]
    is_on = (
        _("yes, each night, and each hour by day what is new; whom others follow only at night")
        if site.get("network.is_on")
        else _("no")
    )
    keep = site.get("network.keep_days")
    return [
        (_("Computed"), is_on),
        (_("Takes in"), _("%(whom)s, without those who chose to be left out") % {"whom": whom}),
        (_("Acts fade"), _("an act counts half after %d days") % site.get("network.half_life")),
        (_("Acts end"), _("after %d days an act counts no more") % site.get("network.log_days")),
        (_("Snapshots end"), _("after %d days; after two weeks one of each week is kept") % keep),
        (_("What lots taught"), _("is kept for %d days, and only while the person is not left out") % keep),
        (_("Who looked at whom"), _("is kept for %d days, for the person looked at") % keep),
        (_("Smallest group shown"), _("%d people; smaller ones only together") % site_settings.least()),
        (_("Groups are decided"), _("once a week, so that asking again tells nothing more")),
        (_("One person holds two groups together"), _("from %d %% of their ties on") % (100 * BRIDGE_SHARE)),
        (_("A valued answer"), _("is accepted, confirmed by an expert, or has %d votes more for than against it")
         % VALUED_VOTES),
        (_("False finds"), _("of those in whom a role is found, at most 1 in 20 is expected not to have it")),
    ]  # fmt: skip
