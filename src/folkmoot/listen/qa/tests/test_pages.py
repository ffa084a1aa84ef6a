"""Questions over HTTP."""

import pytest

from folkmoot.base.ids import to_text
from folkmoot.base.web.caching import forget_pages
from folkmoot.commons.content.models import Item, Tag
from folkmoot.listen.qa.models import Answer, Expert, Invitation
from folkmoot.testing.makers import make_item, make_person, make_reply, make_space

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh():
    forget_pages()


@pytest.fixture
def me(client):
    person = make_person()
    client.force_login(person)
    return person


def make_question(**fields):
    return make_item(kind="question", **({"audience": 0, "title": "Where is the key?"} | fields))


def url(question):
    return f"/q/{to_text(question.id)}/where-is-the-key/"


def test_ask_publishes_and_a_poor_title_is_refused_with_words(client, me):
    assert client.get("/questions/ask/?title=Where").status_code == 200
    poor = client.post("/questions/ask/", {"title": "Help!", "body": "My words", "audience": "1"})
    assert poor.status_code == 422
    assert "at least 10 letters" in poor.content.decode()
    assert "My words" in poor.content.decode()
    fine = client.post("/questions/ask/", {"title": "Where is the key to the attic?", "body": "x", "audience": "1"})
    assert fine.status_code == 302
    assert Item.objects.get(kind="question").author_id == me.id


def test_similar_shows_only_what_the_viewer_may_read(client, me):
    make_question(title="Where is the key to the attic?")
    make_question(title="Where is the key to the safe?", space=make_space(joining="secret"), audience=3)
    found = client.get("/questions/ask/similar/?title=Where is the key").content.decode()
    assert "attic" in found
    assert "safe" not in found


def test_question_page_shows_answers_and_what_may_be_done(client, me):
    question = make_question(author=me)
    answer = make_reply(question, kind="answer", body="Under the mat.")
    make_reply(answer, body="Really?")
    page = client.get(url(question)).content.decode()
    assert "Under the mat." in page
    assert "Really?" in page
    assert f"/answers/{to_text(answer.id)}/accept/" in page
    client.force_login(make_person())
    assert f"/answers/{to_text(answer.id)}/accept/" not in client.get(url(question)).content.decode()


def test_mark_accepts_and_takes_back(client, me):
    question = make_question(author=me)
    answer = make_reply(question, kind="answer")
    where = f"/answers/{to_text(answer.id)}"
    assert client.post(f"{where}/accept/").status_code == 302
    assert Answer.objects.get().accepted_at is not None
    assert "is-accepted" in client.get(url(question)).content.decode()
    client.post(f"{where}/unaccept/")
    assert Answer.objects.get().accepted_at is None
    assert client.get(f"{where}/accept/").status_code == 405
    assert client.post(f"{where}/praise/").status_code == 404


def test_mark_by_somebody_else_is_refused(client, me):
    answer = make_reply(make_question(), kind="answer")
    client.post(f"/answers/{to_text(answer.id)}/accept/")
    assert not Answer.objects.exists()
    hidden = make_reply(make_question(space=make_space(joining="secret"), audience=3), kind="answer")
    assert client.post(f"/answers/{to_text(hidden.id)}/accept/").status_code == 404


def test_answer_is_added_and_an_empty_one_refused(client, me):
    question = make_question()
    empty = client.post(f"/q/{to_text(question.id)}/answer/", {"body": " "})
    assert empty.status_code == 422
    assert client.post(f"/q/{to_text(question.id)}/answer/", {"body": "In the drawer."}).status_code == 302
    assert Item.objects.get(kind="answer").author_id == me.id


def test_invite_and_duplicate_by_their_forms(client, me):
    question, other, friend = make_question(author=me), make_question(), make_person()
    client.post(f"/q/{to_text(question.id)}/invite/", {"username": f"@{friend.username}"})
    assert Invitation.objects.get().person_id == friend.id
    client.post(f"/q/{to_text(question.id)}/invite/", {"username": "nobody-here"})
    assert Invitation.objects.count() == 1
    client.post(f"/q/{to_text(question.id)}/duplicate/", {"original": f"http://testserver{url(other)}"})
    assert Item.objects.get(id=question.id).duplicate_of_id == other.id
    assert "asked before" in client.get(url(question)).content.decode()
    client.post(f"/q/{to_text(question.id)}/duplicate/", {"original": "https://elsewhere.example/rubbish"})
    client.post(f"/q/{to_text(question.id)}/duplicate/", {})
    assert Item.objects.get(id=question.id).duplicate_of_id is None


def test_question_for_guests_is_kept_until_an_answer_comes(client, django_assert_max_num_queries):
    question = make_question()
    first = client.get(url(question))
    assert "QAPage" in first.content.decode() or '"Question"' in first.content.decode()
    with django_assert_max_num_queries(1):  # Who asks not to be counted: a count is written apart from the page.
        client.get(url(question), headers={"dnt": "1"})
    assert client.get(url(question), headers={"If-None-Match": first["ETag"]}).status_code == 304
    make_reply(question, kind="answer", body="Just came in")
    assert "Just came in" in client.get(url(question)).content.decode()


@pytest.mark.parametrize("as_guest", [True, False])
def test_question_page_asks_as_much_for_three_answers_as_for_one(client, me, as_guest, django_assert_max_num_queries):
    if as_guest:
        client.logout()
    counts = []
    for answers in (1, 3):
        question = make_question(tags=["key"])
        for _ in range(answers):
            make_reply(make_reply(question, kind="answer"))
        client.get(url(question))
        forget_pages()
        with django_assert_max_num_queries(25) as asked:
            assert client.get(url(question)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("where", ["/questions/", "/s/{}/questions/"])
def test_list_page_asks_as_much_for_three_rows_as_for_one(client, me, where, django_assert_max_num_queries):
    space = make_space(audience=0, members=[me])
    where, counts = where.format(space.slug), []
    for more in (1, 2):
        for _ in range(more):
            make_question(space=space, tags=["key"])
        client.get(where)
        with django_assert_max_num_queries(25) as asked:
            assert client.get(where).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    "query", ["", "?show=unanswered", "?show=mine", "?sort=votes&tag=key", "?show=x&sort=y&after=z"]
)
def test_list_page_takes_every_filter(client, me, query):
    make_question(author=me, tags=["key"])
    assert "Where is the key?" in client.get(f"/questions/{query}").content.decode()
    part = client.get(f"/questions/{query}", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part


def test_experts_are_named_and_dismissed_by_administrators(client):
    admin, person, tag = make_person(admin=True), make_person(), Tag.objects.create(name="payroll")
    client.force_login(person)
    client.post("/questions/experts/", {"tag": "payroll", "username": person.username})
    assert not Expert.objects.exists()
    client.force_login(admin)
    assert client.post("/questions/experts/", {"tag": "nothing", "username": person.username}).status_code == 422
    client.post("/questions/experts/", {"tag": "#payroll", "username": person.username})
    assert Expert.objects.get().person_id == person.id
    assert person.name in client.get("/questions/experts/").content.decode()
    client.post("/questions/experts/dismiss/", {"expert": f"{tag.id}:{person.id}"})
    assert not Expert.objects.exists()
