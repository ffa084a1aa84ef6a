"""Small words of the pages about people."""

import pytest

from folkmoot.commons.people.templatetags.people_tags import browser_name


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/140.0 Safari/537.36", "Chrome on Linux"),
        ("curl/8.5", "curl/8.5"),
        ("", "An unknown browser"),
        (None, "An unknown browser"),
    ],
)
def test_browser_is_called_as_people_call_it(said, read):
    assert browser_name(said) == read
