"""Why a vote is not taken, in words for the voter."""

from django.utils.translation import gettext_lazy as _

from folkmoot.commons.content.refusals import NotAllowed, Refused

__all__ = ["NotAllowed", "Refused"]


class NotOnTheRoll(NotAllowed):
    kind = "not_on_roll"
    message = _("You are not on the roll of this ballot.")


class BallotIsClosed(Refused):
    kind = "closed"
    message = _("Voting is not open: it has not begun, or it has ended.")


class AlreadyVoted(Refused):
    kind = "already_voted"
    message = _("This vote has been cast already. It counts once.")


class PaperIsWrong(Refused):
    kind = "wrong_paper"
    message = _("This does not fit what is asked. Please look at it again.")


class ReceiptIsUnknown(Refused):
    kind = "unknown_receipt"
    message = _("No ballot in this box has that receipt. Please check every letter.")


class ChangeIsOff(Refused):
    kind = "change_off"
    message = _("In this ballot a vote stands as it was cast.")


class DelegationIsOff(Refused):
    kind = "delegation_off"
    message = _("In this ballot everybody votes for themselves.")


class RollIsTooSmall(Refused):
    kind = "small_roll"
    message = _("Too few people are on the roll: with so few, a ballot would not stay secret.")


class WeightsTellWho(Refused):
    kind = "weights_tell"
    message = _("A weight that so few people have would tell how they voted. Give it to more people, or to nobody.")


class WrongBallot(Refused):
    kind = "wrong_ballot"
    message = _("A ballot cannot be held like this. Please look at its options, winners and dates.")


class WrongStep(Refused):
    kind = "wrong_step"
    message = _("This is not possible in the ballot's present state.")
