"""People, spaces and items for tests, made with as little said as possible. Names and slugs number themselves."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from folkmoot.commons.content import actions, kinds
from folkmoot.commons.content.models import Item
from folkmoot.commons.people.models import Person, Relation
from folkmoot.commons.spaces.models import Membership, Space, SpaceFollow
from folkmoot.commons.spaces.viewer import GUEST, Viewer, viewer_of

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD = "folkmoot-tests"
_number = count(1)


def make_person(*, name: str = "", employee: bool = True, admin: bool = False, **fields: Any) -> Person:
    """A person who is here and active: an employee unless told otherwise, else a customer."""
    number = next(_number)
    name = name or f"Person {number}"
    username = fields.pop("username", f"{''.join(c for c in name.lower() if c.isascii() and c.isalnum())}{number}")
    password = fields.pop("password", None)
    person = Person(
        **{
            "username": username, "name": name, "sort_name": name.casefold(), "email": f"{username}@example.org",
            "is_employee": employee, "is_admin": admin, "joined_at": AT, "claimed_at": AT, **fields,
        }
    )  # fmt: skip
    if password:
        person.set_password(password)
    else:
        person.password = "!"  # No password fits; to draw forty letters by lot for it takes longer than the rest.
    person.save()
    kind = Relation.Kind.EMPLOYEE if employee else Relation.Kind.CUSTOMER
    Relation.objects.create(person=person, kind=kind, since_on=date(2025, 1, 1))
    return person


def make_space(
    *,
    slug: str = "",
    audience: int | None = None,
    joining: str = "open",
    owner: Person | None = None,
    members: Iterable[Person] = (),
    moderators: Iterable[Person] = (),
    **fields: Any,
) -> Space:
    """A space for employees unless told otherwise, with its people in it."""
    slug = slug or f"space-{next(_number)}"
    if audience is None:
        audience = 3 if joining == "secret" else 2
    name = fields.pop("name", slug.replace("-", " ").capitalize())
    space = Space.objects.create(
        slug=slug, name=name, audience=audience, joining=joining, made_by=owner,
        **{"made_at": AT, "last_activity_at": AT, **fields},
    )  # fmt: skip
    if owner is not None:
        join(space, owner, role="owner")
    for person in moderators:
        join(space, person, role="moderator")
    for person in members:
        join(space, person)
    return space


def join(space: Space, person: Person, role: str = "member") -> None:
    """Make somebody a member, following the space as members do."""
    Membership.objects.create(space=space, person=person, role=role, since_at=AT)
    SpaceFollow.objects.get_or_create(space=space, person=person, defaults={"at": AT})
    space.member_count += 1
    Space.objects.filter(pk=space.pk).update(member_count=space.member_count)


def make_item(
    *,
    kind: str = "note",
    author: Person | None = None,
    space: Space | None = None,
    audience: int | None = 2,
    title: str = "",
    body: str = "Something worth saying.",
    at: datetime = AT,
    **fields: Any,
) -> Item:
    """An item published through the door; its author joins the space first if need be.

    Fields that `publish` takes go there (voice, tags, as_draft …), others (score, locked_at …) onto the row.
    """
    author = author or make_person()
    if space is not None:
        audience = None if audience is not None and audience < space.audience else audience
        if not Membership.objects.filter(space=space, person=author).exists():
            join(space, author)
    if not title and kinds.kind(kind).has_title:
        title = f"Title {next(_number)}"
    taken = {
        "voice", "tags", "file_ids", "language", "publish_at", "unpublish_at", "shared_id", "is_must_read",
        "as_draft",
    }  # fmt: skip
    asked = {name: fields.pop(name) for name in list(fields) if name in taken}
    item = actions.publish(
        viewer=viewer(author), kind=kind, body=body, title=title, space_id=space.id if space else None,
        audience=audience, by_room=True, at=at, **asked,
    )  # fmt: skip
    if fields:
        Item.objects.filter(pk=item.pk).update(**fields)
    return Item.objects.get(pk=item.pk)


def make_reply(
    parent: Item,
    *,
    author: Person | None = None,
    kind: str = "comment",
    body: str = "I agree.",
    at: datetime = AT,
    **asked: Any,
) -> Item:
    """A comment (or answer) through the door; its author joins the space first if need be."""
    author = author or make_person()
    if parent.space_id and not Membership.objects.filter(space_id=parent.space_id, person=author).exists():
        join(Space.objects.get(pk=parent.space_id), author)
    return actions.reply(viewer=viewer(author), parent_id=parent.id, kind=kind, body=body, at=at, **asked)


def viewer(person: Person | None) -> Viewer:
    """The viewer a person is at this moment; a guest for None."""
    return GUEST if person is None else viewer_of(person.pk)
