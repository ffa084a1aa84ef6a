import pytest

from folkmoot.listen.notes import logic


@pytest.mark.parametrize(
    ("body", "link"),
    [
        ("See https://example.org/a?b=c.", "https://example.org/a?b=c"),
        ("(https://example.org/wiki/Moot_(folk))", "https://example.org/wiki/Moot_(folk)"),
        ("[words](https://example.org/x)", "https://example.org/x"),
        ("`https://example.org/` and nothing", ""),
        ("```\nhttps://example.org/\n```\nhttps://example.net/", "https://example.net/"),
        ("javascript:alert(1) ftp://example.org", ""),
        ("", ""),
    ],
)
def test_first_link_finds_the_first_outside_of_code(body, link):
    assert logic.first_link(body) == link


def test_preview_of_a_page_takes_plain_words_only():
    html = """<head><title>Plain</title><meta property="og:title" content="Rich &lt;b&gt; \u202etitle">
    <meta property="og:image" content="/a.png"></head>"""
    found = logic.preview_of("https://example.org/x/", html)
    assert found == logic.Preview("Rich <b> title", "", "example.org", "https://example.org/a.png")


def test_preview_of_a_page_without_a_title_is_none():
    assert logic.preview_of("https://example.org/", "<p>words</p>") is None


def test_clean_options_drops_empty_and_repeated_ones():
    assert logic.clean_options([" Tea ", "", "tea", "Green  tea"]) == ("Tea", "Green tea")
