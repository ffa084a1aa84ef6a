"""What was said, when and by whom, and how it goes through the writing doors of its kind."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from folkmoot.commons.content import actions as content
from folkmoot.listen.blogs import actions as blogs
from folkmoot.listen.blogs.actions import Frame
from folkmoot.listen.notes import actions as notes
from folkmoot.listen.notes.logic import PollDraft
from folkmoot.listen.qa import actions as qa

from .reading import Conversation, Saying, conversations, span
from .stage import Stage

_SLIGHTEST = timedelta(minutes=10)


@dataclass(slots=True)
class Said:
    """A saying with its place in the story. `name` finds it in `stage.items`."""

    talk: Conversation
    saying: Saying
    name: str
    by: str
    at: datetime
    parent: "Said | None" = None

    @property
    def opening(self) -> "Said":
        return self.parent.opening if self.parent else self


def cast_talk(stage: Stage) -> list[Said]:
    """This will give every saying its speaker and moment; a small demo says less."""
    every = max(1, round(1 / stage.scale / 2)) if stage.scale < 1 else 1
    talks = conversations()
    kept = [talk for number, talk in enumerate(talks) if number % every == 0]
    by_key = {talk.key: talk for talk in talks}
    for talk in list(kept):
        original = by_key.get(talk.opening.how.get("duplicate", ""))
        if original is not None and original not in kept:
            kept.append(original)
    pools = _pools(stage)
    return [said for talk in kept for said in _placed(stage, talk, pools)]


def _pools(stage: Stage) -> dict[str, list[str]]:
    """Those without a name of their own in the files, by what a file calls them: `~bilbao3`, `~customer1`."""
    pools: dict[str, list[str]] = {"hamburg": [], "bilbao": [], "havre": []}
    for one in stage.cast.values():
        if not one.is_named:
            place = one.site.split()[-1].lower() if one.is_employee else one.relation
            pools.setdefault(place, []).append(one.username)
    return pools


def _placed(stage: Stage, talk: Conversation, pools: dict[str, list[str]]) -> Iterator[Said]:
    at = _working_hour(stage, talk)
    above: list[Said] = []
    for number, saying in enumerate(talk.sayings):
        if number:
            at += saying.gap
        said = Said(talk, saying, f"{talk.key}/{number}", _speaker(saying.by, pools), min(at, stage.now - _SLIGHTEST))
        del above[saying.depth :]
        said.parent = above[-1] if above else None
        above.append(said)
        yield said


def _working_hour(stage: Stage, talk: Conversation) -> datetime:
    """People write by day and hardly on Sundays; what is fresh stays as fresh as it was said to be."""
    at = stage.now - timedelta(days=talk.days_ago)
    if talk.days_ago < 2:
        return at
    dice = stage.dice("hour", talk.key)
    at = at.replace(
        hour=dice.choice((6, 7, 7, 8, 8, 9, 10, 11, 12, 13, 13, 14, 15, 17, 19)), minute=dice.randint(0, 59)
    )
    return at - timedelta(days=max(0, at.weekday() - 4))


def _speaker(by: str, pools: dict[str, list[str]]) -> str:
    if not by.startswith("~"):
        return by
    place = by[1:].rstrip("0123456789")
    pool = pools[place]
    return pool[int(by[1 + len(place) :]) % len(pool)]


def first_said(said: list[Said]) -> dict[tuple[str, str], datetime]:
    """When each person is heard first in each space."""
    first: dict[tuple[str, str], datetime] = {}
    for one in said:
        where = (one.talk.space, one.by)
        first[where] = min(one.at, first.get(where, one.at))
    return first


def plan_talk(stage: Stage, said: list[Said]) -> None:
    """This will plan the sayings and what their authors and moderators do with them."""
    resolved: dict[str, Said] = {}
    for one in said:
        stage.timeline.plan(one.at, partial(_say, stage, one))
        saying = one.saying
        if "added" in saying.how:
            at = one.at + span(saying.how.get("added_after", "1d"))
            stage.timeline.plan(at, partial(_add, stage, one))
        if "accepted" in saying.flags:
            stage.timeline.plan(_soon(stage, one, 20), partial(_accept, stage, one))
        if "verified" in saying.flags:
            stage.timeline.plan(_soon(stage, one, 30), partial(_verify, stage, one))
        if "pinned" in saying.flags:
            stage.timeline.plan(_soon(stage, one, 1), partial(_pin, stage, one))
        if "duplicate" in saying.how:
            stage.timeline.plan(_soon(stage, one, 12), partial(_link, stage, one))
        for username in saying.how.get("invite", "").split(",") if "invite" in saying.how else []:
            stage.timeline.plan(one.at + timedelta(minutes=7), partial(_invite, stage, one, username))
        if "resolved" in one.opening.saying.flags:
            resolved[one.opening.name] = one
    for last in resolved.values():
        stage.timeline.plan(last.at + timedelta(hours=2), partial(_resolve, stage, last.opening))


def _soon(stage: Stage, one: Said, hours: float) -> datetime:
    return one.at + timedelta(hours=hours) * stage.dice("soon", one.name).uniform(0.1, 1)


def _say(stage: Stage, one: Said, at: datetime) -> None:
    stage.items[one.name] = (_reply(stage, one, at) if one.parent else _open(stage, one, at)).id
    if one.saying.how.get("voice"):
        stage.forget_viewer(one.by)


def _open(stage: Stage, one: Said, at: datetime) -> Any:
    saying, viewer = one.saying, stage.viewer(one.by)
    how: dict[str, Any] = {
        "tags": saying.tags,
        "language": saying.how.get("lang", "en"),
        "voice": saying.how.get("voice", "name"),
        "is_must_read": "must-read" in saying.flags,
    }
    if one.talk.space:
        how["space_id"] = stage.spaces[one.talk.space].pk
    elif "audience" in saying.how:
        how["audience"] = int(saying.how["audience"])
    if "later" in saying.how:
        how["publish_at"] = stage.now + span(saying.how["later"])
    match saying.kind:
        case "note":
            texts = tuple(text for text, _ in saying.poll)
            poll = PollDraft(texts, results="always") if texts else None
            return notes.post(viewer=viewer, body=saying.body, poll=poll, at=at, **how)
        case "question":
            return qa.ask(viewer=viewer, title=saying.title, body=saying.body, at=at, **how)
        case "article":
            frame = Frame(subtitle=saying.how.get("subtitle", ""), series_id=_series(stage, one, at))
            return blogs.write(viewer=viewer, title=saying.title, body=saying.body, frame=frame, at=at, **how)
    return content.publish(viewer=viewer, kind=saying.kind, title=saying.title, body=saying.body, at=at, **how)


def _series(stage: Stage, one: Said, at: datetime) -> int | None:
    title = one.saying.how.get("series", "")
    if not title:
        return None
    name = f"series:{title}"
    if name not in stage.items:
        space = stage.spaces.get(one.talk.space)
        host = "ada" if space else one.by
        stage.items[name] = blogs.start_series(
            viewer=stage.viewer(host), title=title, space_id=space.pk if space else None, at=at
        ).pk
    return stage.items[name]


def _reply(stage: Stage, one: Said, at: datetime) -> Any:
    assert one.parent is not None
    parent_id, voice = stage.items[one.parent.name], one.saying.how.get("voice", "name")
    viewer, body = stage.viewer(one.by), one.saying.body
    if one.saying.kind == "answer":
        return qa.answer(viewer=viewer, question_id=parent_id, body=body, voice=voice, at=at)
    return content.reply(viewer=viewer, parent_id=parent_id, body=body, voice=voice, at=at)


def _add(stage: Stage, one: Said, at: datetime) -> None:
    body = f"{one.saying.body}\n\n{one.saying.how['added']}"
    content.edit(viewer=stage.viewer(one.by), item_id=stage.items[one.name], body=body, comment="Added", at=at)


def _accept(stage: Stage, one: Said, at: datetime) -> None:
    qa.accept_answer(viewer=stage.viewer(one.opening.by), answer_id=stage.items[one.name], at=at)


def _verify(stage: Stage, one: Said, at: datetime) -> None:
    """By a moderator of the space who did not write it, or an expert of one of the question's tags."""
    space_id = stage.spaces[one.talk.space].pk
    for username in _hosts(stage, one):
        if space_id in stage.viewer(username).moderated_space_ids and username != one.by:
            qa.verify_answer(viewer=stage.viewer(username), answer_id=stage.items[one.name], at=at)
            return


def _hosts(stage: Stage, one: Said) -> list[str]:
    return [name for name in stage.members[one.talk.space] if stage.cast[name].is_named and name in stage.people]


def _host(stage: Stage, one: Said) -> str:
    """A moderator of the space, the founder before others."""
    space_id = stage.spaces[one.talk.space].pk
    return next(name for name in _hosts(stage, one) if space_id in stage.viewer(name).moderated_space_ids)


def _pin(stage: Stage, one: Said, at: datetime) -> None:
    content.pin(viewer=stage.viewer(_host(stage, one)), item_id=stage.items[one.name], at=at)


def _link(stage: Stage, one: Said, at: datetime) -> None:
    original = stage.items[f"{one.saying.how['duplicate']}/0"]
    qa.mark_duplicate(
        viewer=stage.viewer(_host(stage, one)), question_id=stage.items[one.name], of_id=original, at=at
    )


def _invite(stage: Stage, one: Said, username: str, at: datetime) -> None:
    qa.invite(
        viewer=stage.viewer(one.by), question_id=stage.items[one.name], person_id=stage.people[username].pk, at=at
    )


def _resolve(stage: Stage, opening: Said, at: datetime) -> None:
    content.resolve(viewer=stage.viewer(opening.by), item_id=stage.items[opening.name], at=at)
