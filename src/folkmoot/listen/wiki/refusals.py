"""Why something about a page is not done, in words for the person who tried."""

from django.utils.translation import gettext_lazy as _

from folkmoot.commons.content.refusals import NotAllowed, Refused


class WrongPlace(Refused):
    kind = "wrong_place"
    message = _("A page cannot stand below itself or in another community's tree. Choose another place.")


class TreeIsTooLarge(Refused):
    kind = "tree_too_large"
    message = _("More than 500 pages stand below this one. Move its branches one after the other.")


class TreeIsTooDeep(Refused):
    kind = "too_deep"
    message = _("Pages stand at most 20 levels deep. Choose a place further up.")


class PageIsProtected(NotAllowed):
    kind = "protected"
    message = _("This page is protected: only owners and moderators of the community change it.")


class NotYourReview(NotAllowed):
    kind = "not_your_review"
    message = _("Only the person who answers for this page, and moderators, can do this.")


class WrongOwner(Refused):
    kind = "wrong_owner"
    message = _("Nobody in this community goes by that name.")


class TooMuchToExport(Refused):
    kind = "too_much"
    message = _("This is more than fits into one file. Export a part of the tree.")


class CannotImport(Refused):
    """`message` names the file and what is wrong with it; nothing was imported."""

    kind = "cannot_import"
