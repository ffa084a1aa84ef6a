"""Whatever people write, what comes out is safe, and quick."""

import time

import pytest

from folkmoot.base.markup import MAX_LENGTH, TextIsTooLong, from_html, render

VECTORS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](vbscript:x)",
    "<javascript:alert(1)>",
    "![a](javascript:alert(1))",
    "![a](https://evil.example/pixel.png)",
    "![a](/files/../../etc/passwd)",
    "![a](//evil.example/x.png)",
    '<a href="x" onclick="alert(1)">k</a>',
    "<svg><script>alert(1)</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action=//evil.example><button>x</button></form>",
    "<style>*{display:none}</style>",
    "<p style='position:fixed'>x</p>",
    '```" onmouseover=alert(1)\nx\n```',
    "[x]: javascript:alert(1)\n\n[x]",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    '"><img src=x onerror=alert(1)>',
    "[^<img src=x onerror=alert(1)>]\n\n[^<img src=x onerror=alert(1)>]: y",
    "|<img src=x onerror=alert(1)>|\n|-|\n|x|",
    "@<script>alert(1)</script> #<script>alert(1)</script>",
]


def assert_harmless(html):
    """Looked at as a browser would: no tag, attribute or address that could run or fetch."""
    from html.parser import HTMLParser

    class Look(HTMLParser):
        def handle_starttag(self, tag, attrs):
            assert tag not in {"script", "style", "iframe", "object", "svg", "math", "form", "input", "button"}
            for name, value in attrs:
                assert not name.startswith("on"), (tag, name)
                assert name not in ("style", "srcdoc", "action", "formaction")
                if name == "href":
                    assert not value or value.lower().startswith(("http", "mailto:", "/", "#")) or ":" not in value
                if name == "src":
                    assert value.startswith("/files/")
                    assert ".." not in value

    Look().feed(html)


@pytest.mark.parametrize("vector", VECTORS)
@pytest.mark.parametrize("read", [render, from_html])
def test_hostile_text_comes_out_harmless(read, vector):
    assert_harmless(read(vector).html)
    assert_harmless(read(f"> - {vector}\n>\n> {vector}").html)


def test_what_was_typed_is_shown_as_it_was_typed():
    assert render("a List<String> & <b>").html == "<p>a List&lt;String&gt; &amp; &lt;b&gt;</p>\n"


def test_names_become_links_only_where_they_lead_somewhere():
    found = render(
        "@ada @nobody #pumps #123 a@b.org `@ada` [@ada](/x) mail@ada #ada's",
        resolve=lambda names: {"@ada": "/@ada/", "#pumps": '/tags/"pumps"/'},
    )
    assert found.mentions == ("ada", "nobody")
    assert found.hashtags == ("pumps", "ada")
    assert found.html.count('class="mention"') == 1
    assert '"pumps"' not in found.html


def test_excerpt_has_words_and_no_marks():
    found = render("# Title\n\nSome **bold** [link](/x) ![pic](/files/0000000000000/a.png)\n\n```\ncode\n```")
    assert found.excerpt == "Title Some bold link pic code"
    assert len(render("word " * 500).excerpt) <= 300


def test_headings_leave_the_first_two_to_the_page():
    assert "<h3>A</h3>" in render("# A").html
    assert "<h3>A</h3>" in from_html("<h1>A</h1>").html


def test_own_pictures_stay_and_others_become_links():
    assert '<img src="/files/0123456789abc/a.png" alt="d">' in render("![d](/files/0123456789abc/a.png)").html
    found = from_html('<p><img src="https://i.example/a.png" alt="x"></p>').html
    assert '<a href="https://i.example/a.png"' in found
    assert "<img" not in found


def test_links_say_what_they_are():
    assert 'rel="nofollow noopener ugc"' in render("https://example.org").html


def test_too_long_is_refused():
    with pytest.raises(TextIsTooLong):
        render("x" * (MAX_LENGTH + 1))


@pytest.mark.parametrize(
    "piece",
    ["[", "![", "*a ", ">", "`a", "- ", "_a_", "<a", "[^a]", "@a", "#a",
     "www.", "(", "**a ", "~~a ", "|a", "&", "http://a "],
)  # fmt: skip
def test_no_text_takes_long(piece):
    text = (piece * MAX_LENGTH)[:MAX_LENGTH]
    began = time.process_time()
    render(text)
    # Seconds, not milliseconds: this finds the exponential, it does not measure.
    assert time.process_time() - began < 10


def test_titles_in_double_brackets_lead_where_the_caller_says():
    def resolve(names):
        return {name: f"/p/{name[2:].replace(' ', '-').lower()}/" for name in names if name.startswith("[[")}

    html = render("See [[Brake Test]] and [[Brake Test#On site|there]], not `[[code]]`.", resolve=resolve).html
    assert 'href="/p/brake-test/"' in html
    assert '<a class="wikilink" href="/p/brake-test/#on-site"' in html
    assert ">there</a>" in html
    assert "<code>[[code]]</code>" in html
    assert render("See [[Brake Test]].").html == "<p>See [[Brake Test]].</p>\n"
    assert render("See [[Brake Test|it]].", resolve=resolve).excerpt == "See it."


def test_an_include_is_a_link_until_somebody_who_knows_the_reader_puts_the_text_there():
    def resolve(names):
        return {name: "/p/terms/" for name in names if name.startswith("[[")}

    html = render("Before\n{{include: Terms & <b>}}\nafter", resolve=resolve).html
    assert html.startswith("<p>Before</p>")
    assert '<section class="include"><a class="wikilink" href="/p/terms/"' in html
    assert "<b>" not in html
    assert "{{include: Terms}}" in render("{{include: Terms}}").html
    assert "wikilink" not in render("    {{include: Terms}}", resolve=resolve).html
