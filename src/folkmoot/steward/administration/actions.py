"""The writing door: the site's settings. People, units and fields are changed through `people.actions`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from folkmoot.base.audit import actions as audit
from folkmoot.base.site import settings as site
from folkmoot.commons.people import policy
from folkmoot.commons.people.errors import NotAllowed
from folkmoot.commons.people.models import Person


@transaction.atomic
def change_settings(*, actor: Person, values: Mapping[str, Any], at: datetime) -> list[str]:
    """This will change the settings that differ, each noted with old and new value; returns their names.

    Raises NotAllowed, or what `site.put` raises.
    """
    if not policy.may_administer(actor):
        raise NotAllowed
    changed = []
    for key, value in values.items():
        before = site.get(key)
        if before != value:
            site.put(key, value)
            audit.note("site.setting.changed", at=at, actor=actor.pk, key=key, before=before, after=value)
            changed.append(key)
    return changed
