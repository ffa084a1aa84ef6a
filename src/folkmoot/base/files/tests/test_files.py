"""Files: what is kept, what is refused, who may open them, and that nothing in them runs."""

import gzip
import io
import struct
import zipfile
import zlib
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, TestCase
from PIL import Image

from folkmoot.base.clock import now
from folkmoot.base.files import deceiving
from folkmoot.base.files.actions import MAX_BYTES, FileRefused, forget_unused, keep, safe_name, store
from folkmoot.base.files.models import StoredFile
from folkmoot.commons.content.actions import reading
from folkmoot.commons.content.models import Attachment, Proposal
from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.viewer import viewer_of
from folkmoot.testing.makers import make_item, make_person, make_space

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _storage(tmp_path, settings):
    settings.MEDIA_ROOT = str(tmp_path)


def picture(file_format="PNG", size=(40, 30), **options):
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, file_format, **options)
    return out.getvalue()


def kept(data, name="a.png", owner=None):
    return store(SimpleUploadedFile(name, data), owner=owner, at=now())


def content(file):
    return default_storage.open(file.path).read()


@pytest.mark.parametrize("file_format", ["PNG", "JPEG", "WEBP", "GIF"])
def test_pictures_are_made_anew(file_format):
    file = kept(picture(file_format) + b"<script>alert(1)</script>", f"holiday.{file_format.lower()}")
    assert file.is_image
    assert (file.width, file.height) == (40, 30)
    assert b"<script>" not in content(file)


def test_metadata_does_not_come_through():
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif[0x8825] = {2: (48.0, 1.0, 2.0)}
    file = kept(picture("JPEG", exif=exif), "a.jpg")
    assert b"SecretCamera" not in content(file)
    assert not Image.open(io.BytesIO(content(file))).getexif()


def test_a_polyglot_becomes_a_plain_picture_or_nothing():
    with pytest.raises(FileRefused):
        kept(b"GIF89a/*" + b"\x00" * 40 + b"*/=1;alert(1)", "a.gif")


def test_a_bomb_is_refused_by_its_header():
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")  # noqa: E501 # fmt: skip
    with pytest.raises(FileRefused, match="40 million"):
        kept(bomb)


@pytest.mark.parametrize(("data", "name"), [(b"", "a.txt"), (b"x" * (MAX_BYTES + 1), "a.bin"), (b"no", "a.png")])
def test_empty_large_and_false_pictures_are_refused(data, name):
    with pytest.raises(FileRefused):
        kept(data, name)
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"<html><script>alert(1)</script></html>", "a.html"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0h9'/></svg>", "a.svg"),
        (b"<?xml version='1.0'?><x/>", "a.xml"),
        (b"alert(1)", "a.js"),
        (b"MZ\x90\x00", "a.exe"),
    ],
)
def test_active_files_are_only_bytes_to_download(data, name):
    ada = make_person()
    file = kept(data, name, owner=ada.id)
    client = Client()
    client.force_login(ada, backend="allauth.account.auth_backends.AuthenticationBackend")
    response = client.get(file.url)
    assert response["Content-Type"].split(";")[0] in ("application/octet-stream", "text/plain")
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert b"".join(response.streaming_content) == data


@pytest.mark.parametrize(
    ("drawing", "name"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "logo.svg"),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'><s:script xmlns:s='http://www.w3.org/2000/svg'/></svg>",
            "logo.svg",
        ),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "logo.svg"),
        (b"<svg/onload=alert(1)>", "logo.svg"),
        (b"<svg><foreignObject><body><iframe src='http://example.org/'/></body></foreignObject></svg>", "logo.txt"),
        (b"<svg><a href='java&#x73;cript:alert(1)'><text>x</text></a></svg>", "logo.svg"),
        (b"<svg><use href='data:image/svg+xml;base64,AAAA#x'/></svg>", "logo.svg"),
        (b"<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg><text>&x;</text></svg>", "logo.svg"),
        ("<svg onload='alert(1)'/>".encode("utf-16"), "logo.svg"),
        (gzip.compress(b"<svg onload='alert(1)'/>", mtime=0), "logo.svgz"),
    ],
)
def test_a_drawing_that_runs_is_refused_by_name(drawing, name):
    with pytest.raises(FileRefused, match=f"“{name}” is an SVG that runs a script"):
        kept(drawing, name)
    assert not StoredFile.objects.exists()


def test_a_document_with_an_archive_behind_it_is_refused_by_name():
    bundle = io.BytesIO()
    with zipfile.ZipFile(bundle, "w") as archive:
        archive.writestr("evil.jar", b"x")
    document = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
    with pytest.raises(FileRefused, match="is two files in one"):
        kept(document + bundle.getvalue(), "plan.pdf")
    assert kept(document, "plan.pdf").media_type == "application/pdf"
    assert kept(bundle.getvalue(), "plan.zip").media_type == "application/zip"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\a.txt", "a.txt"),
        ("a\x00b\r\n.txt", "a b .txt"),
        ("\u202egnp.exe", "gnp.exe"),
        ("", "file"),
        ("...", "file"),
    ],
)
def test_names_are_harmless(given, expected):
    assert safe_name(given) == expected


def test_large_pictures_get_a_small_one():
    file = kept(picture(size=(2000, 1000)))
    small = Image.open(default_storage.open(f"{file.path}.small"))
    assert max(small.size) == 640


def test_a_file_opens_only_for_those_who_may_see_what_it_hangs_on():
    ada, ben, member = make_person(), make_person(), make_person()
    space = make_space(joining="secret", members=[ada, member])
    file = kept(picture(), owner=ada.id)

    def status(person):
        client = Client()
        if person:
            client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client.get(file.url).status_code

    assert [status(each) for each in (ada, ben, member, None)] == [200, 404, 404, 404]
    make_item(author=ada, space=space, audience=None, body=f"![x]({file.url})")
    assert [status(each) for each in (ada, ben, member, None)] == [200, 404, 200, 404]


def test_a_known_file_is_not_sent_again():
    ada = make_person()
    file = kept(picture(), owner=ada.id)
    client = Client()
    client.force_login(ada, backend="allauth.account.auth_backends.AuthenticationBackend")
    first = client.get(file.url)
    assert first["Content-Disposition"].startswith("inline")
    assert client.get(file.url, headers={"If-None-Match": first["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("asked", "status", "told", "got"),
    [
        ("bytes=0-3", 206, "bytes 0-3/10", b"0123"),
        ("bytes=7-", 206, "bytes 7-9/10", b"789"),
        ("bytes=-2", 206, "bytes 8-9/10", b"89"),
        ("bytes=4-400", 206, "bytes 4-9/10", b"456789"),
        ("bytes=-400", 206, "bytes 0-9/10", b"0123456789"),
        ("bytes=10-", 416, "bytes */10", b""),
        ("bytes=-0", 416, "bytes */10", b""),
        ("bytes=5-3", 200, None, b"0123456789"),
        ("bytes=0-1,4-5", 200, None, b"0123456789"),
        ("lines=1-2", 200, None, b"0123456789"),
    ],
)
def test_a_player_gets_the_part_it_asks_for(client, asked, status, told, got):
    owner = make_person()
    client.force_login(owner)
    file = keep(io.BytesIO(b"0123456789"), name="film.mp4", media_type="video/mp4", owner=owner.pk, at=now())
    whole = client.get(file.url)
    part = client.get(file.url, headers={"range": asked, "if-range": whole["ETag"]})
    assert (part.status_code, part.get("Content-Range"), b"".join(part)) == (status, told, got)
    assert whole["Accept-Ranges"] == "bytes"
    # The file is another one by now: then all of it.
    assert client.get(file.url, headers={"range": asked, "if-range": '"older"'}).status_code == 200
    assert Client().get(file.url, headers={"range": asked}).status_code == 404


def test_an_archive_is_known_by_its_end():
    end = b"PK\x05\x06" + bytes(16) + b"\x03\x00" + b"abc"
    assert deceiving.is_also_an_archive(b"\x00" * 900 + end)
    assert not deceiving.is_also_an_archive(b"\x00" * 900)
    assert not deceiving.is_also_an_archive(b"PK\x05\x06" + b"\x07" * 900)


def test_what_nobody_used_leaves_after_a_month_and_nothing_else_does():
    mia, later = make_person(), now() + timedelta(days=31)
    unused, attached, drafted, typed, proposed, face = (kept(picture(), owner=mia.pk) for _ in range(6))
    viewer = viewer_of(mia.pk)
    item = make_item(author=mia, body="With a picture.")
    Attachment.objects.create(item=item, file=attached)
    Person.objects.filter(pk=mia.pk).update(picture=face)
    reading.save_draft(viewer=viewer, place="note:new", fields={"body": f"![]({drafted.url})"}, at=now())
    reading.save_draft(viewer=viewer, place="thread:new", fields={"kept": [str(typed.pk)]}, at=now())
    Proposal.objects.create(item=item, kind="note", by=mia, body=f"![]({proposed.url})", made_at=now())
    assert forget_unused(at=later - timedelta(days=2)) == 0
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert forget_unused(at=later) == 1
    assert not StoredFile.objects.filter(pk=unused.pk).exists()
    assert not default_storage.exists(unused.path)
    assert StoredFile.objects.count() == 5
    assert default_storage.exists(drafted.path)
    assert forget_unused(at=later) == 0
