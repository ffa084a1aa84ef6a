"""The composer: one form for everything that is written, and the small forms of an item's pages."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from folkmoot.base import markup
from folkmoot.base.files.models import StoredFile
from folkmoot.base.web.statements import Given, Statement
from folkmoot.commons.people.audiences import Audience
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.queries import spaces_for_posting
from folkmoot.commons.spaces.viewer import Viewer

from . import kinds, voices
from .actions.editing import EditConflict
from .composing import Notice
from .logic import DiffLine, diff
from .models import Draft, Item, Report

_MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local", "class": "input"}, format="%Y-%m-%dT%H:%M")


class ComposerForm(forms.Form):
    """What somebody writes: text, tags, files, and always to whom and in which voice.

    For a new item of `kind` (in a fixed `space`, or one to choose), for a reply (`root`), for an edit (`item`).
    `place` names the draft. `publish_fields` is what `actions.publish` takes.
    """

    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    body = forms.CharField(label=_("Text"), max_length=markup.MAX_LENGTH, required=False, strip=False)
    tags = forms.CharField(
        label=_("Tags"), max_length=300, required=False, help_text=_("Up to 8, with commas between them.")
    )
    space = forms.ChoiceField(label=_("Where"), required=False)
    audience = forms.TypedChoiceField(label=_("Who may read this"), coerce=int, empty_value=None, required=False)
    voice = forms.ChoiceField(label=_("In which voice"), required=False)
    publish_at = forms.DateTimeField(label=_("Publish at"), required=False, widget=_MOMENT)
    unpublish_at = forms.DateTimeField(label=_("Take back at"), required=False, widget=_MOMENT)
    is_must_read = forms.BooleanField(label=_("Ask everybody to confirm reading it"), required=False)
    comment = forms.CharField(label=_("What have you changed?"), max_length=200, required=False)
    is_minor = forms.BooleanField(
        label=_("Only a small change"),
        required=False,
        help_text=_("Those who follow it are not told, unless they asked."),
    )
    expected_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    refusal: Any = ""
    theirs: Item | None = None
    conflict: EditConflict | None = None
    between: Sequence[DiffLine] = ()
    extra_html: SafeString | str = ""
    notices: Sequence[Notice] = ()

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        viewer: Viewer,
        kind: str,
        action: str,
        place: str,
        space: Space | None = None,
        root: Item | None = None,
        item: Item | None = None,
        submit_label: Any = "",
        placeholder: Any = "",
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        self.viewer, self.place, self.action, self.space, self.root, self.item = (
            viewer, place, action, space, root, item
        )  # fmt: skip
        self.what = kinds.kind(kind)
        self.is_reply, self.is_edit = self.what.is_reply, item is not None
        start = dict(initial or {})
        if data is None and not start:
            start = draft_of(viewer, place)
        super().__init__(data, initial=start, auto_id=f"{place.replace(':', '-')}-%s")
        self.html_id = f"composer-{place.replace(':', '-')}"
        self.submit_label = submit_label or (
            _("Save") if self.is_edit else _("Reply") if self.is_reply else _("Publish")
        )
        self._choose_fields()
        self._dress(placeholder)

    def _choose_fields(self) -> None:
        """Take out what this use of the composer has no need of, and fill the choices."""
        needless = set()
        if not self.what.has_title or self.is_reply:
            needless |= {"title"}
        if self.is_reply:
            needless |= {"tags", "space", "audience", "publish_at", "unpublish_at", "is_must_read"}
        if self.is_edit:
            needless |= {"space", "audience", "voice", "publish_at", "unpublish_at", "is_must_read"}
        else:
            needless |= {"comment", "expected_version"}
        if not (self.is_edit and self.what.tells_edits):
            needless |= {"is_minor"}
        where = self.space or (self.root.space if self.root is not None else None)
        self.fixed_audience = self._fixed_audience()
        if "space" not in needless:
            self._offer_spaces(needless)
        if "audience" not in needless:
            choices = self._audiences(where)
            self.fields["audience"].choices = choices  # type: ignore[attr-defined]
            self.fields["audience"].initial = where.audience if where else min(self.viewer.clearance, 2)
        may_oblige = self.viewer.is_admin or (where is not None and where.id in self.viewer.moderated_space_ids)
        if not may_oblige:
            needless |= {"is_must_read"}
        options = voices.options(where)
        self.fields["voice"].choices = options  # type: ignore[attr-defined]
        self.fields["voice"].initial = "name"
        for name in needless:
            self.fields.pop(name, None)

    def _fixed_audience(self) -> int | None:
        shown = self.item or self.root
        return int(shown.audience) if shown is not None else None

    def _offer_spaces(self, needless: set[str]) -> None:
        if self.space is not None:
            needless.add("space")
            return
        offered = [
            space for space in spaces_for_posting(self.viewer) if not space.tools or self.what.name in space.tools
        ]
        self._audience_of = {space.id: int(space.audience) for space in offered}
        names = [(str(space.id), space.name) for space in offered]
        self.fields["space"].choices = [("", _("In no community")), *names]  # type: ignore[attr-defined]

    def _audiences(self, where: Space | None) -> list[tuple[int, Any]]:
        most = 3 if where is not None else self.viewer.clearance
        least = where.audience if where is not None else 0
        choices = [(int(value), label) for value, label in Audience.choices if least <= value <= most]
        return choices or [(int(least), Audience(least).label)]

    def _dress(self, placeholder: Any) -> None:
        """Classes, and the addresses by which the page's script helps while writing."""
        helpers = {
            "preview": "preview", "mention": "mentions", "tag": "tag_words", "upload": "upload", "draft": "draft",
        }  # fmt: skip
        attrs = {f"data-{name}-url": reverse(f"content:{view}") for name, view in helpers.items()}
        if "title" in self.fields and not self.is_edit:
            attrs["data-similar-url"] = f"{reverse('content:similar')}?kind={self.what.name}"
        usual = _("Write a comment…") if self.is_reply else _("What do you want to say?")
        self.fields["body"].widget = forms.Textarea(
            attrs={
                "class": "textarea", "rows": 3 if self.is_reply else 6, "data-composer": "", "data-place": self.place,
                "placeholder": placeholder or usual,
                "maxlength": markup.MAX_LENGTH, **attrs,
            }
        )  # fmt: skip
        if "title" in self.fields:
            self.fields["title"].widget.attrs |= {"class": "composer-title", "placeholder": _("Title")}
        for name in ("space", "audience", "voice"):
            if name in self.fields:
                self.fields[name].widget.attrs["class"] = "select"
        for name in ("tags", "comment"):
            if name in self.fields:
                self.fields[name].widget.attrs["class"] = "input"
        if "tags" in self.fields:
            self.fields["tags"].widget.attrs |= {"data-tags": "", "data-tag-url": reverse("content:tag_words")}

    @property
    def has_title(self) -> bool:
        return "title" in self.fields

    @property
    def has_tags(self) -> bool:
        return "tags" in self.fields

    @property
    def allows_draft(self) -> bool:
        return not self.is_reply and not self.is_edit

    @property
    def foot_fields(self) -> list[forms.BoundField]:
        """To whom and in which voice: always visible."""
        return [self[name] for name in ("space", "audience", "voice") if name in self.fields]

    @property
    def more_fields(self) -> list[forms.BoundField]:
        names = ["publish_at", "unpublish_at", "is_must_read"] + ([] if self.what.tells_edits else ["comment"])
        return [self[name] for name in names if name in self.fields]

    @property
    def change_fields(self) -> list[forms.BoundField]:
        """What one says of a change, always visible where many people write one text."""
        names = ("comment", "is_minor") if self.what.tells_edits else ()
        return [self[name] for name in names if name in self.fields]

    @property
    def kept_files(self) -> list[StoredFile]:
        """Files that came with an earlier try, so that an error loses none of them; set by `keep_files`."""
        return getattr(self, "_kept_files", [])

    def keep_files(self, file_ids: Sequence[int]) -> None:
        """Show these own uploads again in the form."""
        own = StoredFile.objects.filter(id__in=file_ids, owner=self.viewer.person_id)
        self._kept_files = list(own)

    def show_conflict(self, conflict: EditConflict) -> None:
        """Show what somebody else saved meanwhile beside what was typed, and offer both in one.

        What was typed stays in the field; sent again, it counts as written after having seen theirs.
        """
        self.refusal, self.theirs, self.conflict = conflict.message, conflict.theirs, conflict
        self.data = {**self.data.dict(), "expected_version": conflict.version}  # type: ignore[attr-defined]
        self.between = diff(conflict.theirs.body, conflict.body or "")

    def clean_space(self) -> int | None:
        value = self.cleaned_data["space"]
        return int(value) if value else None

    def clean_body(self) -> str:
        if self.data.get("take") == "merged":
            # The proposal of a conflict, edited in its own field; what was typed before stays in the other.
            return str(self.data.get("merged", ""))[: markup.MAX_LENGTH].replace("\r\n", "\n").strip("\n")
        return str(self.cleaned_data["body"]).replace("\r\n", "\n").strip("\n")

    def tag_names(self) -> list[str]:
        return [name for name in self.cleaned_data.get("tags", "").replace(";", ",").split(",") if name.strip()]

    def _audience(self, wanted: int | None, space_id: int | None) -> int | None:
        """A community chosen in the form may have fewer readers than the audience beside it: then those."""
        if wanted is None or space_id is None:
            return wanted
        return max(wanted, self._audience_of.get(space_id, wanted))

    def publish_fields(self, *, at: datetime) -> dict[str, Any]:
        """The keyword arguments of `actions.publish` besides viewer, kind and files."""
        values = self.cleaned_data
        return {
            "title": values.get("title", ""),
            "body": values["body"],
            "tags": self.tag_names(),
            "space_id": self.space.id if self.space is not None else values.get("space"),
            "audience": self._audience(values.get("audience"), values.get("space")),
            "voice": values.get("voice") or "name",
            "publish_at": values.get("publish_at"),
            "unpublish_at": values.get("unpublish_at"),
            "is_must_read": bool(values.get("is_must_read")),
            "as_draft": bool(self.data.get("as_draft")),
            "at": at,
        }


_DRAFT: Statement[Any] = Statement(
    lambda: Draft.objects.filter(person_id=Given("me"), place=Given("place")).values_list("fields", flat=True)
)


def draft_of(viewer: Viewer, place: str) -> dict[str, Any]:
    """What the viewer was writing there."""
    if viewer.is_guest:
        return {}
    found = _DRAFT.first({"me": viewer.person_id, "place": place})
    kept = {name: str(value) for name, value in (found or {}).items() if name in ("title", "body", "tags")}
    return kept if any(kept.values()) else {}


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What is wrong with it?"), choices=Report.Reason.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("Anything moderators should know"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )


class MoveForm(forms.Form):
    space = forms.ChoiceField(label=_("Where to"))

    def __init__(self, *args: Any, viewer: Viewer, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["space"].choices = [  # type: ignore[attr-defined]
            (str(space.id), space.name) for space in spaces_for_posting(viewer) if space.id != item.space_id
        ]


class AudienceForm(forms.Form):
    audience = forms.TypedChoiceField(label=_("Who may read this"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, viewer: Viewer, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        least = item.space.audience if item.space is not None else 0
        most = 3 if item.space_id is not None else viewer.clearance
        self.fields["audience"].choices = [  # type: ignore[attr-defined]
            (int(value), label) for value, label in Audience.choices if least <= value <= most
        ]


class ShareForm(forms.Form):
    body = forms.CharField(
        label=_("Say something about it"), max_length=2000, required=False, widget=forms.Textarea({"rows": 4})
    )
    space = forms.ChoiceField(label=_("Where"), required=False)

    def __init__(self, *args: Any, viewer: Viewer, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fits = [
            (str(space.id), space.name)
            for space in spaces_for_posting(viewer)
            if (space.audience >= item.audience if item.audience < 3 else space.id == item.space_id)
        ]
        to_all = [("", _("With the people who follow me"))] if item.audience < 3 else []
        self.fields["space"].choices = [*to_all, *fits]  # type: ignore[attr-defined]


class ScheduleForm(forms.Form):
    publish_at = forms.DateTimeField(label=_("Publish at"), required=False, widget=_MOMENT)
    unpublish_at = forms.DateTimeField(label=_("Take back at"), required=False, widget=_MOMENT)


class SynonymForm(forms.Form):
    name = forms.CharField(label=_("This tag"), max_length=50)
    of = forms.CharField(label=_("means the same as"), max_length=50)
