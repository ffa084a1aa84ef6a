from datetime import timedelta

import pytest
from django.urls import reverse

from folkmoot.commons.content import space_page
from folkmoot.commons.spaces import queries as spaces
from folkmoot.testing.makers import AT, make_item, make_person, make_reply, make_space, viewer

pytestmark = pytest.mark.django_db


def test_panel_shows_pinned_then_newest_and_pages_without_losing_any(client):
    ada = make_person(name="Ada")
    space = make_space(owner=ada)
    for number in range(space_page.PAGE + 3):
        make_item(
            kind="thread", title=f"Talk-{number:02}.", space=space, author=ada, at=AT + timedelta(hours=number // 2)
        )
    make_item(kind="thread", title="Pinned one", space=space, author=ada, at=AT, pinned_at=AT)
    client.force_login(ada)
    url = reverse("spaces:space", args=[space.slug])
    first = client.get(url).content.decode()
    assert first.index("Pinned one") < first.index("Talk-22.") < first.index("Talk-03.")
    older = first.split('href="?before=')[1].split('"')[0]
    second = client.get(f"{url}?before={older}").content.decode()
    shown = [n for n in range(space_page.PAGE + 3) if f"Talk-{n:02}." in first + second]
    assert shown == list(range(space_page.PAGE + 3))
    assert not [n for n in range(space_page.PAGE + 3) if f"Talk-{n:02}." in first and f"Talk-{n:02}." in second]
    for odd in ("x", "2026~", "2026-01-01T00:00:00Z~zzz", "2026-13-01T00:00:00Z~0000000000000"):
        assert client.get(url, {"before": odd}).status_code == 200


def test_panel_hides_what_is_for_members(client):
    space = make_space(audience=0, owner=make_person())
    make_item(kind="thread", title="For members", space=space, audience=3)
    make_item(kind="thread", title="For all", space=space, audience=0)
    text = client.get(reverse("spaces:space", args=[space.slug])).content.decode()
    assert "For all" in text
    assert "For members" not in text


def test_figures_count_items_people_and_what_waits():
    ada, bob = make_person(), make_person()
    space = make_space(owner=ada, members=[bob])
    item = make_item(kind="thread", space=space, author=ada)
    make_item(kind="thread", space=space, author=ada)
    make_reply(item, author=bob)
    mine = spaces.visible_space(viewer(ada), space.slug)
    told = spaces.statistics(viewer(ada), mine, today=AT.date())
    figures = {str(each.label): each for each in told.figures}
    assert sum(figures["Written"].values) == 2
    assert figures["People who wrote"].total == 2
    assert figures["Without an answer"].total == 1
