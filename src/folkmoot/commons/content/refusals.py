"""Why something is not done, in words for the person who tried. Views turn a Refused into a page or a message."""

from typing import Any

from django.utils.translation import gettext_lazy as _


class Refused(Exception):
    """The base of all: `kind` for machines, `message` for people."""

    kind = "refused"
    message: Any = _("This is not possible.")

    def __init__(self, message: Any = None) -> None:
        if message is not None:
            self.message = message
        super().__init__(str(self.message))


class NotAllowed(Refused):
    kind = "not_allowed"
    message = _("You may not do this here.")


class SignInFirst(NotAllowed):
    kind = "sign_in_first"
    message = _("Please sign in first.")


class JoinFirst(NotAllowed):
    kind = "join_first"
    message = _("Please join the community first; then you can take part.")


class ItemIsLocked(Refused):
    kind = "locked"
    message = _("This conversation is closed for new replies.")


class SpaceIsArchived(Refused):
    kind = "archived"
    message = _("This community is archived. It can be read but no longer written in.")


class ToolIsOff(Refused):
    kind = "tool_off"
    message = _("This community does not use this kind of post.")


class AudienceIsTooWide(Refused):
    kind = "audience_too_wide"
    message = _("More people could read this than may read where it comes from. Choose a smaller audience.")


class VoiceIsOff(Refused):
    kind = "voice_off"
    message = _("This community does not let people speak in this way.")


class TextIsEmpty(Refused):
    kind = "empty"
    message = _("Please write something first.")


class TextIsTooLong(Refused):
    kind = "too_long"
    message = _("This is longer than we can take.")


class WrongTags(Refused):
    kind = "wrong_tags"
    message = _("A tag has up to 50 letters, digits and dashes; an item has up to 8 tags.")


class WrongFiles(Refused):
    kind = "wrong_files"
    message = _("One of the files can no longer be used. Please upload it again (up to 10 files).")


class WrongState(Refused):
    kind = "wrong_state"
    message = _("This is not possible in its present state.")


class ConflictsRemain(Refused):
    kind = "conflicts_remain"
    message = _(
        "The text still holds passages marked <<<<<<< and >>>>>>>. Decide which stays and take the marks away."
    )


class PassageIsGone(Refused):
    kind = "passage_gone"
    message = _("These words are not in the text any more. Please choose the passage again.")


class FourEyes(NotAllowed):
    kind = "four_eyes"
    message = _("Somebody else has to approve what you wrote.")


class OwnItem(Refused):
    kind = "own_item"
    message = _("You cannot vote on what you wrote yourself.")


class TextHasMoved(Refused):
    kind = "text_has_moved"
    message = _(
        "The text was changed in the same place meanwhile. Send this back, so that its writer brings both together."
    )
