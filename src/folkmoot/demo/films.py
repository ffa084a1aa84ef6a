"""Films of the firm: drawn picture by picture, made into films by the ffmpeg of this machine, and published."""

import io
import logging
import math
import subprocess
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from folkmoot.commons.content import actions as content
from folkmoot.listen.videos import actions as videos
from folkmoot.listen.videos import logic, transcoding

from .stage import Stage

logger = logging.getLogger(__name__)
WIDTH, HEIGHT, A_SECOND, SCENE = 640, 360, 8, 8
_PAPER, _INK, _SOFT, _WARM = (244, 241, 232), (32, 52, 47), (120, 140, 132), (201, 92, 52)


def plan_films(stage: Stage) -> None:
    """This will plan the films and what is said about them; none on a machine that cannot make films."""
    found = transcoding.tools()
    if found is None:
        logger.warning("There is no ffmpeg here, so the demo has no films.")
        return
    text = files("folkmoot.demo").joinpath("firm/films.toml").read_text(encoding="utf-8")
    for film in tomllib.loads(text)["film"]:
        at = stage.now - timedelta(days=film["ago"], hours=3)
        made: Callable[[], bytes] = partial(_film, film["scenes"], found)
        if stage.beside is not None:
            made = stage.beside.submit(made).result
        stage.timeline.plan(at, partial(_show, stage, film, found.suffix, made))
        for number, (by, words) in enumerate(film.get("comments", []), 1):
            stage.timeline.plan(at + timedelta(hours=2 * number), partial(_comment, stage, film, by, words))


def _show(stage: Stage, film: dict[str, Any], suffix: str, made: Callable[[], bytes], at: datetime) -> None:
    viewer, data = stage.viewer(film["by"]), made()
    upload = videos.begin(viewer=viewer, name=f"film{suffix}", size=len(data), at=at)
    videos.append(viewer=viewer, upload_id=upload.id, offset=0, source=io.BytesIO(data), at=at)
    item = videos.publish(
        viewer=viewer, upload_id=upload.id, title=film["title"], body=film["body"].strip(), tags=film["tags"],
        space_id=stage.spaces[film["in"]].pk, at=at,
    )  # fmt: skip
    length = len(film["scenes"]) * SCENE * 1000 // len(film["said"])
    cues = [logic.Cue(n * length, (n + 1) * length - 200, words) for n, words in enumerate(film["said"])]
    text = logic.write_captions(cues)
    videos.keep_captions(viewer=viewer, item_id=item.id, language="en", text=text, at=at)
    stage.items[f"film:{film['title']}"] = item.id


def _comment(stage: Stage, film: dict[str, Any], by: str, words: str, at: datetime) -> None:
    parent_id = stage.items[f"film:{film['title']}"]
    content.reply(viewer=stage.viewer(by), parent_id=parent_id, body=words, at=at)


def _film(scenes: list[list[str]], found: transcoding.Tools) -> bytes:
    with tempfile.TemporaryDirectory(prefix="folkmoot-demo-") as folder:
        out = Path(folder) / f"film{found.suffix}"
        command = [
            found.ffmpeg, "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}",
            "-r", str(A_SECOND), "-i", "-", "-an", "-pix_fmt", "yuv420p", *found.coding, str(out),
        ]  # fmt: skip
        # From a file: what is handed over in memory goes through a pipe in pieces of half a kilobyte.
        with (Path(folder) / "pictures").open("w+b") as pictures:
            pictures.writelines(_pictures(scenes))
            pictures.seek(0)
            subprocess.run(command, stdin=pictures, check=True, capture_output=True)  # noqa: S603
        return out.read_bytes()


def _pictures(scenes: list[list[str]]) -> Iterator[bytes]:
    large, small = ImageFont.load_default(30), ImageFont.load_default(18)
    for title, words, motif in scenes:
        for number in range(SCENE * A_SECOND):
            moment = number / A_SECOND
            picture = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
            pen = ImageDraw.Draw(picture)
            _MOTIFS[motif](pen, moment)
            pen.text((28, 22), title, _INK, font=large)
            pen.text((28, 62), words, _SOFT, font=small)
            yield picture.tobytes()


def _swing(pen: ImageDraw.ImageDraw, moment: float, *, width: float = 70) -> None:
    """A trolley that goes and stops, and its load."""
    trolley = 120 + 380 * min(moment / 4, 1)
    still = 1 if moment < 4 else 0
    load = trolley - width * math.sin(moment * 1.6) * (1 if width > 20 else still)
    pen.line((60, 120, 600, 120), _INK, 4)
    pen.rectangle((trolley - 20, 112, trolley + 20, 128), _INK)
    pen.line((trolley, 128, load, 270), _SOFT, 2)
    pen.rectangle((load - 34, 270, load + 34, 305), _WARM)


def _ladder(pen: ImageDraw.ImageDraw, moment: float) -> None:
    """Somebody who climbs, a rung at a time."""
    pen.line((420, 110, 420, 340), _INK, 5)
    pen.line((480, 110, 480, 340), _INK, 5)
    for rung in range(120, 340, 24):
        pen.line((420, rung, 480, rung), _SOFT, 3)
    at = 300 - 24 * int(moment)
    pen.ellipse((438, at - 44, 462, at - 20), _WARM)
    pen.line((450, at - 20, 450, at + 16), _WARM, 6)


def _bars(pen: ImageDraw.ImageDraw, moment: float) -> None:
    """Boxes an hour, growing."""
    for place, value in enumerate((21, 24, 27, 27, 29, 31)):
        height = value * 5.5 * min(max(moment - place * 0.5, 0) / 1.5, 1)
        pen.rectangle((90 + place * 82, 320 - height, 90 + place * 82 + 54, 320), _WARM if place > 3 else _SOFT)
    pen.line((70, 321, 590, 321), _INK, 3)


_MOTIFS: dict[str, Any] = {"swing": _swing, "calm": partial(_swing, width=18), "ladder": _ladder, "bars": _bars}
