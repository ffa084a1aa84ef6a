"""The firm's people: the named ones and as many more as it takes, how they arrive and what they say of themselves."""

import unicodedata
from datetime import datetime, timedelta
from random import Random
from typing import Any

from allauth.account.models import EmailAddress

from folkmoot.commons.people import actions as people
from folkmoot.commons.people.logic import sort_name
from folkmoot.commons.people.models import Person, ProfileField, Unit

from .reading import table
from .stage import YEAR, Character, Stage

PASSWORD = "folkmoot-demo"  # noqa: S105 - known to everybody, on a site that is a demonstration
SIX = ("hana", "otto", "mia", "eli", "cara", "kim")
EMPLOYEES = 206
_ZONES = {"Hamburg": "Europe/Berlin", "Bilbao": "Europe/Madrid", "Le Havre": "Europe/Paris", "Nordvik": "Europe/Oslo"}
_FIELDS: tuple[tuple[str, str, str, list[str], int], ...] = (
    ("site", "Site", "choice", ["Hamburg", "Bilbao", "Le Havre"], 1),
    ("firm", "Firm or port", "text", [], 1),
    ("languages", "I speak", "text", [], 2),
    ("desk", "Where to find me", "text", [], 2),
    ("hours", "Working time", "choice", ["Full time", "Part time"], 2),
)
_DESKS = ("hall", "gate", "floor", "bay", "room")
_TONGUES = {"de": "Deutsch, English", "es": "Español, euskara", "fr": "Français, English", "en": "English"}


def gather(stage: Stage) -> None:
    """This will decide who there is and when they arrive here, writing nothing."""
    names = table("names")
    for username, said in table("cast").items():
        stage.cast[username] = _named(stage, username, said)
    dice = stage.dice("cast")
    for site, facts in names["sites"].items():
        for _ in range(round(EMPLOYEES * stage.scale * facts["share"] / 100)):
            _add(stage, _employee(stage, dice, site, facts, names))
    for relation, facts in names["outside"].items():
        for number in range(max(3, round(facts["count"] * stage.scale))):
            _add(stage, _outsider(stage, dice, relation, facts, number))


def _named(stage: Stage, username: str, said: dict[str, Any]) -> Character:
    relation = said.get("relation", "employee")
    years = float(said["since"])
    early = stage.now - YEAR + timedelta(hours=stage.dice("arrival", username).uniform(0, 60))
    return Character(
        username, said["name"], relation, said["site"], max(early, stage.now - timedelta(days=years * 365)), years,
        unit=said.get("unit", ""), manager=said.get("manager", ""), headline=said["headline"],
        about=said.get("about", ""), language=said.get("language", "en"),
        timezone=_ZONES.get(said["site"], "UTC"), skills=said.get("skills", []), interests=said.get("interests", []),
        ask=said.get("ask", []), email=f"{username}@demo.example" if username in SIX else "", is_named=True,
    )  # fmt: skip


def _employee(stage: Stage, dice: Random, site: str, facts: dict[str, Any], names: dict[str, Any]) -> Character:
    unit = dice.choices(list(facts["units"]), weights=list(facts["units"].values()))[0]
    is_new = dice.random() < 0.14
    arrives = stage.now - (timedelta(days=dice.uniform(5, 340)) if is_new else YEAR - _days(dice, 0.5, 18))
    years = (stage.now - arrives).days / 365 if is_new else dice.uniform(1.2, 24)
    life, role = names["life"], dice.choice(names["roles"][unit])
    headline = f"{role}. {dice.choice(life['tails'])}" if dice.random() < 0.45 else role
    return Character(
        "", f"{dice.choice(facts['first'])} {dice.choice(facts['last'])}", "employee", site, arrives, years,
        unit=unit, manager=names["heads"][unit], headline=headline, language=facts["language"],
        timezone=facts["timezone"], skills=dice.sample(names["skills"][unit], dice.choice((1, 1, 2))),
        interests=dice.sample(life["interests"], dice.randint(0, 4)),
        ask=dice.sample(life["ask"], 1) if dice.random() < 0.25 else [],
    )  # fmt: skip


def _outsider(stage: Stage, dice: Random, relation: str, facts: dict[str, Any], number: int) -> Character:
    place, role = dice.choice(facts["places"]), dice.choice(facts["roles"])
    most = 100 if relation == "candidate" else 360
    arrives = stage.now - timedelta(days=dice.uniform(10, most))
    years = (stage.now - arrives).days / 365 if relation == "candidate" else dice.uniform(1.2, 12)
    name = f"{facts['first'][number % len(facts['first'])]} {dice.choice(facts['last'])}"
    headline = f"{role}, {place}" if relation in ("customer", "partner") else role
    return Character("", name, relation, place, arrives, years, headline=headline)


def _add(stage: Stage, one: Character) -> None:
    plain = "".join(c for c in unicodedata.normalize("NFKD", sort_name(one.name)) if c.isascii())
    base = "".join(c if c.isalnum() else "." for c in plain)
    one.username, number = base, 2
    while one.username in stage.cast:
        one.username, number = f"{base}{number}", number + 1
    stage.cast[one.username] = one


def _days(dice: Random, least: float, most: float) -> timedelta:
    return timedelta(days=dice.uniform(least, most))


def plan_arrivals(stage: Stage) -> None:
    """This will have everybody arrive at their time, managers known before those they lead."""
    units = _units(stage)
    fields: dict[str, ProfileField] = {}
    for one in stage.cast.values():
        stage.timeline.plan(one.arrives_at, lambda at, one=one: _arrive(stage, one, fields, at))
    placed_at = stage.now - YEAR + timedelta(days=4)
    for one in stage.cast.values():
        if one.is_employee:
            stage.timeline.plan(
                max(placed_at, one.arrives_at + timedelta(minutes=5)),
                lambda at, one=one: people.set_place(
                    actor=None, person=stage.people[one.username], unit=units[one.unit],
                    manager=stage.people.get(one.manager), at=at,
                ),
            )  # fmt: skip


def _units(stage: Stage) -> dict[str, Unit]:
    """This will draw the org chart's boxes."""
    names, at = table("names"), stage.now - YEAR
    units = {"Board": people.save_unit(actor=None, unit=None, name="Board", parent=None, at=at)}

    def unit(name: str) -> Unit:
        if name not in units:
            above = names["parents"].get(name)
            parent = unit(above) if above else units["Board"]
            units[name] = people.save_unit(actor=None, unit=None, name=name, parent=parent, at=at)
        return units[name]

    for name in names["heads"]:
        unit(name)
    return units


def _add_fields(stage: Stage, fields: dict[str, ProfileField], at: datetime) -> None:
    for place, (key, label, kind, choices, audience) in enumerate(_FIELDS):
        fields[key] = people.save_field(
            actor=stage.people["otto"], field=None, label=label, kind=kind, audience=audience, choices=choices,
            position=place, at=at,
        )  # fmt: skip


def _arrive(stage: Stage, one: Character, fields: dict[str, ProfileField], at: datetime) -> None:
    person = Person(
        username=one.username, name=one.name, sort_name=sort_name(one.name), email=one.email, joined_at=at,
        timezone=one.timezone, is_admin=one.username == "otto",
    )  # fmt: skip
    if one.username in SIX:
        person.set_password(PASSWORD)
    else:
        person.set_unusable_password()
    person.save(force_insert=True)
    if one.email:
        EmailAddress.objects.create(user=person, email=one.email, verified=True, primary=True)
    person = people.arrive(person=person, email=one.email, at=at)
    since_on = (stage.now - timedelta(days=one.since_years * 365)).date()
    if one.relation == "alumnus":
        start_on = since_on - timedelta(days=7 * 365)
        people.set_relation(actor=None, person=person, kind="employee", since_on=start_on, until_on=since_on, at=at)
    people.set_relation(actor=None, person=person, kind=one.relation, since_on=min(since_on, at.date()), at=at)
    person.refresh_from_db()
    stage.people[one.username] = person
    if not fields:  # The administrator is first, and decides what a profile holds.
        _add_fields(stage, fields, at)
    _say_who(stage, one, person, fields, at)


def _say_who(stage: Stage, one: Character, person: Person, fields: dict[str, ProfileField], at: datetime) -> None:
    dice = stage.dice("profile", one.username)
    values = {fields["site" if one.is_employee else "firm"]: one.site}
    if one.is_employee:
        values[fields["hours"]] = "Part time" if stage.dice("hours", one.username).random() < 0.22 else "Full time"
    if one.is_employee and dice.random() < 0.5:
        values[fields["languages"]] = _TONGUES[one.language]
        values[fields["desk"]] = f"{one.site}, {dice.choice(_DESKS)} {dice.randint(1, 6)}"
    people.edit_profile(
        actor=person, person=person, at=at, values=values, headline=one.headline, about=one.about,
        location=one.site, interests=one.interests, ask_me_about=one.ask,
    )  # fmt: skip
    if one.skills and (one.is_named or dice.random() < 0.5):
        people.edit_skills(actor=person, person=person, names=one.skills, at=at)
