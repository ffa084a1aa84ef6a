"""Every language that Folkmoot offers is whole: nothing missing, nothing doubtful, every placeholder kept."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings
from django.test import Client
from django.urls import reverse

LOCALE = Path(settings.LOCALE_PATHS[0])
TRANSLATED = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


def catalogue(language):
    with (LOCALE / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


@pytest.mark.parametrize("language", TRANSLATED)
def test_catalogue_is_whole(language):
    found = catalogue(language)
    wrong = []
    for message in found:
        words = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and (message.fuzzy or not all(words)):
            wrong.append(f"not translated: {message.id!r}")
        wrong += [f"{message.id!r}: {error}" for error in message.check(found)]
        wrong += [f"{message.id!r}: {{…}} differ" for word in words if _braces(message.id) != _braces(word)]
    assert not wrong, "\n".join(wrong)


def _braces(text):
    """What a script of the page fills in: {n}, {name}."""
    text = text[-1] if isinstance(text, tuple) else text
    return sorted(part.split("}")[0] for part in text.split("{")[1:])


@pytest.mark.django_db
@pytest.mark.parametrize("language", TRANSLATED)
def test_page_speaks_the_language_of_the_browser(language):
    url = reverse("qa:questions")
    page = Client().get(url, headers={"accept-language": language})
    assert f'<html lang="{language}"' in page.text
    words = {message.id: message.string for message in catalogue(language)}
    assert words["Ask what you need to know; answer what you know."] in page.text
