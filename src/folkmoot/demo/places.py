"""The firm's spaces: who founds them, who comes when, who asks and who is invited."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from folkmoot.base.site import settings as site
from folkmoot.commons.spaces import actions as spaces
from folkmoot.commons.spaces import policy
from folkmoot.commons.spaces.viewer import viewer_of

from .reading import table
from .stage import Character, Stage

_VALUES = (
    "name",
    "tagline",
    "welcome",
    "rules",
    "icon",
    "joining",
    "audience",
    "tools",
    "voices",
    "only_members_post",
)


def plan_spaces(stage: Stage, first_said: dict[tuple[str, str], datetime]) -> None:
    """This will plan every space and its members; `first_said` is when (space, person) is heard there first."""
    for slug, facts in table("spaces").items():
        opened = [at for (where, _), at in first_said.items() if where == slug]
        founded_at = min(opened, default=stage.now - timedelta(days=200)) - timedelta(days=5)
        founded_at = max(founded_at, stage.now - timedelta(days=360))
        stage.timeline.plan(founded_at, partial(_found, stage, slug, facts))
        stage.members[slug] = {facts["founder"]: founded_at}
        first_at = founded_at + (stage.now - founded_at) * stage.dice("first", slug).uniform(0.1, 0.4)
        for one in _members(stage, slug, facts, first_said):
            heard_at = first_said.get((slug, one.username))
            at = _when(stage, slug, one, founded_at, heard_at, facts, first_at)
            _plan_member(stage, slug, one, at, facts)
        for username in facts.get("asks", []):
            at = stage.now - timedelta(days=stage.dice("asks", slug, username).uniform(0.5, 3))
            stage.timeline.plan(at, partial(_ask, stage, slug, username))
        for username in facts.get("invites", []):
            at = stage.now - timedelta(days=stage.dice("invites", slug, username).uniform(0.5, 4))
            stage.timeline.plan(at, partial(_invite, stage, slug, facts["founder"], username, "member"))
    # eli asks the candidate to run along: an invitation that waits.
    stage.timeline.plan(stage.now - timedelta(days=1), partial(_invite, stage, "runners", "eli", "cara", "member"))


def _members(
    stage: Stage, slug: str, facts: dict[str, Any], first_said: dict[tuple[str, str], datetime]
) -> list[Character]:
    dice = stage.dice("members", slug)
    named = [*facts.get("moderators", []), *facts.get("also", []), *facts.get("guests", [])]
    named += [username for where, username in first_said if where == slug]
    named += [facts["first"]] if "first" in facts else []
    chosen = dict.fromkeys(named)
    away = {*facts.get("asks", []), *facts.get("invites", []), facts["founder"]}
    for group, share in facts.get("join", {}).items():
        for one in stage.cast.values():
            belongs = group == "employees" and one.is_employee
            belongs = belongs or (group in (one.relation, one.unit)) or (one.is_employee and group == one.site)
            if belongs and dice.random() < share:
                chosen[one.username] = None
    return [stage.cast[username] for username in chosen if username not in away]


def _when(
    stage: Stage, slug: str, one: Character, founded_at: datetime, heard_at: datetime | None, facts: dict[str, Any],
    first_at: datetime,
) -> datetime:  # fmt: skip
    """When somebody comes: soon after whoever they heed goes first, or at some time, but before they are heard."""
    dice = stage.dice("joins", slug, one.username)
    from_at = max(founded_at, one.arrives_at) + timedelta(hours=1)
    slow = 0.03 if slug == "town-square" or one.username in facts.get("moderators", []) else 0.5
    at = from_at + (stage.now - from_at) * dice.random() ** 3 * slow
    first = facts.get("first", "")
    if one.username == first:
        at = first_at
    elif first and one.username in stage.heed(first, first_at) and dice.random() < 0.85:
        at = first_at + timedelta(days=dice.uniform(0.05, 2.5))
    if heard_at is not None:
        at = min(at, heard_at - timedelta(days=1))
    return max(at, from_at)


def _plan_member(stage: Stage, slug: str, one: Character, at: datetime, facts: dict[str, Any]) -> None:
    # Whoever asks is let in an hour later.
    stage.members[slug][one.username] = at + timedelta(hours=1)
    stage.timeline.plan(at, partial(_come_in, stage, slug, facts["founder"], one.username))
    if one.username in facts.get("moderators", []):
        after = at + timedelta(hours=1, minutes=5)
        stage.timeline.plan(after, partial(_promote, stage, slug, facts["founder"], one.username))


def _found(stage: Stage, slug: str, facts: dict[str, Any], at: datetime) -> None:
    founder = facts["founder"]
    values = {name: facts[name] for name in _VALUES if name in facts and name != "name"}
    who_may = site.get("spaces.who_may_create")
    # Where only administrators found spaces, the administrator founds it and hands it over.
    is_theirs = policy.may_create(stage.viewer(founder), who_may)
    actor = founder if is_theirs else "otto"
    space = spaces.create(actor=stage.viewer(actor), name=facts["name"], slug=slug, at=at, **values)
    stage.forget_viewer(actor)
    if not is_theirs:
        spaces.add_member(space=space, person_id=stage.people[founder].pk, role="owner", at=at)
        spaces.leave(actor=stage.viewer("otto"), space=space, at=at)
        stage.forget_viewer("otto")
        stage.forget_viewer(founder)
    if facts.get("official"):
        spaces.set_official(actor=stage.viewer("otto"), space=space, is_official=True, at=at)
    stage.spaces[slug] = space


def _come_in(stage: Stage, slug: str, founder: str, username: str, at: datetime) -> None:
    """This will bring somebody in the way the space wants it: they join, ask and are let in, or are invited."""
    space, viewer = stage.spaces[slug], stage.viewer(username)
    if policy.may_join(viewer, space):
        person_id = stage.people[username].pk
        spaces.add_member(space=space, person_id=person_id, at=at, by=person_id)
    elif policy.may_ask(viewer, space):
        spaces.join(actor=viewer, space=space, at=at)
        spaces.answer_request(
            actor=stage.viewer(founder), space=space, person_id=stage.people[username].pk, accept=True,
            at=at + timedelta(hours=1),
        )  # fmt: skip
    else:
        sent = spaces.invite_person(
            actor=stage.viewer(founder), space=space, person_id=stage.people[username].pk, at=at
        )
        spaces.accept_invitation(actor=viewer, invitation_id=sent.pk, at=at + timedelta(hours=1))
    stage.forget_viewer(username)


def _promote(stage: Stage, slug: str, founder: str, username: str, at: datetime) -> None:
    spaces.change_role(
        actor=stage.viewer(founder), space=stage.spaces[slug], person_id=stage.people[username].pk,
        role="moderator", at=at,
    )  # fmt: skip
    stage.forget_viewer(username)


def _ask(stage: Stage, slug: str, username: str, at: datetime) -> None:
    spaces.join(actor=stage.viewer(username), space=stage.spaces[slug], note="May I join you?", at=at)


def _invite(stage: Stage, slug: str, by: str, username: str, role: str, at: datetime) -> None:
    spaces.invite_person(
        actor=viewer_of(stage.people[by].pk), space=stage.spaces[slug], person_id=stage.people[username].pk,
        role=role, at=at,
    )  # fmt: skip
