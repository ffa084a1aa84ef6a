"""Pages that are other pages once there is something on them, opened in a real browser as tests/journeys/world.py has
them: barriers (axe, both themes), and a narrow screen."""

import pytest
from django.test import Client

from folkmoot.testing.makers import make_person
from tests.journeys.looking import Page, problems
from tests.journeys.world import grown

pytestmark = pytest.mark.browser

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def test_pages_with_much_on_them_are_without_barriers_and_fit_a_narrow_screen(visit):
    world = grown(make_person(name="Ona Owner", admin=True))
    clients = {who: Client() for who in world.people}
    for who, person in world.people.items():
        clients[who].force_login(person, backend=BACKEND)
    missing = []
    for sight in world.sights:
        response = clients[sight.who].get(sight.url)
        if response.status_code != 200 or sight.words not in response.content.decode():
            missing.append(f"{sight.who}: {sight.url} is {response.status_code} without “{sight.words}”")
    assert not missing, "\n".join(missing)
    wrong = problems(visit, world.people, [Page(sight.who, sight.url, sight.words) for sight in world.sights])
    assert not wrong, "\n".join(wrong)
