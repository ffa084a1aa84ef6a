"""The four audiences, from widest to narrowest. A reader's clearance is the narrowest of the first three."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.IntegerChoices):
    """Who may read: `audience <= clearance`, or membership of the space for MEMBERS."""

    PUBLIC = 0, _("Everyone on the internet")
    SIGNED_IN = 1, _("Everyone signed in")
    EMPLOYEES = 2, _("Employees")
    MEMBERS = 3, _("Members of the space")
