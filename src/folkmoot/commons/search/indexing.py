"""Keeping the index: words out of the rooms' tables, in sets, so that doing it twice changes nothing."""

from collections.abc import Sequence

from django.db import connection

from folkmoot.commons.content import kinds

# Languages whose words PostgreSQL can bring to their stem; anything else is indexed as it is written.
STEMMED = {
    "en": "english", "de": "german", "fr": "french", "es": "spanish", "it": "italian", "nl": "dutch",
    "pt": "portuguese", "sv": "swedish", "da": "danish", "no": "norwegian", "fi": "finnish",
    "hu": "hungarian", "ro": "romanian", "ru": "russian", "tr": "turkish",
}  # fmt: skip
_CASES = " ".join(f"WHEN '{code}' THEN '{name}'" for code, name in STEMMED.items())
CONFIG = f"(CASE left(i.language, 2) {_CASES} WHEN '' THEN 'english' ELSE 'simple' END)::regconfig"


def _folded(text: str) -> str:
    """SQL for `logic.fold`."""
    return rf"lower(regexp_replace(normalize(replace({text}, 'ß', 'ss'), NFKD), '[\u0300-\u036f]', '', 'g'))"


_UPSERT = """
ON CONFLICT (what, target) DO UPDATE
SET item_id = excluded.item_id, audience = excluded.audience, space_id = excluded.space_id, kind = excluded.kind,
    author_id = excluded.author_id, shelf = excluded.shelf, title = excluded.title, vector = excluded.vector,
    at = excluded.at
"""
_COLUMNS = "what, target, item_id, audience, space_id, kind, author_id, shelf, title, vector, at"
_AT = "coalesce(i.published_at, i.made_at)"
# The month of a moment, counted from the year 0.
_SHELF = f"""(extract(year FROM {_AT} AT TIME ZONE 'UTC') * 12
    + extract(month FROM {_AT} AT TIME ZONE 'UTC'))::int"""
_OF_ITEM = f"i.id, i.audience, i.space_id, i.kind, i.author_id, {_SHELF}"
# Tags and entities are no words to PostgreSQL's parser, so the rendering can be indexed as it is.
_TAGS = """coalesce((SELECT string_agg(t.name, ' ') FROM content_itemtag it JOIN content_tag t ON t.id = it.tag_id
    WHERE it.item_id = i.id), '')"""
_ITEMS = f"""
INSERT INTO search_entry ({_COLUMNS})
SELECT 'item', i.id, {_OF_ITEM}, {_folded("i.title")},
    setweight(to_tsvector({CONFIG}, i.title), 'A') || setweight(to_tsvector('simple', {_folded("i.title")}), 'A')
    || setweight(to_tsvector('simple', {_folded(_TAGS)}), 'B')
    || setweight(to_tsvector({CONFIG}, left(i.html, 100000)), 'D')
    || setweight(to_tsvector('simple', {_folded("left(i.html, 100000)")}), 'D'),
    {_AT}
FROM content_item i WHERE i.state = 'published' AND i.id = ANY(%s)
{_UPSERT}
"""  # noqa: S608 - only our own words
_FILES = f"""
INSERT INTO search_entry ({_COLUMNS})
SELECT 'file', a.id, {_OF_ITEM}, {_folded("f.name")},
    setweight(to_tsvector('simple', {_folded("regexp_replace(f.name, '[._-]+', ' ', 'g')")}), 'A')
    || setweight(to_tsvector('simple', {_folded("f.name")}), 'A')
    || setweight(to_tsvector('simple', {_folded("a.description")}), 'B'),
    {_AT}
FROM content_attachment a JOIN files_storedfile f ON f.id = a.file_id JOIN content_item i ON i.id = a.item_id
WHERE i.state = 'published' AND i.id = ANY(%s)
{_UPSERT}
"""  # noqa: S608
_TAG_ENTRIES = f"""
INSERT INTO search_entry ({_COLUMNS})
SELECT 'tag', t.id, NULL, NULL, NULL, '', NULL, NULL, {_folded("t.name")},
    setweight(to_tsvector('simple', {_folded("regexp_replace(t.name, '[._-]+', ' ', 'g')")}), 'A')
    || setweight(to_tsvector('simple', {_folded("t.name")}), 'A')
    || setweight(to_tsvector('simple', {_folded("coalesce((SELECT string_agg(s.name, ' ') FROM content_tag s WHERE s.synonym_of_id = t.id), '')")}), 'B'),
    now()
FROM content_tag t WHERE t.synonym_of_id IS NULL AND t.id = ANY(%s)
{_UPSERT}
"""  # noqa: S608, E501
_PEOPLE = f"""
INSERT INTO search_entry ({_COLUMNS})
SELECT 'person', p.id, NULL, NULL, NULL, '', NULL, NULL, {_folded("p.name")},
    setweight(to_tsvector('simple', {_folded("p.name || ' ' || p.username")}), 'A')
    || setweight(to_tsvector('simple', {_folded("p.headline")}), 'B'),
    p.joined_at
FROM people_person p WHERE p.is_active AND p.id = ANY(%s)
{_UPSERT}
"""  # noqa: S608
_SPACES = f"""
INSERT INTO search_entry ({_COLUMNS})
SELECT 'space', s.id, NULL, NULL, NULL, '', NULL, NULL, {_folded("s.name")},
    setweight(to_tsvector('simple', {_folded("s.name || ' ' || s.slug")}), 'A')
    || setweight(to_tsvector('simple', {_folded("s.tagline")}), 'B'),
    s.last_activity_at
FROM spaces_space s WHERE s.id = ANY(%s)
{_UPSERT}
"""  # noqa: S608


# In order, so that two who add the same words at once do not wait for each other in a ring.
_LEARN = """
INSERT INTO search_word (word)
SELECT DISTINCT word FROM search_entry e, unnest(tsvector_to_array(to_tsvector('simple', e.title))) AS word
WHERE e.what = %s AND e.target = ANY(%s) AND e.title <> '' AND length(word) BETWEEN 3 AND 40
ORDER BY word ON CONFLICT DO NOTHING
"""
_UNLEARN = """
DELETE FROM search_word w USING unnest(tsvector_to_array(to_tsvector('simple', %s))) AS gone(word)
WHERE w.word = gone.word AND NOT EXISTS (
    SELECT FROM search_entry e
    WHERE e.title <> '' AND to_tsvector('simple', e.title) @@ plainto_tsquery('simple', w.word))
"""


def _learn(what: str, targets: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LEARN, [what, list(targets)])


def _take_out(sql: str, ids: list[int]) -> None:
    """Delete entries, and the words that stood in no other title or name."""
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} RETURNING e.title", [ids])
        titles = " ".join(row[0] for row in cursor.fetchall() if row[0])
        if titles:
            cursor.execute(_UNLEARN, [titles])


def index_items(ids: Sequence[int]) -> None:
    """This will bring the entries of these items, their files and their tags up to date, or take them out."""
    if not ids:
        return
    wanted = list(ids)
    # Replies follow their root to another space or audience.
    _run(
        """UPDATE search_entry e SET audience = i.audience, space_id = i.space_id FROM content_item i
        WHERE e.item_id = i.id AND i.root_id = ANY(%s)
        AND (e.audience, e.space_id) IS DISTINCT FROM (i.audience::smallint, i.space_id)""",
        wanted,
    )
    _take_out(
        """DELETE FROM search_entry e USING content_item i WHERE e.item_id = i.id AND i.id = ANY(%s) AND (
            i.state <> 'published' OR (e.what = 'file' AND NOT EXISTS (
                SELECT 1 FROM content_attachment a WHERE a.id = e.target)))""",
        wanted,
    )
    _run(_ITEMS, wanted)
    _learn("item", wanted)
    _add_words(wanted)
    _run(_FILES, wanted)
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tag_id FROM content_itemtag WHERE item_id = ANY(%s)", [wanted])
        tags = [row[0] for row in cursor.fetchall()]
    index_tags(tags)


_WORDS = f"""
UPDATE search_entry e SET vector = e.vector || setweight(to_tsvector({CONFIG}, w.words), 'D')
    || setweight(to_tsvector('simple', {_folded("w.words")}), 'D')
FROM content_item i, unnest(%s::bigint[], %s::text[]) AS w(id, words)
WHERE e.what = 'item' AND e.target = i.id AND i.id = w.id
"""  # noqa: S608


def _add_words(ids: Sequence[int]) -> None:
    """What items say besides their text, as their kinds know it."""
    found: dict[int, str] = {}
    for kind in kinds.kinds(replies=True):
        if kind.words is not None:
            found |= {item_id: words[:200_000] for item_id, words in kind.words(ids).items() if words}
    if found:
        with connection.cursor() as cursor:
            cursor.execute(_WORDS, [list(found), list(found.values())])


def index_tags(ids: Sequence[int]) -> None:
    """This will bring the entries of these tags up to date; a synonym has none of its own."""
    if ids:
        _run(
            """DELETE FROM search_entry e USING content_tag t
            WHERE e.what = 'tag' AND e.target = t.id AND t.synonym_of_id IS NOT NULL AND t.id = ANY(%s)""",
            list(ids),
        )
        _run(_TAG_ENTRIES, list(ids))


def index_people(ids: Sequence[int]) -> None:
    """This will bring the entries of these people up to date, or take them out."""
    if ids:
        _take_out(
            """DELETE FROM search_entry e WHERE e.what = 'person' AND e.target = ANY(%s) AND NOT EXISTS (
                SELECT 1 FROM people_person p WHERE p.id = e.target AND p.is_active)""",
            list(ids),
        )
        _run(_PEOPLE, list(ids))
        _learn("person", ids)


def index_spaces(ids: Sequence[int]) -> None:
    """This will bring the entries of these spaces up to date."""
    if ids:
        _run(_SPACES, list(ids))
        _learn("space", ids)


def _run(sql: str, ids: list[int]) -> None:
    with connection.cursor() as cursor:
        # A tag of a hundred letters or a wall of digits is left out by PostgreSQL with a notice; that is all right.
        cursor.execute(sql, [ids])
