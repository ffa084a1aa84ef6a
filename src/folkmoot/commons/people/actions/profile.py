"""What people say about themselves, and others about their skills."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Lower

from folkmoot.base import outbox
from folkmoot.base.markup import render
from folkmoot.base.web import statements

from .. import policy
from ..errors import AlreadyDone, NotAllowed, NotReachable
from ..logic import sort_name
from ..models import Endorsement, Person, PersonSkill, ProfileField, ProfileValue, Skill
from .ties import check_reachable

PROFILE = {"name", "headline", "about", "ask_me_about", "interests", "location"}
ACCOUNT = {"language", "timezone", "theme", "ties_audience", "profile_audience"}
SHOWN_ELSEWHERE = {"name", "headline"}


@transaction.atomic
def edit_profile(
    *,
    actor: Person,
    person: Person,
    at: datetime,
    values: Mapping[ProfileField, str] | None = None,
    **changes: Any,
) -> Person:
    """This will change a profile: the fields named in PROFILE, and the site's own fields by `values`.

    An empty value removes it. Raises NotAllowed.
    """
    _check(actor, person)
    person = _locked(person)
    _apply(person, changes, PROFILE)
    if "name" in changes:
        person.sort_name = sort_name(person.name)
    if "about" in changes:
        person.about_html = render(person.about).html
    if SHOWN_ELSEWHERE & set(changes):
        person.version += 1
    person.save()
    _set_values(person, values or {})
    outbox.record("people.profile.edited", at=at, actor=actor.pk, person=person.pk)
    return person


def _set_values(person: Person, values: Mapping[ProfileField, str]) -> None:
    ProfileValue.objects.bulk_create(
        [ProfileValue(person=person, field=field, value=value) for field, value in values.items() if value],
        update_conflicts=True, unique_fields=["person", "field"], update_fields=["value"],
    )  # fmt: skip
    if empty := [field for field, value in values.items() if not value]:
        ProfileValue.objects.filter(person=person, field__in=empty).delete()


@transaction.atomic
def edit_account(*, actor: Person, at: datetime, **changes: Any) -> Person:
    """This will change one's own settings (those named in ACCOUNT). Raises NotAllowed."""
    _check(actor, actor)
    person = _locked(actor)
    _apply(person, changes, ACCOUNT)
    person.save(update_fields=list(changes))
    return person


@transaction.atomic
def set_picture(*, actor: Person, person: Person, picture_id: int | None, at: datetime) -> Person:
    """This will show a stored file of the actor's as the person's picture, or none. Raises NotAllowed."""
    _check(actor, person)
    person = _locked(person)
    person.picture_id = picture_id
    person.version += 1
    person.save(update_fields=["picture", "version"])
    outbox.record("people.profile.edited", at=at, actor=actor.pk, person=person.pk)
    return person


@transaction.atomic
def edit_skills(*, actor: Person, person: Person, names: Sequence[str], at: datetime) -> None:
    """This will set the skills somebody says they have; endorsements of those that stay are kept."""
    _check(actor, person)
    wanted = {name.casefold(): name for name in names}
    known = {skill.name.casefold(): skill for skill in _skills(list(wanted))}
    for key in wanted.keys() - known.keys():
        Skill.objects.bulk_create([Skill(name=wanted[key])], ignore_conflicts=True)
    skills = list(_skills(list(wanted)))
    PersonSkill.objects.filter(person=person).exclude(skill__in=skills).delete()
    PersonSkill.objects.bulk_create(
        [PersonSkill(person=person, skill=each) for each in skills], ignore_conflicts=True
    )
    outbox.record("people.profile.edited", at=at, actor=actor.pk, person=person.pk)


@transaction.atomic
def endorse(*, actor: Person, skill: PersonSkill, at: datetime) -> None:
    """This will say that somebody has a skill. Raises NotAllowed, NotReachable, or AlreadyDone."""
    check_reachable(actor, skill.person)
    if not statements.add(Endorsement(person_skill=skill, by=actor, at=at)):
        raise AlreadyDone
    PersonSkill.objects.filter(pk=skill.pk).update(endorsement_count=F("endorsement_count") + 1)
    data = {"skill": skill.skill.name}
    outbox.record("people.skill.endorsed", at=at, actor=actor.pk, person=skill.person_id, data=data)


@transaction.atomic
def withdraw_endorsement(*, actor: Person, skill: PersonSkill, at: datetime) -> None:
    """This will take an endorsement back; nothing happens without one."""
    deleted, _ = Endorsement.objects.filter(person_skill=skill, by=actor).delete()
    if deleted:
        PersonSkill.objects.filter(pk=skill.pk).update(endorsement_count=F("endorsement_count") - 1)


def _skills(keys: Sequence[str]) -> Any:
    return Skill.objects.annotate(key=Lower("name")).filter(key__in=keys)


def _check(actor: Person, person: Person) -> None:
    if not policy.may_edit_profile(actor, person):
        raise NotAllowed
    if not person.is_active:
        raise NotReachable


def _apply(person: Person, changes: Mapping[str, Any], allowed: set[str]) -> None:
    if unknown := set(changes) - allowed:
        raise TypeError(f"not to be changed here: {sorted(unknown)}")
    for name, value in changes.items():
        setattr(person, name, value)


def _locked(person: Person) -> Person:
    return Person.objects.select_for_update(no_key=True).get(pk=person.pk)
