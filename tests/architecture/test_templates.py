"""Templates hold no script and no style: the content security policy would refuse them anyway."""

import re
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "folkmoot"
COMMENT = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", re.DOTALL)
FORBIDDEN = {
    "a script in the page; put it into frontend/ as an island": re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/(?:json|ld\+json)[\"'])", re.IGNORECASE
    ),
    "a style element; put it into the stylesheet": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute; use a class": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "an event attribute; use an island or htmx": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "hx-on, which is script in an attribute": re.compile(r"\shx-on[:-]", re.IGNORECASE),
}


def test_templates_hold_no_script_and_no_style():
    found = []
    for path in SOURCE.rglob("templates/**/*.html"):
        # Mail programs know no stylesheet; mail is written with style attributes.
        if "mail" in path.parts or "email" in path.parts:
            continue
        text = COMMENT.sub("", path.read_text(encoding="utf-8"))
        for what, pattern in FORBIDDEN.items():
            if match := pattern.search(text):
                line = text.count("\n", 0, match.start()) + 1
                found.append(f"{path.relative_to(SOURCE)}:{line}: {what}")
    assert not found, "\n".join(found)
