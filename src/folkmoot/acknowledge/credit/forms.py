from django import forms
from django.utils.translation import gettext_lazy as _

from folkmoot.commons.people.forms import PersonField

from . import badges

ICONS = [
    ("award", _("Rosette")), ("trophy", _("Cup")), ("heart", _("Heart")), ("star", _("Star")),
    ("rocket", _("Rocket")), ("shield", _("Shield")), ("anchor", _("Anchor")), ("leaf", _("Leaf")),
    ("coffee", _("Cup of coffee")),
    ("lightbulb", _("Light bulb")), ("life-buoy", _("Life buoy")), ("sprout", _("Sprout")),
]  # fmt: skip
TONES = [("bronze", _("Bronze")), ("silver", _("Silver")), ("gold", _("Gold"))]
assert {tone for tone, _label in TONES} == set(badges.TONES)


class OriginForm(forms.Form):
    address = forms.CharField(
        label=_("It builds on"),
        help_text=_("Paste the address of what was there before. Its author gets a line of credit for it."),
        max_length=500,
    )


class BadgeForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=60)
    about = forms.CharField(label=_("What it is given for"), max_length=200)
    icon = forms.ChoiceField(label=_("Picture"), choices=ICONS)
    tone = forms.ChoiceField(label=_("Colour"), choices=TONES, initial="gold")


class GiveForm(forms.Form):
    who = PersonField(label=_("To whom"))
    reason = forms.CharField(label=_("What for"), max_length=300)
