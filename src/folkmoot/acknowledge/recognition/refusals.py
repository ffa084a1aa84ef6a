"""Why something is not done, in words for the person who tried."""

from django.utils.translation import gettext_lazy as _

from folkmoot.commons.content.refusals import NotAllowed, Refused, SignInFirst, TextIsTooLong

__all__ = ["NotAllowed", "Refused", "SignInFirst", "TextIsTooLong"]


class OnlyColleagues(NotAllowed):
    kind = "only_colleagues"
    message = _("Kudos are given among people who work here.")


class NotToOneself(Refused):
    kind = "oneself"
    message = _("Thanking oneself is lovely, and best done with a cup of tea. Choose somebody else.")


class NobodyToThank(Refused):
    kind = "nobody"
    message = _("Choose at least one colleague or a team to thank.")


class TooManyPeople(Refused):
    kind = "too_many"
    message = _("These are too many people for one kudos. Thank them in smaller groups; it says more, too.")


class DeedIsMissing(Refused):
    kind = "no_deed"
    message = _("Say what they did: link to it, or describe it in a sentence.")


class MessageIsMissing(Refused):
    kind = "no_message"
    message = _("Write a few words to them.")


class ValueIsMissing(Refused):
    kind = "no_value"
    message = _("Choose which of our values this shows.")


class WrongPoints(Refused):
    kind = "wrong_points"
    message = _("That many points cannot be given at once.")


class NotEnoughPoints(Refused):
    kind = "not_enough"
    message = _("There are not enough points left for this.")


class AlreadyJoined(Refused):
    kind = "joined"
    message = _("You have joined in already.")


class PrivateStaysBetweenTwo(Refused):
    kind = "private"
    message = _("A private kudos goes to one person, and to no team.")


class BoostIsOver(Refused):
    kind = "boost_over"
    message = _("This boost is not yours to give from, or not running now.")


class RoundIsClosed(Refused):
    kind = "round_closed"
    message = _("This is not possible at this stage of the round.")


class AlreadyNominated(Refused):
    kind = "nominated"
    message = _("This person is proposed already. You can second it with your own words.")


class NotThemselves(Refused):
    kind = "self_nomination"
    message = _("In this round people are proposed by others.")


class NotEligible(Refused):
    kind = "not_eligible"
    message = _("The rules of this round do not let them stand.")


class TooFewToChooseFrom(Refused):
    kind = "too_few"
    message = _("There must be at least two people to choose from, and as many as there are winners.")


class ReasonIsMissing(Refused):
    kind = "no_reason"
    message = _("Please give a reason; those concerned will read it.")


class BudgetIsSpent(Refused):
    kind = "budget"
    message = _("The budget of this round does not reach that far.")


class WrongWinners(Refused):
    kind = "wrong_winners"
    message = _("Choose among those who stood in the vote, no more than there are to win.")


class WrongSettings(Refused):
    kind = "wrong_settings"
    message = _("These settings do not fit together. Please look at them again.")


class OutOfStock(Refused):
    kind = "out_of_stock"
    message = _("This is out of stock at the moment.")


class EnoughForThisYear(Refused):
    kind = "enough"
    message = _("You have had this as often as it is meant for one year.")


class TooLate(Refused):
    kind = "too_late"
    message = _("This has been settled already.")
