"""What people are credited for when others thank them. Points count for nothing here: nobody can buy credit."""

from django.utils.translation import gettext_lazy as _

from folkmoot.commons.content.deeds import Deed

DEEDS = (
    Deed("content.item.published", "praised", _("thanked somebody"), kind="kudos", icon="heart", weight=0),
    Deed(
        "recognition.kudos.given", "thanked", _("was thanked"), whose="person", icon="heart", weight=3,
        is_received=True,
    ),
    Deed(
        "recognition.kudos.joined", "thanked_too", _("was thanked by one more"), whose="person", icon="heart",
        weight=1, is_received=True,
    ),
    Deed(
        "recognition.award.decided", "awarded", _("won an award"), whose="person", icon="trophy", weight=15,
        is_received=True,
    ),
)  # fmt: skip
