"""Posters to print: one page for each place, with the code of that place."""

import io
import tempfile
from pathlib import Path

import segno
import typst
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .models import Arm, Place

# Every text is a quoted string: nothing that people wrote is read as a command of Typst's.
_LOOK = """#set document(title: %(headline)s)
#set page(paper: "a4", margin: (x: 2.2cm, y: 2.4cm))
#set text(font: ("Libertinus Serif", "Noto Sans", "Noto Color Emoji"), size: 25pt, lang: %(lang)s)
#set par(leading: 0.8em, spacing: 1em)
"""
_PAGE = """#rect(width: 3.2cm, height: 0.5cm, fill: rgb("#0b6b4f"))
#v(0.9cm)
#text(size: %(size)dpt, weight: "bold", fill: rgb("#10241d"), hyphenate: %(breaks)s,
  par(leading: 0.35em, %(headline)s))
#v(0.9cm)
%(text)s
#v(1fr)
#grid(columns: (6.2cm, 1fr), gutter: 0.9cm, align: horizon,
  image("code-%(number)d.svg", width: 6.2cm, alt: %(link)s),
  [#text(size: 22pt, weight: "bold", fill: rgb("#0b6b4f"), %(scan)s) #linebreak() #v(0.1cm)
   #text(size: 11pt, fill: luma(90), %(link)s)
   #v(0.5cm) #text(size: 10pt, fill: luma(110), %(place)s)])
"""


def link_of(place: Place) -> str:
    return settings.SITE_URL + reverse("campaigns:come", args=[place.token])


def as_pdf(arm: Arm, places: list[Place]) -> bytes:
    """One page for each place."""
    language = quoted((get_language() or "en").split("-")[0])
    pages = [_LOOK % {"headline": quoted(arm.headline), "lang": language}]
    with tempfile.TemporaryDirectory(prefix="folkmoot-poster-") as folder:
        for number, place in enumerate(places):
            link = link_of(place)
            code = io.BytesIO()
            segno.make(link, error="q", micro=False).save(code, kind="svg", scale=10, border=2)
            Path(folder, f"code-{number}.svg").write_bytes(code.getvalue())
            paragraphs = [each.strip() for each in arm.text.split("\n\n") if each.strip()]
            pages.append(
                _PAGE % {
                    **_fitted(arm.headline), "number": number, "link": quoted(link),
                    "text": "\n\n".join(f"#{quoted(' '.join(each.split()))}" for each in paragraphs),
                    "scan": quoted(_("Scan this")), "place": quoted(place.label),
                }
            )  # fmt: skip
        source = Path(folder, "poster.typ")
        source.write_text("\n#pagebreak()\n".join([pages[0] + pages[1], *pages[2:]]), encoding="utf-8")
        return bytes(typst.compile(str(source), root=folder, format="pdf"))


def _fitted(headline: str) -> dict[str, object]:
    """The headline as large as its length allows; words are broken only where one is too long for a line."""
    longest = max(len(word) for word in headline.split() or [""])
    size = 62 if len(headline) <= 48 else 44
    return {"headline": quoted(headline), "size": size, "breaks": "true" if longest * size > 900 else "false"}


def quoted(text: str) -> str:
    """A text as a string of Typst's."""
    plain = "".join(letter for letter in text if letter >= " " or letter in "\n\t")
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'
