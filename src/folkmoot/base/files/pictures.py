"""Pictures: looked at by their header first, then made anew, so that nothing but pixels comes through."""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

MAX_PIXELS = 40_000_000
MAX_SIDE = 4096
THUMBNAIL_SIDE = 640
PICTURES = {"image/jpeg", "image/png", "image/gif", "image/webp"}
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
)
_SUFFIXES = (".jpg", ".jpeg", ".png", ".gif", ".webp")


class PictureIsTooLarge(ValueError):
    """More pixels than we are willing to unpack."""


class PictureIsBroken(ValueError):
    """Pillow cannot read it."""


@dataclass(frozen=True, slots=True)
class Picture:
    data: bytes
    media_type: str
    suffix: str
    width: int
    height: int


def looks_like_picture(data: bytes, name: str) -> str:
    """The media type of the picture these bytes, or at least their name, claim to be; empty for no picture."""
    for signature, media_type in _SIGNATURES:
        if data.startswith(signature):
            return media_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    # A "picture" that is none is refused later instead of being kept under a false name.
    return "image/jpeg" if name.lower().endswith(_SUFFIXES) else ""


def reencode(data: bytes) -> Picture:
    """The same pixels in a new file: no metadata, no appended script, upright, at most 4096 a side."""
    picture = _open(data)
    try:
        return _animation(picture) if getattr(picture, "is_animated", False) else _still(picture)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise PictureIsBroken(str(error)) from None


def make_thumbnail(data: bytes) -> bytes:
    """A small WebP; nothing when the picture is small already."""
    picture = _open(data)
    if max(picture.size) <= THUMBNAIL_SIDE:
        return b""
    picture.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return _written(picture.convert("RGBA" if _has_alpha(picture) else "RGB"), "WEBP", quality=80)


def _open(data: bytes) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # Our own limit is stricter.
        try:
            picture: Image.Image = Image.open(io.BytesIO(data), formats=_FORMATS)
        except Image.DecompressionBombError:
            raise PictureIsTooLarge from None
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
            raise PictureIsBroken(str(error)) from None
    if picture.width * picture.height > MAX_PIXELS:
        raise PictureIsTooLarge
    return picture


def _still(picture: Image.Image) -> Picture:
    file_format = "WEBP" if picture.format == "GIF" else str(picture.format)
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((MAX_SIDE, MAX_SIDE))
    if file_format == "JPEG":
        data, suffix = _written(upright.convert("RGB"), "JPEG", quality=86, optimize=True), ".jpg"
    else:
        clean = upright.convert("RGBA" if _has_alpha(upright) else "RGB")
        data = _written(clean, file_format, **({"quality": 86} if file_format == "WEBP" else {"optimize": True}))
        suffix = f".{file_format.lower()}"
    return Picture(data, f"image/{file_format.lower()}", suffix, *upright.size)


def _animation(picture: Image.Image) -> Picture:
    count = int(getattr(picture, "n_frames", 1))
    if picture.width * picture.height * count > MAX_PIXELS or count > 500:
        picture.seek(0)
        return _still(picture)  # Too much to unpack: the first frame stands for all.
    frames, durations = [], []
    for number in range(count):
        picture.seek(number)
        frames.append(picture.convert("RGBA"))
        durations.append(int(picture.info.get("duration", 100)) or 100)
    rest = {"save_all": True, "append_images": frames[1:], "duration": durations, "loop": 0, "quality": 80}
    data = _written(frames[0], "WEBP", **rest)
    return Picture(data, "image/webp", ".webp", *picture.size)


def _has_alpha(picture: Image.Image) -> bool:
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info


def _written(picture: Image.Image, file_format: str, **options: object) -> bytes:
    # A new image without `info`: Pillow would write comments, profiles and EXIF back otherwise.
    picture.info = {}
    out = io.BytesIO()
    picture.save(out, file_format, **options)
    return out.getvalue()
