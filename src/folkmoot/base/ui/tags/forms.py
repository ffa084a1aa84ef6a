"""Forms that screen readers can follow."""

from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from .marks import attrs_of

register = template.Library()


@register.simple_tag
def toggle(
    name: str, checked: bool = False, label: str = "", hide_label: bool = False, value: str = "on", **attrs: Any
) -> SafeString:
    """A switch: a check box underneath, so it works in any form."""
    return format_html(
        '<label class="toggle"><input type="checkbox" role="switch" name="{}" value="{}"{}{}>'
        '<span class="toggle-track" aria-hidden="true"></span><span{}>{}</span></label>',
        name,
        value,
        mark_safe(" checked") if checked else "",
        attrs_of(attrs),
        mark_safe(' class="visually-hidden"') if hide_label else "",
        label,
    )


_CLASSES = {
    "checkbox": "check-input",
    "select": "select",
    "nullbooleanselect": "select",
    "selectmultiple": "select",
    "textarea": "textarea",
    "file": "",
    "clearablefile": "",
    "hidden": "",
    "radioselect": "",
    "checkboxselectmultiple": "",
}


@register.simple_tag
def field(bound: BoundField, label: str = "", help_text: str = "", **attrs: Any) -> SafeString:
    """One field of a form: label, control, help, errors, tied together for screen readers."""
    if not bound:
        return mark_safe("")
    if bound.is_hidden:
        return mark_safe(str(bound))  # noqa: S308 (a widget's own rendering)
    kind = bound.widget_type
    classes = " ".join(filter(None, (_CLASSES.get(kind, "input"), bound.field.widget.attrs.get("class", ""))))
    extra = {name.rstrip("_").replace("_", "-"): value for name, value in attrs.items()}
    if classes:
        extra["class"] = classes
    return render_to_string(
        "ui/components/field.html",
        {
            "field": bound,
            "control": bound.as_widget(attrs=extra),
            "label": label or bound.label,
            "help_text": help_text or bound.help_text,
            "help_id": f"{bound.id_for_label or bound.auto_id}_helptext",
            "error_id": f"{bound.auto_id}_error",
            "is_check": isinstance(bound.field.widget, CheckboxInput),
            "is_group": kind in ("radioselect", "checkboxselectmultiple"),
            "is_optional": not bound.field.required,
        },
    )


@register.simple_tag
def form_fields(form: Any) -> SafeString:
    """Every field of the form, its general errors first."""
    return format_html(
        "{}{}{}",
        form_errors(form),
        format_html_join("", "{}", ((str_safe(bound),) for bound in form.hidden_fields())),
        format_html_join("", "{}", ((field(bound),) for bound in form.visible_fields())),
    )


def str_safe(bound: BoundField) -> SafeString:
    return mark_safe(str(bound))  # noqa: S308 (a widget's own rendering)


@register.simple_tag
def form_errors(form: Any) -> SafeString:
    """The summary on top of a form that did not go through; each line leads to its field."""
    if not form or not form.errors:
        return mark_safe("")
    return render_to_string("ui/components/form_errors.html", {"form": form})
