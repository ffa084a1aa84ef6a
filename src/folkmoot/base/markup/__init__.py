"""From what people write to HTML that is safe to show: Markdown in, sanitised HTML, excerpt and names out.

`render` is for Markdown, `from_html` for text that another system has already made HTML of. Both end in the same
sanitiser. Names (`@ada`, `#python`) are found here; what they lead to is said by the caller's `resolve`.
"""

from .links import slug_of
from .render import MAX_LENGTH, Rendered, Resolve, TextIsTooLong, from_html, render

__all__ = ["MAX_LENGTH", "Rendered", "Resolve", "TextIsTooLong", "from_html", "render", "slug_of"]
