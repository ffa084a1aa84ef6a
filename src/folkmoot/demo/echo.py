"""What others do with what was said: votes, reactions, ballots, confirmations, bookmarks, reports, followed tags."""

from datetime import datetime, timedelta
from functools import partial

from folkmoot.commons.content import actions as content
from folkmoot.commons.content.models import Report, Tag
from folkmoot.listen.notes import actions as notes
from folkmoot.listen.notes.models import PollOption
from folkmoot.listen.qa import actions as qa

from .cast import SIX
from .stage import Stage
from .talk import Said

_SYNONYMS = (("sway", "anti-sway"), ("opcua", "opc-ua"), ("ropes", "rope"), ("c++", "cpp"), ("calib", "calibration"))
_TAGS = {
    "tandem-lift": "Two cranes, one load.",
    "near-miss": "Nothing happened. Tell us anyway.",
    "anti-sway": "Making heavy boxes stop swinging.",
    "welcome": "For those who have just arrived.",
}
_EXPERTS = {"anti-sway": "nils", "calibration": "marc", "rope": "yusuf", "safety": "grace", "modbus": "pradeep"}
_FOLLOWED = {
    "hana": ("welcome", "onboarding", "feedback"),
    "otto": ("it", "accounts", "passwords"),
    "mia": ("hiring", "anti-sway", "career"),
    "eli": ("anti-sway", "wind", "running"),
    "cara": ("interview", "anti-sway"),
    "kim": ("wind", "tandem-lift", "bosun-cloud"),
}

# How many of the votes and reactions written in the files are given: the demo is built in less than a minute.
_ECHO = 0.42
# What share of them comes from the author's own unit, where it has so many readers.
_NEAR = 0.3
# Spaces that only their members read, and those that people from outside read too.
_CLOSED = {"alumni", "partner-dock", "parents", "rainbow-crew", "works-council", "managers", "kittiwake"}
_WIDE = {"bosun-help", "journal", "joining-us"}


def plan_echo(stage: Stage, said: list[Said]) -> None:
    """This will plan what follows each saying, by people who may see it at that time."""
    for one in said:
        if "later" in one.saying.how:
            continue
        readers = _readers(stage, one)
        _plan_votes(stage, one, readers)
        _plan_reactions(stage, one, readers)
        _plan_ballots(stage, one, readers)
        _plan_reports(stage, one)
        if "must-read" in one.saying.flags:
            _plan_confirmations(stage, one)
    _plan_bookmarks(stage, said)
    used = {tag for one in said for tag in one.saying.tags}
    stage.timeline.plan(stage.now - timedelta(days=1), partial(_tidy_tags, stage, used))


def _readers(stage: Stage, one: Said) -> list[str]:
    """Who may see it a little later and did not write it."""
    space = one.talk.space
    members = stage.members.get(space, {})
    inside = [name for name, since in members.items() if since < one.at]
    wide = [] if space in _CLOSED else [c.username for c in stage.arrived(one.at) if c.is_employee]
    if space in _WIDE:
        wide = [c.username for c in stage.arrived(one.at)]
    return [name for name in dict.fromkeys([*inside, *wide]) if name != one.by]


def _some(stage: Stage, one: Said, what: str, readers: list[str], count: int) -> list[tuple[str, datetime]]:
    """`count` of the readers (fewer in a small demo), each with a moment in the days after."""
    dice = stage.dice(what, one.name)
    count = min(len(readers), round(count * _ECHO * min(1.0, stage.scale * 2)))
    unit = stage.cast[one.by].unit
    near = [name for name in readers if unit and stage.cast[name].unit == unit]
    first = dice.sample(near, min(len(near), round(count * _NEAR)))
    others = [name for name in readers if name not in first]
    return [
        (name, min(one.at + timedelta(hours=dice.expovariate(1 / 30)), stage.now - timedelta(minutes=3)))
        for name in [*first, *dice.sample(others, count - len(first))]
    ]


def _plan_votes(stage: Stage, one: Said, readers: list[str]) -> None:
    score = int(one.saying.how.get("votes", "0"))
    dice = stage.dice("against", one.name)
    has_doubters = one.saying.kind in ("question", "answer") and score > 5 and dice.random() < 0.3
    against = 1 if has_doubters else max(0, -score)
    voters = _some(stage, one, "votes", readers, max(0, score) + against + (1 if has_doubters else 0))
    for number, (name, at) in enumerate(voters):
        value = -1 if number < against else 1
        stage.timeline.plan(
            at,
            lambda at, name=name, value=value: content.vote(
                viewer=stage.viewer(name), item_id=stage.items[one.name], value=value, at=at
            ),
        )


def _plan_reactions(stage: Stage, one: Said, readers: list[str]) -> None:
    for emoji, count in one.saying.reactions.items():
        for name, at in _some(stage, one, emoji, readers, count):
            stage.timeline.plan(
                at,
                lambda at, name=name, emoji=emoji: content.react(
                    viewer=stage.viewer(name), item_id=stage.items[one.name], emoji=emoji, at=at
                ),
            )


def _plan_ballots(stage: Stage, one: Said, readers: list[str]) -> None:
    choices = [text for text, count in one.saying.poll for _ in range(count)]
    voters = _some(stage, one, "ballots", readers, len(choices))
    stage.dice("choices", one.name).shuffle(choices)
    for (name, at), text in zip(voters, choices, strict=False):
        stage.timeline.plan(at, partial(_cast_ballot, stage, one, name, text))


def _cast_ballot(stage: Stage, one: Said, name: str, text: str, at: datetime) -> None:
    item_id = stage.items[one.name]
    option = PollOption.objects.get(poll_id=item_id, text=text)
    notes.vote_in_poll(viewer=stage.viewer(name), item_id=item_id, option_ids=[option.pk], at=at)


def _plan_confirmations(stage: Stage, one: Said) -> None:
    dice = stage.dice("confirms", one.name)
    for name, since in stage.members[one.talk.space].items():
        # eli has not confirmed the latest yet: it waits for him.
        if dice.random() < 0.8 and (name not in ("eli", "otto") or one.talk.days_ago > 100) and name != one.by:
            at = max(one.at, since) + timedelta(hours=dice.expovariate(1 / 60))
            stage.timeline.plan(
                at,
                lambda at, name=name: content.acknowledge(
                    viewer=stage.viewer(name), item_id=stage.items[one.name], at=at
                ),
            )


def _plan_reports(stage: Stage, one: Said) -> None:
    for reason, by in one.saying.reports:
        if by.startswith("~"):
            by = _readers(stage, one)[0]
        stage.timeline.plan(
            one.at + timedelta(hours=2),
            lambda at, by=by, reason=reason: content.report(
                viewer=stage.viewer(by), item_id=stage.items[one.name], reason=reason, at=at
            ),
        )
    if one.saying.reports and "outcome" in one.saying.how:
        stage.timeline.plan(one.at + timedelta(days=2, hours=3), partial(_answer_reports, stage, one))


def _answer_reports(stage: Stage, one: Said, at: datetime) -> None:
    report = Report.objects.filter(item_id=stage.items[one.name]).latest("at")
    how = one.saying.how
    content.close_report(
        viewer=stage.viewer("dani"), report_id=report.pk, outcome=how["outcome"], answer=how.get("answer", ""), at=at
    )


def _plan_bookmarks(stage: Stage, said: list[Said]) -> None:
    openings = [
        one for one in said if one.parent is None and one.saying.kind != "note" and "later" not in one.saying.how
    ]
    for name in SIX:
        dice = stage.dice("keeps", name)
        mine = [one for one in openings if name in _readers(stage, one)]
        for one in dice.sample(mine, min(5, len(mine))):
            stage.timeline.plan(
                one.at + timedelta(hours=dice.uniform(1, 60)),
                lambda at, one=one, name=name: content.bookmark(
                    viewer=stage.viewer(name), item_id=stage.items[one.name], at=at
                ),
            )
        # What is older than a week has been read; the rest is new to them.
        for one in mine:
            if one.talk.days_ago > 7:
                stage.timeline.plan(
                    stage.now - timedelta(days=6),
                    lambda at, one=one, name=name: content.mark_read(
                        viewer=stage.viewer(name), item_id=stage.items[one.name], at=at
                    ),
                )


def _tidy_tags(stage: Stage, used: set[str], at: datetime) -> None:
    """This will join what means the same, describe some tags, name experts and have the six follow theirs."""
    otto = stage.viewer("otto")
    for name, of in _SYNONYMS:
        content.make_synonym(viewer=otto, name=name, of=of, at=at)
    tags = {tag.name: tag for tag in Tag.objects.all()}
    for name, about in _TAGS.items():
        if name in tags:
            content.describe_tag(viewer=otto, tag_id=tags[name].pk, about=about, at=at)
    for name, username in _EXPERTS.items():
        if name in tags:
            qa.name_expert(viewer=otto, tag_id=tags[name].pk, person_id=stage.people[username].pk, at=at)
    for username, names in _FOLLOWED.items():
        for name in names:
            if name in tags:
                content.follow_tag(viewer=stage.viewer(username), tag_id=tags[name].pk, at=at)
