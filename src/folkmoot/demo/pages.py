"""The firm's wikis: a handbook that everybody mends, and safety pages of which somebody else approves each change.

A file holds the pages of one space. `=== key by=… ago=days under=key` begins one, `# ` is its title; `~ by= ago=`
changes it (lines `old ==> new`), `? by= ago= quote=` comments a passage.
"""

import shlex
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from folkmoot.commons.content import actions as content
from folkmoot.commons.content import queries as contents
from folkmoot.commons.content.actions.editing import tag_names
from folkmoot.commons.content.models import Item, Proposal
from folkmoot.commons.content.passages import Passage
from folkmoot.listen.wiki import actions as wiki
from folkmoot.listen.wiki.actions import Words

from .reading import FIRM, BadTalk, table
from .stage import Stage

# Of these each change waits for somebody else; that is agreed once the first pages are there.
APPROVED = {"safety": 120.0}
# What waits on the desk of the demo's visitors.
_ASKED = {
    "safety": ("near-miss", "torben", "call 5512, or write", "call 5512 (also from the yard phones), or write", 2.0)
}


@dataclass(slots=True)
class Deed:
    """A page begun (`mark` "="), changed ("~") or commented ("?")."""

    mark: str
    key: str
    how: dict[str, str]
    flags: frozenset[str]
    lines: list[str] = field(default_factory=list)

    @property
    def days_ago(self) -> float:
        return float(self.how["ago"])

    @property
    def by(self) -> str:
        return self.how["by"]

    @property
    def tags(self) -> list[str]:
        return [tag for tag in self.how.get("tags", "").split(",") if tag]

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip()


def wikis() -> dict[str, list[Deed]]:
    """Every deed by space, in the order of the files; raises BadTalk."""
    return {path.stem: _read(path) for path in sorted((FIRM / "wiki").glob("*.txt"))}


def _read(path: Path) -> list[Deed]:
    found: list[Deed] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        mark = "=" if line.startswith("=== ") else line[:1] if line.startswith(("~ by=", "? by=")) else ""
        if not mark:
            if found:
                found[-1].lines.append(line)
            continue
        words = shlex.split(line[4:] if mark == "=" else line[2:])
        key = words.pop(0) if mark == "=" else next(each.key for each in reversed(found) if each.mark == "=")
        how = dict(word.split("=", 1) for word in words if "=" in word)
        if "by" not in how or "ago" not in how:
            raise BadTalk(f"{path.name}, line {number}: who, and when?")
        found.append(Deed(mark, key, how, frozenset(word for word in words if "=" not in word)))
    return found


def first_written(stage: Stage, deeds: dict[str, list[Deed]]) -> dict[tuple[str, str], datetime]:
    """When each person is first heard in each wiki's space."""
    first: dict[tuple[str, str], datetime] = {}
    for space, each in deeds.items():
        asked = [(_ASKED[space][1], _ASKED[space][4])] if space in _ASKED else []
        for by, days in [(one.by, one.days_ago) for one in each] + asked:
            at = stage.now - timedelta(days=days)
            first[space, by] = min(first.get((space, by), at), at)
    return first


def plan_pages(stage: Stage, deeds: dict[str, list[Deed]]) -> None:
    """This will plan every page, change and remark."""
    verbs: dict[str, Callable[..., Any]] = {"=": _begin, "~": _change, "?": _remark}
    for space, each in deeds.items():
        for number, deed in enumerate(each):
            at = stage.now - timedelta(days=deed.days_ago) + timedelta(minutes=7 * number % 300)
            stage.timeline.plan(at, partial(verbs[deed.mark], stage, space, deed))
            # Most are looked at again in time; some are late, as in life.
            if "review" in deed.how and stage.dice("review", space, deed.key).random() < 0.85:
                again = stage.now - timedelta(days=stage.dice("again", space, deed.key).uniform(5, 60))
                stage.timeline.plan(again, partial(_review, stage, space, deed))
    for space, days in APPROVED.items():
        stage.timeline.plan(stage.now - timedelta(days=days), partial(_agree_on_approval, stage, space))
    for space, asked in _ASKED.items():
        stage.timeline.plan(stage.now - timedelta(days=asked[4]), partial(_ask, stage, space, asked))
    stage.timeline.plan(stage.now - timedelta(days=3), partial(_doubt, stage))
    stage.timeline.plan(stage.now - timedelta(minutes=20), partial(_remind, stage))


def _begin(stage: Stage, space: str, deed: Deed, at: datetime) -> None:
    title, _, body = deed.text.partition("\n")
    above = stage.items.get(f"{space}/{deed.how['under']}") if "under" in deed.how else None
    made = wiki.begin(
        viewer=stage.viewer(deed.by), space=stage.spaces[space], parent_id=above,
        words=Words(title.removeprefix("# "), body.strip(), deed.tags),
        is_template="template" in deed.flags, at=at,
    )  # fmt: skip
    assert isinstance(made, Item)
    stage.items[f"{space}/{deed.key}"] = made.id
    if "review" in deed.how:
        wiki.set_review(viewer=stage.viewer(deed.by), item_id=made.id, days=int(deed.how["review"]), at=at)
    keeper = stage.viewer(_host(stage, space))
    if "protected" in deed.flags:
        wiki.protect(viewer=keeper, item_id=made.id, is_protected=True, at=at)
    if "must-read" in deed.flags:
        content.oblige(viewer=keeper, item_id=made.id, at=at)
    if (owner := deed.how.get("owner")) and owner != deed.by and owner in stage.members[space]:
        wiki.hand_over(viewer=stage.viewer(deed.by), item_id=made.id, username=owner, at=at)


def _host(stage: Stage, space: str) -> str:
    return str(table("spaces")[space]["founder"])


def _review(stage: Stage, space: str, deed: Deed, at: datetime) -> None:
    keeper = stage.viewer(_host(stage, space))
    wiki.review(viewer=keeper, item_id=stage.items[f"{space}/{deed.key}"], at=at)


def _change(stage: Stage, space: str, deed: Deed, at: datetime) -> None:
    item = Item.objects.get(id=stage.items[f"{space}/{deed.key}"])
    body = item.body
    for line in deed.lines:
        old, arrow, new = line.partition(" ==> ")
        if arrow:
            if old not in body:
                raise BadTalk(f"{space}/{deed.key}: “{old}” is not in it")
            body = body.replace(old, new)
    words = Words(
        item.title, body, deed.tags or _tags(item), deed.how.get("comment", ""), "minor" in deed.flags,
    )  # fmt: skip
    version = contents.text_version(item)
    made = wiki.change(viewer=stage.viewer(deed.by), item_id=item.id, words=words, expected_version=version, at=at)
    if isinstance(made, Proposal):
        _let_in(stage, space, made, at + timedelta(hours=5))


def _tags(item: Item) -> list[str]:
    return tag_names(item)


def _let_in(stage: Stage, space: str, proposal: Proposal, at: datetime) -> None:
    """Somebody else approves: who founded the space, or who moderates it with them."""
    facts = table("spaces")[space]
    for username in (facts["founder"], *facts.get("moderators", [])):
        if stage.people[username].pk not in proposal.writer_ids:
            viewer = stage.viewer(username)
            wiki.approve(viewer=viewer, proposal_id=proposal.id, expected_version=proposal.version, at=at)
            return


def _remark(stage: Stage, space: str, deed: Deed, at: datetime) -> None:
    content.remark(
        viewer=stage.viewer(deed.by), item_id=stage.items[f"{space}/{deed.key}"],
        passage=Passage(deed.how["quote"]), body=deed.text, at=at,
    )  # fmt: skip


def _agree_on_approval(stage: Stage, space: str, at: datetime) -> None:
    wiki.keep_rules(
        viewer=stage.viewer(_host(stage, space)), space=stage.spaces[space], who_edits="members", needs_approval=True,
        review_days=180, at=at,
    )  # fmt: skip


def _ask(stage: Stage, space: str, asked: tuple[str, str, str, str, float], at: datetime) -> None:
    key, by, old, new, _days = asked
    item = Item.objects.get(id=stage.items[f"{space}/{key}"])
    words = Words(item.title, item.body.replace(old, new), _tags(item), "From the yard one cannot dial otherwise")
    version = contents.text_version(item)
    wiki.change(viewer=stage.viewer(by), item_id=item.id, words=words, expected_version=version, at=at)


def _doubt(stage: Stage, at: datetime) -> None:
    wiki.mark_outdated(
        viewer=stage.viewer("yusuf"), item_id=stage.items["handbook/spare-parts"],
        why="The vans have a new rack since spring; the list is on the tablet now.", at=at,
    )  # fmt: skip


def _remind(stage: Stage, at: datetime) -> None:
    wiki.send_reminders(at=at)
