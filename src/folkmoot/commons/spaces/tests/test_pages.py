import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from folkmoot.base.clock import now
from folkmoot.commons.spaces import actions, logic, tasks
from folkmoot.commons.spaces.models import Invitation, Membership, Space

from .makers import AT, join, person, recorded, space, viewer

pytestmark = pytest.mark.django_db


def signed_in(client, someone):
    if someone is not None:
        client.force_login(someone)
    return client


def queries_of(client, url) -> int:
    client.get(url)  # Session and content types are read once.
    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def test_pages_of_a_space_for_everybody(client):
    owner, member, employee, customer = person("Ada"), person("Bob"), person("Cid"), person("Kim", is_employee=False)
    places = {
        "open": space(owner=owner, audience=0),
        "asking": space(owner=owner, audience=3, joining="request"),
        "secret": space(owner=owner, audience=3, joining="secret"),
    }
    for each in places.values():
        join(each, member)
    pages = {
        "space": ("200 200 200 200 200", "404 404 200 200 200", "404 404 404 200 200"),
        "about": ("200 200 200 200 200", "404 404 200 200 200", "404 404 404 200 200"),
        "members": ("302 200 200 200 200", "404 404 404 200 200", "404 404 404 200 200"),
        "invite": ("403 403 403 200 200", "404 404 403 403 200", "404 404 404 403 200"),
        "requests": ("403 403 403 403 200", "404 404 403 403 200", "404 404 404 403 200"),
        "edit": ("403 403 403 403 200", "404 404 403 403 200", "404 404 404 403 200"),
        "statistics": ("403 403 403 403 200", "404 404 403 403 200", "404 404 404 403 200"),
        "export": ("404 404 404 404 200", "404 404 404 404 200", "404 404 404 404 200"),
        "leave": ("403 403 403 200 200", "404 404 403 200 200", "404 404 404 200 200"),
    }
    for who, someone in enumerate((None, customer, employee, member, owner)):
        client.logout()
        signed_in(client, someone)
        for page, expected in pages.items():
            for each, codes in zip(places.values(), expected, strict=True):
                answer = client.get(reverse(f"spaces:{page}", args=[each.slug]))
                assert answer.status_code == int(codes.split()[who]), (page, each.joining, someone)


def test_a_hidden_space_answers_like_an_absent_one(client):
    hidden = space(owner=person(), joining="secret", audience=3)
    signed_in(client, person("Eve"))
    for verb in ("join", "follow", "withdraw_request", "archive", "make_link"):
        for slug in (hidden.slug, "nothing-here"):
            assert client.post(reverse(f"spaces:{verb}", args=[slug])).status_code == 404


def test_directory_finds_filters_and_answers_in_parts(client):
    ada = person("Ada")
    space("Bakers of the north", owner=ada, tagline="Bread")
    space("Chess", owner=ada, audience=0)
    hidden = space("Hidden plans", owner=ada, joining="secret", audience=3)
    text = client.get("/communities/").content.decode()
    assert "Chess" in text
    assert "Bakers" not in text
    signed_in(client, person("Bob"))
    whole = client.get("/communities/", {"q": "bread"}).content.decode()
    assert "Bakers" in whole
    assert "Chess" not in whole
    assert hidden.name not in client.get("/communities/").content.decode()
    part = client.get("/communities/", {"q": "bread"}, headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith('<div id="communities">')
    assert "No community fits" in client.get("/communities/", {"q": "zzz"}).content.decode()


@pytest.mark.parametrize("page", ["/communities/", "members", "space"])
def test_lists_cost_the_same_for_one_and_three(client, page):
    owner = person("Ada")
    place = space(owner=owner, audience=0)
    signed_in(client, person("Bob"))
    url = page if page.startswith("/") else reverse(f"spaces:{page}", args=[place.slug])
    one = queries_of(client, url)
    for _ in range(2):
        space(owner=owner)
    join(place, person(), person(), person())
    three = queries_of(client, url)
    assert three == one
    assert one <= 20


def test_create_makes_a_space_and_keeps_what_was_typed_when_the_address_is_taken(client):
    space(slug="garden", joining="secret", audience=3, owner=person())
    signed_in(client, person("Ada"))
    form = {"name": "Garden", "tagline": "Green fingers", "joining": "open", "audience": "2"}
    refused = client.post("/communities/new/", form)
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "This address is taken" in text
    assert "Green fingers" in text
    made = client.post("/communities/new/", form | {"slug": "our-garden"})
    assert made.status_code == 302, made.content.decode()
    assert Space.objects.get(slug="our-garden").tagline == "Green fingers"
    customer = person("Kim", is_employee=False)
    client.force_login(customer)
    assert client.get("/communities/new/").status_code == 403


def test_settings_are_saved(client):
    ada = person("Ada")
    place = space("Old", owner=ada)
    signed_in(client, ada)
    url = reverse("spaces:edit", args=[place.slug])
    form = {"name": "New", "joining": "secret", "audience": "2", "rules": "*Listen*", "is_listed": "on"}
    answer = client.post(url, form)
    assert answer.status_code == 302, answer.content.decode()
    place.refresh_from_db()
    assert (place.name, place.joining, place.audience, place.is_listed) == ("New", "secret", 3, False)
    assert "<em>Listen</em>" in client.get(place_url(place)).content.decode()


def place_url(place):
    return reverse("spaces:space", args=[place.slug])


def test_join_ask_answer_and_leave_by_clicks(client):
    ada, bob = person("Ada"), person("Bob")
    place = space(owner=ada, joining="request", audience=3)
    signed_in(client, bob)
    too_long = client.post(reverse("spaces:join", args=[place.slug]), {"note": "w" * 501})
    assert too_long.status_code == 422
    assert "longer than we can take" in too_long.content.decode()
    assert "w" * 501 in too_long.content.decode()
    assert 'maxlength="500"' in too_long.content.decode()
    assert not Membership.objects.filter(person=bob).exists()
    client.post(reverse("spaces:join", args=[place.slug]), {"note": "I bake"})
    client.force_login(ada)
    assert "I bake" in client.get(reverse("spaces:requests", args=[place.slug])).content.decode()
    client.post(reverse("spaces:answer_request", args=[place.slug, bob.pk]), {"answer": "accept"})
    client.force_login(bob)
    assert Membership.objects.get(person=bob).is_asked is False
    client.post(reverse("spaces:leave", args=[place.slug]), {"reason": "quiet"})
    assert not Membership.objects.filter(person=bob).exists()
    client.force_login(ada)
    refused = client.post(reverse("spaces:leave", args=[place.slug]))
    assert refused.status_code == 422
    assert "needs an owner" in refused.content.decode()


def test_invitation_by_link_is_kept_over_signing_in_and_shown_on_every_page(client):
    ada = person("Ada")
    place = space("Garden", owner=ada, joining="secret", audience=3)
    made = actions.make_link(actor=viewer(ada), space=place, max_uses=1, at=now())
    url = reverse("spaces:link", args=[logic.token_of(made.pk)])
    assert "Garden" in client.get(url).content.decode()
    assert client.get(place_url(place)).status_code == 404
    assert "Garden" in client.get("/communities/").content.decode()  # the banner
    newcomer = person("New", is_employee=False)
    client.force_login(newcomer)
    assert "Ada invites you" in client.get("/communities/").content.decode()
    assert client.post(url, {"answer": "accept"}).status_code == 302
    assert client.get(place_url(place)).status_code == 200
    assert "invites you" not in client.get("/communities/").content.decode()
    client.force_login(person("Late"))
    assert client.get(url).status_code == 410


def test_the_whole_way_of_somebody_invited_by_mail(client, mailoutbox):
    ada = person("Ada")
    place = space("Garden", owner=ada, joining="invitation", audience=3)
    client.force_login(ada)
    client.post(
        reverse("spaces:invite", args=[place.slug]), {"who": "cara@example.org", "note": "Come", "role": "member"}
    )
    tasks.send_invitations([event for event in recorded() if event.name == "spaces.invitation.sent"])
    path = "/communities/" + mailoutbox[0].body.split("/communities/")[1].split()[0]
    client.logout()
    assert "Garden" in client.get(path).content.decode()
    # On another device: no session, another way in, only the confirmed address.
    client.cookies.clear()
    cara = person("Cara", is_employee=False, email="cara@example.org")
    EmailAddress.objects.create(user=cara, email="cara@example.org", verified=True, primary=True)
    client.force_login(cara)
    assert "Ada invites you" in client.get("/communities/").content.decode()
    page = client.get("/invitations/").content.decode()
    assert "Garden" in page
    url = reverse("spaces:answer_invitation", args=[Invitation.objects.get().pk])
    assert client.post(url, {"answer": "accept"}, follow=True).status_code == 200
    assert client.get(place_url(place)).status_code == 200
    assert client.post(url, {"answer": "accept"}, follow=True).status_code == 200


def test_invite_tells_for_whom_it_failed_and_keeps_them(client):
    ada, bob = person("Ada"), person("Bob")
    place = space(owner=ada)
    join(place, bob)
    client.force_login(ada)
    answer = client.post(
        reverse("spaces:invite", args=[place.slug]),
        {"who": f"{bob.username}, nobody-here, x@example.org", "role": "member"},
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "a member already" in text
    assert "Nobody here goes by that name" in text
    assert "1 invitation sent" in text


def test_export_is_for_owners_and_harmless_in_spreadsheets(client):
    ada = person("Ada")
    place = space(owner=ada)
    join(place, person("=cmd()"))
    client.force_login(ada)
    text = b"".join(client.get(reverse("spaces:export", args=[place.slug])).streaming_content).decode()
    assert "'=cmd()" in text
    assert text.count("\r\n") == 3


def test_roles_are_changed_on_the_members_page(client):
    ada, bob = person("Ada"), person("Bob")
    place = space(owner=ada)
    join(place, bob)
    client.force_login(ada)
    url = reverse("spaces:change_role", args=[place.slug, bob.pk])
    client.post(url, {"role": "moderator"})
    assert Membership.objects.get(person=bob).role == "moderator"
    client.post(url, {"role": "remove"})
    assert not Membership.objects.filter(person=bob).exists()
    assert client.post(url, {"role": "member"}).status_code == 404


def test_archived_space_is_read_only_until_opened_again(client):
    ada = person("Ada")
    place = space(owner=ada, archived_at=AT)
    client.force_login(ada)
    assert "Archived" in client.get(place_url(place)).content.decode()
    client.post(reverse("spaces:archive", args=[place.slug]), {"restore": "1"})
    place.refresh_from_db()
    assert place.archived_at is None
