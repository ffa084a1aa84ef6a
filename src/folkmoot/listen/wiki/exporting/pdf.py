"""PDF by Typst. The sanitised HTML becomes a Typst document in which every text is a quoted string: nothing that
people wrote is ever read as a command. Pictures lie in a folder of their own; Typst sees nothing else."""

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

import typst
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language
from lxml import html as lxml_html
from PIL import Image, UnidentifiedImageError

from folkmoot.base.clock import now

from ..refusals import TooMuchToExport
from .gathering import Gathered

MOST_PAGES = 400
_DEEPEST = 30
_INLINE = {"strong": "strong", "b": "strong", "em": "emph", "i": "emph", "del": "strike", "s": "strike", "sub": "sub",
           "sup": "super", "mark": "highlight", "q": "quote"}  # fmt: skip
_LOOK = """#set document(title: %(title)s)
#set page(paper: "a4", margin: (x: 2.4cm, y: 2.6cm), header: context if counter(page).get().first() > 1 [
  #set text(size: 8.5pt, fill: luma(90)); #%(place)s #h(1fr) #%(title)s],
  footer: context align(center, text(size: 8.5pt, fill: luma(90), counter(page).display("1 / 1", both: true))))
#set text(font: ("Libertinus Serif", "Noto Sans", "Noto Color Emoji"), size: 11pt, lang: %(lang)s)
#set par(justify: false, leading: 0.7em, spacing: 1.1em)
#show heading: set block(above: 1.5em, below: 0.8em)
#show link: set text(fill: rgb("#0b6b4f"))
#show raw.where(block: true): it => block(fill: luma(245), inset: 8pt, radius: 4pt, width: 100%%, it)
#set table(stroke: 0.5pt + luma(180), inset: 6pt)
#set raw(theme: none)
#text(size: 9pt, fill: luma(90))[#%(place)s #h(1fr) #%(date)s]
#block(above: 1.1em, below: 1.2em, text(size: 22pt, weight: "bold")[#%(title)s])
"""


def as_pdf(found: Gathered) -> bytes:
    """The whole export as one PDF with a table of contents; raises TooMuchToExport."""
    if len(found.chapters) > MOST_PAGES:
        raise TooMuchToExport
    with tempfile.TemporaryDirectory(prefix="folkmoot-pdf-") as folder:
        writer = _Writer(found, Path(folder))
        source = Path(folder, "export.typ")
        source.write_text(writer.document(), encoding="utf-8")
        return bytes(typst.compile(str(source), root=folder, format="pdf"))


def quoted(text: str) -> str:
    """A text as a string of Typst's."""
    plain = "".join(letter for letter in text if letter >= " " or letter in "\n\t")
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'


class _Writer:
    def __init__(self, found: Gathered, folder: Path) -> None:
        self.found, self.folder = found, folder
        self.inside = {chapter.key for chapter in found.chapters}
        self.pictures = {key: name for key in found.pictures if (name := self._keep_picture(key))}

    def document(self) -> str:
        many = len(self.found.chapters) > 1
        values = {
            "title": quoted(self.found.title), "place": quoted(self.found.place),
            "date": quoted(date_format(now(), "DATE_FORMAT")), "lang": quoted((get_language() or "en")[:2]),
        }  # fmt: skip
        parts = [_LOOK % values]
        if many:
            parts.append("#outline(depth: 3)\n")
        for chapter in self.found.chapters:
            depth = min(chapter.depth, 5)
            if many:
                parts.append("#pagebreak(weak: true)\n" if depth == 0 else "")
                parts.append(f"#heading(level: {depth + 1})[#{quoted(chapter.item.title)}] <p-{chapter.key}>\n")
            parts.append(self._blocks(chapter.html, depth + 1 if many else 0))
        return "".join(parts)

    def _blocks(self, html: str, above: int) -> str:
        root = lxml_html.fragment_fromstring(html or "<p></p>", create_parent="div")
        return "".join(self._children(root, above, 0))

    def _children(self, node: lxml_html.HtmlElement, above: int, deep: int) -> Iterator[str]:
        if node.text:
            yield self._text(node.text)
        for child in node:
            if isinstance(child.tag, str):
                yield self._element(child, above, deep + 1)
            if child.tail:
                yield self._text(child.tail)

    def _text(self, text: str) -> str:
        # White space between blocks is no text.
        return f"#{quoted(text)}" if text.strip() else (" " if text else "")

    def _inside(self, node: lxml_html.HtmlElement, above: int, deep: int) -> str:
        if deep > _DEEPEST:
            return self._text(node.text_content())
        return "".join(self._children(node, above, deep))

    def _element(self, node: lxml_html.HtmlElement, above: int, deep: int) -> str:
        tag = node.tag
        if tag in _INLINE:
            return f"#{_INLINE[tag]}[{self._inside(node, above, deep)}]"
        draw = getattr(self, f"_draw_{tag}", None)
        if draw is not None:
            return str(draw(node, above, deep))
        if tag in ("h3", "h4", "h5", "h6"):
            level = min(above + int(tag[1]) - 2, 8)
            return f"\n#heading(level: {level}, outlined: false)[{self._inside(node, above, deep)}]\n"
        return self._inside(node, above, deep)

    def _draw_p(self, node: lxml_html.HtmlElement, above: int, deep: int) -> str:
        return f"\n#par[{self._inside(node, above, deep)}]\n"

    def _draw_br(self, node: lxml_html.HtmlElement, above: int, deep: int) -> str:
        return "#linebreak()"

    def _draw_hr(self, node: lxml_html.HtmlElement, above: int, deep: int) -> str:
        return "\n#line(length: 100%, stroke: 0.5pt + luma(180))\n"

    def _draw_code(self, node: lxml_html.HtmlElement, above: int, deep: int) -> str:
        return f"#raw({quoted(node.text_content())})"

    def _draw_pre(self, node: lxml_html.HtmlElement, above: int, deep: int) -> str:
        return f"\n#raw({quoted(node.text_content().rstrip())}, block: true)\n"

    def _draw_blockquote(self, node: lxml_html.HtmlElement, above: int, deep: int) -> str:
        return f"\n#quote(block: true)[{self._inside(node, above, deep)}]\n"

    def _draw_section(self, node: lxml_html.HtmlElement, above: int, deep: int) -> str:
        inside = self._inside(node, above, deep)
        if "include" in (node.get("class") or ""):
            return f"\n#block(inset: (left: 10pt), stroke: (left: 2pt + luma(200)))[{inside}]\n"
        return inside

    def _draw_ul(self, node: lxml_html.HtmlElement, above: int, deep: int) -> str:
        return f"\n#list({self._items(node, above, deep)})\n"

    def _draw_ol(self, node: lxml_html.HtmlElement, above: int, deep: int) -> str:
        start = node.get("start") or "1"
        return f"\n#enum(start: {int(start) if start.isdecimal() else 1}, {self._items(node, above, deep)})\n"

    def _items(self, node: lxml_html.HtmlElement, above: int, deep: int) -> str:
        return "".join(f"[{self._inside(each, above, deep + 1)}], " for each in node if each.tag == "li")

    def _draw_table(self, node: lxml_html.HtmlElement, above: int, deep: int) -> str:
        rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in node.iter("tr")]
        rows = [row for row in rows if row]
        if not rows:
            return ""
        width = max(map(len, rows))
        head = f"table.header({self._cells(rows[0], width, above, deep)})," if rows[0][0].tag == "th" else ""
        body = "".join(self._cells(row, width, above, deep) for row in rows[1 if head else 0 :])
        return f"\n#table(columns: {width}, {head} {body})\n"

    def _cells(self, row: list[lxml_html.HtmlElement], width: int, above: int, deep: int) -> str:
        cells = [
            f"[#strong[{self._inside(cell, above, deep)}]], " if cell.tag == "th"
            else f"[{self._inside(cell, above, deep)}], "
            for cell in row
        ]  # fmt: skip
        return "".join([*cells, *["[], "] * (width - len(row))])

    def _draw_img(self, node: lxml_html.HtmlElement, above: int, deep: int) -> str:
        parts = (node.get("src") or "").split("/")
        name = self.pictures.get(parts[2]) if len(parts) > 2 and parts[1] == "files" else None
        words = node.get("alt") or ""
        if name is None:
            return f"#emph[#{quoted(words)}]" if words else ""
        width = self.found.pictures[parts[2]][0].width or 400
        size = f"{width * 0.75:.0f}pt" if width < 600 else "100%"
        return f"#box(image({quoted(name)}, width: {size}, alt: {quoted(words)}))"

    def _draw_a(self, node: lxml_html.HtmlElement, above: int, deep: int) -> str:
        inside, address = self._inside(node, above, deep), node.get("href") or ""
        if not inside.strip() or address.startswith("#"):
            return inside
        parts = address.split("/")
        if len(parts) > 2 and parts[1] == "w" and parts[2] in self.inside and len(self.inside) > 1:
            return f"#link(<p-{parts[2]}>)[{inside}]"
        return f"#link({quoted(settings.SITE_URL + address if address.startswith('/') else address)})[{inside}]"

    def _keep_picture(self, key: str) -> str:
        """The picture in the folder, as a form that Typst reads; nothing for one that cannot be read."""
        _file, data = self.found.pictures[key]
        try:
            picture: Image.Image = Image.open(io.BytesIO(data))
            name = f"{key}.png"
            picture.convert("RGBA" if picture.mode in ("RGBA", "LA", "P") else "RGB").save(self.folder / name)
        except (OSError, UnidentifiedImageError, ValueError):
            return ""
        return name
