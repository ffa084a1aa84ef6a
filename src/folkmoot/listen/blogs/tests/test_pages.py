"""Articles over HTTP."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from folkmoot.base.ids import to_text
from folkmoot.base.web.caching import forget_pages
from folkmoot.commons.content.models import Item
from folkmoot.listen.blogs import actions, queries
from folkmoot.listen.blogs.actions import Frame
from folkmoot.listen.blogs.models import Article, Series
from folkmoot.testing.makers import AT, make_person, make_space, viewer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh():
    forget_pages()


@pytest.fixture
def me(client):
    person = make_person()
    client.force_login(person)
    return person


def write(author=None, frame=None, **how):
    given = {"title": "A story", "body": "Words.", "audience": 0, "at": AT} | how
    return actions.write(viewer=viewer(author or make_person()), frame=frame, **given)


def url(item):
    return f"/a/{to_text(item.id)}/a-story/"


def picture():
    out = io.BytesIO()
    Image.new("RGB", (60, 30), "teal").save(out, "PNG")
    return SimpleUploadedFile("cover.png", out.getvalue(), "image/png")


def test_write_with_cover_and_series_publishes_them(client, me):
    series = actions.start_series(viewer=viewer(me), title="Notes from the road", at=AT)
    assert client.get("/articles/new/").status_code == 200
    sent = {
        "title": "A story", "body": "Words.", "audience": "0", "frame-subtitle": "Below", "frame-cover": picture(),
        "frame-series": to_text(series.id), "frame-canonical_url": "https://example.org/first",
    }  # fmt: skip
    answer = client.post("/articles/new/", sent)
    assert answer.status_code == 302, answer.content.decode()
    article = Article.objects.get()
    assert (article.subtitle, article.series_id, article.cover_id is None) == ("Below", series.id, False)
    page = client.get(answer["Location"]).content.decode()
    assert '<link rel="canonical" href="https://example.org/first">' in page
    assert "Notes from the road" in page


def test_write_with_a_wrong_address_keeps_what_was_typed(client, me):
    sent = {"title": "A story", "body": "My words", "audience": "0", "frame-canonical_url": "javascript:alert(1)"}
    answer = client.post("/articles/new/", sent)
    assert answer.status_code == 422
    assert "My words" in answer.content.decode()
    assert "whole address" in answer.content.decode()
    assert not Item.objects.exists()


def test_rewrite_shows_what_there_is_and_keeps_the_cover(client, me):
    client.post("/articles/new/", {"title": "A story", "body": "x", "audience": "0", "frame-cover": picture()})
    article = Article.objects.get()
    where = f"/a/{to_text(article.pk)}/edit/"
    page = client.get(where)
    assert to_text(article.cover_id) in page.content.decode()
    sent = {
        "title": "A story",
        "body": "Better",
        "expected_version": "1",
        "frame-cover_id": to_text(article.cover_id),
    }
    assert client.post(where, sent).status_code == 302
    assert Article.objects.get().cover_id == article.cover_id
    assert Item.objects.get().body == "Better"
    client.force_login(make_person())
    client.post(where, sent | {"body": "Not mine"})
    assert Item.objects.get().body == "Better"


def test_article_page_shows_its_series_and_is_absent_where_hidden(client):
    author = make_person()
    series = actions.start_series(viewer=viewer(author), title="On the road", at=AT)
    first, second = (write(author, Frame(series_id=series.id)) for _ in range(2))
    page = client.get(url(first)).content.decode()
    assert url(second) in page
    assert 'type="application/atom+xml"' in page
    assert client.get(url(write(audience=2))).status_code == 404
    assert client.get(f"/articles/series/{to_text(series.id)}/").status_code == 200
    client.force_login(author)
    client.post(
        f"/articles/series/{to_text(series.id)}/order/",
        {f"part-{to_text(first.id)}": "2", f"part-{to_text(second.id)}": "1"},
    )
    parts = Article.objects.filter(series=series).order_by("position")
    assert list(parts.values_list("item_id", flat=True)) == [second.id, first.id]


def test_series_is_started_on_its_page(client, me):
    assert client.get("/articles/series/new/").status_code == 200
    assert client.post("/articles/series/new/", {"title": ""}).status_code == 422
    assert client.post("/articles/series/new/", {"title": "Mine"}).status_code == 302
    assert Series.objects.get().author_id == me.id


def test_a_series_is_put_in_order_by_numbers_and_not_moved_by_what_is_none(client, me):
    series = actions.start_series(viewer=viewer(me), title="Cranes", at=AT)
    first, second = (write(me, Frame(series_id=series.id)) for _ in range(2))
    address = f"/articles/series/{to_text(series.id)}/order/"
    for wrong in ("never", "-1", "2.5", "123456"):
        answer = client.post(
            address, {f"part-{to_text(first.id)}": wrong, f"part-{to_text(second.id)}": "1"}, follow=True
        )
        assert len(answer.context["messages"]) == 1
        assert queries.parts_of(viewer(me), series) == [first, second]
    client.post(address, {f"part-{to_text(first.id)}": "", f"part-{to_text(second.id)}": "1"})
    assert queries.parts_of(viewer(me), series) == [second, first]


def test_lists_show_only_what_the_viewer_may_read(client, me):
    author = make_person()
    write(author, title="Open story")
    write(author, title="Inner story", audience=2)
    space = make_space(audience=0, members=[author])
    write(author, title="Space story", space_id=space.id)
    pages = {
        "/articles/": {"Open story", "Inner story", "Space story"},
        f"/@{author.username}/articles/": {"Open story", "Inner story", "Space story"},
        f"/s/{space.slug}/articles/": {"Space story"},
    }
    for where, titles in pages.items():
        text = client.get(where).content.decode()
        assert {t for t in ("Open story", "Inner story", "Space story") if t in text} == titles
    client.logout()
    text = client.get("/articles/").content.decode()
    assert "Open story" in text
    assert "Inner story" not in text


def test_pages_ask_as_much_for_three_articles_as_for_one(client, me, django_assert_max_num_queries):
    author = make_person()
    series = actions.start_series(viewer=viewer(author), title="On the road", at=AT)
    counts = {}
    for more in (1, 2):
        for _ in range(more):
            item = write(author, Frame(series_id=series.id), tags=["road"])
        for where in (
            "/articles/",
            f"/@{author.username}/articles/",
            url(item),
            f"/articles/series/{to_text(series.id)}/",
        ):
            client.get(where)
            with django_assert_max_num_queries(25) as asked:
                assert client.get(where).status_code == 200
            counts.setdefault(where.split("/")[1], []).append(len(asked))
    assert all(len(set(found[::2])) == 1 or len(set(found)) <= 2 for found in counts.values()), counts
