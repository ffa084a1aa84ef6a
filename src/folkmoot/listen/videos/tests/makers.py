"""Films for tests: real ones, made by the ffmpeg of this machine; and what pretends to be one."""

import functools
import io
import subprocess
import tempfile
from pathlib import Path

from folkmoot.listen.videos import actions
from folkmoot.testing.makers import AT, viewer


@functools.cache
def film(seconds=2, width=320, height=180, suffix=".mp4", sound=True, codec=None, **tags):
    """The bytes of a film of moving colours."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / f"film{suffix}"
        tone = ["-f", "lavfi", "-i", f"sine=frequency=440:duration={seconds}"] if sound else []
        how = ["-c:v", codec, "-pix_fmt", "yuvj420p"] if codec else ["-pix_fmt", "yuv420p"]
        told = [word for name, value in tags.items() for word in ("-metadata", f"{name}={value}")]
        subprocess.run(
            ["ffmpeg", "-v", "error", "-nostdin", "-f", "lavfi", "-i",
             f"testsrc=duration={seconds}:size={width}x{height}:rate=10", *tone, *told, *how, out],
            check=True,
        )  # fmt: skip
        return out.read_bytes()


def bring(person, data, name="film.mp4", piece=None):
    """An upload of these bytes, whole, in pieces of that size."""
    who = viewer(person)
    upload = actions.begin(viewer=who, name=name, size=len(data), at=AT)
    while not upload.is_whole:
        block = data[upload.received :][: piece or len(data)]
        upload = actions.append(
            viewer=who, upload_id=upload.id, offset=upload.received, source=io.BytesIO(block), at=AT
        )
    return upload


def make_video(person, data=None, title="How the brake works", **how):
    """A published video that waits to be prepared."""
    upload = bring(person, film() if data is None else data)
    return actions.publish(viewer=viewer(person), upload_id=upload.id, title=title, at=AT, **{"audience": 2, **how})
