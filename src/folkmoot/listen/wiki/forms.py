"""Forms of the wiki, besides the composer of the commons."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from folkmoot.base.ids import from_text, to_text
from folkmoot.commons.content.models import Item
from folkmoot.commons.people.forms import PersonField

from .models import Wiki


class RulesForm(forms.ModelForm):
    """How a space keeps its pages."""

    review_days = forms.IntegerField(
        label=_("Look at each new page again after (days)"), min_value=1, max_value=3660, required=False,
        help_text=_("Whoever answers for a page is reminded. Leave it empty for never."),
    )  # fmt: skip

    class Meta:
        model = Wiki
        fields = ["who_edits", "needs_approval", "review_days"]
        widgets = {"who_edits": forms.RadioSelect}
        labels = {"needs_approval": _("Somebody else approves each change before it counts")}
        help_texts = {
            "needs_approval": _(
                "Owners, moderators and whoever answers for a page approve; never what they wrote themselves."
            ),
        }


class MoveForm(forms.Form):
    """Below which page, and where among its siblings."""

    parent = forms.ChoiceField(label=_("Below"))
    after = forms.ChoiceField(label=_("Place"))

    def __init__(self, *args: Any, places: list[Item], siblings: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = [("top", _("Top of the wiki")), *((to_text(p.id), p.title) for p in places)]
        self.fields["after"].choices = [
            ("end", _("At the end")), ("first", _("At the beginning")),
            *((key, _("After “%(title)s”") % {"title": title}) for key, title in siblings),
        ]  # fmt: skip

    def clean_parent(self) -> int | None:
        return key_of(self.cleaned_data["parent"])


class OutdatedForm(forms.Form):
    why = forms.CharField(
        label=_("What is no longer right?"), max_length=300, widget=forms.Textarea({"rows": 3}),
        help_text=_("Everybody who reads the page sees this above it, until somebody has mended it."),
    )  # fmt: skip


class CareForm(forms.Form):
    """Who answers for a page, and how it is kept."""

    owner = PersonField(
        label=_("Who answers for it"), required=False, help_text=_("A member of this community."),
    )  # fmt: skip
    review_days = forms.IntegerField(
        label=_("Look at it again after (days)"), min_value=1, max_value=3660, required=False,
        help_text=_("Leave it empty for never."),
    )  # fmt: skip
    is_protected = forms.BooleanField(label=_("Only owners and moderators change it"), required=False)
    is_template = forms.BooleanField(label=_("A template: new pages can begin with its text"), required=False)
    is_must_read = forms.BooleanField(label=_("Ask everybody to confirm reading it"), required=False)


class RemarkForm(forms.Form):
    quote = forms.CharField(
        label=_("The passage"), max_length=2000, widget=forms.Textarea({"rows": 3, "class": "textarea"}),
        help_text=_("Shorten it to the words you mean."),
    )  # fmt: skip
    before = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)
    after = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)
    body = forms.CharField(
        label=_("Your comment"), max_length=20_000, widget=forms.Textarea({"rows": 4, "class": "textarea"})
    )


class BringForm(forms.Form):
    file = forms.FileField(
        label=_("A ZIP file with Markdown"),
        help_text=_(
            "Folders become the tree. Pictures, links between files and front matter (title, tags) come along."
        ),
    )
    parent = forms.ChoiceField(label=_("Below"), required=False)

    def __init__(self, *args: Any, places: list[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = [("", _("Top of the wiki")), *((to_text(p.id), p.title) for p in places)]

    def clean_parent(self) -> int | None:
        return key_of(self.cleaned_data["parent"])


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("A word to the writer"), max_length=1000, required=False,
        widget=forms.Textarea({"rows": 3, "class": "textarea"}),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)


def key_of(text: str) -> int | None:
    """The id behind its letters in a form or an address; None for none."""
    try:
        return from_text(text)
    except ValueError:
        return None
