"""The forms of videos, besides the composer."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from .actions.captioning import MOST_LETTERS

LANGUAGES = [
    ("en", "English"), ("de", "Deutsch"), ("fr", "Français"), ("es", "Español"), ("it", "Italiano"),
    ("nl", "Nederlands"), ("pl", "Polski"), ("pt", "Português"), ("sv", "Svenska"), ("da", "Dansk"),
    ("no", "Norsk"), ("fi", "Suomi"), ("cs", "Čeština"), ("ro", "Română"), ("hu", "Magyar"), ("el", "Ελληνικά"),
    ("tr", "Türkçe"), ("uk", "Українська"), ("ru", "Русский"), ("ar", "العربية"), ("he", "עברית"),
    ("hi", "हिन्दी"), ("zh", "中文"), ("ja", "日本語"), ("ko", "한국어"), ("vi", "Tiếng Việt"), ("eu", "Euskara"),
    ("ca", "Català"),
]  # fmt: skip


class CaptionsForm(forms.Form):
    """Captions as text, or as a file, which then counts."""

    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial=settings.LANGUAGE_CODE)
    file = forms.FileField(label=_("A file (.vtt or .srt)"), required=False)
    text = forms.CharField(
        label=_("Captions"),
        required=False,
        strip=False,
        max_length=MOST_LETTERS,
        widget=forms.Textarea({"rows": 18, "class": "textarea code", "spellcheck": "true", "data-film-captions": ""}),
        help_text=_("Each passage has a line with its times and, below it, what is said."),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        upload: UploadedFile | None = values.get("file")
        if upload is not None:
            if (upload.size or 0) > MOST_LETTERS:
                raise forms.ValidationError(_("This file is too large to be captions."))
            try:
                values["text"] = upload.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                raise forms.ValidationError(_("This file is no text in UTF-8.")) from None
        if not values.get("text", "").strip():
            raise forms.ValidationError(_("Please write the captions, or choose a file."))
        return values
