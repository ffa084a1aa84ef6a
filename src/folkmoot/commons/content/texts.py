"""What an item's text becomes when it is written: HTML, excerpt, mentions, tags, pictures used in it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from folkmoot.base import markup
from folkmoot.base.ids import from_text
from folkmoot.commons.people.models import Person
from folkmoot.commons.spaces.models import Space

from .models import Tag
from .refusals import TextIsTooLong, WrongTags

MAX_TAGS = 8
MAX_TITLE = 200
_TAG = re.compile(r"[^\W_](?:[\w.+#-]{0,48}[\w+#])?")
_PICTURE = re.compile(r"/files/([0-9a-z]{13})/")


@dataclass(frozen=True, slots=True)
class Text:
    """A rendered text and whom and what it names."""

    html: str
    excerpt: str
    person_ids: tuple[int, ...] = ()
    space_ids: tuple[int, ...] = ()
    hashtags: tuple[str, ...] = ()
    file_ids: tuple[int, ...] = ()


@dataclass(slots=True)
class _Names:
    """Resolves the names of one text, with two queries at most."""

    audience: int
    space_id: int | None
    person_ids: list[int] = field(default_factory=list)
    space_ids: list[int] = field(default_factory=list)

    def __call__(self, names: frozenset[str]) -> Mapping[str, str]:
        addresses = {name: tag_url(name[1:]) for name in names if name[0] == "#"}
        titles = frozenset(name[2:] for name in names if name.startswith("[["))
        if titles and _find_titles is not None:
            addresses |= {f"[[{title}": url for title, url in _find_titles(titles, self.space_id).items()}
        wanted = {name[1:] for name in names if name[0] == "@"}
        if not wanted:
            return addresses
        people = Person.objects.annotate(low=Lower("username")).filter(low__in=wanted, is_active=True)
        for person_id, low in people.values_list("id", "low"):
            self.person_ids.append(person_id)
            addresses[f"@{low}"] = f"/@{low}/"
        # A space is named only where all readers may know of it: a link would prove that it exists.
        known = Q(audience__lte=self.audience) & ~Q(joining=Space.Joining.SECRET) | Q(id=self.space_id)
        for space_id, slug in Space.objects.filter(known, slug__in=wanted).values_list("id", "slug"):
            self.space_ids.append(space_id)
            addresses.setdefault(f"@{slug}", f"/s/{slug}/")
        return addresses


FindTitles = Callable[[frozenset[str], int | None], Mapping[str, str]]
_find_titles: FindTitles | None = None


def resolve_titles(find: FindTitles) -> None:
    """This will have `[[Title]]` lead to what `find(titles, space_id)` says, in texts of every kind.

    The addresses must not tell whether there is such a text: what is written here is read by others than its writer.
    """
    global _find_titles
    _find_titles = find


def tag_url(name: str) -> str:
    return reverse("content:tag", args=[name])


def read(body: str, *, audience: int, space_id: int | None) -> Text:
    """Markdown as it will stand on pages read by `audience`; raises TextIsTooLong."""
    names = _Names(audience, space_id)
    try:
        rendered = markup.render(body, resolve=names)
    except markup.TextIsTooLong:
        raise TextIsTooLong(
            _("This has more than %(most)d letters. Please shorten it.") % {"most": markup.MAX_LENGTH}
        ) from None
    return Text(
        html=rendered.html,
        excerpt=rendered.excerpt,
        person_ids=tuple(names.person_ids),
        space_ids=tuple(names.space_ids),
        hashtags=rendered.hashtags,
        file_ids=tuple(dict.fromkeys(_file_ids(rendered.html))),
    )


def _file_ids(html: str) -> Iterator[int]:
    for found in _PICTURE.findall(html):
        try:
            yield from_text(found)
        except ValueError:
            continue


def clean_tag_names(names: Sequence[str]) -> list[str]:
    """Tag names as they are kept: small letters, dashes for spaces, each once; raises WrongTags."""
    cleaned: dict[str, None] = {}
    for name in names:
        plain = "-".join(str(name).strip().lstrip("#").casefold().split())
        if not plain:
            continue
        if not _TAG.fullmatch(plain):
            raise WrongTags
        cleaned[plain] = None
    if len(cleaned) > MAX_TAGS:
        raise WrongTags
    return list(cleaned)


def tags_named(names: Sequence[str]) -> list[Tag]:
    """This will find or make the tags of these (clean) names; a synonym gives the tag it stands for."""
    if not names:
        return []
    found = find_tags(names)
    missing = [Tag(name=name) for name in names if name not in found]
    if missing:
        Tag.objects.bulk_create(missing, ignore_conflicts=True)
        found |= find_tags([tag.name for tag in missing])
    chosen = {tag.id: tag for name in names if (tag := found.get(name))}
    return list(chosen.values())


def find_tags(names: Sequence[str]) -> dict[str, Tag]:
    tags = Tag.objects.annotate(low=Lower("name")).filter(low__in=names).select_related("synonym_of")
    return {tag.low: tag.synonym_of or tag for tag in tags}
