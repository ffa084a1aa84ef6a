"""Files made to be taken for something else: two in one, or a drawing that runs. Told by their bytes alone."""

import re

TAIL = 65_557  # A ZIP's table of contents begins within so many bytes of its end.

# What runs, or reads from elsewhere, when a drawing is opened: scripts, handlers, pages and entities inside it.
_ACTIVE = re.compile(
    rb"<\s*(?:[\w-]+:)?(?:script|foreignobject|iframe|embed|object|handler)\b|[\s\"'/]on[a-z]+\s*=|<!entity|<!doctype[^>]*\["
    rb"|javascript\s*:|data\s*:\s*(?:text/html|image/svg)|<\?xml-stylesheet",
    re.IGNORECASE,
)
_REFERENCE = re.compile(rb"&#(?:x([0-9a-f]{1,6})|([0-9]{1,7}));?", re.IGNORECASE)


def is_also_an_archive(tail: bytes) -> bool:
    """Whether a file whose last bytes these are (TAIL of them, or all) ends as a ZIP."""
    at = tail.rfind(b"PK\x05\x06")
    comment = len(tail) - at - 22
    return at >= 0 and comment >= 0 and comment == int.from_bytes(tail[at + 20 : at + 22], "little")


def is_drawing(data: bytes, name: str) -> bool:
    """Whether a file is an SVG, by its name or by how it begins, in whatever letters."""
    return name.lower().endswith((".svg", ".svgz")) or b"<svg" in _plain(data[:4096]).lower()


def runs(drawing: bytes) -> bool:
    """Whether an SVG holds anything that would run or fetch; packed ones count as if, since nobody sees into them."""
    if drawing[:2] == b"\x1f\x8b":
        return True
    return _ACTIVE.search(_REFERENCE.sub(_letter, _plain(drawing))) is not None


def _plain(data: bytes) -> bytes:
    """The letters of a text, also of one in UTF-16, where between any two stands a nought."""
    return data.replace(b"\x00", b"")


def _letter(reference: re.Match[bytes]) -> bytes:
    hexadecimal, decimal = reference.groups()
    number = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return bytes([number]) if 0 < number < 128 else b"?"
