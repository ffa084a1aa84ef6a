from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from folkmoot.commons.content import kinds
from folkmoot.commons.people import queries as people
from folkmoot.commons.spaces import queries as spaces
from folkmoot.commons.spaces.viewer import Viewer

from .queries import Asked

OTHERS = [("people", _("People")), ("spaces", _("Communities")), ("tags", _("Tags")), ("files", _("Files"))]


class SearchForm(forms.Form):
    """What is looked for, and where. A field that makes no sense is left out rather than refused."""

    q = forms.CharField(label=_("Words"), required=False, max_length=200)
    kind = forms.ChoiceField(label=_("What"), required=False)
    space = forms.SlugField(label=_("Community"), required=False, max_length=60)
    author = forms.CharField(label=_("Written by"), required=False, max_length=60)
    tag = forms.CharField(label=_("Tag"), required=False, max_length=50)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(kind.name, kind.label_plural) for kind in kinds.kinds(replies=True)]
        self.fields["kind"].choices = [("", _("Everything")), *known, *OTHERS]  # type: ignore[attr-defined]

    def asked(self, viewer: Viewer) -> Asked | None:
        """The search; None when it names a community or a person whom the viewer cannot know: nothing is found."""
        self.is_valid()
        values = self.cleaned_data
        space_id = author_id = None
        if slug := values.get("space"):
            space = spaces.visible_space(viewer, slug)
            if space is None:
                return None
            space_id = space.pk
        if name := values.get("author"):
            author = people.visible_person(viewer, name.lstrip("@"))
            if author is None:
                return None
            author_id = author.pk
        since, until = values.get("since"), values.get("until")
        return Asked(
            words=values.get("q", ""),
            kind=values.get("kind", ""),
            space_id=space_id,
            author_id=author_id,
            tag=values.get("tag", "").lstrip("#"),
            since=datetime.combine(since, time.min, UTC) if since else None,
            until=datetime.combine(until + timedelta(days=1), time.min, UTC) if until else None,
        )

    def kept(self) -> dict[str, str]:
        """The fields as a saved search keeps them: what can be put into an address again."""
        return {name: self.data.get(name, "") for name in self.fields if self.data.get(name)}
