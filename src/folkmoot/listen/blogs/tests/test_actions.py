"""Articles and series: each verb done, refused, impossible."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from folkmoot.base.files.actions import store
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.refusals import NotAllowed
from folkmoot.commons.spaces.viewer import GUEST
from folkmoot.listen.blogs import actions, logic, queries
from folkmoot.listen.blogs.actions import Frame
from folkmoot.listen.blogs.models import Article, Series
from folkmoot.listen.blogs.refusals import SeriesNeedsTitle, WrongCanonicalUrl, WrongCover, WrongSeries
from folkmoot.testing.makers import AT, make_person, make_space, viewer

pytestmark = pytest.mark.django_db


def write(author, title="A title", frame=None, **how):
    given = {"audience": 0, "body": "word " * 500, "at": AT} | how
    return actions.write(viewer=viewer(author), title=title, frame=frame, **given)


def make_picture(owner):
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "teal").save(out, "PNG")
    return store(io.BytesIO(out.getvalue()), owner=owner.id, at=AT, name="cover.png")


def test_write_keeps_what_is_around_the_text():
    me = make_person()
    picture = make_picture(me)
    item = write(me, frame=Frame("Below", cover_id=picture.id, canonical_url="https://example.org/first"))
    article = Article.objects.get(item=item)
    assert (article.subtitle, article.cover_id, article.reading_minutes) == ("Below", picture.id, 2)
    assert queries.may_read_file(GUEST, picture.id)


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "example.org/x", "https://", "https://u:p@example.org/", "https://example.org/#x",
     "https://example.org/ x", "https://exa\\mple.org/", "ftp://example.org/", "https://example.org/" + "x" * 500],
)  # fmt: skip
def test_write_with_a_wrong_canonical_address_is_refused(url):
    with pytest.raises(WrongCanonicalUrl):
        write(make_person(), frame=Frame(canonical_url=url))
    assert not Item.objects.exists()


def test_write_with_the_picture_of_somebody_else_is_refused():
    with pytest.raises(WrongCover):
        write(make_person(), frame=Frame(cover_id=make_picture(make_person()).id))


def test_series_keeps_its_order_and_can_be_arranged():
    me = make_person()
    series = actions.start_series(viewer=viewer(me), title=" A  series ", at=AT)
    first, second, third = (write(me, name, Frame(series_id=series.id)) for name in ("one", "two", "three"))
    assert queries.parts_of(GUEST, series) == [first, second, third]
    found = queries.in_series(GUEST, Article.objects.get(item=second))
    assert (found.number, found.before, found.after) == (2, first, third)
    actions.arrange_series(viewer=viewer(me), series_id=series.id, item_ids=[third.id, first.id], at=AT)
    assert queries.parts_of(GUEST, series) == [third, first, second]
    with pytest.raises(NotAllowed):
        actions.arrange_series(viewer=viewer(make_person()), series_id=series.id, item_ids=[], at=AT)


def test_series_shows_each_reader_only_what_they_may_read():
    me = make_person()
    series = actions.start_series(viewer=viewer(me), title="Mixed", at=AT)
    public = write(me, frame=Frame(series_id=series.id))
    write(me, frame=Frame(series_id=series.id), audience=2)
    assert queries.parts_of(GUEST, series) == [public]
    assert queries.visible_series(GUEST, series.id) == series
    inner = actions.start_series(viewer=viewer(me), title="Inside", at=AT)
    write(me, frame=Frame(series_id=inner.id), audience=2)
    with pytest.raises(Series.DoesNotExist):
        queries.visible_series(GUEST, inner.id)
    assert queries.series_of(GUEST, person=me) == [series]


def test_series_of_another_blog_is_refused():
    me = make_person()
    series = actions.start_series(viewer=viewer(make_person()), title="Theirs", at=AT)
    with pytest.raises(WrongSeries):
        write(me, frame=Frame(series_id=series.id))


def test_start_series_of_a_space_is_for_its_moderators():
    moderator, member = make_person(), make_person()
    space = make_space(moderators=[moderator], members=[member])
    with pytest.raises(NotAllowed):
        actions.start_series(viewer=viewer(member), title="Ours", space_id=space.id, at=AT)
    series = actions.start_series(viewer=viewer(moderator), title="Ours", space_id=space.id, at=AT)
    item = write(member, frame=Frame(series_id=series.id), space_id=space.id, audience=2)
    assert queries.parts_of(viewer(member), series) == [item]
    with pytest.raises(SeriesNeedsTitle):
        actions.start_series(viewer=viewer(member), title="  ", at=AT)
    with pytest.raises(NotAllowed):
        actions.start_series(viewer=GUEST, title="Nobody's", at=AT)


def test_rewrite_changes_text_and_frame_and_keeps_the_place_in_the_series():
    me = make_person()
    series = actions.start_series(viewer=viewer(me), title="S", at=AT)
    item = write(me, frame=Frame("Old", series_id=series.id))
    later = AT + timedelta(hours=1)
    actions.rewrite(
        viewer=viewer(me),
        item_id=item.id,
        title="New",
        body="Short",
        frame=Frame("New", series_id=series.id),
        at=later,
    )
    article = Article.objects.get(item=item)
    assert (article.subtitle, article.position, article.reading_minutes) == ("New", 1, 1)
    assert Item.objects.get(id=item.id).title == "New"
    with pytest.raises(NotAllowed):
        actions.rewrite(viewer=viewer(make_person()), item_id=item.id, title="Mine", body="x", at=later)


def test_reading_minutes_is_at_least_one():
    assert [logic.reading_minutes(body) for body in ("", "a " * 219, "a " * 2200)] == [1, 1, 10]
