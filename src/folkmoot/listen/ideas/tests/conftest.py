"""What the tests of pages share."""

from datetime import timedelta
from decimal import Decimal

import pytest

from folkmoot.base.clock import now
from folkmoot.commons.content import actions as content
from folkmoot.commons.people.models import Unit
from folkmoot.listen.ideas import actions
from folkmoot.testing.makers import make_person, viewer

from .makers import accept, make_campaign, make_idea


@pytest.fixture
def full():
    """An idea with everything that can hang on one."""
    unit = Unit.objects.create(name="Bilbao works")
    runner, ada, ben, cy = (
        make_person(admin=True),
        make_person(name="Ada"),
        make_person(name="Ben"),
        make_person(unit=unit),
    )
    at = now() - timedelta(days=20)
    campaign = make_campaign(runner=runner, votes_each=5, votes_needed=10, at=at)
    item = make_idea(author=ada, campaign=campaign, at=at, title="Lend tools between the halls", tags=["tools"])
    other = make_idea(author=cy, campaign=campaign, at=at, title="Lend tools between halls, please")
    content.vote(viewer=viewer(ben), item_id=item.id, value=1, at=at)
    actions.invite_co_author(viewer=viewer(ada), item_id=item.id, person_id=ben.pk, at=at)
    actions.answer_co_authorship(viewer=viewer(ben), item_id=item.id, is_yes=True, at=at)
    actions.propose_amendment(viewer=viewer(cy), item_id=item.id, title=item.title, body="With a list.", at=at)
    actions.merge(viewer=viewer(runner), item_id=other.id, into_id=item.id, at=at)
    accept(item, runner, period="in spring", at=at + timedelta(days=3))
    actions.take_ownership(viewer=viewer(ada), item_id=item.id, at=at + timedelta(days=4))
    actions.support(
        viewer=viewer(runner), item_id=item.id, sponsor_id=runner.pk, budget=Decimal(900), hours=20, at=at
    )
    place = actions.open_position(viewer=viewer(ada), item_id=item.id, title="Somebody with a van", at=at)
    asked = actions.apply(viewer=viewer(cy), item_id=item.id, position_id=place.pk, words="I have one.", at=at)
    actions.answer_application(viewer=viewer(ada), item_id=item.id, application_id=asked.pk, is_yes=True, at=at)
    actions.add_task(viewer=viewer(ada), item_id=item.id, title="Count the tools", at=at)
    for percent, days in ((20, 6), (60, 12)):
        actions.report_progress(
            viewer=viewer(ada), item_id=item.id, percent=percent, words="It goes.", at=at + timedelta(days=days)
        )
    actions.borrow(viewer=viewer(cy), item_id=item.id, words="Also here.", at=at)
    item.refresh_from_db()
    item.campaign, item.people = campaign, {"runner": runner, "author": ada, "co": ben, "member": cy}
    return item
