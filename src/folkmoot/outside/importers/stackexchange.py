"""From a dump that was read and checked to people, questions, answers, comments, votes and revisions here."""

import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.db import transaction

from folkmoot.base.ids import new_id
from folkmoot.commons.content import actions as content
from folkmoot.commons.content.actions import ImportedItem
from folkmoot.commons.spaces.models import Space
from folkmoot.listen.qa import importing as qa

from .bringing import Counted, Newcomer, Summary, bring_people, space_for
from .dump import Comment, Dump, Post, Progress, read
from .history import Kept, revisions_of


def import_dump(
    folder: Path, *, space_slug: str, space_name: str, audience: int, at: datetime, progress: Progress
) -> Summary:
    """This will read the whole dump, then bring what is not here yet in one transaction. Raises SourceIsWrong."""
    began = time.perf_counter()
    dump = read(folder, progress=progress)
    with transaction.atomic():
        space = space_for(space_slug, name=space_name, audience=audience, at=at)
        summary = _Load(dump, space, f"stackexchange:{space.slug}", progress).run()
    summary.source = folder.name
    summary.seconds = time.perf_counter() - began
    return summary


class _Load:
    """One import: knows which row became which id."""

    def __init__(self, dump: Dump, space: Space, namespace: str, progress: Progress) -> None:
        self.dump, self.space, self.namespace, self.progress = dump, space, namespace, progress
        self.files = {name: Counted(read=count) for name, count in dump.read.items()}
        for name, reasons in dump.left_out.items():
            self.files[name].left_out = dict(reasons)
        self.people: dict[str, int] = {}
        self.items: dict[str, int] = {}
        self.fresh: set[str] = set()

    def run(self) -> Summary:
        self._people()
        self._find_known()
        kept = revisions_of(self.dump)
        votes = self._votes()
        questions = [self._question(post, kept, votes) for post in self._new(self.dump.questions)]
        answers = [self._answer(post, kept, votes) for post in self._new(self.dump.answers)]
        content.import_items(self._shown("items", [*questions, *answers]))
        content.import_items(self._shown("comments", list(self._comments())))
        accepted = ((item.id, item.root_id or 0, self._accepted_at(item)) for item in answers)
        qa.import_accepted([(answer, question, at) for answer, question, at in accepted if at is not None])
        self._duplicates()
        content.import_synonyms(self.dump.synonyms)
        self._revisions(kept)
        content.recount_spaces([self.space.pk])
        self._count_tags_and_links()
        return Summary("", [self.space.slug], self.files, self._now_here())

    def _shown(self, what: str, items: list[ImportedItem]) -> Iterator[ImportedItem]:
        for number, item in enumerate(items, 1):
            yield item
            if number % 200 == 0 or number == len(items):
                self.progress(f"writing {what}", number)

    def _origin(self, kind: str, number: int) -> str:
        return f"{self.namespace}:{kind}:{number}"

    def _people(self) -> None:
        counted = self.files["Users.xml"]
        newcomers = [
            Newcomer(self._origin("user", user.id), user.name, user.joined_at, user.location, user.about)
            for user in self.dump.users.values()
        ]
        self.people, counted.imported = bring_people(newcomers)
        counted.already_here = len(newcomers) - counted.imported

    def _person(self, user: int | None) -> int | None:
        return self.people[self._origin("user", user)] if user is not None else None

    def _find_known(self) -> None:
        posts = [self._origin("post", post.id) for post in self.dump.posts()]
        comments = [self._origin("comment", comment.id) for comment in self.dump.comments]
        self.items = dict(content.known_origins([*posts, *comments]))
        for name, origins in (("Posts.xml", posts), ("Comments.xml", comments)):
            if name not in self.files:
                continue
            fresh = [origin for origin in origins if origin not in self.items]
            self.files[name].already_here = len(origins) - len(fresh)
            self.files[name].imported = len(fresh)
            self.fresh.update(fresh)
            self.items.update((origin, new_id()) for origin in fresh)

    def _new(self, posts: dict[int, Post]) -> Iterator[Post]:
        return (post for post in posts.values() if self._origin("post", post.id) in self.fresh)

    def _votes(self) -> dict[int, tuple[int, int]]:
        up: dict[int, int] = defaultdict(int)
        down: dict[int, int] = defaultdict(int)
        for vote in self.dump.votes:
            is_fresh = self._origin("post", vote.post) in self.fresh
            counted = self.files["Votes.xml"]
            counted.imported += is_fresh
            counted.already_here += not is_fresh
            (up if vote.value > 0 else down)[vote.post] += 1
        return {post: (up[post], down[post]) for post in {*up, *down}}

    def _question(self, post: Post, kept: dict[int, Kept], votes: dict[int, tuple[int, int]]) -> ImportedItem:
        answers = list(self._answers_of.get(post.id, ()))
        up, down = votes.get(post.id, (0, 0))
        accepted = self.dump.answers.get(post.accepted) if post.accepted is not None else None
        return ImportedItem(
            kind="question",
            id=self.items[self._origin("post", post.id)],
            author_id=self._person(post.owner),
            audience=self.space.audience,
            space_id=self.space.pk,
            title=post.title,
            body=kept[post.id].body if post.id in kept else post.body,
            tags=post.tags,
            made_at=post.at,
            edited_at=post.edited_at,
            last_activity_at=max(post.active_at, post.at),
            up_count=up,
            down_count=down,
            reply_count=sum(self._comment_counts.get(number, 0) for number in (post.id, *answers)),
            answer_count=len(answers),
            resolved_at=max(accepted.at, post.at) if accepted is not None else None,
            locked_at=post.closed_at,
            origin=self._origin("post", post.id),
        )

    def _answer(self, post: Post, kept: dict[int, Kept], votes: dict[int, tuple[int, int]]) -> ImportedItem:
        up, down = votes.get(post.id, (0, 0))
        question = self.items[self._origin("post", post.parent or 0)]
        return ImportedItem(
            kind="answer",
            id=self.items[self._origin("post", post.id)],
            author_id=self._person(post.owner),
            audience=self.space.audience,
            space_id=self.space.pk,
            root_id=question,
            parent_id=question,
            depth=1,
            body=kept[post.id].body if post.id in kept else post.body,
            made_at=post.at,
            edited_at=post.edited_at,
            last_activity_at=max(post.active_at, post.at),
            up_count=up,
            down_count=down,
            reply_count=self._comment_counts.get(post.id, 0),
            origin=self._origin("post", post.id),
        )

    def _comments(self) -> Iterator[ImportedItem]:
        for comment in self.dump.comments:
            origin = self._origin("comment", comment.id)
            if origin in self.fresh:
                yield self._comment(comment, origin)

    def _comment(self, comment: Comment, origin: str) -> ImportedItem:
        answer = self.dump.answers.get(comment.post)
        root = answer.parent if answer is not None else comment.post
        return ImportedItem(
            kind="comment",
            id=self.items[origin],
            author_id=self._person(comment.owner),
            audience=self.space.audience,
            space_id=self.space.pk,
            root_id=self.items[self._origin("post", root or 0)],
            parent_id=self.items[self._origin("post", comment.post)],
            depth=2 if answer is not None else 1,
            body=comment.text,
            made_at=comment.at,
            up_count=max(comment.score, 0),
            origin=origin,
        )

    @property
    def _answers_of(self) -> dict[int, list[int]]:
        if not hasattr(self, "_answers_cache"):
            self._answers_cache: dict[int, list[int]] = defaultdict(list)
            for answer in self.dump.answers.values():
                self._answers_cache[answer.parent or 0].append(answer.id)
        return self._answers_cache

    @property
    def _comment_counts(self) -> dict[int, int]:
        if not hasattr(self, "_comments_cache"):
            self._comments_cache: dict[int, int] = defaultdict(int)
            for comment in self.dump.comments:
                self._comments_cache[comment.post] += 1
        return self._comments_cache

    def _accepted_at(self, item: ImportedItem) -> datetime | None:
        number = int(item.origin.rsplit(":", 1)[1])
        answer = self.dump.answers[number]
        question = self.dump.questions[answer.parent or 0]
        return max(answer.at, question.at) if question.accepted == number else None

    def _duplicates(self) -> None:
        pairs = {
            self.items[self._origin("post", post)]: self.items[self._origin("post", original)]
            for post, original in self.dump.duplicates.items()
            if self._origin("post", post) in self.fresh
        }
        content.import_duplicates(pairs)
        if "PostLinks.xml" in self.files:
            counted = self.files["PostLinks.xml"]
            counted.imported = len(pairs)
            counted.already_here = len(self.dump.duplicates) - len(pairs)

    def _revisions(self, kept: dict[int, Kept]) -> None:
        if "PostHistory.xml" not in self.files:
            return
        counted = self.files["PostHistory.xml"]
        fresh = {post: each for post, each in kept.items() if self._origin("post", post) in self.fresh}
        content.import_revisions(
            content.ImportedRevision(
                item_id=self.items[self._origin("post", post)],
                number=number,
                title=state.title,
                body=state.body,
                tags=state.tags,
                editor_id=self._person(state.editor),
                comment=state.comment,
                at=state.at,
            )
            for post, each in fresh.items()
            for number, state in enumerate(each.earlier, 1)
        )
        rows = len(self.dump.revisions)
        counted.imported = sum(each.row_count for each in fresh.values())
        counted.already_here = rows - counted.imported

    def _count_tags_and_links(self) -> None:
        for name, known in (("Tags.xml", content.import_tags(self.dump.tags)), ("TagSynonyms.xml", 0)):
            if name in self.files:
                counted = self.files[name]
                counted.imported = min(known, counted.read) if name == "Tags.xml" else counted.read
                counted.already_here = counted.read - counted.imported

    def _now_here(self) -> dict[str, int]:
        former = sum(post.owner is None for post in self.dump.posts()) + sum(
            comment.owner is None for comment in self.dump.comments
        )
        return {
            "people": len(self.people),
            "questions": len(self.dump.questions),
            "answers": len(self.dump.answers),
            "comments": len(self.dump.comments),
            "votes": len(self.dump.votes),
            "accepted": sum(1 for q in self.dump.questions.values() if q.accepted in self.dump.answers),
            "tags": len(self.dump.tags),
            "synonyms": len(self.dump.synonyms),
            "duplicates": len(self.dump.duplicates),
            "revisions": len(self.dump.revisions),
            "without_account": former,
        }


__all__ = ["import_dump"]
