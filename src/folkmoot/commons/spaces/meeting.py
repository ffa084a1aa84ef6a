"""Who meets whom through a shared space."""

from django.db.models import Q

from folkmoot.commons.people.reader import Reader

from .models import Membership


def fellow_members(reader: Reader) -> Q | None:
    """The people who are in a space with the reader; the members' list shows them to each other anyway."""
    spaces = getattr(reader, "space_ids", None)
    if not spaces:
        return None
    return Q(pk__in=Membership.objects.filter(space_id__in=spaces, is_asked=False).values("person"))
