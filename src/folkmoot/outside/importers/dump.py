"""Reading a Stack Exchange data dump: rows of attributes, streamed, each checked before it is believed."""

import html
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from xml.etree.ElementTree import ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from markdownify import markdownify

from .problems import SourceIsWrong

QUESTION, ANSWER = "1", "2"
UP, DOWN = "2", "3"
DUPLICATE_LINK = "3"
LONGEST_BODY = 200_000
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class User:
    id: int
    name: str
    joined_at: datetime
    location: str
    about: str


@dataclass(frozen=True, slots=True)
class Post:
    """A question (with title and tags) or an answer (with parent). `body` is Markdown."""

    id: int
    parent: int | None
    owner: int | None
    owner_name: str
    at: datetime
    edited_at: datetime | None
    active_at: datetime
    score: int
    title: str
    body: str
    tags: tuple[str, ...]
    accepted: int | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Comment:
    id: int
    post: int
    owner: int | None
    owner_name: str
    at: datetime
    score: int
    text: str


@dataclass(frozen=True, slots=True)
class Vote:
    id: int
    post: int
    value: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Revision:
    post: int
    editor: int | None
    at: datetime
    guid: str
    kind: str
    text: str
    comment: str


@dataclass(slots=True)
class Dump:
    """All of a dump that is imported, and how many rows of each file were read, used, and left out why."""

    users: dict[int, User] = field(default_factory=dict)
    questions: dict[int, Post] = field(default_factory=dict)
    answers: dict[int, Post] = field(default_factory=dict)
    comments: list[Comment] = field(default_factory=list)
    votes: list[Vote] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    synonyms: dict[str, str] = field(default_factory=dict)
    duplicates: dict[int, int] = field(default_factory=dict)
    revisions: list[Revision] = field(default_factory=list)
    read: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, dict[str, int]] = field(default_factory=dict)

    def leave_out(self, file: str, reason: str) -> None:
        reasons = self.left_out.setdefault(file, {})
        reasons[reason] = reasons.get(reason, 0) + 1

    def posts(self) -> Iterator[Post]:
        yield from self.questions.values()
        yield from self.answers.values()


class Row:
    """One row's attributes, with errors that name the place."""

    __slots__ = ("attributes", "file", "number")

    def __init__(self, file: str, number: int, attributes: Mapping[str, str]) -> None:
        self.file, self.number, self.attributes = file, number, attributes

    def wrong(self, what: str) -> SourceIsWrong:
        return SourceIsWrong(self.file, self.number, what)

    def text(self, name: str, default: str = "") -> str:
        value = self.attributes.get(name, default)
        return value.replace("\x00", "")

    def number_of(self, name: str) -> int:
        found = self.maybe_number(name)
        if found is None:
            raise self.wrong(f"has no {name}")
        return found

    def maybe_number(self, name: str) -> int | None:
        value = self.attributes.get(name)
        if value is None or value == "":
            return None
        if not re.fullmatch(r"-?\d{1,15}", value):
            raise self.wrong(f"{name} is {value[:40]!r}, not a number")
        return int(value)

    def moment(self, name: str) -> datetime:
        found = self.maybe_moment(name)
        if found is None:
            raise self.wrong(f"has no {name}")
        return found

    def maybe_moment(self, name: str) -> datetime | None:
        value = self.attributes.get(name)
        if value is None or value == "":
            return None
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            raise self.wrong(f"{name} is {value[:40]!r}, not a date like 2018-03-12T17:00:45.567") from None
        found = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
        if not _EARLIEST < found <= datetime.now(UTC):
            raise self.wrong(f"{name} is {value[:40]!r}, which is no moment of the past decades")
        return found


Progress = Callable[[str, int], None]


def rows(folder: Path, name: str, *, is_required: bool, progress: Progress) -> Iterator[Row]:
    """The rows of one file, one after another in constant memory."""
    path = folder / name
    if not path.is_file():
        if is_required:
            raise SourceIsWrong(name, None, "is missing from the dump")
        return
    number = 0
    try:
        parser = ElementTree.iterparse(
            path, events=("start", "end"), forbid_dtd=True, forbid_entities=True, forbid_external=True
        )
        root = None
        for event, element in parser:
            if root is None:
                root = element
                continue
            if event == "end" and element.tag == "row":
                number += 1
                yield Row(name, number, dict(element.attrib))
                root.clear()
                if number % 500 == 0:
                    progress(name, number)
    except ParseError as error:
        raise SourceIsWrong(name, number + 1, f"the XML breaks off or is broken here ({error})") from None
    except DefusedXmlException as error:
        raise SourceIsWrong(name, number + 1, f"declares entities or a DTD, which no dump does ({error})") from None
    except (UnicodeDecodeError, ValueError) as error:
        if isinstance(error, SourceIsWrong):
            raise
        raise SourceIsWrong(name, number + 1, f"cannot be read ({error})") from None
    progress(name, number)


def read(folder: Path, *, progress: Progress) -> Dump:
    """The whole dump, checked: every reference leads somewhere. Raises SourceIsWrong."""
    dump = Dump()
    _read_users(folder, dump, progress)
    _read_posts(folder, dump, progress)
    _read_comments(folder, dump, progress)
    _read_votes(folder, dump, progress)
    _read_tags(folder, dump, progress)
    _read_links(folder, dump, progress)
    _read_history(folder, dump, progress)
    return dump


def _each(folder: Path, dump: Dump, name: str, progress: Progress, *, is_required: bool = True) -> Iterator[Row]:
    for row in rows(folder, name, is_required=is_required, progress=progress):
        dump.read[name] = row.number
        yield row


def _read_users(folder: Path, dump: Dump, progress: Progress) -> None:
    for row in _each(folder, dump, "Users.xml", progress):
        id_ = row.number_of("Id")
        if id_ in dump.users:
            raise row.wrong(f"user {id_} stands here a second time")
        dump.users[id_] = User(
            id_,
            " ".join(row.text("DisplayName").split())[:120] or f"user{id_}",
            row.moment("CreationDate"),
            row.text("Location")[:120],
            markdown(row.text("AboutMe"))[:10_000],
        )


def _owner(row: Row, dump: Dump, name: str = "OwnerUserId") -> int | None:
    owner = row.maybe_number(name)
    if owner is not None and owner not in dump.users:
        raise row.wrong(f"{name} is {owner}, but Users.xml has no such user")
    return owner


def _read_posts(folder: Path, dump: Dump, progress: Progress) -> None:
    parents: list[tuple[Row, int]] = []
    for row in _each(folder, dump, "Posts.xml", progress):
        kind = row.text("PostTypeId")
        if kind not in {QUESTION, ANSWER}:
            dump.leave_out("Posts.xml", "tag descriptions and other pages that are neither question nor answer")
            continue
        post = _post(row, dump, kind)
        if post.id in dump.questions or post.id in dump.answers:
            raise row.wrong(f"post {post.id} stands here a second time")
        if post.parent is None:
            dump.questions[post.id] = post
        else:
            dump.answers[post.id] = post
            parents.append((row, post.parent))
    for row, parent in parents:
        if parent not in dump.questions:
            raise row.wrong(f"ParentId is {parent}, but there is no such question")


def _post(row: Row, dump: Dump, kind: str) -> Post:
    title = " ".join(row.text("Title").split())
    if kind == QUESTION and not title:
        raise row.wrong("a question has no Title")
    body = row.text("Body")
    if len(body) > LONGEST_BODY:
        raise row.wrong(f"Body has {len(body):,} letters; {LONGEST_BODY:,} are the most")
    at = row.moment("CreationDate")
    return Post(
        id=row.number_of("Id"),
        parent=row.number_of("ParentId") if kind == ANSWER else None,
        owner=_owner(row, dump),
        owner_name=row.text("OwnerDisplayName")[:60],
        at=at,
        edited_at=row.maybe_moment("LastEditDate"),
        active_at=row.maybe_moment("LastActivityDate") or at,
        score=row.maybe_number("Score") or 0,
        title=title[:200],
        body=markdown(body),
        tags=tags_of(row.text("Tags")),
        accepted=row.maybe_number("AcceptedAnswerId"),
        closed_at=row.maybe_moment("ClosedDate"),
    )


def _read_comments(folder: Path, dump: Dump, progress: Progress) -> None:
    for row in _each(folder, dump, "Comments.xml", progress, is_required=False):
        post = row.number_of("PostId")
        if post not in dump.questions and post not in dump.answers:
            raise row.wrong(f"PostId is {post}, but Posts.xml has no such question or answer")
        text = row.text("Text")
        if len(text) > LONGEST_BODY:
            raise row.wrong(f"Text has {len(text):,} letters; {LONGEST_BODY:,} are the most")
        dump.comments.append(
            Comment(
                row.number_of("Id"),
                post,
                _owner(row, dump, "UserId"),
                row.text("UserDisplayName")[:60],
                row.moment("CreationDate"),
                row.maybe_number("Score") or 0,
                text,
            )
        )


def _read_votes(folder: Path, dump: Dump, progress: Progress) -> None:
    for row in _each(folder, dump, "Votes.xml", progress, is_required=False):
        kind, post = row.text("VoteTypeId"), row.number_of("PostId")
        at = row.moment("CreationDate")
        if kind not in {UP, DOWN}:
            dump.leave_out("Votes.xml", "neither up nor down (acceptances, bookmarks, bounties, flags)")
        elif post not in dump.questions and post not in dump.answers:
            dump.leave_out("Votes.xml", "on posts that the dump does not hold")
        else:
            dump.votes.append(Vote(row.number_of("Id"), post, 1 if kind == UP else -1, at))


def _read_tags(folder: Path, dump: Dump, progress: Progress) -> None:
    for row in _each(folder, dump, "Tags.xml", progress, is_required=False):
        dump.tags.append(row.text("TagName")[:50].lower())
    for row in _each(folder, dump, "TagSynonyms.xml", progress, is_required=False):
        source, target = row.text("SourceTagName")[:50].lower(), row.text("TargetTagName")[:50].lower()
        if not source or not target:
            raise row.wrong("a synonym has no SourceTagName or no TargetTagName")
        dump.synonyms[source] = target
    used = {tag for question in dump.questions.values() for tag in question.tags}
    dump.tags = sorted({*dump.tags, *used, *dump.synonyms, *dump.synonyms.values()} - {""})


def _read_links(folder: Path, dump: Dump, progress: Progress) -> None:
    for row in _each(folder, dump, "PostLinks.xml", progress, is_required=False):
        post, related = row.number_of("PostId"), row.number_of("RelatedPostId")
        if row.text("LinkTypeId") != DUPLICATE_LINK:
            dump.leave_out("PostLinks.xml", "plain links, which stand in the texts")
        elif post not in dump.questions or related not in dump.questions:
            dump.leave_out("PostLinks.xml", "to questions that the dump does not hold")
        elif post in dump.duplicates:
            dump.leave_out("PostLinks.xml", "a second original of the same duplicate")
        else:
            dump.duplicates[post] = related


# 1-3: title, body and tags as first written; 4-6: as edited; 7-9: as rolled back to.
_TOLD_BY_HISTORY = {"1", "2", "3", "4", "5", "6", "7", "8", "9"}


def _read_history(folder: Path, dump: Dump, progress: Progress) -> None:
    for row in _each(folder, dump, "PostHistory.xml", progress, is_required=False):
        kind, post = row.text("PostHistoryTypeId"), row.number_of("PostId")
        if kind not in _TOLD_BY_HISTORY:
            dump.leave_out("PostHistory.xml", "neither title nor body nor tags")
        elif post not in dump.questions and post not in dump.answers:
            dump.leave_out("PostHistory.xml", "of posts that are neither question nor answer")
        else:
            dump.revisions.append(
                Revision(
                    post,
                    _owner(row, dump, "UserId"),
                    row.moment("CreationDate"),
                    row.text("RevisionGUID"),
                    kind,
                    row.text("Text"),
                    row.text("Comment")[:200],
                )
            )


def tags_of(text: str) -> tuple[str, ...]:
    """`<a><b>`, or `|a|b|` as newer dumps write it."""
    return tuple(dict.fromkeys(tag[:50].lower() for tag in re.findall(r"[^<>|]+", text)))


def markdown(text: str) -> str:
    """Markdown that says what the HTML said; plain text stays itself."""
    if "<" not in text:
        return html.unescape(text).strip()
    return str(markdownify(text, heading_style="ATX", bullets="-", escape_misc=False)).strip()
