"""Who follows, knows and endorses whom, and what waits for the six who sign in."""

from datetime import datetime, timedelta
from random import Random

from folkmoot.commons.people import actions as people
from folkmoot.commons.people.errors import AlreadyDone
from folkmoot.commons.people.models import PersonSkill

from .cast import SIX
from .stage import Character, Stage, unless

# asker, asked, note, days ago: still waiting for an answer.
_WAITING = (
    ("samir", "hana", "May I help with the mentoring from outside?", 3.0),
    ("joao", "otto", "We share two firewalls and many opinions about them.", 5.0),
    ("elif", "mia", "I would like to show you the gearbox sounds.", 2.0),
    ("noor", "eli", "Olga said you are the one to ask about the rig's wind model.", 1.0),
    ("jonas", "cara", "Saw your question about the third bug. I found one and a half!", 1.5),
    ("mireille", "kim", "Le cadre vide arrive chez vous. On se parle ?", 2.5),
    ("felix", "mia", "", 6.0),
)
_FRIENDS = (
    ("hana", "petra"), ("hana", "mia"), ("hana", "grace"), ("hana", "leonie"), ("otto", "tomasz"), ("otto", "hana"),
    ("mia", "eli"), ("mia", "olga"), ("mia", "nils"), ("eli", "olga"), ("eli", "jonas"), ("eli", "pradeep"),
    ("kim", "stig"), ("kim", "torben"), ("kim", "freya"), ("cara", "eli"), ("cara", "leonie"), ("nils", "vera"),
    ("ines", "amaia"), ("marc", "camille"), ("samir", "eli"), ("adaeze", "karim"), ("torben", "yusuf"),
)  # fmt: skip


# Whose example counts, and what share of colleagues follow them besides those who follow anybody.
HEEDED = {"torben": 0.15, "camille": 0.17}


def plan_follows(stage: Stage) -> None:
    """This will let people follow their own; some are listened to more than others."""
    dice = stage.dice("follows")
    everybody = list(stage.cast.values())
    voices = [one for one in everybody if one.is_named]
    for one in everybody:
        for other in _followed(one, everybody, voices, dice):
            heeds = other.username in HEEDED
            at = _plan(stage, dice, one, other, _follow, soon=0.1 if heeds else 1.0)
            stage.follows.setdefault(one.username, {})[other.username] = at


def plan_ties(stage: Stage) -> None:
    """This will let people connect with some of their own, and say what they are good at."""
    dice = stage.dice("ties")
    everybody = list(stage.cast.values())
    pairs = {tuple(sorted(pair)) for pair in _FRIENDS}
    for one in everybody:
        near = [other for other in everybody if other.unit and other.unit == one.unit and other is not one]
        for other in dice.sample(near, min(len(near), dice.choice((0, 0, 1, 1)))):
            pairs.add(tuple(sorted((one.username, other.username))))
    for first, second in sorted(pairs):
        _plan(stage, dice, stage.cast[first], stage.cast[second], _connect)
    for one in everybody:
        if one.skills:
            _plan_endorsements(stage, dice, one, everybody)
    for asker, asked, note, days in _WAITING:
        stage.timeline.plan(
            stage.now - timedelta(days=days),
            lambda at, asker=asker, asked=asked, note=note: people.ask_connection(
                actor=stage.people[asker], person=stage.people[asked], note=note, at=at
            ),
        )


def _followed(one: Character, everybody: list[Character], voices: list[Character], dice: Random) -> list[Character]:
    """Those whose words are worth reading, and a few from around the corner."""
    if one.relation in ("customer", "partner", "candidate"):
        wanted = dice.sample([v for v in voices if v.is_employee], 3 if one.username not in SIX else 8)
    else:
        near = [other for other in everybody if other.site == one.site and other is not one]
        count = 12 if one.username in SIX else dice.randint(0, 2)
        wanted = dice.sample(voices, count) + dice.sample(near, min(len(near), 1))
        wanted += [voice for voice in voices if dice.random() < HEEDED.get(voice.username, 0)]
    return list({other.username: other for other in wanted if other is not one}.values())


def _plan(
    stage: Stage, dice: Random, one: Character, other: Character, deed: object, *, soon: float = 1.0
) -> datetime:
    from_at = max(one.arrives_at, other.arrives_at) + timedelta(hours=1)
    at = from_at + (stage.now - from_at) * dice.random() ** 2 * soon
    return stage.timeline.plan(at, lambda at: deed(stage, one, other, at))  # type: ignore[operator]


def _follow(stage: Stage, one: Character, other: Character, at: datetime) -> None:
    people.follow(actor=stage.people[one.username], person=stage.people[other.username], at=at)


def _connect(stage: Stage, one: Character, other: Character, at: datetime) -> None:
    first, second = stage.people[one.username], stage.people[other.username]
    connection = people.ask_connection(actor=first, person=second, at=at)
    people.accept(actor=second, connection=connection, at=at)


def _plan_endorsements(stage: Stage, dice: Random, one: Character, everybody: list[Character]) -> None:
    colleagues = [other for other in everybody if other.is_employee and other is not one]
    near = [other for other in colleagues if other.unit == one.unit]
    for skill in one.skills:
        count = dice.randint(1, 5) if one.is_named and one.is_employee else dice.choice((0, 0, 0, 0, 1))
        # Mostly those who see them at work.
        whom = near if len(near) > count and dice.random() < 0.75 else colleagues
        for other in dice.sample(whom, min(len(whom), count)):
            _plan(stage, dice, other, one, lambda s, by, of, at, skill=skill: _endorse(s, by, of, skill, at))


def _endorse(stage: Stage, by: Character, of: Character, skill: str, at: datetime) -> None:
    held = PersonSkill.objects.select_related("skill", "person").filter(
        person=stage.people[of.username], skill__name__iexact=skill
    )
    for each in held:
        with unless(AlreadyDone):
            people.endorse(actor=stage.people[by.username], skill=each, at=at)
