"""What an article has around its text."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from folkmoot.base.clock import now
from folkmoot.base.files.actions import FileRefused, store
from folkmoot.base.ids import from_text, to_text
from folkmoot.commons.spaces.viewer import Viewer

from . import logic, queries
from .actions import Frame
from .models import Article
from .refusals import WrongCanonicalUrl


class FrameForm(forms.Form):
    subtitle = forms.CharField(label=_("Subtitle"), max_length=300, required=False)
    series = forms.ChoiceField(label=_("Part of the series"), required=False)
    cover = forms.FileField(label=_("Cover picture"), required=False)
    cover_id = forms.CharField(required=False, widget=forms.HiddenInput, max_length=13)
    cover_description = forms.CharField(
        label=_("What the cover shows"), max_length=300, required=False, help_text=_("For people who cannot see it.")
    )
    canonical_url = forms.CharField(
        label=_("Where it appeared first"),
        max_length=logic.MAX_CANONICAL,
        required=False,
        widget=forms.TextInput({"inputmode": "url", "placeholder": "https://"}),
        help_text=_("Search engines will be sent there."),
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, viewer: Viewer, article: Article | None = None
    ) -> None:
        start: dict[str, Any] = {}
        if article is not None:
            start = {
                "subtitle": article.subtitle,
                "series": to_text(article.series_id) if article.series_id else "",
                "cover_id": to_text(article.cover_id) if article.cover_id else "",
                "cover_description": article.cover_description,
                "canonical_url": article.canonical_url,
            }
        super().__init__(data, files, initial=start, prefix="frame")
        self.viewer = viewer
        choices = [("", _("None")), *((to_text(each.id), each.title) for each in queries.series_to_write_in(viewer))]
        if article is not None and article.series is not None:
            own = (to_text(article.series.id), article.series.title)
            choices += [own] if own not in choices else []
        self.fields["series"].choices = choices  # type: ignore[attr-defined]

    def clean_canonical_url(self) -> str:
        url = str(self.cleaned_data["canonical_url"]).strip()
        if url and not logic.is_canonical_url(url):
            raise forms.ValidationError(str(WrongCanonicalUrl.message))
        return url

    def clean_cover_id(self) -> int | None:
        text = self.cleaned_data["cover_id"]
        try:
            return from_text(text) if text else None
        except ValueError:
            raise forms.ValidationError(_("This picture is not there any more.")) from None

    def clean_cover(self) -> int | None:
        upload: UploadedFile | None = self.cleaned_data["cover"]
        if upload is None:
            return None
        try:
            return store(upload, owner=self.viewer.person_id, at=now()).id
        except FileRefused as refused:
            raise forms.ValidationError(str(refused.message)) from None

    def frame(self) -> Frame:
        """What a valid form says."""
        values = self.cleaned_data
        return Frame(
            subtitle=values["subtitle"],
            series_id=from_text(values["series"]) if values["series"] else None,
            cover_id=values["cover"] or values["cover_id"],
            cover_description=values["cover_description"],
            canonical_url=values["canonical_url"],
        )


class SeriesForm(forms.Form):
    title = forms.CharField(label=_("Name of the series"), max_length=120)
    about = forms.CharField(
        label=_("What it is about"), max_length=500, required=False, widget=forms.Textarea({"rows": 3})
    )
