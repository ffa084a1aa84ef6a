"""What a file is, chapters and moments, captions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folkmoot.listen.videos import logic
from folkmoot.listen.videos.logic import Cue, Facts


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"\x00\x00\x00\x20ftypisom", "MP4"),
        (b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm", "WebM"),
        (b"\x1a\x45\xdf\xa3\x9fB\x82\x88matroska", "Matroska"),
        (b"RIFF\x00\x00\x00\x00AVI LIST", "AVI"),
        ((b"\x47" + b"\x00" * 187) * 3, "MPEG-TS"),
        (b"\x00\x00\x01\xba\x44", "MPEG"),
    ],
)
def test_container_is_known_by_its_first_bytes(head, name):
    assert logic.container_of(head).name == name


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "SVG"),
        (b"<!DOCTYPE html><script>1</script>", "HTML"),
        (b"\x00\x00\x00\x20ftypisom....<script>alert(1)</script>", "HTML"),
        (b"\x00\x00\x00\x18ftypheic", "HEIC"),
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04", "ZIP"),
        (b"GIF89a/*", "GIF"),
        (b"#EXTM3U\nhttp://127.0.0.1/secret", "playlist"),
        (b"ffconcat version 1.0\nfile /etc/passwd", "playlist"),
        (b"<?xml version='1.0'?><MPD><BaseURL>http://127.0.0.1/</BaseURL></MPD>", "playlist"),
        (b"GIF89a/*\x00*/=1;alert(1)", "GIF"),
        (b"", ""),
    ],
)
def test_what_is_no_video_is_called_by_its_name(head, name):
    assert logic.container_of(head) is None
    assert logic.other_name(head) == name


@pytest.mark.parametrize(
    ("width", "height", "made"),
    [
        (1920, 1080, [(640, 360), (1280, 720), (1920, 1080)]),
        (1080, 1920, [(360, 640), (720, 1280), (1080, 1920)]),
        (321, 181, [(320, 180)]),
        (3840, 2160, [(640, 360), (1280, 720), (1920, 1080)]),
        (854, 480, [(640, 360)]),
    ],
)
def test_sizes_follow_the_shorter_side_and_are_even(width, height, made):
    assert logic.sizes(Facts(1000, width, height, True)) == made


def test_chapters_are_lines_that_begin_with_a_moment():
    text = (
        "All about brakes.\n\n0:00 Hello\n- 1:30 – How it works\n(1:02:03) The end\nat 2:00 we rest\n"
        "1:30 again\n9:99 no"
    )
    assert [(c.seconds, c.title) for c in logic.chapters(text)] == [
        (0, "Hello"), (90, "How it works"), (3723, "The end"),
    ]  # fmt: skip
    assert [c.seconds for c in logic.chapters(text, duration=100)] == [0, 90]


@pytest.mark.parametrize(
    ("text", "found"), [("see 1:05!", 65), ("1:00:01", 3601), ("12:345", None), ("v1.2:30", None)]
)
def test_first_mark(text, found):
    assert logic.first_mark(text) == found


def test_captions_of_both_kinds_are_read_alike():
    vtt = "WEBVTT\n\nNOTE hi\n\n1\n00:01.000 --> 00:02.500 align:start\n<v Ada>Hello &amp; <b>welcome</b>\nall\n"
    srt = "\ufeff1\r\n00:00:01,000 --> 00:00:02,500\r\nHello & welcome\r\nall\r\n"
    assert logic.read_captions(vtt) == logic.read_captions(srt) == [Cue(1000, 2500, "Hello & welcome all")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 0),
        ("WEBVTT\n\n", 0),
        ("nonsense", 0),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nbackwards", 3),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nfine\n\nxx --> yy\nwrong", 6),
    ],
)
def test_captions_that_are_none_say_where(text, line):
    with pytest.raises(logic.CaptionsAreBroken) as caught:
        logic.read_captions(text)
    assert caught.value.line == line


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=40)


@given(st.lists(st.tuples(st.integers(0, 9_000_000), st.integers(1, 9000), words), min_size=1, max_size=8))
def test_captions_that_were_written_are_read_again(parts):
    cues = sorted(
        (Cue(start, start + length, " ".join(said.split())) for start, length, said in parts if said.split()),
        key=lambda cue: (cue.start, cue.end),
    )
    if cues:
        again = logic.read_captions(logic.write_captions(cues))
        assert [(cue.start, cue.end) for cue in again] == [(cue.start, cue.end) for cue in cues]
        assert [cue.text for cue in again] == [cue.text for cue in cues]


def test_a_transcript_reads_in_passages():
    cues = [Cue(n * 10_000, n * 10_000 + 900, f"w{n}") for n in range(7)]
    assert [(p.seconds, p.text) for p in logic.paragraphs(cues)] == [(0, "w0 w1 w2"), (30, "w3 w4 w5"), (60, "w6")]
