"""Roles that people show: on their profile, and of many people at once for pages of rooms above that name them."""

from collections.abc import Collection
from dataclasses import replace

from django.db import connection
from django.utils.translation import gettext as _

from folkmoot.commons.people.models import Person
from folkmoot.commons.people.panels import Mark
from folkmoot.commons.spaces.viewer import Viewer

from .. import policy, words
from ..models import Picture
from ..persuasion import Persuasion, together
from .standing import consenting
from .system import last_run
from .taught import SHOWN, taught_of

_PUBLISHED = """
SELECT (SELECT array_agg(DISTINCT r.role) FROM network_picture r
        WHERE r.person_id = %(person)s AND r.is_found AND r.snapshot_id = (
            SELECT id FROM network_snapshot WHERE state = 'done' ORDER BY as_of DESC, id DESC LIMIT 1)),
    ARRAY(SELECT l.id FROM network_lesson l WHERE l.person_id = %(person)s
        ORDER BY l.at DESC, l.id DESC LIMIT %(most)s)
WHERE EXISTS (SELECT FROM network_consent c WHERE c.person_id = %(person)s AND c.what = 'publish'
        AND c.until_at IS NULL)
    AND NOT EXISTS (SELECT FROM network_consent c WHERE c.person_id = %(person)s AND c.what = 'left_out'
        AND c.until_at IS NULL)
"""


def roles_published(viewer: Viewer, person: Person) -> list[Mark]:
    """The roles found in a person who has chosen that colleagues see them, and what lots say; for their profile.

    One query; two for whoever carried messages.
    """
    if not policy.may_see_map(viewer):
        return []
    with connection.cursor() as cursor:
        cursor.execute(_PUBLISHED, {"person": person.pk, "most": SHOWN})
        roles, lessons = cursor.fetchone() or (None, None)
    marks = {
        role: Mark(words.role_label(role), words.ROLE_ICONS[role], note=words.role_definition(role))
        for role in sorted(roles or ())
    }
    if lessons and (tested := together(taught_of(lessons))) is not None:
        marks |= _tested(tested, marks.get(Picture.Role.SALESMAN))
    return list(marks.values())


def _tested(tested: Persuasion, salesman: Mark | None) -> dict[str, Mark]:
    """What lots say, beside the role that the log shows; by itself where the log shows none and lots say yes."""
    if tested.verdict == "not_enough" or (salesman is None and tested.verdict != "more"):
        return {}
    said = words.lots_published(tested)
    if salesman is None:
        return {"lots": Mark(_("Persuades, tested by lot"), words.ROLE_ICONS["salesman"], note=said)}
    return {Picture.Role.SALESMAN: replace(salesman, note=f"{salesman.note} {said}")}


def roles_shown(viewer: Viewer, person_ids: Collection[int]) -> dict[int, list[str]]:
    """Which roles the newest run found in those of these people who publish theirs; nothing for who may not see it.
    Three queries, however many people."""
    newest = last_run() if policy.may_see_map(viewer) else None
    if newest is None:
        return {}
    open_to = consenting("publish") & frozenset(person_ids)
    found = Picture.objects.filter(snapshot=newest, is_found=True, person__in=open_to)
    shown: dict[int, list[str]] = {}
    for person, role in found.order_by("role").values_list("person_id", "role").distinct():
        shown.setdefault(person, []).append(role)
    return shown
