"""Pieces of a page's frame that are the same from page to page, drawn once."""

import secrets
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping
from threading import Lock
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()

# Drawn at random for each process: nobody can write it into a text.
_TOKEN = f"\x02{secrets.token_hex(8)}\x03"
_MOST = 3000
_drawn: OrderedDict[Hashable, str] = OrderedDict()
_lock = Lock()


class _Kept(template.Node):
    def __init__(self, name: str, facts: list[FilterExpression], inside: NodeList) -> None:
        self.name, self.facts, self.inside = name, facts, inside

    def render(self, context: Any) -> SafeString:
        token = context.get("csrf_token", "")
        # A page that is shared by all guests has none; any other is asked for only where it stands.
        has_token = not context.get("is_shared_page") and "csrf_token" in context
        values = (_plain(fact.resolve(context, ignore_failures=True)) for fact in self.facts)
        key = (self.name, get_language(), has_token, *values)
        drawn = _drawn.get(key)
        if drawn is None:
            with context.push(**({"csrf_token": _TOKEN} if has_token else {})):
                drawn = str(self.inside.render(context))
            with _lock:
                _drawn[key] = drawn
                while len(_drawn) > _MOST:
                    _drawn.popitem(last=False)
        else:
            with _lock:
                if key in _drawn:
                    _drawn.move_to_end(key)
        if has_token and _TOKEN in drawn:
            drawn = drawn.replace(_TOKEN, escape(token))
        return mark_safe(drawn)  # noqa: S308 - drawn by a template


def _plain(value: Any) -> Hashable:
    """A value as part of a key. Texts that are translated when they are shown follow from the language."""
    if value is None or isinstance(value, str | int | float):
        return value
    if (key := getattr(value, "key_in_frame", None)) is not None:
        return key  # type: ignore[no-any-return]
    if isinstance(value, Mapping):
        return tuple(_plain(each) for each in value.values())
    if isinstance(value, Iterable):
        return tuple(_plain(each) for each in value)
    return ""


@register.tag
def kept(parser: Parser, token: Token) -> _Kept:
    """`{% kept "top" person bell_count %}…{% endkept %}`: drawn once for each name, language and set of values.

    Everything the inside depends on must be named; forms may carry their token, which is filled in each time.
    """
    _, name, *facts = token.split_contents()
    inside = parser.parse(("endkept",))
    parser.delete_first_token()
    return _Kept(name.strip("\"'"), [parser.compile_filter(fact) for fact in facts], inside)


def forget_kept() -> None:
    """This will have everything drawn anew (tests)."""
    with _lock:
        _drawn.clear()
