"""Speaking under another name. The only place that knows who is behind an alias; nothing here is told onwards.

The alias of a space is stable: the same person is the same "Quiet Heron" there. "Anonymously, this once" makes a
new alias for one conversation. An alias's number is random, so that it tells no time, and blocking or muting a
person does not touch their aliases: otherwise the block would unmask them.
"""

import secrets
from collections.abc import Iterable

from django.db import IntegrityError, transaction

from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.viewer import Viewer

from .models import Alias, AliasOwner, Item, Voice

_MOODS = (
    "Quiet", "Brave", "Gentle", "Curious", "Bright", "Calm", "Merry", "Patient", "Swift", "Wise", "Kind", "Bold",
    "Amber", "Silver", "Golden", "Misty", "Sunny", "Silent", "Lively", "Honest", "Nimble", "Steady", "Warm", "Keen",
)  # fmt: skip
_CREATURES = (
    "Heron", "Otter", "Badger", "Falcon", "Hedgehog", "Lynx", "Marten", "Osprey", "Puffin", "Raven", "Robin",
    "Salmon", "Sparrow", "Stork", "Swallow", "Swift", "Tern", "Trout", "Vole", "Wagtail", "Weasel", "Wren", "Beaver",
    "Crane", "Dolphin", "Finch", "Gull", "Hare", "Ibex", "Kestrel", "Lark", "Newt",
)  # fmt: skip


def is_mine(viewer: Viewer, item: Item) -> bool:
    """Whether the viewer wrote it, under whatever voice."""
    return item.id in mine_among(viewer, [item])


def mine_among(viewer: Viewer, items: Iterable[Item]) -> set[int]:
    """The ids of those items that the viewer wrote; one query, and none when nobody speaks under an alias."""
    if viewer.is_guest:
        return set()
    found: set[int] = set()
    by_alias: dict[int, list[int]] = {}
    for item in items:
        if item.author_id is not None and item.author_id == viewer.person_id:
            found.add(item.id)
        elif item.alias_id is not None:
            by_alias.setdefault(item.alias_id, []).append(item.id)
    if by_alias:
        owned = AliasOwner.objects.filter(person_id=viewer.person_id, alias_id__in=by_alias)
        for alias_id in owned.values_list("alias_id", flat=True):
            found.update(by_alias[alias_id])
    return found


def my_alias_ids(viewer: Viewer) -> list[int]:
    """Every alias of the viewer, for their own lists alone."""
    if viewer.is_guest:
        return []
    return list(AliasOwner.objects.filter(person_id=viewer.person_id).values_list("alias_id", flat=True))


def options(space: Space | None) -> list[tuple[str, str]]:
    """The ways to speak in a space, with their labels."""
    allowed = {"name", *(space.voices if space is not None else ())}
    return [(voice.value, str(voice.label)) for voice in Voice if voice.value in allowed]


def behind_for_system(alias_ids: Iterable[int]) -> dict[int, int]:
    """Alias → person, only so that the person *themself* can be told of replies. Never show, log or export it."""
    wanted = set(alias_ids)
    if not wanted:
        return {}
    return dict(AliasOwner.objects.filter(alias_id__in=wanted).values_list("alias_id", "person_id"))


def alias_for(person_id: int, *, voice: str, space_id: int | None, root_id: int) -> Alias:
    """This will give the alias under which a person speaks there, made when it is the first time.

    Within a conversation somebody started (or entered) anonymously, they keep that alias.
    """
    once = voice == "anonymous"
    key = {"person_id": person_id, "root_id": root_id} if once else {"person_id": person_id, "space_id": space_id}
    own = AliasOwner.objects.filter(**key, root__isnull=not once).select_related("alias").first()
    if own is not None:
        return own.alias
    alias = Alias(
        id=secrets.randbits(62) + 1,
        space_id=space_id,
        root_id=root_id if once else None,
        label=_free_label(space_id, root_id if once else None),
        seed=secrets.token_hex(4),
    )
    try:
        with transaction.atomic():
            alias.save(force_insert=True)
            AliasOwner.objects.create(
                alias=alias, person_id=person_id, space_id=space_id, root_id=root_id if once else None
            )
    except IntegrityError:  # The same person, twice at once: the first one counts.
        return AliasOwner.objects.select_related("alias").get(**key, root__isnull=not once).alias
    return alias


def _free_label(space_id: int | None, root_id: int | None) -> str:
    """Two aliases that meet never share a label."""
    meeting = Alias.objects.filter(space_id=space_id)
    for attempt in range(8):
        label = f"{secrets.choice(_MOODS)} {secrets.choice(_CREATURES)}"
        if attempt > 2:
            label += f" {secrets.randbelow(900) + 100}"
        if not meeting.filter(label=label).exists():
            return label
    return f"{secrets.choice(_MOODS)} {secrets.choice(_CREATURES)} {secrets.randbelow(9_000_000) + 1_000_000}"
