"""Folders of Markdown in, files out; and nothing hostile, half done or hidden on either way."""

import io
import stat
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from folkmoot.base.files.models import StoredFile
from folkmoot.base.ids import to_text
from folkmoot.commons.content import actions as content
from folkmoot.commons.content.models import Attachment, Item
from folkmoot.commons.content.refusals import NotAllowed
from folkmoot.commons.spaces.viewer import GUEST
from folkmoot.listen.wiki import actions, exporting, folders, queries
from folkmoot.listen.wiki.exporting.pdf import quoted
from folkmoot.listen.wiki.models import Page, PageLink
from folkmoot.listen.wiki.refusals import CannotImport
from folkmoot.testing.makers import AT, viewer

from .makers import House

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "files")


@pytest.fixture
def house():
    return House(audience=0)


def png():
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "PNG")
    return out.getvalue()


def zipped(files, **changes):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, data in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            for key, value in changes.items():
                setattr(info, key, value)
            bundle.writestr(info, data)
    out.seek(0)
    return out


FOLDER = {
    "docs/README.md": b"# Handbook\n\nSee [brakes](cranes/brakes.md) and ![a picture](img/a%20b.png).",
    "docs/cranes/brakes.md": b"---\ntitle: Brake tests\ntags: [safety, brakes]\n---\n"
    b"Back [home](../README.md#top), `[x](../README.md)`.",
    "docs/cranes/02-ropes.md": b"Ropes. [Sheet](sheet.pdf) [elsewhere](https://example.org/a.md)",
    "docs/cranes/sheet.pdf": b"%PDF-1.4 not much",
    "docs/img/a b.png": png(),
    "docs/.obsidian/app.json": b"{}",
}


def bring(house, files, **how):
    return actions.bring_folder(viewer=viewer(house.moderator), space=house.space, found=files, at=AT, **how)


def test_a_folder_becomes_a_tree_with_links_pictures_and_tags(house):
    brought = bring(house, folders.read_zip(zipped(FOLDER)))
    assert (brought.pages.count, brought.file_count, brought.left_out) == (4, 2, {})
    found = [(depth, item.title) for depth, item in queries.subtree(viewer(house.writer), house.space)]
    assert found == [(0, "Cranes"), (1, "Ropes"), (1, "Brake tests"), (0, "Handbook")]
    home, brakes = Item.objects.get(title="Handbook"), Item.objects.get(title="Brake tests")
    assert "[[Brake tests|brakes]]" in home.body
    assert "<img" in home.html
    assert "[[Handbook#top|home]], `[x](../README.md)`" in brakes.body
    assert Attachment.objects.filter(item=home).count() == 1
    assert PageLink.objects.filter(page_id=home.id, name="brake-tests").exists()
    assert "[elsewhere](https://example.org/a.md)" in Item.objects.get(title="Ropes").body
    assert set(brakes.item_tags.values_list("tag__name", flat=True)) == {"safety", "brakes"}
    # What members may read they may see the pictures of.
    picture = Attachment.objects.get(item=home).file
    from folkmoot.base.files import access

    assert access.may_read(viewer(house.writer), picture)


def test_bringing_the_same_folder_again_changes_nothing(house):
    bring(house, FOLDER, namespace="docs")
    again = bring(house, FOLDER, namespace="docs")
    assert (again.pages.count, again.pages.already_here) == (0, 4)
    assert Page.objects.count() == 4


def test_bringing_is_for_moderators(house):
    with pytest.raises(NotAllowed):
        actions.bring_folder(viewer=viewer(house.writer), space=house.space, found=FOLDER, at=AT)


@pytest.mark.parametrize(
    ("files", "changes", "named"),
    [
        ({"../../etc/passwd.md": b"x"}, {}, "lead out"),
        ({"/etc/x.md": b"x"}, {}, "lead out"),
        ({"a/..\\b.md": b"x"}, {}, "lead out"),
        ({"C:/x.md": b"x"}, {}, "lead out"),
        ({"link.md": b"/etc/passwd"}, {"external_attr": (stat.S_IFLNK | 0o777) << 16}, "link or a device"),
        ({"pipe.md": b""}, {"external_attr": (stat.S_IFIFO | 0o777) << 16}, "link or a device"),
        ({"bomb.md": b"0" * 20_000_000}, {}, "too tightly"),
        ({"big.bin": b"0" * (26 * 1024 * 1024), "a.md": b"x"}, {}, "tightly"),
        ({"a.txt": b"x"}, {}, "no Markdown"),
        ({"latin.md": "Ärger".encode("latin-1")}, {}, "UTF-8"),
        ({"front.md": b"---\ntitle: [a\n---\nx"}, {}, "front matter"),
        ({"alias.md": b"---\na: &a [1]\nb: [*a, *a]\n---\nx"}, {}, "front matter"),
        ({"long.md": b"word " * 20_000}, {}, "letters"),
        ({"/".join("abcdefghijklmnopqrstu") + ".md": b"x"}, {}, "deep"),
    ],
)  # fmt: skip
def test_what_is_hostile_is_refused_by_name_and_nothing_is_left(house, files, changes, named, tmp_path):
    with pytest.raises(CannotImport) as refused:
        bring(
            house,
            folders.read_zip(
                zipped(
                    {**files, "ok.md": b"![p](p.png)", "p.png": png()} if named in ("UTF-8", "letters") else files,
                    **changes,
                )
            ),
        )
    assert named in str(refused.value.message)
    assert Item.objects.filter(kind="page").count() == 0
    assert StoredFile.objects.count() == 0
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


def test_a_file_that_is_no_zip_or_is_there_twice_is_refused(house):
    with pytest.raises(CannotImport):
        folders.read_zip(io.BytesIO(b"PK\x03\x04 nonsense"))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as bundle:
        bundle.writestr("a.md", "one")
        with pytest.warns(UserWarning, match="Duplicate"):
            bundle.writestr("a.md", "two")
    out.seek(0)
    with pytest.raises(CannotImport):
        folders.read_zip(out)


def test_when_it_fails_at_the_end_no_file_is_left_in_the_storage(house, tmp_path):
    many = {f"{n}.png": png() for n in range(70)}
    with pytest.raises(CannotImport):
        bring(house, {"a.md": b"".join(b" ![x](%d.png)" % n for n in range(70)), **many})
    assert StoredFile.objects.count() == 0
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


def test_a_folder_on_disk_follows_no_links(tmp_path):
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "a.md").write_text("# A")
    assert list(folders.read_folder(folder)) == ["a.md"]
    (folder / "secret.md").symlink_to("/etc/passwd")
    with pytest.raises(CannotImport):
        folders.read_folder(folder)


def test_upload_page_says_what_is_wrong_and_brings_in_what_is_right(client, house):
    client.force_login(house.moderator, backend="allauth.account.auth_backends.AuthenticationBackend")
    bad = SimpleUploadedFile("x.zip", zipped({"../x.md": b"x"}).read())
    page = client.post("/s/works/wiki/import/", {"file": bad})
    assert page.status_code == 422
    assert "../x.md" in page.content.decode()
    good = SimpleUploadedFile("x.zip", zipped(FOLDER).read())
    assert client.post("/s/works/wiki/import/", {"file": good}).status_code == 302
    assert Page.objects.count() == 4


def test_export_then_import_gives_the_same_pages(house):
    bring(house, FOLDER)
    seen = viewer(house.writer)
    found = exporting.gather(seen, queries.subtree(seen, house.space), title="All", place="Works")
    other = House(slug="other")
    bring(other, folders.read_zip(io.BytesIO(exporting.as_zip(found))))
    before = [(depth, item.title) for depth, item in queries.subtree(seen, house.space)]
    after = [(depth, item.title) for depth, item in queries.subtree(viewer(other.writer), other.space)]
    assert sorted(before) == sorted(after)
    copy = Item.objects.get(space=other.space, title="Handbook")
    assert Attachment.objects.filter(item=copy).count() == 1


def test_exports_hold_only_what_the_reader_may_see(house):
    top = house.page("Top", "Public words. {{include: Secret}}\n\n{{include: Secret}}")
    secret = house.page("Secret", "Hidden words.", under=top)
    content.change_audience(viewer=viewer(house.writer), item_id=secret.id, audience=3, at=AT)
    for who, is_member in ((GUEST, False), (viewer(house.writer), True)):
        found = exporting.gather(who, queries.subtree(who, house.space), title="All", place="Works")
        bundle = zipfile.ZipFile(io.BytesIO(exporting.as_zip(found)))
        texts = exporting.as_html(found) + "".join(bundle.read(name).decode() for name in bundle.namelist())
        assert ("Hidden words" in texts) is is_member
        assert len(bundle.namelist()) == 1 + is_member


def test_html_needs_nothing_from_elsewhere(house):
    bring(house, FOLDER)
    seen = viewer(house.writer)
    html = exporting.as_html(exporting.gather(seen, queries.subtree(seen, house.space), title="<All>", place="Works"))
    assert 'src="data:image/png;base64,' in html
    assert "&lt;All&gt;" in html
    assert "<script" not in html
    page = Item.objects.get(title="Brake tests")
    assert f'href="#p-{to_text(page.id)}"' in html


HARD = """# Head #strong[x]

Text with #import "@preview/evil:0.1.0" and $x$ `code` **bold _both_** ~~gone~~ \\ @ref
<label> // not a comment /* nor this */

- a
- b
    1. c

> quote

| a | b |
|---|---|
| 1 | "x\\\\" |

```python
print("]")
```

[^1] note

[^1]: Foot

- [x] done
"""


def test_pdf_takes_every_text_as_text(house):
    page = house.page('Title #panic("no") ]', HARD)
    seen = viewer(house.writer)
    found = exporting.gather(seen, [(0, page), (1, page)], title=page.title, place='"Works" \\')
    assert exporting.as_pdf(found).startswith(b"%PDF-")


@pytest.mark.parametrize("text", ['"', "\\", '\\"', "a\nb\t", "\x00\x07", "#let", "“”", "🏗"])
def test_quoted_is_one_string(text):
    import typst

    source = f"#let x = {quoted(text)}\n#assert(type(x) == str)\nok".encode()
    assert typst.compile(source, format="pdf").startswith(b"%PDF-")


def test_export_addresses_answer_with_files(client, house):
    bring(house, FOLDER)
    page = Item.objects.get(title="Handbook")
    for form, begin in (("md", b"---"), ("html", b"<!doctype html>"), ("pdf", b"%PDF-")):
        one = client.get(reverse("wiki:export", args=[page.id, form]))
        assert one.content.lstrip().startswith(begin) or b"<!doctype html>" in one.content, form
        assert "attachment" in one["Content-Disposition"]
        assert client.get(reverse("wiki:export_tree", args=["works", form])).status_code == 200
    assert client.get(reverse("wiki:export", args=[page.id, "exe"])).status_code == 404
