"""Why something about a poll is not done, in words for the person who tried."""

from django.utils.translation import gettext_lazy as _

from folkmoot.commons.content.refusals import Refused


class NoteIsTooLong(Refused):
    kind = "too_long"
    message = _("A note has up to 2,000 letters. Write an article for more.")


class WrongPoll(Refused):
    kind = "wrong_poll"
    message = _("A poll needs 2 to 10 different choices of up to 120 letters, and must end in the future.")


class PollIsOver(Refused):
    kind = "poll_over"
    message = _("This poll is over.")


class AlreadyVoted(Refused):
    kind = "already_voted"
    message = _("You have voted already. Ballots are secret, so a vote cannot be changed.")


class WrongChoice(Refused):
    kind = "wrong_choice"
    message = _("Please choose one of the answers.")
