"""Rooms' addresses, of which only those are looked through that could be meant.

Django asks one pattern after the other, those of every room before the right one: a fifth of a millisecond for the
last. The first word of an address tells which rooms have such.
"""

from functools import cached_property
from typing import Any

from django.urls import URLResolver, include
from django.urls.resolvers import RoutePattern


def room(urls: str) -> URLResolver:
    """The addresses in the module `urls`, which are whole paths; as `path("", include(urls))` has them."""
    patterns, app_name, namespace = include(urls)
    return URLResolver(_FirstWords(patterns), patterns, app_name=app_name, namespace=namespace)


class _FirstWords(RoutePattern):
    """Nothing of the address, if one of these patterns may want what follows."""

    def __init__(self, patterns: Any) -> None:
        super().__init__("", is_endpoint=False)
        self._patterns = getattr(patterns, "urlpatterns", patterns)  # A module, or a list of them.

    @cached_property
    def _words(self) -> tuple[frozenset[str], tuple[str, ...]]:
        """Those that an address may begin with, and the beginnings of those that are partly open (`@<name>`)."""
        closed, opened = set(), set()
        for each in self._patterns:
            word, slash, _ = str(each.pattern).partition("/")
            known, is_open, _ = word.partition("<")
            if not isinstance(each.pattern, RoutePattern):
                opened.add("")
            elif is_open or (isinstance(each, URLResolver) and not slash):
                opened.add(known)
            else:
                closed.add(word)
        return frozenset(closed), tuple(opened)

    def match(self, path: str) -> Any:
        words, beginnings = self._words
        word = path.partition("/")[0]
        return super().match(path) if word in words or word.startswith(beginnings) else None
