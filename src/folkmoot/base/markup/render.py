"""Rendering: Markdown by markdown-it, then always the sanitiser."""

import hashlib
import html as entities
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from .links import links_plugin
from .names import found, names_plugin
from .sanitise import sanitise, text_of

MAX_LENGTH = 60_000
EXCERPT_LENGTH = 280
# Addresses for the names in a text: {"@ada": "/people/ada/", "#python": "/tags/python/", "[[Some Title": "/…/"}; what
# is missing is no link.
Resolve = Callable[[frozenset[str]], Mapping[str, str]]


class TextIsTooLong(ValueError):
    """Longer than anything a person writes in one go."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """Safe HTML, the first words as plain text, and the names found: small letters, without their sign."""

    html: str
    excerpt: str
    mentions: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()


_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202d\u202e\ufeff]")
_CHECKBOX = re.compile(r'<input class="task-list-item-checkbox"([^>]*)>')
_HEADING = re.compile(r"<(/?)h([1-6])\b", re.IGNORECASE)
_FOREIGN_PICTURE = re.compile(
    r"""<img\b(?=[^>]*?\ssrc\s*=\s*["'](https?://[^"'<>\s]{1,2000})["'])[^>]{0,4000}>""", re.IGNORECASE
)
_SPACES = re.compile(r"\s+")


def render(markdown: str, *, resolve: Resolve | None = None) -> Rendered:
    """Markdown as safe HTML; raises TextIsTooLong. HTML in it is shown as it was typed, not obeyed."""
    if len(markdown) > MAX_LENGTH:
        raise TextIsTooLong(MAX_LENGTH)
    source = _CONTROL.sub("", markdown.replace("\r\n", "\n"))
    env: dict[str, Any] = {"docId": hashlib.sha256(source.encode(errors="replace")).hexdigest()[:8]}
    tokens = _markdown.parse(source, env)
    if resolve is not None and (env.get("names") or env.get("links")):
        env["addresses"] = resolve(frozenset([*env.get("names", ()), *env.get("links", ())]))
    raw = _markdown.renderer.render(tokens, _markdown.options, env)
    html = sanitise(_CHECKBOX.sub(_box, raw))
    return Rendered(html, _excerpt(_words(tokens)), tuple(found(env, "@")), tuple(found(env, "#")))


def from_html(html: str) -> Rendered:
    """HTML of another system as safe HTML of ours: headings moved down, foreign pictures turned into links."""
    if len(html) > MAX_LENGTH * 4:
        raise TextIsTooLong(MAX_LENGTH * 4)
    linked = _FOREIGN_PICTURE.sub(_picture_as_link, _CONTROL.sub("", html))
    safe = sanitise(_HEADING.sub(lambda m: f"<{m[1]}h{_lowered(int(m[2]))}", linked))
    spaced = re.sub(r"</(p|li|h\d|pre|blockquote|td|th)>", r"</\1> ", safe)
    return Rendered(safe, _excerpt(entities.unescape(text_of(spaced))))


def _box(match: re.Match[str]) -> str:
    # A form field without a label would be a riddle to a screen reader; a letter says the same.
    return f'<span class="task">{"☑" if "checked" in match[1] else "☐"}</span>'


def _lowered(level: int) -> int:
    """The page has the first two levels of headings for itself."""
    return min(6, level + 2)


def _picture_as_link(match: re.Match[str]) -> str:
    address = entities.unescape(match[1])
    name = address.rsplit("/", 1)[-1][:80] or address[:80]
    return f'<a href="{entities.escape(address)}">{entities.escape(name)}</a>'


def _excerpt(words: str) -> str:
    text = _SPACES.sub(" ", words[: EXCERPT_LENGTH * 8]).strip()
    if len(text) <= EXCERPT_LENGTH:
        return text
    cut = text[:EXCERPT_LENGTH].rsplit(" ", 1)[0] if " " in text[:EXCERPT_LENGTH] else text[:EXCERPT_LENGTH]
    return f"{cut}…"


def _words(tokens: Sequence[Token]) -> str:
    pieces: list[str] = []
    for token in tokens:
        if token.type in ("fence", "code_block"):
            pieces.append(token.content)
        for child in token.children or ():
            if child.type in ("text", "code_inline", "name", "title_link") or child.type == "image":
                pieces.append(child.content)
            elif child.type in ("softbreak", "hardbreak"):
                pieces.append(" ")
        pieces.append(" ")
    return "".join(pieces)


def _image(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    source, words = str(token.attrGet("src") or ""), token.content
    if source.startswith("/files/"):
        return f'<img src="{escapeHtml(source)}" alt="{escapeHtml(words)}">'
    return f'<a href="{escapeHtml(source)}">{escapeHtml(words or source)}</a>'


def _heading(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    tag = f"h{_lowered(int(token.tag[1]))}"
    return f"<{tag}>" if token.nesting == 1 else f"</{tag}>\n"


def _make() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True, "maxNesting": 20})
    md.enable(["table", "strikethrough", "linkify"])
    md.use(footnote_plugin, inline=False).use(tasklists_plugin).use(names_plugin).use(links_plugin)
    md.add_render_rule("image", _image)
    md.add_render_rule("heading_open", _heading)
    md.add_render_rule("heading_close", _heading)
    return md


_markdown = _make()
