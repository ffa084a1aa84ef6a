"""Why somebody is named: what it is made of, and what of the other never gets into it."""

from datetime import timedelta

import pytest

from folkmoot.commons.content.actions import vote
from folkmoot.commons.content.models import Tag, TagFollow
from folkmoot.commons.spaces.models import Membership
from folkmoot.testing.makers import AT, make_item, make_reply, make_space, viewer
from folkmoot.understand.introductions import actions, queries
from folkmoot.understand.introductions.models import Round, Suggestion

from .worlds import firm, join

pytestmark = pytest.mark.django_db


@pytest.fixture
def three():
    """Ann, to whom Bo was named, whom Cy knows both; all take part."""
    people = firm()
    ann, cy, bo = people[1], people[0], people[8]
    join(*people)
    actions.run_round(at=AT)
    Suggestion.objects.all().delete()
    Suggestion.objects.create(
        round=Round.objects.get(), person=ann, other=bo, arm="near", steps=2, is_across=True, connectors=[cy.pk],
        made_at=AT,
    )  # fmt: skip
    return ann, bo, cy


def why(ann):
    return queries.mine(viewer(ann))[0][0].reasons


def test_reasons_are_what_both_share_and_who_knows_both(three):
    ann, bo, cy = three
    bo.interests = ["sailing", "Tea"]
    bo.save()
    found = queries.mine(viewer(ann))[0][0]
    assert found.person.id == bo.pk
    assert found.reasons.topics == ("sailing",)
    assert [each.id for each in found.connectors] == [cy.pk]


def test_both_wrote_about_it_where_the_viewer_reads_it(three):
    ann, bo, _cy = three
    hidden = make_space(joining="secret", members=[bo])
    make_item(author=ann, tags=["rigging", "salaries"])
    make_reply(make_item(tags=["rigging"]), author=bo)
    make_item(author=bo, space=hidden, audience=3, tags=["salaries"])
    assert why(ann).topics == ("rigging",)


def test_what_the_viewer_follows_counts_and_what_the_other_follows_is_theirs_alone(three):
    ann, bo, _cy = three
    make_item(author=bo, tags=["rigging"])
    make_item(author=ann, tags=["knots"])
    for person, name in ((ann, "rigging"), (bo, "knots")):
        TagFollow.objects.create(person=person, tag=Tag.objects.get(name=name), at=AT)
    assert why(ann).topics == ("rigging",)


def test_what_they_want_to_be_asked_about_is_told_as_far_as_their_profile_is_open(three):
    ann, bo, _cy = three
    ann.interests = ["Rigging"]
    ann.save()
    bo.interests, bo.ask_me_about = [], ["rigging", "torque", "lamps", "rust", "salt"]
    bo.save()
    assert why(ann).topics == ("rigging",)
    assert why(ann).asks == ("torque", "lamps", "rust")
    bo.profile_audience = 3
    bo.save()
    assert why(ann).topics == why(ann).asks == ()


def test_spaces_of_both_are_told_small_ones_first(three):
    ann, bo, cy = three
    make_space(name="Large", members=[ann, bo, cy], member_count=9)
    make_space(name="Small", members=[ann, bo], member_count=2)
    make_space(name="Middling", members=[ann, bo], member_count=4)
    make_space(name="Only Bo", members=[bo], member_count=1)
    make_space(name="Only Ann", members=[ann], member_count=1)
    assert [place.name for place in why(ann).places] == ["Small", "Middling"]


@pytest.mark.parametrize(
    "how",
    [
        {"joining": "secret"},
        {"audience": 3, "joining": "request"},
        {"voices": ["alias"]},
        {"is_official": True},
        {"is_listed": False},
        {"archived_at": AT},
    ],
)
def test_to_be_in_a_closed_space_or_where_all_are_is_no_reason(three, how):
    ann, bo, _cy = three
    make_space(name="Quiet", members=[ann, bo], **how)
    assert why(ann).places == ()


def test_whoever_only_asked_to_be_let_in_is_not_in(three):
    ann, bo, _cy = three
    space = make_space(name="Small", members=[ann, bo])
    Membership.objects.filter(space=space, person=bo).update(is_asked=True)
    assert why(ann).places == ()


def test_to_read_are_titled_texts_and_else_the_best_said_lately_where_the_viewer_reads_it(three):
    ann, bo, _cy = three
    hidden = make_space(joining="secret", members=[bo])
    assert why(ann).reads == ()
    make_reply(make_item(title="Knots"), author=bo, body="Twice around.")
    make_item(author=bo, kind="note", title="", body="Nobody reads it.", space=hidden, audience=3)
    assert [read.title for read in why(ann).reads] == ["Twice around."]
    liked = make_item(author=bo, body="Three times.")
    make_item(author=bo, body="Well done.", at=AT + timedelta(minutes=1))
    assert [read.title for read in why(ann).reads] == ["Well done."]
    vote(viewer=viewer(ann), item_id=liked.pk, value=1, at=AT)
    assert [read.title for read in why(ann).reads] == ["Three times."]
    make_item(author=bo, kind="thread", title="Salt", score=5, up_count=5)
    make_item(author=bo, kind="thread", title="Rust", score=1, up_count=1)
    make_item(author=bo, kind="thread", title="Nobody's", score=9, up_count=9, space=hidden, audience=3)
    assert [read.title for read in why(ann).reads] == ["Salt", "Rust"]
