"""What the product finds in the firm's year: three kinds of role, by its own code and limits, in ordinary deeds."""

from datetime import UTC, datetime

import pytest

from folkmoot.base.site import settings as site
from folkmoot.commons.content import encounters
from folkmoot.commons.people.models import Person
from folkmoot.demo.build import build
from folkmoot.understand.network import actions as network
from folkmoot.understand.network.models import Picture

AT = datetime(2026, 6, 3, 15, 20, tzinfo=UTC)

# A run reads the log by what is committed.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def fresh_settings():
    site.forget()
    yield
    site.forget()


def test_three_kinds_of_role_stand_on_what_people_did_through_the_rooms():
    build(at=AT)
    snapshot = network.run(at=AT)

    names = dict(Person.objects.values_list("pk", "username"))
    found = {role: {} for role in Picture.Role.values}
    for row in Picture.objects.filter(snapshot=snapshot, is_found=True):
        assert row.low <= row.score <= row.high
        found[row.role][names[row.person_id]] = row.evidence
    # Who is asked, and whose answers are accepted; who goes along with other units' crews; whom others follow.
    assert {"eli", "marc", "yusuf"} <= set(found["maven"])
    assert {"petra", "maite"} <= set(found["connector"])
    assert {"torben", "camille"} <= set(found["salesman"])
    assert found["maven"]["marc"]["accepted"] >= 10
    assert found["connector"]["petra"]["outside"] > found["connector"]["petra"]["expected outside"]
    assert found["salesman"]["torben"]["followed"] > found["salesman"]["torben"]["expected if shuffled"]
    # Nothing is told of the firm that no room tells of: what was read are the rooms' own events.
    assert not [each.name for each in (*encounters.encounters(), *encounters.uptakes()) if "demo" in each.event]
