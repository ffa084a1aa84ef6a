"""Places in a card that differ from reader to reader, and putting a card on a page."""

from typing import Any

from django import template
from django.template.base import NodeList, Parser, Token
from django.utils.safestring import SafeString, mark_safe

from ..fragments import mark

register = template.Library()


@register.simple_tag
def slot(name: str) -> SafeString:
    """A text that is filled in for each reader; the filler gives it escaped."""
    return mark_safe(mark("=", name))  # noqa: S308


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
