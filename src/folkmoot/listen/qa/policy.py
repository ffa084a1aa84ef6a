"""Who may do what with questions and answers."""

from folkmoot.commons.content.models import Item
from folkmoot.commons.content.policy import may_moderate
from folkmoot.commons.spaces.viewer import Viewer


def may_accept(viewer: Viewer, question: Item, *, is_mine: bool) -> bool:
    """Who asked, and the moderators of the space."""
    return not viewer.is_guest and question.is_published and (is_mine or may_moderate(viewer, question))


def may_verify(viewer: Viewer, answer: Item, *, is_mine: bool, is_expert: bool) -> bool:
    """Moderators, and experts of one of the question's tags; nobody their own answer."""
    if viewer.is_guest or is_mine or not answer.is_published:
        return False
    return is_expert or may_moderate(viewer, answer)


def may_mark_duplicate(viewer: Viewer, question: Item, *, is_mine: bool) -> bool:
    return not viewer.is_guest and question.is_published and (is_mine or may_moderate(viewer, question))


def may_invite(viewer: Viewer, question: Item) -> bool:
    return not viewer.is_guest and question.is_published and question.locked_at is None


def may_name_experts(viewer: Viewer) -> bool:
    return viewer.is_admin
