"""One HTML file that needs nothing else: pictures inside, links between its pages, readable in any browser."""

import base64
import html as entities
import re

from django.conf import settings
from django.template.loader import render_to_string

from .gathering import Gathered

_SOURCE = re.compile(r'src="/files/([0-9a-z]{13})/[^"]*"')
_PAGE = re.compile(r'href="/w/([0-9a-z]{13})/[^"#]*(#[^"]*)?"')
_LOCAL = re.compile(r'href="(/[^"]*)"')


def as_html(found: Gathered) -> str:
    """The whole export as one document."""
    inside = {chapter.key for chapter in found.chapters}

    def page(match: re.Match[str]) -> str:
        if match[1] in inside:
            return f'href="#p-{match[1]}"'
        return match.group(0)

    chapters = []
    for chapter in found.chapters:
        body = _SOURCE.sub(lambda match: _embedded(found, match[1]), chapter.html)
        body = _LOCAL.sub(lambda match: f'href="{settings.SITE_URL}{match[1]}"', _PAGE.sub(page, body))
        chapters.append({"key": chapter.key, "title": chapter.item.title, "depth": chapter.depth, "html": body})
    return render_to_string("wiki/export.html", {"title": found.title, "place": found.place, "chapters": chapters})


def _embedded(found: Gathered, key: str) -> str:
    picture = found.pictures.get(key)
    if picture is None:
        return 'src=""'
    file, data = picture
    return f'src="data:{entities.escape(file.media_type)};base64,{base64.b64encode(data).decode()}"'
