"""What can never be found out of a ballot, and what holds when everybody votes at once."""

import re
import threading
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from folkmoot.base.audit.models import Entry
from folkmoot.commons.ballots import actions, box, queries
from folkmoot.commons.ballots.models import Ballot, Mark, Paper, Urn
from folkmoot.testing.makers import AT, make_person, viewer

from .makers import END, OVER, cast, make_ballot

pytestmark = pytest.mark.django_db


def people(count=6):
    return [make_person() for _ in range(count)]


def closed(ballot):
    actions.close_due(at=OVER)
    return Ballot.objects.get(pk=ballot.pk)


def rows(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")
        return cursor.fetchall()


def test_no_table_joins_a_person_and_a_choice_and_the_box_knows_no_time():
    columns = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns"
            " WHERE table_name IN ('ballots_urn', 'ballots_mark', 'ballots_paper', 'ballots_roll')"
        )
        for table, column, kind in cursor.fetchall():
            columns.setdefault(table, {})[column] = kind
    assert set(columns["ballots_roll"]) == {"id", "ballot_id", "person_id", "weight", "has_voted", "delegate_id"}
    assert set(columns["ballots_urn"]) == {"id", "ballot_id", "number", "sealed"}
    assert set(columns["ballots_mark"]) == {"mark", "ballot_id"}
    assert set(columns["ballots_paper"]) == {"id", "ballot_id", "choices", "times"}
    assert not any("time" in kind or "date" in kind for table in columns.values() for kind in table.values())


def test_sealed_papers_have_one_size_and_no_order_and_nothing_readable():
    voters = people()
    ballot = make_ballot(voters=voters, options=[f"Option {n}" for n in range(9)], method="schulze")
    sizes = []
    for number, person in enumerate(voters):
        cast(ballot, person, *range(number))
        sizes.append(len(bytes(Urn.objects.get(ballot=ballot).sealed)))
    assert len({after - before for before, after in pairwise(sizes)}) == 1
    sealed = bytes(Urn.objects.get(ballot=ballot).sealed)
    records = box.unseal(ballot.id, ballot.seal_salt, 0, sealed, 9)
    assert [record.mark for record in records] == sorted(record.mark for record in records)
    assert bytes([0, 1, 2, 3, 4]) not in sealed


def test_the_opened_box_stands_in_an_order_that_tells_nothing():
    """Physical order, too: papers by what they say, receipts by their fingerprint; both written in one stroke."""
    voters = people(12)
    ballot = make_ballot(voters=voters, method="transfer")
    said = [(2, 0), (1,), (0, 1, 2), (2,), (1, 0), (0,)] * 2
    codes = [cast(ballot, person, *paper) for person, paper in zip(voters, said, strict=True)]
    closed(ballot)
    with connection.cursor() as cursor:
        cursor.execute("SELECT choices, xmin::text FROM ballots_paper ORDER BY ctid")
        papers = cursor.fetchall()
        cursor.execute("SELECT mark, xmin::text FROM ballots_mark ORDER BY ctid")
        marks = cursor.fetchall()
    assert [tuple(choices) for choices, _ in papers] == sorted(set(said))
    assert [mark for mark, _ in marks] == sorted(box.mark_of(ballot.id, code).hex() for code in codes)
    assert len({xmin for _, xmin in papers + marks}) == 1


def test_voting_writes_no_event_no_audit_and_no_receipt_anywhere():
    voters = people()
    ballot = make_ballot(voters=voters, allows_delegation=True)
    before = len(rows("outbox_event")), Entry.objects.count()
    with CaptureQueriesContext(connection) as asked:
        code = cast(ballot, voters[0], 1)
        actions.change(viewer=viewer(voters[0]), ballot_id=ballot.id, code=code, choices=[2], at=AT)
        actions.delegate(viewer=viewer(voters[1]), ballot_id=ballot.id, to_person_id=voters[2].pk, at=AT)
    assert (len(rows("outbox_event")), Entry.objects.count()) == before
    written = [query["sql"] for query in asked if re.match("INSERT|UPDATE|DELETE", query["sql"])]
    assert {re.search(r'"(ballots_\w+)"', sql)[1] for sql in written} == {"ballots_roll", "ballots_urn"}
    plain = code.replace("-", "")
    assert not any(plain in sql or box.mark_of(ballot.id, code).hex() in sql for sql in written)


def test_events_of_a_ballot_name_no_voter_and_no_winner():
    voters = people()
    ballot = make_ballot(voters=voters)
    for person in voters:
        cast(ballot, person, 1)
    closed(ballot)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, actor, person, data::text FROM outbox_event WHERE name LIKE 'ballots.%'")
        events = cursor.fetchall()
    assert {name for name, *_ in events} == {"ballots.ballot.opened", "ballots.ballot.counted"}
    ids = {str(option.id) for option in ballot.options.all()} | {str(person.pk) for person in voters}
    assert not any(each in data for _, _, _, data in events for each in ids)
    assert all(person is None for _, _, person, _ in events)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(0, 6), st.permutations([0, 1, 2])), max_size=14),
    st.sampled_from(["transfer", "schulze"]),
)
def test_whatever_is_voted_and_changed_in_which_order_the_recount_agrees(steps, method):
    with transaction.atomic():
        voters = people(7)
        ballot = make_ballot(voters=voters, method=method, min_ballots=3)
        codes: dict = {}
        last: dict = {}
        for who, order in steps:
            if who in codes:
                actions.change(viewer=viewer(voters[who]), ballot_id=ballot.id, code=codes[who], choices=order, at=AT)
            else:
                codes[who] = cast(ballot, voters[who], *order)
            last[who] = tuple(order)
        ballot = closed(ballot)
        if len(last) < 3:
            assert ballot.outcome == "too_few"
        else:
            stored = [
                tuple(choices)
                for choices, times in Paper.objects.filter(ballot=ballot).values_list("choices", "times")
                for _ in range(times)
            ]
            assert sorted(stored) == sorted(last.values())
            assert actions.recount(ballot_id=ballot.id)[0]
        assert Mark.objects.filter(ballot=ballot).count() == len(last)
        transaction.set_rollback(True)


# All at once.


def at_once(count, deed):
    """`deed(number)` in so many threads, each with a connection of its own; what came back."""
    results, start = [], threading.Barrier(min(count, 40))

    def run(number):
        if number < 40:
            start.wait()
        try:
            results.append(deed(number))
        except Exception as problem:
            results.append(type(problem).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(count)]
    for begin in range(0, count, 40):
        for thread in threads[begin : begin + 40]:
            thread.start()
        for thread in threads[begin : begin + 40]:
            thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_two_hundred_votes_of_one_person_at_once_are_one_ballot():
    voters = people()
    ballot = make_ballot(voters=voters)
    me = viewer(voters[0])

    def vote(number):
        return actions.cast(viewer=me, ballot_id=ballot.id, choices=[number % 3], at=AT)

    results = at_once(200, vote)
    assert results.count("AlreadyVoted") == 199
    for person in voters[1:]:
        cast(ballot, person, 0)
    assert closed(ballot).result["papers"] == 6
    assert Mark.objects.filter(ballot=ballot).count() == 6


@pytest.mark.django_db(transaction=True)
def test_many_people_vote_at_once_and_no_paper_is_lost():
    voters = people(40)
    ballot = make_ballot(voters=voters)
    viewers = [viewer(person) for person in voters]
    codes = at_once(40, lambda n: actions.cast(viewer=viewers[n], ballot_id=ballot.id, choices=[n % 3], at=AT))
    ballot = closed(ballot)
    assert ballot.result["totals"] == ["14", "13", "13"]
    assert all(queries.is_counted(ballot, code) for code in codes)


@pytest.mark.django_db(transaction=True)
def test_votes_and_the_close_at_once_agree_on_who_was_in_time():
    voters = people(30)
    ballot = make_ballot(voters=voters)
    for person in voters[:6]:
        cast(ballot, person, 0)
    viewers = [viewer(person) for person in voters]

    def deed(number):
        if number == 0:
            return actions.close_due(at=OVER)
        return actions.cast(
            viewer=viewers[number + 5], ballot_id=ballot.id, choices=[1], at=END - timedelta(seconds=1)
        )

    results = at_once(25, deed)
    ballot.refresh_from_db()
    in_time = [each for each in results if isinstance(each, str) and "-" in each]
    assert ballot.result["papers"] == 6 + len(in_time)
    assert len(in_time) + results.count("BallotIsClosed") + 1 == 25
    assert all(queries.is_counted(ballot, code) for code in in_time)
