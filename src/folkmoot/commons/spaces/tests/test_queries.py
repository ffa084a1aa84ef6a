import pytest

from folkmoot.commons.spaces import policy, queries
from folkmoot.commons.spaces.models import Departure, Space

from .makers import AT, join, person, space, viewer

pytestmark = pytest.mark.django_db

# who may know of a space, and who may read it: guest, customer, employee, member, moderator
TABLE = {
    ("open", 0): ("yyyyy", "yyyyy"),
    ("open", 1): ("nyyyy", "nyyyy"),
    ("open", 2): ("nnyyy", "nnyyy"),
    ("open", 3): ("nnyyy", "nnnyy"),
    ("request", 0): ("yyyyy", "yyyyy"),
    ("request", 1): ("nyyyy", "nyyyy"),
    ("request", 2): ("nnyyy", "nnyyy"),
    ("request", 3): ("nnyyy", "nnnyy"),
    ("invitation", 0): ("yyyyy", "yyyyy"),
    ("invitation", 1): ("nyyyy", "nyyyy"),
    ("invitation", 2): ("nnyyy", "nnyyy"),
    ("invitation", 3): ("nnyyy", "nnnyy"),
    ("secret", 3): ("nnnyy", "nnnyy"),
}


@pytest.mark.parametrize("kind", TABLE, ids=lambda kind: f"{kind[0]}-{kind[1]}")
def test_visible_spaces_is_the_same_as_the_policy(kind):
    joining, audience = kind
    customer, employee, member, moderator = person(is_employee=False), person(), person(), person()
    place = space(joining=joining, audience=audience, owner=person())
    join(place, member)
    join(place, moderator, role="moderator")
    known, read = TABLE[kind]
    for who, may_know, may_read in zip((None, customer, employee, member, moderator), known, read, strict=True):
        eyes = viewer(who)
        assert policy.may_know(eyes, place) is (may_know == "y"), (who, "know")
        assert policy.may_read(eyes, place) is (may_read == "y"), (who, "read")
        assert queries.visible_spaces(eyes).contains(place) is (may_know == "y")
        assert (queries.visible_space(eyes, place.slug) is not None) is (may_know == "y")
        assert bool(queries.names_for(eyes, [place.pk])) is (may_know == "y")
        assert queries.directory(eyes).filter(pk=place.pk).exists() is (may_know == "y")
        page = queries.members(eyes, place)
        assert bool(page.rows) is (may_read == "y" and who is not None)


def test_an_administrator_does_not_see_secret_spaces():
    place = space(joining="secret", audience=3, owner=person())
    assert queries.visible_space(viewer(person(is_admin=True)), place.slug) is None


def test_directory_lists_official_first_and_hides_unlisted_and_archived():
    ada, bob = person("Ada"), person("Bob")
    plain = space("Plain", owner=ada)
    official = space("Official", owner=ada, is_official=True)
    unlisted = space("Unlisted", owner=ada, is_listed=False)
    archived = space("Archived", owner=ada, archived_at=AT)
    assert list(queries.directory(viewer(bob))) == [official, plain]
    assert set(queries.directory(viewer(ada))) == {official, plain, unlisted}
    assert set(queries.directory(viewer(ada), kind="mine")) == {official, plain, unlisted, archived}
    assert list(queries.directory(viewer(bob), words="offi")) == [official]
    assert list(queries.directory(viewer(bob), kind="official")) == [official]


def test_members_pages_by_name_without_losing_anybody():
    place = space(owner=person("Owner"))
    names = ["Bea", "Bea", "Ada", "Dan", "Cid"]
    join(place, *(person(name) for name in names))
    eyes = viewer(person())
    seen, after = [], ""
    while True:
        page = queries.members(eyes, place, after=after, limit=2)
        seen += [row.person.name for row in page.rows]
        after = page.after
        if not after:
            break
    assert seen == sorted(names)
    assert [row.person.name for row in queries.team(eyes, place)] == ["Owner"]
    assert [row.person.name for row in queries.members(eyes, place, words="own").rows] == ["Owner"]


def test_spaces_for_posting_is_the_same_as_the_policy():
    ada, kim = person("Ada"), person("Kim", is_employee=False)
    space(owner=ada)
    space(owner=ada, only_members_post=False)
    space(owner=ada, only_members_post=False, audience=1)
    space(owner=ada, only_members_post=False, archived_at=AT)
    space(owner=ada, joining="secret", audience=3)
    for who in (ada, kim, person(), None):
        eyes = viewer(who)
        expected = {each for each in Space.objects.all() if policy.may_post(eyes, each)}
        assert set(queries.spaces_for_posting(eyes)) == expected


def test_statistics_tell_no_reason_of_fewer_than_five():
    ada, bob = person("Ada"), person("Bob")
    place = space(owner=ada)
    join(place, bob)
    for reason, times in (("noisy", 5), ("tone", 4)):
        for _ in range(times):
            Departure.objects.create(space=place, reason=reason, joined_on=AT.date(), left_on=AT.date())
    mine = queries.visible_space(viewer(ada), place.slug)
    told = queries.statistics(viewer(ada), mine, today=AT.date())
    assert told.reasons == [("Too many messages", 5)]
    assert told.reasons_hidden
    assert told.members[-1] == 2
    assert told.left[-1] == 9
    theirs = queries.visible_space(viewer(bob), place.slug)
    assert queries.statistics(viewer(bob), theirs, today=AT.date()) is None
