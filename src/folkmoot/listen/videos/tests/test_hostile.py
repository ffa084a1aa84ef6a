"""Films made to do harm: what they are called, and that ffmpeg neither reaches out nor eats the machine."""

import io
import socket
import struct
import zipfile

import pytest

from folkmoot.listen.videos import actions, logic, transcoding
from folkmoot.listen.videos.models import Upload
from folkmoot.listen.videos.refusals import NotAVideo, TwoFilesInOne
from folkmoot.testing.makers import make_person, viewer

from .makers import AT, bring, film, make_video


@pytest.fixture
def listener():
    """A place that films would like to call; what they ask there."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        yield server


def has_been_called(server):
    try:
        server.accept()[0].close()
    except TimeoutError:
        return False
    return True


LISTS = [
    "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10,\n{url}\n#EXT-X-ENDLIST\n",
    "#EXTM3U\n#EXTINF:10,\nconcat:{url}|file:///etc/passwd\n#EXT-X-ENDLIST\n",
    "ffconcat version 1.0\nfile '{url}'\n",
    "ffconcat version 1.0\nfile 'file:///etc/passwd'\n",
    "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video {port} RTP/AVP 96\n",
    "<?xml version='1.0'?><MPD><Period><BaseURL>{url}</BaseURL></Period></MPD>",
    "<svg xmlns='http://www.w3.org/2000/svg'><image href='{url}'/></svg>",
]


@pytest.mark.django_db
@pytest.mark.parametrize("text", LISTS)
def test_a_list_of_other_places_is_refused_and_nobody_is_called(text, listener, tmp_path):
    port = listener.getsockname()[1]
    data = text.format(url=f"http://127.0.0.1:{port}/secret", port=port).encode()
    with pytest.raises(NotAVideo, match=r"“film\.mp4” is (playlist|SDP|SVG)"):
        bring(make_person(), data)
    assert not Upload.objects.exists()
    # And if it got past us, the one reader that is allowed would not take it for a list.
    path = tmp_path / "film"
    path.write_bytes(data + b"\n" * 4000)
    for container in (logic.MP4, logic.MATROSKA, logic.AVI, logic.MPEG_TS, logic.MPEG_PS):
        with pytest.raises((transcoding.CannotBeRead, transcoding.GaveUp)):
            transcoding.look_into(transcoding.tools(), path, container, 3600)
    assert not has_been_called(listener)


@pytest.mark.django_db
def test_a_film_whose_pictures_lie_elsewhere_calls_nobody(listener, tmp_path):
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/secret".encode() + b"\x00"
    data = film()
    at = data.index(b"dref") - 4
    entry = struct.pack(">I", 12 + len(url)) + b"url \x00\x00\x00\x00" + url
    told = struct.pack(">I", 16 + len(entry)) + b"dref" + bytes(4) + struct.pack(">I", 1) + entry
    path = tmp_path / "film"
    path.write_bytes(_with(data, at, told))
    facts = transcoding.look_into(transcoding.tools(), path, logic.MP4, 3600)
    assert facts.width == 320
    transcoding.make(
        transcoding.tools(), path, logic.MP4, facts, (320, 180), tmp_path / "made.mp4", lambda _done: None
    )
    assert not has_been_called(listener)


def _with(data, at, box):
    """A film with one box of the first track exchanged; the boxes around it grow along."""
    more = len(box) - struct.unpack(">I", data[at : at + 4])[0]
    changed = bytearray(data[:at] + box + data[at + struct.unpack(">I", data[at : at + 4])[0] :])
    for name in (b"moov", b"trak", b"mdia", b"minf", b"dinf" if box[4:8] == b"dref" else b"stbl"):
        place = changed.index(name) - 4
        size = struct.unpack(">I", changed[place : place + 4])[0]
        changed[place : place + 4] = struct.pack(">I", size + more)
    return bytes(changed)


@pytest.mark.django_db
def test_a_table_of_a_thousand_million_pictures_is_not_unrolled(tmp_path):
    data = film()
    many = 0x3FFFFFFF
    data = _with(data, data.index(b"stsz") - 4, struct.pack(">I4sIII", 20, b"stsz", 0, 1, many))
    data = _with(data, data.index(b"stts") - 4, struct.pack(">I4sIIII", 24, b"stts", 0, 1, many, 1))
    data = _with(data, data.index(b"stsc") - 4, struct.pack(">I4sIIIII", 28, b"stsc", 0, 1, 1, many, 1))
    item = make_video(make_person(), data)
    assert actions.prepare(video_id=item.id, at=AT).state == "refused"
    assert not Upload.objects.exists()


@pytest.mark.django_db
def test_a_film_with_an_archive_behind_it_is_refused_when_the_last_bytes_are_here():
    bundle = io.BytesIO()
    with zipfile.ZipFile(bundle, "w") as archive:
        archive.writestr("evil.jar", b"x")
    with pytest.raises(TwoFilesInOne):
        bring(make_person(), film() + bundle.getvalue(), piece=5000)
    assert not Upload.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"GIF89a/*" + bytes(40) + b"*/=1;alert(document.domain)//;", "GIF"),
        (b"%PDF-1.7\n" + bytes(500) + b"PK\x05\x06" + bytes(18), "PDF"),
        (b"\xff\xd8\xff\xe0/*" + bytes(50) + b"*/=1;alert(1)", "JPEG"),
        (b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", 60000, 60000, 8, 2, 0, 0, 0), "PNG"),
        (b"\x00\x00\x00\x20ftypisom" + bytes(60) + b"<svg onload=alert(1)>", "SVG"),
    ],
)
def test_polyglots_are_called_by_what_they_are(data, name):
    person = make_person()
    upload = actions.begin(viewer=viewer(person), name="film.mp4", size=len(data), at=AT)
    with pytest.raises(NotAVideo, match=f"is {name} and not a video"):
        actions.append(viewer=viewer(person), upload_id=upload.id, offset=0, source=io.BytesIO(data), at=AT)
    assert not Upload.objects.exists()
