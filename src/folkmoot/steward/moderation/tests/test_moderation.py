import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from folkmoot.base.audit.models import Entry
from folkmoot.commons.content import actions as content
from folkmoot.commons.content.models import Report
from folkmoot.steward.moderation import actions, frame, queries
from folkmoot.testing.makers import AT, join, make_item, make_person, make_space, viewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    class Scene:
        author, reader, moderator, other = (make_person(name=n) for n in ("Ann", "Rita", "Mo", "Otis"))
        admin = make_person(name="Root", admin=True)
        space = make_space(owner=moderator, members=[author, reader])
        elsewhere = make_space(owner=other)
        inside = make_item(author=author, space=space, body="Rude words inside")
        outside = make_item(author=author, body="Rude words outside", audience=1)

    Scene.report = content.report(
        viewer=viewer(Scene.reader), item_id=Scene.inside.pk, reason="rude", words="Ouch", at=AT
    )
    Scene.report_outside = content.report(viewer=viewer(Scene.reader), item_id=Scene.outside.pk, reason="spam", at=AT)
    return Scene


def test_cases_reach_those_who_may_answer_them(scene):
    def seen(who):
        return [case.card.item for case in queries.cases(viewer(who))[0]]

    assert seen(scene.moderator) == [scene.inside]
    assert seen(scene.admin) == [scene.outside]
    assert seen(scene.other) == seen(scene.author) == seen(scene.reader) == []


def test_open_reports_wait_on_the_home_of_whoever_may_answer_them(scene):
    def waits(who):
        return [str(line.text) for line in frame.open_reports(viewer(who))]

    assert waits(scene.moderator) == waits(scene.admin) == ["1 report waits for an answer"]
    assert waits(scene.other) == waits(scene.author) == waits(scene.reader) == []


def test_reporters_are_named_to_administrators_alone(scene):
    assert queries.cases(viewer(scene.moderator))[0][0].reporters == []
    assert [who.name for who in queries.cases(viewer(scene.admin))[0][0].reporters] == ["Rita"]


def test_hide_needs_a_reason_and_tells_both(scene):
    with pytest.raises(actions.ReasonIsMissing):
        actions.answer(actor=viewer(scene.moderator), report_id=scene.report.pk, outcome="hidden", words=" ", at=AT)
    actions.answer(
        actor=viewer(scene.moderator), report_id=scene.report.pk, outcome="hidden", words="Be kind.", at=AT
    )
    scene.inside.refresh_from_db()
    assert scene.inside.state == "hidden"
    assert queries.own_reports(viewer(scene.reader))[-1].answer == "Be kind."
    assert [each.answer for each in queries.decisions_about(viewer(scene.author))] == ["Be kind."]
    assert queries.decisions_about(viewer(scene.reader)) == []
    assert Entry.objects.filter(verb="moderation.case.answered").count() == 1
    assert queries.cases(viewer(scene.moderator))[0] == []
    assert len(queries.cases(viewer(scene.moderator), is_open=False)[0]) == 1
    with pytest.raises(actions.CaseIsClosed):
        actions.answer(actor=viewer(scene.moderator), report_id=scene.report.pk, outcome="kept", words="", at=AT)


def test_answer_by_somebody_else_is_refused(scene):
    for who in (scene.other, scene.author, scene.reader, scene.admin):
        with pytest.raises(actions.CaseIsClosed):
            actions.answer(actor=viewer(who), report_id=scene.report.pk, outcome="deleted", words="x", at=AT)
    scene.inside.refresh_from_db()
    assert scene.inside.state == "published"


def test_pages_of_the_desk(client, scene):
    assert client.get("/moderation/").status_code == 302
    assert client.get("/moderation/rules/").status_code == 200
    client.force_login(scene.reader)
    assert client.get("/moderation/").status_code == 403
    assert "Somebody will look at it" in client.get("/moderation/mine/").content.decode()
    client.force_login(scene.moderator)
    page = client.get("/moderation/").content.decode()
    assert "Ouch" in page
    assert "Rita" not in page
    url = reverse("moderation:answer", args=[scene.report.pk])
    refused = client.post(url, {"outcome": "deleted", "words": ""})
    assert refused.status_code == 422
    assert "Say why" in refused.content.decode()
    assert client.post(url, {"outcome": "deleted", "words": "Against rule 1"}).status_code == 302
    assert "Against rule 1" in client.get("/moderation/?show=answered").content.decode()
    assert Report.objects.get(pk=scene.report.pk).outcome == "deleted"
    client.force_login(scene.author)
    assert "Against rule 1" in client.get("/moderation/mine/").content.decode()


def test_desk_costs_the_same_for_one_and_three(client, scene):
    client.force_login(scene.moderator)

    def cost():
        client.get("/moderation/")
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/moderation/").status_code == 200
        return len(caught)

    one = cost()
    for _ in range(2):
        item = make_item(author=make_person(), space=scene.space)
        for _ in range(2):
            reader = make_person()
            join(scene.space, reader)
            content.report(viewer=viewer(reader), item_id=item.pk, reason="spam", at=AT)
    assert cost() == one
    assert one <= 25
