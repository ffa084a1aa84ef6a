"""Why something is not done, in words for the person who tried."""

from django.utils.translation import gettext_lazy as _

from folkmoot.commons.content.refusals import NotAllowed, Refused, SignInFirst, TextIsTooLong

__all__ = ["NotAllowed", "Refused", "SignInFirst", "TextIsTooLong"]


class WrongPlan(Refused):
    kind = "wrong_plan"
    message = _("These settings do not fit together. Please look at them again.")


class GoalIsMissing(Refused):
    kind = "goal_missing"
    message = _("Say what is counted: the community, the item, the link or the questions that belong to this goal.")


class TwoArmsAtLeast(Refused):
    kind = "arms"
    message = _("A campaign compares at least two ways of saying it. “Nothing” is one of them.")


class PlanIsFrozen(Refused):
    kind = "frozen"
    message = _("The campaign has begun. What was promised at the start does not change any more.")


class WrongStep(Refused):
    kind = "wrong_step"
    message = _("This is not possible at this stage of the campaign.")


class UnderWay(Refused):
    kind = "under_way"
    message = _("Something is being done with this campaign already. Wait until it is finished.")


class FourEyes(Refused):
    kind = "four_eyes"
    message = _("Somebody who did not write in this text has to approve it.")


class TextIsMissing(Refused):
    kind = "text_missing"
    message = _("Write a headline and a text first.")


class NotApprovedYet(Refused):
    kind = "not_approved"
    message = _("Every text has to be approved before the campaign begins.")


class TextHasChanged(Refused):
    kind = "text_changed"
    message = _("The text was changed since you read it. Please read it again.")


class SamePeopleAtOnce(Refused):
    kind = "same_people"
    message = _("Another campaign with the same goal runs among some of these people. Wait until it is over: until "
                "then nobody could say which of the two did it.")  # fmt: skip


class NobodyCarriesIt(Refused):
    kind = "no_advocates"
    message = _("Nobody has agreed to carry it yet. Wait for them, or take the advocates out of the plan.")


class TooFewGroups(Refused):
    kind = "too_few_groups"
    message = _("There are too few groups in the audience for so many ways. Draw lots over smaller groups.")


class TooFewPeople(Refused):
    kind = "too_few_people"
    message = _("Too few people would be in each part for anything to be shown of it.")


class NobodyOffers(Refused):
    kind = "nobody_offers"
    message = _("Nobody more has offered to be considered. People choose that themselves, on “My network”.")


class AnsweredAlready(Refused):
    kind = "answered"
    message = _("You have answered this already. Thank you!")


class NotYours(Refused):
    kind = "not_yours"
    message = _("This is for those who carry the message.")


class WrongFile(Refused):
    kind = "wrong_file"
    message = _("This is no CSV file with a column “email” or “username”.")


class NotDueYet(Refused):
    kind = "not_due"
    message = _("The next look is not due yet. Looking earlier would spoil what the look is worth.")
