"""Videos through the writing door: done, refused, impossible."""

import io
import json
import threading
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.http import UnreadablePostError

from folkmoot.base.outbox import Event
from folkmoot.base.site import settings as site
from folkmoot.commons.content import deeds
from folkmoot.commons.content.models import Item
from folkmoot.commons.content.refusals import NotAllowed, SignInFirst
from folkmoot.commons.feed import audience
from folkmoot.commons.search import indexing
from folkmoot.commons.search import queries as search
from folkmoot.commons.spaces.viewer import GUEST
from folkmoot.listen.videos import actions, queries, transcoding
from folkmoot.listen.videos.models import Rendition, Upload, UploadPart, Video, Watching
from folkmoot.listen.videos.refusals import (
    CaptionsRefused,
    NotAVideo,
    NoVideoChosen,
    ShareIsUsedUp,
    TwoFilesInOne,
    UploadIsNotWhole,
    VideoIsTooLarge,
    WrongPlace,
)
from folkmoot.testing.makers import AT, make_person, make_space, viewer

from .makers import bring, film, make_video

pytestmark = pytest.mark.django_db
VTT = "WEBVTT\n\n00:00.000 --> 00:01.000\nThe zebra brake\n\n00:01.000 --> 00:02.000\nholds <b>well</b>\n"


def append(person, upload, data, offset=None):
    return actions.append(
        viewer=viewer(person), upload_id=upload.id, offset=upload.received if offset is None else offset,
        source=data if hasattr(data, "read") else io.BytesIO(data), at=AT,
    )  # fmt: skip


class Breaking:
    """A line that breaks after some bytes."""

    def __init__(self, data):
        self.rest = io.BytesIO(data)

    def read(self, size=-1):
        block = self.rest.read(min(size, 1000))
        if not block:
            raise UnreadablePostError("gone")
        return block


def test_an_upload_goes_on_where_the_line_broke():
    person, data = make_person(), film()
    upload = actions.begin(viewer=viewer(person), name="a.mp4", size=len(data), at=AT)
    upload = append(person, upload, Breaking(data[:5000]))
    assert upload.received == 5000
    for wrong in (0, 4999, 5001):
        with pytest.raises(WrongPlace):
            append(person, upload, data[wrong:], offset=wrong)
    upload = append(person, upload, Breaking(data[5000:9000]))
    upload = append(person, upload, data[9000:] + b"more than was said")
    assert upload.is_whole
    item = actions.publish(viewer=viewer(person), upload_id=upload.id, title="Whole", at=AT)
    assert actions.prepare(video_id=item.id, at=AT).state == "ready"


def test_an_upload_is_nobody_elses():
    person, other = make_person(), make_person()
    upload = bring(person, film())
    for call in (
        lambda: append(other, upload, b"x"),
        lambda: actions.abandon(viewer=viewer(other), upload_id=upload.id),
        lambda: queries.upload(viewer(other), upload.id),
    ):
        with pytest.raises(Upload.DoesNotExist):
            call()
    with pytest.raises(NoVideoChosen):
        actions.publish(viewer=viewer(other), upload_id=upload.id, title="Mine now", at=AT)
    with pytest.raises(SignInFirst):
        actions.begin(viewer=GUEST, name="a.mp4", size=5, at=AT)


@pytest.mark.parametrize(
    ("data", "error", "said"),
    [
        (b"<svg xmlns='x'><script>alert(1)</script></svg>", NotAVideo, "“film.mp4” is SVG"),
        (b"%PDF-1.4 film", NotAVideo, "PDF"),
        (b"just some words", NotAVideo, "not a video that we know"),
        (b"\x00\x00\x00\x20ftypisom" + b"\x00" * 50 + b"<script>alert(1)</script>", NotAVideo, "HTML"),
        (b"\x00\x00\x00\x20ftypisom" + b"\x00" * 5000 + b"PK\x05\x06" + bytes(18), TwoFilesInOne, "archive at once"),
    ],
)
def test_what_is_no_video_is_refused_by_name_and_forgotten(data, error, said):
    person = make_person()
    with pytest.raises(error, match=said):
        bring(person, data, piece=700)
    assert not Upload.objects.exists()


def test_pieces_of_a_forgotten_upload_leave_the_storage(django_capture_on_commit_callbacks):
    person = make_person()
    upload = bring(person, film(), piece=4000)
    paths = list(UploadPart.objects.values_list("path", flat=True))
    assert len(paths) > 1
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.forget_stale(AT + timedelta(days=2)) == 0
        assert actions.forget_stale(AT + timedelta(days=4)) == 1
    assert not any(default_storage.exists(path) for path in paths)
    assert not Upload.objects.filter(id=upload.id).exists()


def test_everybody_has_a_share_of_the_disk():
    person, guest = make_person(), make_person(employee=False)
    site.put("videos.share_employees", 1)
    site.put("videos.file_others", 0)
    with pytest.raises(VideoIsTooLarge):
        actions.begin(viewer=viewer(guest), name="a", size=1, at=AT)
    actions.begin(viewer=viewer(person), name="a", size=600_000, at=AT)
    with pytest.raises(ShareIsUsedUp):
        actions.begin(viewer=viewer(person), name="b", size=600_000, at=AT)
    with pytest.raises(VideoIsTooLarge):
        actions.begin(viewer=viewer(person), name="b", size=0, at=AT)


@pytest.mark.django_db(transaction=True)
def test_two_tabs_that_send_the_same_bytes_do_not_double_them():
    person, data = make_person(), film()
    upload = actions.begin(viewer=viewer(person), name="a.mp4", size=len(data), at=AT)
    outcomes = []

    def send():
        try:
            append(person, upload, data, offset=0)
            outcomes.append("taken")
        except WrongPlace:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "refused", "refused", "taken"]
    assert Upload.objects.get(id=upload.id).received == len(data)
    assert UploadPart.objects.count() == 1


def test_publish_wants_a_whole_film_and_takes_it_once():
    person = make_person()
    half = actions.begin(viewer=viewer(person), name="a.mp4", size=100, at=AT)
    with pytest.raises(UploadIsNotWhole):
        actions.publish(viewer=viewer(person), upload_id=half.id, title="Half", at=AT)
    upload = bring(person, film())
    actions.publish(viewer=viewer(person), upload_id=upload.id, title="One", at=AT)
    with pytest.raises(NoVideoChosen):
        actions.publish(viewer=viewer(person), upload_id=upload.id, title="Two", at=AT)


def test_prepare_makes_sizes_a_picture_and_facts_and_nothing_private():
    data = film(2, 1280, 720, ".mov", title="SecretPlace", comment="SecretPlace")
    assert b"SecretPlace" in data
    item = make_video(make_person(), data)
    video = actions.prepare(video_id=item.id, at=AT)
    assert video.state == "ready"
    assert (video.width, video.height, round(video.duration / 1000)) == (1280, 720, 2)
    sizes = list(Rendition.objects.filter(video=video).order_by("height"))
    assert [(each.width, each.height) for each in sizes] == [(640, 360), (1280, 720)]
    for each in sizes:
        made = default_storage.open(each.file.path).read()
        assert made[4:8] == b"ftyp"
        assert b"SecretPlace" not in made
        assert made.index(b"moov") < made.index(b"mdat")  # It begins to play before it has come whole.
    assert video.poster.is_image
    assert video.bytes == sum(each.file.size for each in sizes)
    assert video.upload is None
    assert not Upload.objects.exists()
    assert actions.prepare(video_id=item.id, at=AT) is None


def test_prepare_again_after_being_killed_goes_on():
    item = make_video(make_person(), film(1, 1280, 720))
    Video.objects.filter(pk=item.id).update(state="preparing")
    assert actions.prepare(video_id=item.id, at=AT).state == "ready"
    assert Rendition.objects.filter(video_id=item.id).count() == 2


def test_a_film_without_sound_and_one_of_a_browser_are_taken():
    person = make_person()
    kinds = [film(1, suffix=suffix) for suffix in (".webm", ".mkv", ".avi", ".ts")]
    for data in (film(1, sound=False), *kinds):
        assert actions.prepare(video_id=make_video(person, data).id, at=AT).state == "ready"


def test_what_cannot_be_read_or_is_too_much_is_refused_in_words():
    person = make_person()
    broken = make_video(person, film()[:3000] + b"\x00" * 9000)
    assert actions.prepare(video_id=broken.id, at=AT).problem.startswith("We could not read this film")
    site.put("videos.longest_minutes", 0)
    long = make_video(person)
    assert actions.prepare(video_id=long.id, at=AT).problem.startswith("This film has more pixels")
    assert not Upload.objects.exists()


def test_a_bomb_of_pixels_is_refused_before_it_is_unpacked():
    # 9000 x 9000 pixels of one colour are a few kilobytes as a film.
    item = make_video(make_person(), film(0.1, 9000, 9000, ".avi", sound=False, codec="mjpeg"))
    video = actions.prepare(video_id=item.id, at=AT)
    assert (video.state, video.width) == ("refused", None)
    assert not Rendition.objects.exists()


def test_without_ffmpeg_the_film_is_played_as_it_came(settings):
    settings.FFMPEG = "no-such-program"
    transcoding.tools.cache_clear()
    try:
        item = make_video(make_person())
        video = actions.prepare(video_id=item.id, at=AT)
    finally:
        transcoding.tools.cache_clear()
    assert video.state == "plain"
    assert default_storage.open(video.original.path).read() == film()
    assert video.original.media_type == "video/mp4"


def test_captions_are_kept_clean_searched_and_taken_away():
    person, other = make_person(), make_person()
    item = make_video(person)
    kept = actions.keep_captions(viewer=viewer(person), item_id=item.id, language="en", text=VTT, at=AT)
    assert "<b>" not in kept.text
    indexing.index_items([item.id])

    def found(someone):
        return [hit.item.id for hit in search.search(viewer(someone), search.Asked(words="zebra"), at=AT).hits]

    assert found(other) == [item.id]
    assert found(make_person(employee=False)) == []
    with pytest.raises(CaptionsRefused, match="Line 3"):
        actions.keep_captions(viewer=viewer(person), item_id=item.id, language="en", text="WEBVTT\n\nx --> y", at=AT)
    with pytest.raises(NotAllowed):
        actions.keep_captions(viewer=viewer(other), item_id=item.id, language="en", text=VTT, at=AT)
    assert queries.captions(viewer(other), item.id, "en").text == kept.text
    actions.remove_captions(viewer=viewer(person), item_id=item.id, language="en", at=AT)
    indexing.index_items([item.id])
    assert found(other) == []


def test_captions_of_an_alias_name_nobody():
    person = make_person()
    space = make_space(members=[person], voices=["alias"])
    item = make_video(person, space_id=space.id, audience=None, voice="alias")
    kept = actions.keep_captions(viewer=viewer(person), item_id=item.id, language="en", text=VTT, at=AT)
    assert kept.by_id is None


def test_place_is_kept_and_the_end_is_news_once_and_not_for_the_asking():
    person, item = make_person(), make_video(make_person(), film(20))
    actions.prepare(video_id=item.id, at=AT)

    def watch(position, played, seconds, **more):
        at = AT + timedelta(seconds=seconds)
        actions.keep_place(viewer=viewer(person), item_id=item.id, position=position, played=played, at=at, **more)
        return Watching.objects.get(person=person)

    def news():
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM outbox_event WHERE name = 'videos.video.finished'")
            return cursor.fetchone()[0]

    assert watch(3, 3, 3).position == 3
    jumped = watch(20, 9999, 4)  # To the end in a second, and a claim beyond the clock.
    assert jumped.watched <= 20
    assert watch(19, 12, 16).finished_at is not None
    watch(19, 12, 30)
    assert news() == 1
    assert queries.begun(viewer(person)) == []
    actions.keep_place(viewer=GUEST, item_id=make_video(make_person(), audience=0).id, position=1, played=1, at=AT)
    assert Watching.objects.count() == 1


def test_who_asked_not_to_be_counted_finishes_without_news():
    person, item = make_person(), make_video(make_person())
    actions.prepare(video_id=item.id, at=AT)
    actions.keep_place(viewer=viewer(person), item_id=item.id, position=2, played=2, is_counted=False, at=AT)
    assert Watching.objects.get().finished_at is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM outbox_event WHERE name = 'videos.video.finished'")
        assert cursor.fetchone()[0] == 0


def test_files_follow_the_item():
    person, member, stranger = make_person(), make_person(), make_person()
    space = make_space(joining="secret", members=[person, member])
    item = make_video(person, space_id=space.id, audience=None)
    video = actions.prepare(video_id=item.id, at=AT)
    files = [video.poster_id, *video.renditions.values_list("file_id", flat=True)]
    assert all(queries.may_read_file(viewer(member), each) for each in files)
    assert not any(queries.may_read_file(viewer(stranger), each) for each in files)
    Item.objects.filter(id=item.id).update(state="draft")
    assert all(queries.may_read_file(viewer(person), each) for each in files)
    assert not any(queries.may_read_file(viewer(member), each) for each in files)


def _events(item):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, name, at, actor, alias, item, root, person, space, data FROM outbox_event WHERE item = %s"
            " ORDER BY id",
            [item.id],
        )
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [Event(**{**row, "data": json.loads(row["data"])}) for row in rows]


def test_whoever_brought_a_film_hears_that_it_is_ready_or_cannot_be_also_under_an_alias():
    person = make_person()
    space = make_space(members=[person], voices=["alias"])
    ready = make_video(person, space_id=space.id, audience=None, voice="alias")
    broken = make_video(person, film()[:3000] + b"\x00" * 9000)
    for item, name, topic in (
        (ready, "videos.video.ready", "video_ready"), (broken, "videos.video.refused", "video_refused"),
    ):  # fmt: skip
        actions.prepare(video_id=item.id, at=AT)
        [event] = [event for event in _events(item) if event.name == name]
        assert [(news.topic, news.people) for news in audience.news_of(event)] == [(topic, {person.pk: "wrote"})]


def test_showing_a_film_and_writing_its_captions_once_are_deeds():
    person = make_person()
    item = make_video(person)
    for _again in range(2):
        actions.keep_captions(viewer=viewer(person), item_id=item.id, language="en", text=VTT, at=AT)
    verbs = [deed.verb for event in _events(item) for deed in deeds.deeds_of(event)]
    assert verbs == ["filmed", "captioned"]
    actions.remove_captions(viewer=viewer(person), item_id=item.id, language="en", at=AT)
    assert [deed.verb for deed in deeds.taken_back_by(_events(item)[-1])] == ["captioned"]
