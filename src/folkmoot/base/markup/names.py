"""`@name` and `#tag` as part of Markdown: recognised in running text, never in code or inside a link."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_PATTERNS = {
    "@": re.compile(r"@([A-Za-z0-9](?:[A-Za-z0-9_.-]{0,58}[A-Za-z0-9]))"),
    "#": re.compile(r"#((?=\d*[^\W\d])\w[\w-]{0,48}\w|[^\W\d_])"),
}
_MOST = 50  # Names beyond this many in one text stay plain text.


def names_plugin(md: MarkdownIt) -> None:
    md.inline.ruler.before("emphasis", "names", _find)
    md.add_render_rule("name", _render)


def found(env: Mapping[str, Any], sign: str) -> list[str]:
    """The names with this sign, small letters, in the order in which they were written."""
    return [name[1:] for name in env.get("names", {}) if name[0] == sign]


def _find(state: StateInline, silent: bool) -> bool:
    sign = state.src[state.pos]
    pattern = _PATTERNS.get(sign)
    if pattern is None or state.linkLevel > 0:
        return False
    if state.pos > 0 and (state.src[state.pos - 1].isalnum() or state.src[state.pos - 1] in "_/&@#"):
        return False
    match = pattern.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    names = state.env.setdefault("names", {})
    name = match.group(0).lower()
    if name not in names and len(names) >= _MOST:
        return False
    if not silent:
        names[name] = None
        state.push("name", "", 0).content = match.group(0)
    state.pos = match.end()
    return True


def _render(renderer: Any, tokens: Sequence[Token], index: int, options: Any, env: Mapping[str, Any]) -> str:
    written = tokens[index].content
    address = env.get("addresses", {}).get(written.lower())
    if not address:
        return escapeHtml(written)
    kind = "mention" if written[0] == "@" else "hashtag"
    return f'<a class="{kind}" href="{escapeHtml(address)}">{escapeHtml(written)}</a>'
