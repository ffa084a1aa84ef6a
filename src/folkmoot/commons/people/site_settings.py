"""What a site decides about its people."""

from django.utils.translation import gettext_lazy as _

from folkmoot.base.site.settings import Setting

from .audiences import Audience
from .models import Relation

GROUP = _("People")

SETTINGS = (
    Setting(
        "people.signup",
        _("Who can sign up"),
        "open",
        group=GROUP,
        choices=(
            ("open", _("Anybody who confirms an e-mail address")),
            ("domain", _("Anybody with an address of the domains below")),
            ("approval", _("Anybody, after an administrator has let them in")),
            ("invitation", _("Only people with an invitation")),
        ),
        help=_("An invitation opens the door in every case."),
    ),
    Setting(
        "people.signup_domains", _("Domains for sign-up"), [], group=GROUP, help=_("One a line, such as example.org.")
    ),
    Setting(
        "people.employee_domains",
        _("Domains of employees"),
        [],
        group=GROUP,
        help=_("Who confirms an address of one of these becomes an employee, and reads what employees read."),
    ),
    Setting(
        "people.default_relation",
        _("Everybody else becomes"),
        str(Relation.Kind.CUSTOMER.value),
        group=GROUP,
        choices=[("", _("Nothing in particular")), *((k, v) for k, v in Relation.Kind.choices if k != "employee")],
    ),
    Setting(
        "people.directory_audience",
        _("Who sees employees in the directory"),
        int(Audience.SIGNED_IN),
        group=GROUP,
        choices=[(int(value), label) for value, label in Audience.choices if value < Audience.MEMBERS],
        help=_("Unless a person chooses otherwise. Customers, candidates and partners are seen by employees."),
    ),
)
