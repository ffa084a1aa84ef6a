"""What the verbs of this room refuse, as sentences that can be shown."""

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """Something that cannot be done, with a sentence for the person who asked."""

    sentence = _("This cannot be done.")

    def __str__(self) -> str:
        return str(self.args[0] if self.args else self.sentence)


class NotAllowed(Refused):
    sentence = _("You may not do this.")


class NotReachable(Refused):
    """One of the two has blocked the other, or is not here any more; nobody is told which."""

    sentence = _("This person cannot be reached.")


class AlreadyDone(Refused):
    sentence = _("This has already been done.")


class NoteIsTooLong(Refused):
    sentence = _("This is longer than we can take.")


class InvitationIsOver(Refused):
    sentence = _("This invitation is no longer valid. Please ask for a new one.")


class AlreadyClaimed(Refused):
    sentence = _("This account already belongs to somebody.")


class LastAdministrator(Refused):
    sentence = _("Somebody else has to become an administrator first: a site cannot be without one.")


class ManagersInACircle(Refused):
    sentence = _("Nobody can be their own manager, directly or through others.")


class UnitInACircle(Refused):
    sentence = _("A unit cannot be a part of itself.")
