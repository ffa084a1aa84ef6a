"""Why something about a question is not done, in words for the person who tried."""

from django.utils.translation import gettext_lazy as _

from folkmoot.commons.content.refusals import Refused


class TitleIsTooShort(Refused):
    kind = "title_too_short"
    message = _("Please say in the title what you want to know: at least 10 letters.")


class IsItself(Refused):
    kind = "itself"
    message = _("A question cannot be a duplicate of itself.")


class CannotInvite(Refused):
    kind = "cannot_invite"
    message = _("This person cannot be invited to this question.")


class TooManyInvitations(Refused):
    kind = "too_many_invitations"
    message = _("Up to five people can be invited to one question by each person.")


class NotAnEmployee(Refused):
    kind = "not_an_employee"
    message = _("Only employees can be named experts.")
