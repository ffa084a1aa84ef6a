"""Follow, one-way, and connection, mutual: never confused."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from folkmoot.base import outbox
from folkmoot.base.letters import at_most
from folkmoot.base.web import statements
from folkmoot.base.web.statements import Given, Statement

from .. import policy
from ..errors import AlreadyDone, NotAllowed, NoteIsTooLong, NotReachable
from ..models import CONNECTION, MOST_NOTE, Connection, Distance, Follow, Person


def check_reachable(actor: Person, person: Person) -> None:
    """Raises NotReachable when they may not meet or either has blocked the other."""
    if not policy.may_enter(actor) or actor.pk == person.pk:
        raise NotAllowed
    if not policy.may_meet(actor, person) or _BLOCKS.rows({"one": actor.pk, "other": person.pk}):
        raise NotReachable


_BLOCKS: Statement[int] = Statement(
    lambda: Distance.objects.filter(
        Q(person=Given("one"), other=Given("other")) | Q(person=Given("other"), other=Given("one")), is_block=True
    ).values_list("pk", flat=True)
)


@transaction.atomic
def follow(*, actor: Person, person: Person, at: datetime) -> None:
    """This will have `actor` read what `person` writes; nothing happens when they do already.

    Raises NotAllowed or NotReachable.
    """
    check_reachable(actor, person)
    if statements.add(Follow(follower=actor, person=person, at=at)):
        statements.tell("UPDATE people_person SET follower_count = follower_count + 1 WHERE id = %s", [person.pk])
        outbox.record("people.follow.made", at=at, actor=actor.pk, person=person.pk)


@transaction.atomic
def unfollow(*, actor: Person, person: Person, at: datetime) -> None:
    """This will end a follow; nothing happens without one. The other is not told."""
    if _cut_follow(actor.pk, person.pk):
        outbox.record("people.follow.ended", at=at, actor=actor.pk, person=person.pk)


@transaction.atomic
def ask_connection(*, actor: Person, person: Person, note: str = "", at: datetime) -> Connection:
    """This will ask `person` to connect, or accept when they had asked `actor` already.

    Raises NotAllowed, NotReachable, NoteIsTooLong, or AlreadyDone when it waits or stands.
    """
    check_reachable(actor, person)
    # Both may ask at the same moment: the row of the one with the smaller id is the lock of the pair.
    Person.objects.select_for_update(no_key=True).get(pk=min(actor.pk, person.pk))
    connection = Connection.objects.select_for_update().filter(_between(actor.pk, person.pk)).first()
    if connection and connection.state == "asked" and connection.asker_id == person.pk:
        return accept(actor=actor, connection=connection, at=at)
    if connection and not CONNECTION.may_move(connection.state, "asked"):
        raise AlreadyDone
    note = at_most(MOST_NOTE, note, NoteIsTooLong)
    connection = connection or Connection()
    connection.asker, connection.asked = actor, person
    connection.state, connection.note = "asked", note
    connection.asked_at, connection.answered_at = at, None
    connection.save()
    outbox.record("people.connection.asked", at=at, actor=actor.pk, person=person.pk)
    return connection


@transaction.atomic
def accept(*, actor: Person, connection: Connection, at: datetime) -> Connection:
    """This will make a connection of a request to `actor`. Raises NotAllowed or MoveNotAllowed."""
    return _answer(actor, connection, "accepted", at)


@transaction.atomic
def decline(*, actor: Person, connection: Connection, at: datetime) -> Connection:
    """This will refuse a request; the asker is not told. Raises NotAllowed or MoveNotAllowed."""
    return _answer(actor, connection, "declined", at)


@transaction.atomic
def withdraw(*, actor: Person, connection: Connection, at: datetime) -> Connection:
    """This will take back the request that `actor` made. Raises NotAllowed or MoveNotAllowed."""
    connection = _locked(connection)
    if connection.asker_id != actor.pk:
        raise NotAllowed
    return _move(connection, "withdrawn", actor, connection.asked_id, at)


@transaction.atomic
def end_connection(*, actor: Person, connection: Connection, at: datetime) -> Connection:
    """This will end a connection, by either of the two. Raises NotAllowed or MoveNotAllowed."""
    connection = _locked(connection)
    if actor.pk not in (connection.asker_id, connection.asked_id):
        raise NotAllowed
    other = connection.asked_id if actor.pk == connection.asker_id else connection.asker_id
    return _move(connection, "ended", actor, other, at)


def cut_all_ties(one: int, other: int, at: datetime) -> None:
    """This will remove what ties two people, both ways, as a block does; nobody is told."""
    _cut_follow(one, other)
    _cut_follow(other, one)
    for connection in Connection.objects.select_for_update().filter(_between(one, other)):
        if connection.state in ("asked", "accepted"):
            connection.state = "ended" if connection.state == "accepted" else "withdrawn"
            connection.answered_at = at
            connection.note = ""
            connection.save()


def _answer(actor: Person, connection: Connection, state: str, at: datetime) -> Connection:
    connection = _locked(connection)
    if connection.asked_id != actor.pk or not policy.may_enter(actor):
        raise NotAllowed
    return _move(connection, state, actor, connection.asker_id, at)


def _move(connection: Connection, state: str, actor: Person, other_id: int, at: datetime) -> Connection:
    CONNECTION.check(connection.state, state)
    connection.state, connection.answered_at = state, at
    connection.save(update_fields=["state", "answered_at"])
    outbox.record(f"people.connection.{state}", at=at, actor=actor.pk, person=other_id)
    return connection


def _locked(connection: Connection) -> Connection:
    return Connection.objects.select_for_update().get(pk=connection.pk)


def _between(one: int, other: int) -> Q:
    return Q(asker=one, asked=other) | Q(asker=other, asked=one)


def _cut_follow(follower: int, person: int) -> bool:
    deleted, _ = Follow.objects.filter(follower=follower, person=person).delete()
    if deleted:
        Person.objects.filter(pk=person).update(follower_count=F("follower_count") - 1)
    return bool(deleted)
