"""The one sanitiser. Whatever HTML reaches a page has been through it."""

import re

import nh3

_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "h6", "hr", "i", "img", "kbd",
    "li", "mark", "ol", "p", "pre", "q", "s", "section", "span", "strong", "sub", "sup", "table", "tbody", "td",
    "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title", "class", "id"},
    "abbr": {"title"},
    "code": {"class"},
    "img": {"src", "alt", "title"},
    "li": {"id", "class"},
    "ol": {"start", "class"},
    "section": {"class"},
    "span": {"class"},
    "sup": {"class"},
    "td": {"align"},
    "th": {"align"},
    "ul": {"class"},
}
_CLASSES = {
    "mention", "hashtag", "footnotes", "footnotes-list", "footnote-ref", "footnote-item", "footnote-backref",
    "contains-task-list", "task-list-item", "task", "wikilink", "include",
}  # fmt: skip
_LANGUAGE = re.compile(r"language-[\w+#.-]{1,30}")
# Only the names that footnotes make: an id of somebody's choice could stand in for one of the page's own.
_FOOTNOTE_ID = re.compile(r"fn(ref)?-[0-9a-f]{8}-\d+(:\d+)?")
_OWN_PICTURE = re.compile(r"/files/[0-9a-z]{13}/[^\\?#]*")


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "class":
        kept = [word for word in value.split() if word in _CLASSES or (tag == "code" and _LANGUAGE.fullmatch(word))]
        return " ".join(kept) or None
    if name == "id":
        return value if _FOOTNOTE_ID.fullmatch(value) else None
    if name == "src":
        return value if _OWN_PICTURE.fullmatch(value) and ".." not in value else None
    if name == "start":
        return value if value.isdecimal() and len(value) < 7 else None
    if name == "align":
        return value if value in ("left", "center", "right") else None
    return value


_cleaner = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    attribute_filter=_attribute,
    clean_content_tags={"script", "style", "template", "noscript", "iframe", "object", "svg", "math"},
    link_rel="nofollow noopener ugc",
    url_schemes={"http", "https", "mailto"},
    # Both scroll sideways when they are wide: the keyboard must reach them, too.
    set_tag_attribute_values={"pre": {"tabindex": "0"}, "table": {"tabindex": "0"}},
    strip_comments=True,
)
_PICTURE_WITHOUT_SOURCE = re.compile(r"<img(?![^>]*\ssrc=)[^>]*>")


def sanitise(html: str) -> str:
    """Only what cannot harm: known tags and attributes, our own pictures, links that name their nature."""
    return _PICTURE_WITHOUT_SOURCE.sub("", _cleaner.clean(html))


def text_of(html: str) -> str:
    """The words of some HTML, still escaped, with the tags taken out."""
    return nh3.clean(html, tags=set())
