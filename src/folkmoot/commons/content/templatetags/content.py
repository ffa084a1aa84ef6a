"""Places in a card that differ from reader to reader, and putting a card on a page."""

from typing import Any

from django import template
from django.template.base import NodeList, Parser, Token
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from folkmoot.base.ui.templatetags.ui import icon

from ..fragments import mark
from ..reply_box import put_in

register = template.Library()


@register.simple_tag
def slot(name: str) -> SafeString:
    """A text that is filled in for each reader; the filler gives it escaped."""
    return mark_safe(mark("=", name))  # noqa: S308


@register.simple_block_tag
def under_item(content: str, item_id: int) -> SafeString:
    """An empty form that was drawn under no item in particular, under this one."""
    return mark_safe(put_in(content, item_id))  # noqa: S308 - drawn by a template


class _When(template.Node):
    def __init__(self, sign: str, name: str, inside: NodeList) -> None:
        self.sign, self.name, self.inside = sign, name, inside

    def render(self, context: Any) -> SafeString:
        drawn = self.inside.render(context)
        return mark_safe(f"{mark(self.sign, self.name)}{drawn}{mark('/')}")  # noqa: S308


def _when(parser: Parser, token: Token) -> _When:
    """`{% when may_edit %}…{% endwhen %}`, or `{% when not may_edit %}`: for readers of whom it is (not) true."""
    words = token.split_contents()[1:]
    is_not = len(words) == 2 and words[0] == "not"
    if not (len(words) == 1 or is_not):
        raise template.TemplateSyntaxError("{% when name %} or {% when not name %}")
    inside = parser.parse(("endwhen",))
    parser.delete_first_token()
    name = words[-1].strip("\"'")
    return _When("!" if is_not else "?", name, inside)


register.tag("when", _when)


@register.simple_tag
def reacted(name: str) -> SafeString:
    """Whether this reader has reacted so, as the value of `aria-pressed`."""
    yes, no, end = mark("?", f"reacted_{name}"), mark("!", f"reacted_{name}"), mark("/")
    return mark_safe(f"{yes}true{end}{no}false{end}")  # noqa: S308


# Verbs after which the card is drawn again where it stands; the others lead to a page and a way back.
_IN_PLACE = {"follow", "resolve", "pin", "lock"}


@register.simple_tag(takes_context=True)
def act(context: Any, verb: str, value: str, icon_name: str, more: str = "") -> SafeString:
    """The begin of a menu's button that does `verb` to the card's item; the template writes its words and end.

    Buttons of cards belong to the page's one hidden form (`act`), which carries the token.
    """
    url = f"{reverse(f'content:{verb}', args=[context['item'].id])}?as={context['drawn_as']}"
    swap = format_html(' hx-post="{}"', url) if verb in _IN_PLACE else ""
    sent = format_html(' name="value" value="{}"', value) if value else ""
    classes = f"menu-item {more}".strip()
    return format_html(
        '<button class="{}" form="act" formaction="{}"{}{}>{}', classes, url, swap, sent, icon(icon_name)
    )
