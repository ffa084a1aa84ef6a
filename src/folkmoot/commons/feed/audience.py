"""Who should hear of an event, and why. Nobody hears of what they may not read."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache

from django.db.models import Exists, OuterRef, Q, QuerySet

from folkmoot.base.outbox import Event
from folkmoot.base.web.statements import AnyOf, Given, Statement, ask
from folkmoot.commons.content import kinds
from folkmoot.commons.content.models import Item, ItemFollow
from folkmoot.commons.content.queries import audience_for_system
from folkmoot.commons.people.audiences import Audience
from folkmoot.commons.people.models import Distance, Person

from .actions import News
from .models import Mail, Preference

_FOLLOWERS_OF_ROOT = """
SELECT person_id, why FROM content_itemfollow WHERE item_id = %s AND NOT is_muted
"""

_FOLLOWERS_OF_EDITS = """
SELECT person_id FROM content_itemfollow WHERE item_id = %s AND NOT is_muted AND (wants_minor OR NOT %s)
"""

_MODERATORS = """
SELECT person_id FROM spaces_membership WHERE space_id = %s AND NOT is_asked AND role IN ('owner', 'moderator')
"""

_MENTIONED = "SELECT person_id FROM content_mention WHERE item_id = %s AND person_id IS NOT NULL"

_MEMBERS_NAMED = """
SELECT m.person_id FROM content_mention c JOIN spaces_membership m ON m.space_id = c.space_id AND NOT m.is_asked
WHERE c.item_id = %s
"""

_MUST_READ = """
SELECT p.id FROM people_person p JOIN content_item i ON i.id = %s
WHERE p.is_active AND p.is_approved AND CASE
    WHEN i.space_id IS NOT NULL THEN EXISTS (
        SELECT 1 FROM spaces_membership m WHERE m.space_id = i.space_id AND m.person_id = p.id AND NOT m.is_asked)
    WHEN i.audience = 2 THEN p.is_employee ELSE true END
"""


def _ids(sql: str, values: Sequence[object]) -> list[int]:
    return [row[0] for row in ask(sql, values)]


_ITEM: Statement[Item] = Statement(
    lambda: Item.objects.filter(id=Given("item")).only(
        "kind", "state", "audience", "space_id", "author_id", "alias_id", "root_id", "must_read_at"
    )
)


def _item(item_id: int | None) -> Item | None:
    return _ITEM.first({"item": item_id}) if item_id is not None else None


def may_read(people: Iterable[int], item_id: int) -> set[int]:
    """Those of the people who may read the item, keep no distance to its author, and have not muted it."""
    item = _item(item_id)
    if item is None or item.state != "published":
        return set()
    given = {
        "people": list(people), "root": item.root_id or item.id, "space": item.space_id, "author": item.author_id,
    }  # fmt: skip
    return set(_readers(Audience(item.audience), item.author_id is not None).rows(given))


@cache
def _readers(audience: Audience, has_author: bool) -> Statement[int]:
    def build() -> QuerySet[Person, int]:
        muted = ItemFollow.objects.filter(person=OuterRef("pk"), item_id=Given("root"), is_muted=True)
        any_such = Item(state="published", audience=audience)
        any_such.space_id = Given("space")  # type: ignore[assignment]
        found = audience_for_system(any_such).filter(id=AnyOf("people")).exclude(Exists(muted))
        if has_author:
            away = Q(person=OuterRef("pk"), other=Given("author"))
            away |= Q(other=OuterRef("pk"), person=Given("author"), is_block=True)
            found = found.exclude(Exists(Distance.objects.filter(away)))
        return found.values_list("id", flat=True)

    return Statement(build)


def news_of(event: Event) -> list[News]:
    """What to tell of one event; an event that nobody needs to hear of gives nothing."""
    teller = _TELLERS.get(event.name)
    return teller(event) if teller is not None else []


def _alias_label(event: Event) -> str:
    if event.alias is None:
        return ""
    from folkmoot.commons.content.models import Alias

    return Alias.objects.filter(pk=event.alias).values_list("label", flat=True).first() or ""


def _about_item(event: Event, topic: str, people: dict[int, str]) -> list[News]:
    if event.item is None or not people:
        return []
    allowed = may_read(people, event.item)
    told = {person: why for person, why in people.items() if person in allowed and person != event.actor}
    if not told:
        return []
    return [
        News(
            topic, told, event.at, event.item, event.root or event.item, event.space, event.actor, _alias_label(event)
        )
    ]


def _owner(event: Event) -> int | None:
    """Who is behind an alias must not be told of their own deed; only this room and `voices` know."""
    if event.alias is None:
        return event.actor
    from folkmoot.commons.content import voices

    return voices.behind_for_system([event.alias]).get(event.alias)


def _published(event: Event) -> list[News]:
    item = _item(event.item)
    if item is None or event.item is None:
        return []
    me = _owner(event)
    named = {pk: "named" for pk in [*_ids(_MENTIONED, [event.item]), *_ids(_MEMBERS_NAMED, [event.item])] if pk != me}
    news = _about_item(event, "mention", named)
    if item.must_read_at is not None:
        everybody = {pk: "audience" for pk in _ids(_MUST_READ, [event.item]) if pk != me and pk not in named}
        news += _about_item(event, "must_read", everybody)
    news += _told_of_new(event, item, skip={*named, me or 0})
    return news


def _told_of_new(event: Event, item: Item, skip: set[int]) -> list[News]:
    """Only those who asked, in the matrix, to hear of each new item."""
    found: list[News] = []
    for topic, why, sql, of in (
        (
            "new_in_space",
            "follows_space",
            "SELECT person_id FROM spaces_spacefollow WHERE space_id = %s",
            item.space_id,
        ),
        (
            "new_by_person",
            "follows_person",
            "SELECT follower_id FROM people_follow WHERE person_id = %s",
            item.author_id,
        ),
    ):
        if of is None or not _CHOSEN.rows({"topic": topic}):
            continue
        people = {pk: why for pk in _ids(sql, [of]) if pk not in skip}
        found += _about_item(event, topic, people)
    return found


# Whether anybody has asked for a topic that nobody hears of unasked.
_CHOSEN: Statement[int] = Statement(
    lambda: (
        Preference.objects.filter(topic=Given("topic"))
        .exclude(in_page__isnull=True, mail="")
        .exclude(in_page=False, mail__in=["", Mail.OFF])
        .values_list("pk", flat=True)[:1]
    )
)


def _replied(event: Event) -> list[News]:
    if event.item is None or event.root is None or event.item == event.root:
        return []
    me = _owner(event)
    named = {pk: "named" for pk in [*_ids(_MENTIONED, [event.item]), *_ids(_MEMBERS_NAMED, [event.item])] if pk != me}
    news = _about_item(event, "mention", named)
    followers = {
        person: why if why in {"wrote", "replied", "asked"} else "chosen"
        for person, why in ask(_FOLLOWERS_OF_ROOT, [event.root])
        if person != me and person not in named
    }
    topic = "answer" if event.data.get("kind") == "answer" else "reply"
    wrote = {person: why for person, why in followers.items() if why == "wrote"}
    rest = {person: why for person, why in followers.items() if why != "wrote"}
    return news + _about_item(event, topic, wrote) + _about_item(event, "reply", rest)


def _author(item_id: int | None) -> int | None:
    """Who wrote an item, under whatever voice: for telling them alone."""
    item = _item(item_id)
    if item is None or item.author_id is not None or item.alias_id is None:
        return item.author_id if item is not None else None
    from folkmoot.commons.content import voices

    return voices.behind_for_system([item.alias_id]).get(item.alias_id)


def _to_author(topic: str) -> Callable[[Event], list[News]]:
    def tell(event: Event) -> list[News]:
        author = _author(event.item)
        return _about_item(event, topic, {author: "wrote"}) if author is not None else []

    return tell


_ACTIVE: Statement[int] = Statement(
    lambda: Person.objects.filter(pk=Given("person"), is_active=True).values_list("pk", flat=True)
)


def _to_person(topic: str, why: str) -> Callable[[Event], list[News]]:
    def tell(event: Event) -> list[News]:
        if event.person is None or not _ACTIVE.rows({"person": event.person}):
            return []
        if event.item is not None:
            return _about_item(event, topic, {event.person: why})
        return [News(topic, {event.person: why}, event.at, space=event.space, actor=event.actor)]

    return tell


def _to_moderators(topic: str) -> Callable[[Event], list[News]]:
    def tell(event: Event) -> list[News]:
        if event.space is None:
            people = _ids("SELECT id FROM people_person WHERE is_admin AND is_active", [])
        else:
            people = _ids(_MODERATORS, [event.space])
        actor = event.actor if topic == "space_request" else None  # A report does not name who reported.
        told = {person: "moderator" for person in people if person != event.actor}
        return [News(topic, told, event.at, event.item, event.root, event.space, actor)] if told else []

    return tell


def _edited(event: Event) -> list[News]:
    """Of kinds that many people write: those who follow it, of small changes those who asked for that."""
    item = _item(event.item)
    if item is None or event.item is None or item.state != "published" or not kinds.kind(item.kind).tells_edits:
        return []
    me = _owner(event)
    people = dict.fromkeys(_ids(_FOLLOWERS_OF_EDITS, [event.item, bool(event.data.get("is_minor"))]), "chosen")
    return _about_item(event, "edited", {pk: why for pk, why in people.items() if pk != me})


def _obliged(event: Event) -> list[News]:
    if event.item is None:
        return []
    everybody = {pk: "audience" for pk in _ids(_MUST_READ, [event.item]) if pk != event.actor}
    return _about_item(event, "must_read", everybody)


def _proposed(event: Event) -> list[News]:
    """Who may let a proposed text into force: whom the room has named, and moderators or the author."""
    people = dict.fromkeys(event.data.get("people", []), "asked")
    if kinds.kind(str(event.data["kind"])).authors_approve:
        author = _author(event.item)
        people |= {author: "wrote"} if author is not None else {}
    else:
        people |= dict.fromkeys(_ids(_MODERATORS, [event.space]), "moderator")
    told = {pk: why for pk, why in people.items() if pk != event.person}
    if event.item is not None:
        return _about_item(event, "proposal", told)
    return [News("proposal", told, event.at, space=event.space, actor=event.actor)] if told else []


_TELLERS: dict[str, Callable[[Event], list[News]]] = {
    "content.item.published": _published,
    "content.reply.published": _replied,
    "content.item.reacted": _to_author("reaction"),
    "content.item.reported": _to_moderators("report"),
    "content.report.closed": _to_person("report_closed", "yours"),
    "content.item.edited": _edited,
    "content.item.obliged": _obliged,
    "content.proposal.asked": _proposed,
    "content.proposal.approved": _to_person("proposal_decided", "yours"),
    "content.proposal.returned": _to_person("proposal_decided", "yours"),
    "qa.answer.accepted": _to_author("accepted"),
    "qa.answer.invited": _to_person("invited_to_answer", "asked"),
    "people.follow.made": _to_person("follow", "yours"),
    "people.connection.asked": _to_person("connection", "yours"),
    "people.connection.accepted": _to_person("connected", "yours"),
    "spaces.invitation.sent": _to_person("space_invitation", "yours"),
    "spaces.member.asked": _to_moderators("space_request"),
}


def add_teller(
    event_name: str, topic: str, to: str | Callable[[Event], dict[int, str]], *, about: str = "item"
) -> None:
    """This will have people told of a room's event: its "author", its "person", or whom `to` names with the reason
    why. Nobody hears of an item they may not read; `about` is which of the event's two, "item" or "root", that is.
    """
    if to == "author":
        _TELLERS[event_name] = _to_author(topic)
    elif to == "person":
        _TELLERS[event_name] = _to_person(topic, "yours")
    else:
        assert callable(to)
        chosen = to

        def tell(event: Event) -> list[News]:
            seen = replace(event, item=event.root) if about == "root" else event
            return _about_item(seen, topic, chosen(event))

        _TELLERS[event_name] = tell


def heard() -> tuple[str, ...]:
    """The names of all events that somebody may be told of."""
    return tuple(_TELLERS)
