"""What a site decides about introductions."""

from django.utils.translation import gettext_lazy as _

from folkmoot.base.site.settings import Setting

_GROUP = _("Introductions")
SETTINGS = (
    Setting(
        "introductions.is_on", _("Introduce people to each other every week"), True, group=_GROUP,
        help=_("Only those who ask for it themselves."),
    ),
    Setting(
        "introductions.across_share", _("Per cent of introductions across units"), 50, group=_GROUP,
        help=_("As far as there is somebody: 0 leaves it to nearness alone, 100 wants another unit every time."),
    ),
    Setting(
        "introductions.trial_share", _("Per cent chosen in two plainer ways"), 20, group=_GROUP,
        help=_("Half of them by how many people somebody knows, half by common acquaintances, to compare."),
    ),
)  # fmt: skip
