"""The reading door of the wiki, always for a viewer."""

from .lists import backlinks, changes, due_pages, may_approve, owned_ids, recent, templates, wanted
from .pages import facts_of, find_titles, ids_above, may_write, named, page_named, page_of, path_of, wiki_of
from .reading import Reading, read
from .tree import Branch, Node, branch, ordered, overview, places, subtree, tree

__all__ = [
    "Branch",
    "Node",
    "Reading",
    "backlinks",
    "branch",
    "changes",
    "due_pages",
    "facts_of",
    "find_titles",
    "ids_above",
    "may_approve",
    "may_write",
    "named",
    "ordered",
    "overview",
    "owned_ids",
    "page_named",
    "page_of",
    "path_of",
    "places",
    "read",
    "recent",
    "subtree",
    "templates",
    "tree",
    "wanted",
    "wiki_of",
]
