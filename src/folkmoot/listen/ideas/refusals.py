"""Why something about an idea is not done, in words for the person who tried."""

from django.utils.translation import gettext_lazy as _

from folkmoot.commons.content.refusals import Refused


class TitleIsTooShort(Refused):
    kind = "title_too_short"
    message = _("Please say in the title what should be different: at least 10 letters.")


class CampaignIsNotOpen(Refused):
    kind = "campaign_not_open"
    message = _("This campaign does not take ideas at the moment.")


class DayIsOver(Refused):
    kind = "day_is_over"
    message = _("Please choose a last day that is still to come.")


class NobodyPromised(Refused):
    kind = "nobody_promised"
    message = _("Before a campaign opens, its reviewers say how many ideas they can answer. Nobody has said so yet.")


class OverCapacity(Refused):
    kind = "over_capacity"
    message = _(
        "More ideas are open than the reviewers have promised to answer. Answer some, or find more reviewers, first."
    )


class IntakeIsSlow(Refused):
    kind = "intake_slow"
    message = _(
        "More ideas are waiting than can be answered at once, so everybody can bring one a week for now. "
        "Keep yours as a draft; it will not be lost."
    )


class IntakeIsFull(Refused):
    kind = "intake_full"
    message = _(
        "So many ideas wait for an answer that no more are taken at the moment. "
        "Keep yours as a draft; it will not be lost."
    )


class BoxIsThere(Refused):
    kind = "box_is_there"
    message = _("This door has a standing box already.")


class WrongStages(Refused):
    kind = "wrong_stages"
    message = _("These stages do not lead anywhere.")


class SameCriterion(Refused):
    kind = "same_criterion"
    message = _("Two criteria have the same name.")


class VotingIsOver(Refused):
    kind = "voting_over"
    message = _("This idea is past voting: it has been answered.")


class IdeaIsMerged(Refused):
    kind = "merged"
    message = _("This idea has become part of another one. Your vote counts there.")


class NoDownVotes(Refused):
    kind = "no_down_votes"
    message = _("Here one only votes for ideas. Say in a comment what speaks against it.")


class NotAVoter(Refused):
    kind = "not_a_voter"
    message = _("Others vote on these ideas. Your comment is welcome.")


class VotesAreSpent(Refused):
    kind = "votes_spent"
    message = _(
        "You have given all your votes in this campaign. Take one back, or wait until an idea you voted for is "
        "answered: then its vote is yours again."
    )


class AlreadyAnswered(Refused):
    kind = "already_answered"
    message = _("Somebody has just answered this idea.")


class SayWhy(Refused):
    kind = "say_why"
    message = _("Please say why, in words that you would like to hear yourself: at least 20 letters.")


class NeedsAnAnswer(Refused):
    kind = "needs_an_answer"
    message = _("An idea is accepted or declined by an official answer, with its reason.")


class NoSuchStep(Refused):
    kind = "no_such_step"
    message = _("From where it stands, an idea cannot go there.")


class OtherCampaign(Refused):
    kind = "other_campaign"
    message = _("Only ideas of one campaign can be merged: each campaign counts its votes by its own rules.")


class CannotBeAsked(Refused):
    kind = "cannot_be_asked"
    message = _("Nobody of this name can be asked here. Perhaps it is spelt differently, or they cannot read this.")


class AlreadyAsked(Refused):
    kind = "already_asked"
    message = _("They have been asked already.")


class NothingChanged(Refused):
    kind = "nothing_changed"
    message = _("This is what the idea says already.")


class TooMany(Refused):
    kind = "too_many"
    message = _("That is as many as one idea can hold.")


class WrongNumber(Refused):
    kind = "wrong_number"
    message = _("Please check the numbers.")
