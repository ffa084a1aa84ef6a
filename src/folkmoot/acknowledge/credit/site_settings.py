"""What a site decides about credit."""

from django.utils.translation import gettext_lazy as _

from folkmoot.base.site.settings import Setting

GROUP = _("Credit")
_ZERO = _("0 switches it off. See “How reputation works” for what deeds count.")

SETTINGS = (
    Setting(
        "credit.half_life",
        _("Days after which a deed counts half"),
        180,
        group=GROUP,
        help=_("Reputation speaks of what somebody does now; the ledger forgets nothing."),
    ),
    Setting("credit.level_retag", _("Reputation to put the tags of others in order"), 60, group=GROUP, help=_ZERO),
    Setting("credit.level_edit", _("Reputation to improve the texts of others"), 120, group=GROUP, help=_ZERO),
    Setting("credit.level_close", _("Reputation to close conversations"), 160, group=GROUP, help=_ZERO),
    Setting("credit.level_moderate", _("Reputation to moderate"), 0, group=GROUP, help=_ZERO),
)
