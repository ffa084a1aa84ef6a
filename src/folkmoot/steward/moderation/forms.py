from django import forms
from django.utils.translation import gettext_lazy as _

OUTCOMES = [
    ("kept", _("Keep it: it is within the rules")),
    ("hidden", _("Hide it: the author can change it and ask to have it shown again")),
    ("deleted", _("Delete it")),
]


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(label=_("What happens with it"), choices=OUTCOMES, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Your reason"),
        help_text=_("The author and those who reported it read this."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
