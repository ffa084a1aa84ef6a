"""A friendly drawn face for everybody who has not chosen a picture. The same seed always gives the same face."""

import hashlib
from functools import lru_cache

_GROUNDS = ("#d7e8dc", "#f3dfc1", "#d9e2f2", "#f2d9d3", "#e6dff0", "#d5e9ec", "#ece5c8", "#e3e6e0")
_CLOTHES = ("#2f6f57", "#c2703d", "#3e5c94", "#a8485a", "#6d5597", "#2d7a85", "#8a7425", "#4c5750")
_SKINS = ("#f6d7bd", "#eec2a0", "#dca57d", "#c2875c", "#a06a44", "#7d4f33", "#5b3a29")
_HAIRS = ("#2a2320", "#4a3428", "#7a5434", "#b5813f", "#d9b56b", "#8e3f25", "#9b9a97", "#3a3f55")

_BEHIND = (
    "",
    '<path d="M25 47c-4-26 9-35 25-35s29 9 25 35c-1 14 2 24 5 31H20c3-7 6-17 5-31z" fill="{hair}"/>',
    '<path d="M27 44c-3-22 8-31 23-31s26 9 23 31l1 17H26z" fill="{hair}"/>',
    '<circle cx="50" cy="13" r="9" fill="{hair}"/>',
    '<circle cx="50" cy="36" r="28" fill="{hair}"/>',
    "",
    "",
)
_FRONT = (
    '<path d="M29 43c-1-20 9-27 21-27s22 7 21 27c-3-9-7-13-10-14-8 3-19 3-23 0-4 3-7 7-9 14z" fill="{hair}"/>',
    '<path d="M29 44c0-19 8-28 21-28s21 9 21 28c-5-5-8-11-9-17-6 7-20 12-33 17z" fill="{hair}"/>',
    '<path d="M29 42c1-17 9-25 21-25s20 8 21 25c-3-8-8-12-21-12s-18 4-21 12z" fill="{hair}"/>',
    '<path d="M29 41c1-17 9-25 21-25s20 8 21 25c-4-9-11-14-21-14s-17 5-21 14z" fill="{hair}"/>',
    '<path d="M30 39c3-14 10-20 20-20s17 6 20 20c-5-6-11-9-20-9s-15 3-20 9z" fill="{hair}"/>',
    '<path d="M29 40c0-15 6-24 23-24 6 0 12-2 14-5 5 8 6 18 5 29-2-6-5-10-8-12-9 3-20 1'
    '-26-1-4 3-6 7-8 13z" fill="{hair}"/>',
    "",
)
_MOUTHS = (
    '<path d="M43 56q7 7 14 0" fill="none" stroke="#3b2a26" stroke-width="2.2" stroke-linecap="round"/>',
    '<path d="M42 55q8 10 16 0z" fill="#fff" stroke="#3b2a26" stroke-width="1.8" stroke-linejoin="round"/>',
    '<path d="M44 57q7 4 13-1" fill="none" stroke="#3b2a26" stroke-width="2.2" stroke-linecap="round"/>',
)
_GLASSES = (
    '<g fill="none" stroke="#3b332f" stroke-width="1.8"><circle cx="42" cy="46" r="6.3"/>'
    '<circle cx="58" cy="46" r="6.3"/><path d="M48.3 46q1.7-1.4 3.4 0"/></g>'
)
_BEARD = '<path d="M31 50c2 20 10 24 19 24s17-4 19-24c-3 5-9 3-19 3s-16 2-19-3z" fill="{hair}" opacity=".9"/>'


@lru_cache(maxsize=4096)
def portrait(seed: str) -> str:
    """The SVG of the face that belongs to this seed."""
    rolls = iter(hashlib.blake2b(seed.encode(), digest_size=16).digest())

    def pick(choices: tuple[str, ...]) -> str:
        return choices[next(rolls) % len(choices)]

    ground, clothes, skin, hair = pick(_GROUNDS), pick(_CLOTHES), pick(_SKINS), pick(_HAIRS)
    style = next(rolls) % len(_FRONT)
    beard = _BEARD if next(rolls) % 6 == 0 and style not in (1, 2, 3) else ""
    glasses = _GLASSES if next(rolls) % 4 == 0 else ""
    mouth = pick(_MOUTHS)
    neckline = pick(("M41 77q9 9 18 0z", "M42 76l8 12 8-12z", "M40 75h20v5q-10 5-20 0z"))
    parts = (
        f'<rect width="100" height="100" fill="{ground}"/>',
        _BEHIND[style].format(hair=hair),
        f'<path d="M14 104c1-22 15-29 36-29s35 7 36 29z" fill="{clothes}"/>',
        f'<path d="M42 62h16v13q-8 9-16 0z" fill="{skin}"/><path d="{neckline}" fill="{skin}"/>',
        f'<path d="M30 42c0-16 8-24 20-24s20 8 20 24c0 17-9 28-20 28S30 59 30 42z" fill="{skin}"/>',
        f'<circle cx="30" cy="47" r="4" fill="{skin}"/><circle cx="70" cy="47" r="4" fill="{skin}"/>',
        beard.format(hair=hair),
        _FRONT[style].format(hair=hair),
        '<g fill="#2c2320"><circle cx="42" cy="46" r="2.3"/><circle cx="58" cy="46" r="2.3"/></g>',
        mouth,
        glasses,
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="200" height="200">'
        + "".join(parts)
        + "</svg>"
    )
