"""`[[Title]]` and `{{include: Title}}`: naming another text by its title. What it leads to, `resolve` says.

Also `[[Title|other words]]`, `[[Title#heading]]` and `[[place:Title]]`. Where nothing is known of such names they
stay as they were typed.
"""

import re
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_LINK = re.compile(r"\[\[([^\[\]|#\n]{1,200})(#[^\[\]|\n]{1,200})?(?:\|([^\[\]\n]{1,200}))?\]\]")
_INCLUDE = re.compile(r"\{\{ ?include: ?([^{}\n]{1,200}?) ?\}\}\s*")
_MOST = 300  # Links beyond this many in one text stay plain text.
SIGN = "[["


def links_plugin(md: MarkdownIt) -> None:
    md.inline.ruler.before("link", "title_link", _find)
    md.add_render_rule("title_link", _render_link)
    md.block.ruler.before("paragraph", "include", _include, {"alt": ["paragraph", "blockquote", "list"]})
    md.add_render_rule("include", _render_include)


def _name(env: MutableMapping[str, Any], title: str) -> str | None:
    """The title as `resolve` is asked for it, noted in `env`; None when there are too many."""
    names = env.setdefault("links", {})
    name = f"{SIGN}{' '.join(title.split())}"
    if name not in names and len(names) >= _MOST:
        return None
    names[name] = None
    return name


def _find(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith(SIGN, state.pos) or state.linkLevel > 0:
        return False
    match = _LINK.match(state.src, state.pos, state.posMax)
    if match is None or not match[1].strip():
        return False
    name = _name(state.env, match[1])
    if name is None:
        return False
    if not silent:
        token = state.push("title_link", "", 0)
        token.content = " ".join((match[3] or match[1]).split())
        token.meta = {"name": name, "heading": match[2] or "", "typed": match.group(0)}
    state.pos = match.end()
    return True


def _include(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.is_code_block(start):
        return False
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    match = _INCLUDE.fullmatch(line)
    if match is None:
        return False
    if silent:
        return True
    name = _name(state.env, match[1])
    state.line = start + 1
    token = state.push("include", "", 0)
    token.content, token.meta, token.map = (
        " ".join(match[1].split()),
        {"name": name, "typed": line},
        [start, start + 1],
    )
    return True


def slug_of(heading: str) -> str:
    """The name by which an address points at a heading."""
    return re.sub(r"[^\w]+", "-", heading.casefold()).strip("-")[:80] or "section"


def _render_link(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Mapping[str, Any]) -> str:
    token = tokens[index]
    address = env.get("addresses", {}).get(token.meta["name"])
    if not address:
        return escapeHtml(token.meta["typed"])
    heading = f"#{slug_of(token.meta['heading'])}" if token.meta["heading"] else ""
    return f'<a class="wikilink" href="{escapeHtml(address + heading)}">{escapeHtml(token.content)}</a>'


def _render_include(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Mapping[str, Any]) -> str:
    token = tokens[index]
    address = env.get("addresses", {}).get(token.meta["name"])
    if not address:
        return f"<p>{escapeHtml(token.meta['typed'])}</p>\n"
    link = f'<a class="wikilink" href="{escapeHtml(address)}">{escapeHtml(token.content)}</a>'
    return f'<section class="include">{link}</section>\n'
