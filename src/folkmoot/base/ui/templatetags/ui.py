"""Every component of the house as a template tag; see README.md beside this folder.

Further keyword arguments of a tag become attributes: `hx_post=url` is written `hx-post="…"`.
"""

from django import template

from ..tags import blocks, forms, kept, marks, numbers, words
from ..tags.marks import icon

register = template.Library()
for each in (marks, words, numbers, forms, blocks, kept):
    register.tags.update(each.register.tags)
    register.filters.update(each.register.filters)

__all__ = ["icon", "register"]
