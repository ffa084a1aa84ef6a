"""Notes and their polls: done, refused, impossible."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from folkmoot.base.web.outgoing import Client
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.refusals import NotAllowed, SignInFirst
from folkmoot.commons.spaces.viewer import GUEST
from folkmoot.listen.notes import actions, logic, queries, tasks
from folkmoot.listen.notes.models import Ballot, LinkPreview, Poll, PollOption
from folkmoot.listen.notes.refusals import AlreadyVoted, NoteIsTooLong, PollIsOver, WrongChoice, WrongPoll
from folkmoot.testing.makers import AT, make_item, make_person, make_space, viewer

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)


def make_poll(author=None, **changes):
    draft = logic.PollDraft(**{"options": ("Tea", "Coffee", "Water"), "closes_at": LATER} | changes)
    return actions.post(viewer=viewer(author or make_person()), body="What to drink?", poll=draft, audience=1, at=AT)


def option_ids(note, *places):
    return [PollOption.objects.get(poll_id=note.id, position=place).id for place in places]


def test_post_with_a_poll_keeps_its_choices_in_order():
    note = make_poll()
    assert [option.text for option in Poll.objects.get(item=note).options.all()] == ["Tea", "Coffee", "Water"]


def test_post_too_long_is_refused():
    with pytest.raises(NoteIsTooLong):
        actions.post(viewer=viewer(make_person()), body="x" * 2001, at=AT)


@pytest.mark.parametrize(
    "changes",
    [
        {"options": ("One",)}, {"options": tuple(str(n) for n in range(11))}, {"options": ("a", "b" * 121)},
        {"closes_at": AT}, {"results": "never"}, {"results": "closed", "closes_at": None},
    ],
)  # fmt: skip
def test_post_with_an_impossible_poll_is_refused_and_leaves_nothing(changes):
    with pytest.raises(WrongPoll):
        make_poll(**changes)
    assert not Item.objects.exists()


def test_vote_counts_once_and_says_nowhere_what_was_chosen():
    note, person = make_poll(), make_person()
    actions.vote_in_poll(viewer=viewer(person), item_id=note.id, option_ids=option_ids(note, 1), at=AT)
    assert [option.vote_count for option in Poll.objects.get(item=note).options.all()] == [0, 1, 0]
    assert [field.name for field in Ballot._meta.get_fields()] == ["id", "poll", "person"]
    assert Item.objects.get(id=note.id).version > note.version
    with pytest.raises(AlreadyVoted):
        actions.vote_in_poll(viewer=viewer(person), item_id=note.id, option_ids=option_ids(note, 0), at=AT)
    assert Poll.objects.get(item=note).ballot_count == 1


def test_vote_writes_no_event(django_assert_num_queries):
    note, person = make_poll(), make_person()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM outbox_event")
        before = cursor.fetchone()[0]
        actions.vote_in_poll(viewer=viewer(person), item_id=note.id, option_ids=option_ids(note, 1), at=AT)
        cursor.execute("SELECT count(*) FROM outbox_event")
        assert cursor.fetchone()[0] == before


def test_vote_refused_for_guests_closed_polls_wrong_choices_and_hidden_notes():
    note, me = make_poll(), viewer(make_person())
    other = make_poll()
    cases = [
        (GUEST, option_ids(note, 0), AT, Item.DoesNotExist),
        (me, option_ids(note, 0), LATER, PollIsOver),
        (me, [], AT, WrongChoice),
        (me, option_ids(other, 0), AT, WrongChoice),
        (me, option_ids(note, 0, 1), AT, WrongChoice),
    ]
    for who, chosen, at, refusal in cases:
        with pytest.raises(refusal):
            actions.vote_in_poll(viewer=who, item_id=note.id, option_ids=chosen, at=at)
    public = actions.post(viewer=viewer(make_person()), body="?", poll=logic.PollDraft(("a", "b")), audience=0, at=AT)
    with pytest.raises(SignInFirst):
        actions.vote_in_poll(viewer=GUEST, item_id=public.id, option_ids=option_ids(public, 0), at=AT)
    with pytest.raises(Item.DoesNotExist):
        actions.vote_in_poll(viewer=me, item_id=make_item().id, option_ids=[1], at=AT)


def test_vote_for_several_where_the_poll_allows_it():
    note = make_poll(allows_several=True)
    actions.vote_in_poll(viewer=viewer(make_person()), item_id=note.id, option_ids=option_ids(note, 0, 2), at=AT)
    poll = Poll.objects.get(item=note)
    assert [option.vote_count for option in poll.options.all()] == [1, 0, 1]
    assert poll.ballot_count == 1


@pytest.mark.parametrize(
    ("results", "before", "after_voting", "after_close"),
    [("always", True, True, True), ("voted", False, True, True), ("closed", False, False, True)],
)
def test_poll_of_shows_counts_only_when_they_may_be_seen(results, before, after_voting, after_close):
    author, voter = make_person(), make_person()
    note = make_poll(author, results=results)
    actions.vote_in_poll(viewer=viewer(voter), item_id=note.id, option_ids=option_ids(note, 0), at=AT)

    def is_shown(person, at=AT):
        shown = queries.poll_of(viewer(person), note, at=at)
        assert all((choice.vote_count is not None) == shown.shows_results for choice in shown.choices)
        return shown.shows_results

    assert is_shown(make_person()) is before
    assert is_shown(author) is before
    assert is_shown(voter) is after_voting
    assert is_shown(make_person(), LATER) is after_close


def test_end_poll_by_its_author_or_a_moderator_only():
    author, moderator = make_person(), make_person()
    space = make_space(members=[author], moderators=[moderator])
    for person in (author, moderator):
        note = actions.post(
            viewer=viewer(author), body="?", poll=logic.PollDraft(("a", "b")), space_id=space.id, at=AT
        )
        with pytest.raises(NotAllowed):
            actions.end_poll(viewer=viewer(make_person()), item_id=note.id, at=AT)
        actions.end_poll(viewer=viewer(person), item_id=note.id, at=AT)
        with pytest.raises(PollIsOver):
            actions.end_poll(viewer=viewer(person), item_id=note.id, at=LATER)


@pytest.mark.django_db(transaction=True)
def test_vote_many_times_at_once_counts_one():
    note, person = make_poll(allows_several=True), make_person()
    outcomes, chosen = [], option_ids(note, 0, 1)

    def vote():
        try:
            actions.vote_in_poll(viewer=viewer(person), item_id=note.id, option_ids=chosen, at=AT)
            outcomes.append("counted")
        except AlreadyVoted:
            outcomes.append("already")
        finally:
            connection.close()

    threads = [threading.Thread(target=vote) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    poll = Poll.objects.get(item=note)
    assert sorted(outcomes) == ["already"] * 7 + ["counted"]
    assert (poll.ballot_count, [option.vote_count for option in poll.options.all()]) == (1, [1, 1, 0])


@pytest.mark.django_db(transaction=True)
def test_vote_of_many_people_at_once_loses_none():
    note, people = make_poll(allows_several=True), [make_person() for _ in range(8)]

    def vote(person, chosen):
        try:
            actions.vote_in_poll(viewer=viewer(person), item_id=note.id, option_ids=chosen, at=AT)
        finally:
            connection.close()

    orders = (option_ids(note, 0, 1), option_ids(note, 1, 0))
    threads = [threading.Thread(target=vote, args=[who, orders[n % 2]]) for n, who in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [option.vote_count for option in Poll.objects.get(item=note).options.all()] == [8, 8, 0]


def test_make_preview_keeps_words_of_the_page_and_forgets_them_when_the_link_goes():
    note = make_item(body="Look at http://site.example/page (really).")
    tasks.make_preview(note.id, StandIn("<title>Hello &amp; welcome</title><meta name=description content='Words'>"))
    preview = LinkPreview.objects.get(item=note)
    assert (preview.title, preview.description, preview.site) == ("Hello & welcome", "Words", "site.example")
    assert Item.objects.get(id=note.id).version > note.version
    Item.objects.filter(id=note.id).update(body="No link any more")
    tasks.make_preview(note.id, StandIn(""))
    assert not LinkPreview.objects.exists()


class StandIn(Client):
    """A client whose every page is the same, so that a test needs no network."""

    def __init__(self, html):
        super().__init__()
        object.__setattr__(self, "html", html)

    def get(self, url, *, media_types=("text/html",)):
        from folkmoot.base.web.outgoing import Fetched

        return Fetched(url, "text/html", "no-such-charset", self.html.encode())
