"""What a verb of this room refuses, each with words for the person who tried."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _


class NotYours(PermissionDenied):
    """The actor may know of the space, but not do this in it."""


class Refused(ValueError):
    """It can't be done as things stand; `str()` says why, in the reader's language."""

    words = _("This is not possible.")

    def __init__(self, words: object = None) -> None:
        super().__init__(str(words if words is not None else self.words))


class SlugIsTaken(Refused):
    words = _("This address is taken. Choose another one.")


class LastOwner(Refused):
    words = _("A community needs an owner. Make somebody else an owner first.")


class SpaceIsArchived(Refused):
    words = _("This community is archived.")


class InvitationIsOver(Refused):
    words = _("This invitation is no longer valid. Ask the person who sent it for a new one.")


class AlreadyMember(Refused):
    words = _("They are a member already.")


class WordsAreTooLong(Refused):
    words = _("This is longer than we can take.")


class NobodyThere(Refused):
    words = _("Nobody here goes by that name.")
