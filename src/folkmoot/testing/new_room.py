"""`make new-room name=polls`: writes a room that passes `make check` as it stands, for somebody to fill."""

import re
import sys
from pathlib import Path

TIERS = ("outside", "steward", "engage", "understand", "acknowledge", "hr", "listen")

FILES = {
    "__init__.py": '"""{Title}: say in one paragraph what this room is for, and what it is not."""\n',
    "apps.py": """from django.apps import AppConfig


class {Class}Config(AppConfig):
    name = "folkmoot.{tier}.{name}"
    label = "{name}"
""",
    "models.py": '"""Tables, constraints and querysets; no verbs."""\n',
    "policy.py": '"""Who may do what: pure predicates over loaded objects."""\n',
    "queries.py": '"""The reading door: everything others may ask, always for a viewer."""\n',
    "actions.py": '"""The writing door: verbs that check, change, audit and tell, in one transaction."""\n',
    "views.py": """from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from folkmoot.base.web import render


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    return render(request, "{name}/overview.html")
""",
    "urls.py": """from django.urls import path

from . import views

app_name = "{name}"
urlpatterns = [path("{name}/", views.overview, name="overview")]
""",
    "templates/{name}/overview.html": """{{% extends "ui/page.html" %}}
{{% block title %}}{{% trans "{Title}" %}}{{% endblock %}}
{{% block main %}}
  <h1>{{% trans "{Title}" %}}</h1>
{{% endblock %}}
""",
    "migrations/__init__.py": "",
    "tests/__init__.py": "",
    "tests/test_room.py": """from folkmoot.{tier}.{name}.apps import {Class}Config


def test_room_has_a_label_of_its_own():
    assert {Class}Config.label == "{name}"
""",
}


class NoSuchRoom(ValueError):
    """The name or the tier cannot be a room's."""


def write(source: Path, name: str, tier: str = "listen") -> Path:
    """This will write the room's files under `source` (the folder of the package); raises NoSuchRoom."""
    if not re.fullmatch(r"[a-z][a-z_]{1,28}[a-z]", name):
        raise NoSuchRoom(f"{name!r}: a room's name is a plain word in small letters.")
    if tier not in TIERS:
        raise NoSuchRoom(f"{tier!r} is no tier for rooms; one of {', '.join(TIERS)}.")
    folder = source / tier / name
    if folder.exists():
        raise NoSuchRoom(f"There is a room {tier}/{name} already.")
    words = {
        "name": name,
        "tier": tier,
        "Title": name.replace("_", " ").capitalize(),
        "Class": "".join(part.capitalize() for part in name.split("_")),
    }
    for place, text in FILES.items():
        file = folder / place.format(**words)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.format(**words), encoding="utf-8")
    tier_file = source / tier / "__init__.py"
    if not tier_file.exists():
        tier_file.write_text(f'"""{tier.capitalize()}: say what these rooms have in common."""\n', encoding="utf-8")
    return folder


def main() -> int:
    words = sys.argv[1:]
    if not words:
        sys.stderr.write("usage: make new-room name=polls [tier=listen]\n")
        return 2
    try:
        folder = write(Path(__file__).resolve().parents[1], *words[:2])
    except NoSuchRoom as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    dotted = f"folkmoot.{folder.parent.name}.{folder.name}"
    sys.stdout.write(
        f"Wrote {folder}.\nNow add, beside their like:\n"
        f'  config/settings.py   "{dotted}",\n  config/urls.py       room("{dotted}.urls"),\n'
        "and read docs/how-to-add-a-room.md.\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
