"""Why something about an article is not done, in words for the person who tried."""

from django.utils.translation import gettext_lazy as _

from folkmoot.commons.content.refusals import Refused


class WrongCanonicalUrl(Refused):
    kind = "wrong_canonical_url"
    message = _("Please give the whole address, beginning with https:// and without a part after #.")


class WrongSeries(Refused):
    kind = "wrong_series"
    message = _("This series belongs to another blog.")


class WrongCover(Refused):
    kind = "wrong_cover"
    message = _("The cover must be a picture that you have uploaded.")


class SeriesNeedsTitle(Refused):
    kind = "series_needs_title"
    message = _("Please give the series a name of up to 120 letters.")
