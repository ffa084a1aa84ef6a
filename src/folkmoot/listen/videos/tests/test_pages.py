"""Videos over HTTP."""

import base64
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from folkmoot.base.web.caching import forget_pages
from folkmoot.commons.content.models import Item
from folkmoot.listen.videos import actions
from folkmoot.listen.videos.models import Upload, Video, Watching
from folkmoot.listen.videos.views import uploading
from folkmoot.testing.makers import AT, make_person, make_reply, make_space, viewer

from .makers import film, make_video
from .test_actions import VTT

pytestmark = pytest.mark.django_db
TUS = {"Tus-Resumable": "1.0.0"}


@pytest.fixture(autouse=True)
def _fresh():
    forget_pages()


@pytest.fixture
def me(client):
    person = make_person()
    client.force_login(person)
    return person


def ready(person, **how):
    item = make_video(person, **how)
    actions.prepare(video_id=item.id, at=AT)
    return item


def url_of(item, name="video_short"):
    return reverse(f"videos:{name}", args=[item.id])


def begin(client, size, name="crane.mp4", **headers):
    told = f"filename {base64.b64encode(name.encode()).decode()},filetype dmlkZW8="
    return client.post(
        "/videos/uploads/", headers={**TUS, "Upload-Length": str(size), "Upload-Metadata": told, **headers}
    )


def patch(client, url, data, offset):
    return client.patch(
        url, data, content_type="application/offset+octet-stream", headers={**TUS, "Upload-Offset": str(offset)}
    )


def test_a_film_comes_by_the_tus_protocol_and_is_published(client, me):
    data = film()
    can = client.options("/videos/uploads/")
    assert (can.status_code, can["Tus-Version"], can["Tus-Extension"]) == (204, "1.0.0", "creation,termination")
    made = begin(client, len(data))
    assert made.status_code == 201
    url = made["Location"]
    assert patch(client, url, data[:5000], 0)["Upload-Offset"] == "5000"
    assert patch(client, url, data[:5000], 0).status_code == 409
    asked = client.head(url, headers=TUS)
    assert (asked["Upload-Offset"], asked["Upload-Length"], asked["Cache-Control"]) == (
        "5000", str(len(data)), "no-store",
    )  # fmt: skip
    assert patch(client, url, data[5000:], 5000).status_code == 204
    assert "crane.mp4" in client.get("/videos/new/").text
    sent = client.post(
        "/videos/new/", {"title": "Crane", "body": "0:00 Up", "upload": url.split("/")[-2], "audience": "2"}
    )
    assert sent.status_code == 302
    assert "is being prepared" in client.get(sent.url).text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Tus-Resumable": "0.2.0"}, 412),
        ({"Upload-Length": "many"}, 400),
        ({"Upload-Length": "-3"}, 400),
        ({"Upload-Length": "9" * 15}, 413),
        ({"Upload-Length": "0"}, 413),
    ],
)
def test_tus_refuses_as_the_protocol_says(client, me, headers, status):
    assert begin(client, 5, **headers).status_code == status
    assert not Upload.objects.exists()


def test_tus_is_closed_to_guests_and_others(client, me):
    url = begin(client, 10)["Location"]
    stranger, other = Client(), Client()
    other.force_login(make_person())
    assert begin(stranger, 10).status_code == 401
    for visitor, status in ((stranger, 401), (other, 404)):
        assert visitor.head(url).status_code == status
        assert patch(visitor, url, b"x", 0).status_code == status
        assert visitor.delete(url).status_code == status
    assert client.get(url).status_code == 405
    assert client.patch(url, b"x", content_type="text/plain").status_code == 415
    refused = patch(client, url, b"%PDF-1.4..", 0)
    assert (refused.status_code, "PDF" in refused.text) == (415, True)
    assert client.head(url).status_code == 404


def test_a_browser_without_a_script_sends_the_film_with_the_form(client, me):
    form = {"title": "Plain", "audience": "2", "film": SimpleUploadedFile("a.mp4", film())}
    assert client.post("/videos/new/", form).status_code == 302
    assert Video.objects.get().state == "waiting"
    wrong = client.post(
        "/videos/new/", {"title": "", "body": "Typed", "film": SimpleUploadedFile("a.mp4", film()), "audience": "2"}
    )
    assert wrong.status_code == 422
    assert "Typed" in wrong.text
    none = client.post("/videos/new/", {"title": "No film", "body": "Typed"})
    assert (none.status_code, "Please choose a video first" in none.text) == (422, True)
    svg = SimpleUploadedFile("evil.svg", b"<svg><script>alert(1)</script></svg>")
    refused = client.post("/videos/new/", {"title": "Bad", "film": svg})
    assert (refused.status_code, "“evil.svg” is SVG and not a video" in refused.text) == (422, True)


def test_the_page_of_a_film_plays_it_with_all_that_belongs_to_it(client, me):
    ada = make_person(name="Ada")
    item = ready(ada, body="0:00 Hello\n0:01 The end", data=film(2, 1280, 720))
    actions.keep_captions(viewer=viewer(ada), item_id=item.id, language="en", text=VTT, at=AT)
    make_reply(item, author=make_person(name="Ben"), body="At 0:01 it squeaks")
    page = client.get(url_of(item), follow=True)
    assert page.text.count("<source") == 2
    assert page.text.index("720p") < page.text.index("360p")
    for words in ("The end", "?t=1", "The zebra brake holds well", "Ben", "it squeaks", 'kind="captions"'):
        assert words in page.text, words
    captions = client.get(reverse("videos:vtt", args=[item.id, "en"]))
    assert captions["Content-Type"].startswith("text/vtt")
    fragment = client.get(page.request["PATH_INFO"], headers={"HX-Request": "true"})
    assert fragment.text.lstrip().startswith('<div id="film"')


def test_a_hidden_film_is_absent_by_every_address(client, me):
    owner = make_person()
    space = make_space(joining="secret", members=[owner])
    item = ready(owner, space_id=space.id, audience=None)
    actions.keep_captions(viewer=viewer(owner), item_id=item.id, language="en", text=VTT, at=AT)
    video = Video.objects.get(pk=item.id)
    urls = [
        url_of(item), url_of(item, "captions"), reverse("videos:vtt", args=[item.id, "en"]), video.poster.url,
        video.renditions.get().file.url,
    ]  # fmt: skip
    assert [client.get(url).status_code for url in urls] == [404] * 5
    assert client.post(url_of(item, "place"), {"position": 1, "played": 1}).status_code == 404
    assert item.title not in client.get("/videos/").text
    assert Client().get(urls[-1], headers={"range": "bytes=0-9"}).status_code == 404


def test_the_player_keeps_its_place(client, me):
    item = ready(make_person(), data=film(20))
    url = url_of(item, "place")
    assert client.post(url, {"position": "8", "played": "8"}).status_code == 204
    assert client.post(url, {"position": "x", "played": "8"}).status_code == 400
    assert Watching.objects.get().position == 8
    assert "Go on at 0:08" in client.get(url_of(item), follow=True).text
    assert "Go on watching" in client.get("/videos/").text
    assert Client().post(url, {"position": "8", "played": "8"}).status_code == 404
    assert client.get(url).status_code == 405


def test_captions_are_written_in_a_form_that_loses_nothing(client, me):
    item = ready(me)
    url = url_of(item, "captions")
    assert "00:00:00.000 --&gt;" in client.get(url).text
    wrong = client.post(url, {"language": "de", "text": "WEBVTT\n\nfoo --> bar\nMy words"})
    assert (wrong.status_code, "Line 3" in wrong.text, "My words" in wrong.text) == (422, True, True)
    assert client.post(url, {"language": "de", "text": VTT}).status_code == 302
    assert "zebra" in client.get(f"{url}?language=de").text
    for file in (io.BytesIO(b"\xff\xfe\x00"), io.BytesIO(b"")):
        file.name = "a.vtt"
        assert client.post(url, {"language": "en", "file": file, "text": ""}).status_code == 422
    assert client.post(url, {"remove": "de"}).status_code == 302
    assert client.get(reverse("videos:vtt", args=[item.id, "de"])).status_code == 404


def test_channels_and_spaces_show_their_own(client, me):
    ada, space = make_person(name="Ada", profile_audience=1), make_space(members=[me])
    hers, ours = make_video(ada, title="Hers"), make_video(me, title="Ours", space_id=space.id, audience=None)
    channel = client.get(reverse("videos:of_person", args=[ada.username])).text
    assert ("Hers" in channel, "Ours" in channel) == (True, False)
    tab = client.get(reverse("videos:of_space", args=[space.slug])).text
    assert ("Hers" in tab, "Ours" in tab) == (False, True)
    assert {hers.id, ours.id} <= {item.id for item in Item.objects.filter(kind="video")}


def test_a_film_that_could_not_be_read_stands_in_its_authors_lists_only(client, me):
    item = make_video(me, title="Half a film", audience=0)
    Video.objects.filter(pk=item.id).update(state="refused")
    assert "Half a film" in client.get("/videos/").text
    client.force_login(make_person(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "Half a film" not in client.get("/videos/").text
    client.logout()
    assert "Half a film" not in client.get("/videos/").text


def test_the_list_asks_no_more_for_three_than_for_one(client, me):
    def count():
        client.get("/videos/")
        with CaptureQueriesContext(connection) as found:
            assert client.get("/videos/").status_code == 200
        return len(found)

    ready(me)
    one = count()
    ready(make_person())
    ready(make_person())
    assert count() <= one <= 18


def test_films_on_their_way_leave_threads_for_pages(client, me):
    url = begin(client, 5000)["Location"]
    for _taken in range(2):
        assert uploading._lines.acquire(blocking=False)
    try:
        busy = patch(client, url, film()[:100], 0)
        assert (busy.status_code, busy["Retry-After"]) == (503, "3")
        assert client.head(url)["Upload-Offset"] == "0"
    finally:
        for _taken in range(2):
            uploading._lines.release()
    assert patch(client, url, film()[:100], 0)["Upload-Offset"] == "100"
    assert patch(client, url, b"x", 0).status_code == 409
    assert patch(client, url, b"x", 100).status_code == 204
