import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from folkmoot.base import outbox
from folkmoot.base.files.models import StoredFile
from folkmoot.base.outbox import Event
from folkmoot.commons.content.models import Attachment, Item
from folkmoot.commons.people.models import Distance, Person
from folkmoot.commons.search import actions, indexing, queries, tasks
from folkmoot.commons.search.models import Entry, SavedSearch, Word
from folkmoot.commons.search.queries import Asked
from folkmoot.commons.spaces.models import Space
from folkmoot.testing.makers import AT, join, make_item, make_person, make_reply, make_space, viewer

pytestmark = pytest.mark.django_db


def found(someone, words, **asked):
    return queries.search(viewer(someone), Asked(words=words, **asked), at=AT)


def happens(name, item):
    """A change leaves its event, which says that answers kept before are old."""
    with transaction.atomic():
        return outbox.record(name, at=AT, item=item.pk)


def titles(result):
    return [hit.item.title for hit in result.hits]


def reindex():
    call_command("reindex", stdout=StringIO())


def test_search_finds_stems_prefixes_phrases_and_folded_letters():
    make_item(kind="question", title="Deploying the café terminal", body="We are *running* late", audience=0)
    reindex()
    for words in ("deploy", "deployed", "cafe term", "CAFÉ", "runs", '"running late"', "termi"):
        assert titles(found(None, words)) == ["Deploying the café terminal"], words
    for words in ('"late running"', "deploy -terminal", "zebra", "&|!", "", "'"):
        assert titles(found(None, words)) == [], words


def test_search_in_german():
    make_item(kind="question", title="Die Häuser am Fluss", body="Größe", language="de", audience=0)
    reindex()
    for words in ("Haus", "häuser", "hauser", "grösse", "größe"):
        assert titles(found(None, words)) == ["Die Häuser am Fluss"], words


def test_a_word_in_the_title_comes_before_one_in_the_text():
    make_item(kind="question", title="Other", body="the llama " * 3, audience=0)
    make_item(kind="question", title="Llama care", body="hay", audience=0)
    reindex()
    assert titles(found(None, "llama")) == ["Llama care", "Other"]


def test_what_fits_comes_first_and_votes_and_freshness_count_a_little():
    for title, score, days in (("old", 0, 90), ("fresh", 0, 0), ("liked", 10, 0), ("ancient", 10, 900)):
        item = make_item(kind="question", title=title, body="the llama and others", audience=0)
        at = AT - timedelta(days=days)
        Item.objects.filter(pk=item.pk).update(score=score, up_count=score, published_at=at, made_at=at)
    make_item(kind="question", title="Llama", body="hay", audience=0)
    reindex()
    assert titles(found(None, "llama")) == ["Llama", "liked", "fresh", "ancient", "old"]


def test_pages_of_answers_go_on_where_the_one_before_ended(monkeypatch):
    monkeypatch.setattr(queries, "MOST", 30)
    space = make_space(audience=0)
    for number in range(33):
        make_item(kind="question" if number % 3 else "thread", title=f"Pump {number}", space=space, audience=0)
    reindex()
    pages = [queries.search(viewer(None), Asked(words="pump"), at=AT, page=page) for page in (1, 2, 3)]
    assert [len(page.hits) for page in pages] == [20, 10, 0]
    assert len({hit.item for page in pages for hit in page.hits}) == 30
    for page in pages:
        assert (page.count, page.is_more, sum(count for _, count in page.kinds)) == (30, True, 30)
        assert [(each, count) for each, count in page.in_spaces] == [(space, 30)]


def test_replies_are_found_and_lead_to_their_question():
    question = make_item(kind="question", title="How?", body="x", audience=0)
    make_reply(question, kind="answer", body="Use a screwdriver", author=make_person())
    make_reply(question, body="or a hammer")
    reindex()
    hit = found(None, "screwdriver").hits[0]
    assert hit.root == question
    assert "<mark>screwdriver</mark>" in hit.excerpt
    Item.objects.filter(pk=question.pk).update(state="hidden")
    assert found(None, "hammer").hits == []


def test_filters():
    ada, space = make_person(name="Ada"), make_space(audience=0)
    make_item(kind="question", title="Pump one", author=ada, space=space, tags=["steel"], audience=0)
    make_item(kind="note", body="pump two", at=AT + timedelta(days=10), audience=0)
    reindex()
    assert len(found(None, "pump").hits) == 2
    for asked in (
        {"kind": "question"}, {"space_id": space.pk}, {"author_id": ada.pk}, {"tag": "Steel"},
        {"until": AT + timedelta(days=1)},
    ):  # fmt: skip
        assert titles(found(None, "pump", **asked)) == ["Pump one"], asked
    assert len(found(None, "pump", since=AT + timedelta(days=1)).hits) == 1
    result = found(None, "pump")
    assert dict(result.kinds) == {"question": 1, "note": 1}
    assert result.in_spaces == [(space, 1)]


def test_the_marker_word_reaches_nobody_else():
    member, employee = make_person(), make_person()
    customer = make_person(employee=False)
    secret = make_space(joining="secret", owner=make_person(), members=[member], name="Marmalade club")
    for audience in (0, 1, 2):
        make_item(kind="question", title=f"Marmalade {audience}", body="marmalade", audience=audience)
    hidden = make_item(kind="question", title="Marmalade 3", space=secret, audience=3, tags=["marmalade"])
    make_reply(hidden, body="marmalade too", author=member)
    file = StoredFile.objects.create(
        name="marmalade.pdf", media_type="application/pdf", size=1, sha256="", path="x", brought_at=AT
    )
    Attachment.objects.create(item=hidden, file=file)
    reindex()
    for who, expected in ((None, 1), (customer, 2), (employee, 3), (member, 5)):
        result = found(who, "marmalade")
        is_member = who is member
        assert result.count == expected, who
        assert len(result.hits) == expected
        assert bool(result.spaces) is is_member
        assert bool(result.tags) is is_member
        assert bool(result.in_spaces) is is_member
        assert sum(count for _, count in result.kinds) == expected
        assert bool(found(who, "marmalade", kind="files").count) is is_member
        quick = queries.quick(viewer(who), "marmal", at=AT)
        assert len(quick.hits) == (4 if is_member else expected)
        assert bool(quick.spaces) is is_member
    outsider = queries.search(viewer(None), Asked(words="marmalade", space_id=secret.pk), at=AT)
    assert outsider.count == 0


def test_a_change_of_audience_counts_before_the_index_is_told():
    item = make_item(kind="question", title="Quokka", audience=0)
    reindex()
    assert found(None, "quokka").count == 1
    Item.objects.filter(pk=item.pk).update(audience=2)
    assert found(None, "quokka").hits == []
    happens("content.item.audience_changed", item)
    assert found(None, "quokka").count == 0
    Item.objects.filter(pk=item.pk).update(audience=0)
    happens("content.item.audience_changed", item)
    Item.objects.filter(pk=item.pk).update(html="<p>Nothing of it</p>", title="Clean", version=item.version + 1)
    hit = found(None, "quokka").hits[0]
    assert "uokka" not in hit.title + hit.excerpt


def test_suggestions_come_from_what_the_viewer_sees_alone():
    secret = make_space(joining="secret", owner=make_person())
    make_item(kind="question", title="Perihelion dates", space=secret, audience=3)
    reindex()
    assert found(None, "perihelian").meant == ""
    make_item(kind="question", title="Aphelion dates", audience=0)
    reindex()
    result = found(None, "aphelian")
    assert result.meant == "aphelion"
    assert titles(result) == ["Aphelion dates"]


def test_a_nearer_word_that_is_hidden_does_not_stand_before_one_that_may_be_seen():
    """Neither in place of it nor so that nothing is said: that would tell of it, too."""
    secret = make_space(joining="secret", owner=make_person())
    make_item(kind="question", title="Marzipans", space=secret, audience=3)
    make_person(name="Marzipane Hidden", employee=False, profile_audience=2)
    make_item(kind="question", title="Marzipan", audience=0)
    reindex()
    assert found(None, "marzipams").meant == "marzipan"


def test_words_are_forgotten_with_the_last_title_they_stood_in():
    first = make_item(kind="question", title="Gnu and okapi", audience=0)
    second = make_item(kind="question", title="Gnu", audience=0)
    ada = make_person(name="Adaline Gnuhunter")
    reindex()
    assert set(Word.objects.values_list("word", flat=True)) >= {"gnu", "and", "okapi", "adaline", "gnuhunter"}
    Item.objects.filter(pk=first.pk).update(state="deleted")
    indexing.index_items([first.pk, second.pk])
    assert set(Word.objects.filter(word__in=["gnu", "okapi"]).values_list("word", flat=True)) == {"gnu"}
    Person.objects.filter(pk=ada.pk).update(is_active=False)
    indexing.index_people([ada.pk])
    assert not Word.objects.filter(word="gnuhunter").exists()


def test_a_misspelt_word_costs_no_more_than_any_page_may(client):
    ada = make_person()
    space = make_space(owner=ada, name="Kubernetes circle", audience=0)
    for number in range(3):
        make_item(kind="question", title=f"Kubernetes {number}", space=space, audience=0)
    make_person(name="Kuberta Netes")
    reindex()
    client.force_login(ada)
    client.get("/search/?q=kuberntes")
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/search/?q=kuberntes").content.decode()
    assert "<strong>kubernetes</strong>" in page
    assert len(asked) <= 25


def test_people_are_found_by_those_who_may_meet_them():
    make_person(name="Zuleika Ångström", headline="Botanist")
    reindex()
    eyes = make_person()
    for words in ("zulei", "angstrom", "botan", "Zuleyka"):
        assert [each.name for each in found(eyes, words).people] == ["Zuleika Ångström"], words
    assert found(None, "zuleika").people == []


def test_unlisted_spaces_are_found_by_members_alone():
    ada = make_person()
    space = make_space(name="Vineyard", is_listed=False, owner=ada, audience=0)
    reindex()
    assert found(None, "vineyard").spaces == []
    assert found(ada, "vineyard").spaces == [space]


def test_those_kept_away_are_not_found():
    ada = make_person()
    item = make_item(kind="question", title="Walrus", audience=0)
    reindex()
    assert found(ada, "walrus").count == 1
    Distance.objects.create(person=ada, other=item.author, is_block=False, at=AT)
    assert found(ada, "walrus").count == 0


def test_index_follows_events_and_may_hear_them_twice():
    item = make_item(kind="question", title="Narwhal", audience=0, tags=["ocean"])
    events = [Event("content.item.published", AT, item=item.pk)] * 2
    tasks.index(events)
    tasks.index(events)
    assert Entry.objects.filter(what="item").count() == 1
    assert Entry.objects.filter(what="tag").count() == 1
    assert found(None, "narwhal").count == 1
    Item.objects.filter(pk=item.pk).update(state="deleted")
    tasks.index([Event("content.item.deleted", AT, item=item.pk)])
    assert not Entry.objects.filter(what="item").exists()
    person, space = make_person(name="Nemo"), make_space(name="Reef")
    tasks.index(
        [Event("people.profile.edited", AT, person=person.pk), Event("spaces.space.made", AT, space=space.pk)]
    )
    assert set(Entry.objects.values_list("what", "title")) >= {("person", "nemo"), ("space", "reef")}


def test_reindex_twice_changes_nothing_and_counts():
    make_item(kind="question", title="Otter", audience=0)
    out = StringIO()
    call_command("reindex", "--json", stdout=out)
    first = list(Entry.objects.order_by("what", "target").values("what", "target", "vector", "title"))
    call_command("reindex", stdout=StringIO())
    assert list(Entry.objects.order_by("what", "target").values("what", "target", "vector", "title")) == first
    assert json.loads(out.getvalue())["items"] == 1


def test_more_than_can_be_ranked_still_finds_old_titles(monkeypatch):
    monkeypatch.setattr(queries, "MOST", 4)
    make_item(kind="question", title="Yak", body="-", audience=0, at=AT - timedelta(days=900))
    for _ in range(6):
        make_item(kind="note", body="a yak", audience=0)
    reindex()
    result = found(None, "yak")
    assert result.is_more
    assert result.hits[0].item.title == "Yak"


def test_saved_searches_are_mine_alone():
    ada, bob = make_person(), make_person()
    saved = actions.save_search(actor=viewer(ada), name="Yaks", asked={"q": "yak"}, at=AT)
    actions.save_search(actor=viewer(ada), name="Yaks", asked={"q": "yaks"}, at=AT)
    assert [each.asked for each in queries.saved_searches(viewer(ada))] == [{"q": "yaks"}]
    assert queries.saved_searches(viewer(bob)) == []
    actions.forget_search(actor=viewer(bob), search_id=saved.pk)
    assert SavedSearch.objects.count() == 1


def test_pages_search_palette_save_and_forget(client):
    ada = make_person(name="Ada")
    space = make_space(name="Garden", owner=ada)
    join(space, make_person())
    make_item(kind="question", title="Roses <b>", body="<script>x</script> roses & thorns", space=space)
    reindex()
    client.force_login(ada)
    text = client.get("/search/", {"q": "rose"}).content.decode()
    assert "<mark>Roses</mark> &lt;b&gt;" in text
    assert "<script>x" not in text
    part = client.get("/search/", {"q": "rose"}, headers={"HX-Request": "true"}).content.decode()
    assert part.strip().startswith('<div id="found"')
    for odd in ({"q": "\x00"}, {"q": "a" * 500}, {"q": "rose", "space": "nope"}, {"q": "rose", "author": "@nobody"},
                {"q": "rose", "page": "99999"}, {"q": "rose", "since": "x"}, {"kind": "zzz"}):  # fmt: skip
        assert client.get("/search/", odd).status_code == 200, odd
    options = client.get("/search/palette/", {"q": "gard"}).content.decode()
    assert 'role="option"' in options
    assert "Garden" in options
    assert "Communities" in client.get("/search/palette/", {"q": "commun"}).content.decode()
    client.post("/search/save/", {"q": "rose", "name": "Flowers"})
    text = client.get("/search/").content.decode()
    assert "Flowers" in text
    saved = SavedSearch.objects.get()
    client.post(reverse("search:forget", args=[saved.pk]))
    assert not SavedSearch.objects.exists()
    client.logout()
    assert client.get("/search/", {"q": "rose"}).status_code == 200
    assert Space.objects.count() == 1
    assert indexing.STEMMED["de"] == "german"


def test_search_page_costs_the_same_for_one_and_three(client):
    ada = make_person(name="Ada")
    space = make_space(name="Lotus", owner=ada)
    client.force_login(ada)

    def cost():
        reindex()
        client.get("/search/", {"q": "lotus"})
        with CaptureQueriesContext(connection) as caught:
            client.get("/search/", {"q": "lotus"})
        return len(caught)

    make_item(kind="question", title="Lotus 1", space=space, tags=["lotus"])
    one = cost()
    for number in range(2, 4):
        make_item(kind="question", title=f"Lotus {number}", space=space, tags=["lotus"])
        make_space(name=f"Lotus {number}", owner=ada)
    assert cost() == one
    assert one <= 25


def test_replies_follow_their_root_to_another_audience():
    question = make_item(kind="question", title="Which?", body="x", audience=2)
    make_reply(question, kind="answer", body="An anteater")
    reindex()
    assert found(None, "anteater").count == 0
    Item.objects.all().update(audience=0)
    tasks.index([happens("content.item.audience_changed", question)])
    assert found(None, "anteater").count == 1
