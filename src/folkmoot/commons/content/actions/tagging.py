"""Keeping the tags of a site in order."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from folkmoot.base import outbox
from folkmoot.commons.spaces.viewer import Viewer

from .. import texts
from ..models import Tag
from ..refusals import NotAllowed, WrongTags


@transaction.atomic
def make_synonym(*, viewer: Viewer, name: str, of: str, at: datetime) -> Tag:
    """This will have `name` lead to the tag `of`; items and followers go along. By administrators and moderators."""
    _check(viewer)
    [name], [of] = texts.clean_tag_names([name]) or [""], texts.clean_tag_names([of]) or [""]
    if not name or not of or name == of:
        raise WrongTags(_("Please name two different tags."))
    target = texts.tags_named([of])[0]
    old = Tag.objects.filter(name__iexact=name).first() or Tag(name=name)
    if old.id == target.id:
        raise WrongTags(_("These two are the same already."))
    old.synonym_of = target
    old.save()
    with connection.cursor() as cursor:
        Tag.objects.filter(synonym_of=old).update(synonym_of=target)
        for table, column, more in (("itemtag", "item_id", "published_at"), ("tagfollow", "person_id", "at")):
            cursor.execute(
                f"INSERT INTO content_{table} ({column}, tag_id, {more}) "  # noqa: S608 - names from the line above
                f"SELECT {column}, %s, {more} FROM content_{table} WHERE tag_id = %s ON CONFLICT DO NOTHING",
                [target.id, old.id],
            )
            cursor.execute(f"DELETE FROM content_{table} WHERE tag_id = %s", [old.id])  # noqa: S608
    outbox.record("content.tag.joined", at=at, actor=viewer.person_id, data={"tag": old.id, "into": target.id})
    return target


@transaction.atomic
def describe_tag(*, viewer: Viewer, tag_id: int, about: str, at: datetime) -> Tag:
    """This will say what a tag is for, in at most 500 letters."""
    _check(viewer)
    tag = Tag.objects.get(id=tag_id)
    tag.about = about.strip()[:500]
    tag.save(update_fields=["about"])
    outbox.record("content.tag.described", at=at, actor=viewer.person_id, data={"tag": tag.id})
    return tag


def _check(viewer: Viewer) -> None:
    if not (viewer.is_admin or viewer.moderated_space_ids):
        raise NotAllowed
