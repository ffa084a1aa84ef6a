import re

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client

from folkmoot.base.ui import samples
from folkmoot.base.ui.portrait import portrait


def draw(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize("code", ["400", "403", "404", "429", "500"])
def test_error_page_renders_without_any_context(code):
    assert code in render_to_string(f"{code}.html", {})


def test_portrait_of_the_same_seed_is_the_same_and_of_others_differs():
    assert portrait("hana") == portrait("hana")
    assert len({portrait(str(number)) for number in range(50)}) > 45
    assert "<script" not in portrait('"><script>')


def test_style_page_writes_no_inline_style_or_handler():
    html = render_to_string("ui/style.html", samples.context() | {"csrf_token": "t"})
    assert not re.search(r"\sstyle=|\son[a-z]+=\"|<style|<script(?![^>]*\bsrc=)", html)


def test_button_escapes_text_and_writes_attributes():
    html = draw("{% button text href='/a?b=1&c=2' hx_post='/x/' disabled=False %}", text="<b>")
    assert "&lt;b&gt;" in html
    assert 'hx-post="/x/"' in html
    assert "disabled" not in html
    assert "c=2" in html


def test_field_ties_label_help_and_errors_to_the_control():
    html = draw("{% field form.name %}{% field form.email %}", form=samples.SampleForm({"email": "no"}))
    assert 'for="id_name"' in html
    (described,) = re.findall(r'<input[^>]*id="id_name"[^>]*>', html)
    assert 'aria-invalid="true"' in described
    (names,) = re.findall(r'aria-describedby="([^"]+)"', described)
    for named in names.split():
        assert f'id="{named}"' in html


def test_vote_shows_the_own_vote_as_pressed_and_offers_to_take_it_back():
    html = draw("{% vote '/v/' 3 mine=1 %}")
    assert html.count('aria-pressed="true"') == 1
    assert 'value="0" aria-pressed="true"' in html


def test_alias_avatar_shows_no_picture_of_the_person():
    html = draw("{% avatar who %}", who={"name": "Quiet Heron", "is_alias": True, "avatar_url": "/secret.png"})
    assert "secret" not in html


def test_choose_theme_keeps_it_in_a_cookie_and_refuses_foreign_returns():
    response = Client().post("/ui/theme/", {"theme": "dark"}, headers={"referer": "https://evil.example/x"})
    assert response.status_code == 302
    assert response["Location"] == "/"
    assert response.cookies["theme"].value == "dark"
