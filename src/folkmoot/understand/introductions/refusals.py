"""Why something is not done; the words are shown as they are."""

from typing import Any

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    words: Any = _("That cannot be done.")

    def __init__(self) -> None:
        super().__init__(str(self.words))


class NotAllowed(Refused):
    words = _("Introductions are for those who work here.")


class LeftOutOfAnalysis(Refused):
    words = _(
        "You are left out of analysis, and introductions need it. You can change that with your network's switches."
    )


class AskedAlready(Refused):
    words = _("You have asked that already. Asking twice would press them.")


class NoSuchConnector(Refused):
    words = _("That person can no longer introduce you.")


class WrongTimes(Refused):
    words = _("Suggest one to three times, all of them to come within three months.")


class TimeIsOver(Refused):
    words = _("That time is over. Choose another, or let it be.")


class TextIsTooLong(Refused):
    words = _("That is too long: at most 500 characters.")


class MetAlready(Refused):
    words = _("You two are introduced already.")
