"""What a site decides about its network."""

from django.utils.translation import gettext_lazy as _

from folkmoot.base.site.settings import Setting

_GROUP = _("Network")
SETTINGS = (
    Setting(
        "network.is_on", _("Read the network from the log"), True, group=_GROUP,
        help=_("Off: nothing is computed, and what was is deleted the next night."),
    ),
    Setting(
        "network.whom", _("Whom it takes in"), "employees", group=_GROUP,
        choices=(("employees", _("Employees")), ("everybody", _("Everybody who has an account"))),
    ),
    Setting(
        "network.least", _("Fewest people in any group that is shown"), 5, group=_GROUP,
        help=_("Smaller groups are shown together, or not at all. Never less than 5."),
    ),
    Setting(
        "network.half_life", _("Days after which an act counts half"), 90, group=_GROUP,
    ),
    Setting(
        "network.log_days", _("Days after which an act counts no more"), 730, group=_GROUP,
    ),
    Setting(
        "network.keep_days", _("Days after which a snapshot is deleted"), 365, group=_GROUP,
        help=_("Also how long it can be seen who looked at whose data."),
    ),
)  # fmt: skip
LEAST = 5


def least() -> int:
    """How many people a group has at least to be shown."""
    from folkmoot.base.site import settings as site

    return max(LEAST, int(site.get("network.least")))
