import pytest

from folkmoot.commons.search import logic


def test_fold_takes_accents_away():
    assert logic.fold("Straße Ärger Café İ") == "strasse arger cafe i"


@pytest.mark.parametrize(
    ("asked", "query"),
    [
        ("time pla", "'time' & 'pla':*"),
        ("a", ""),
        ('"time plan"', ""),
        ("time -plan", ""),
        ("it's", ""),
        ("x'); DROP", "'x' & 'drop':*"),
        ("", ""),
    ],
)
def test_prefix_query(asked, query):
    assert logic.prefix_query(asked) == query


def test_marked_shows_markup_as_text():
    text = f"<script>alert(1)</script> {logic.START}found{logic.STOP} &lt;b&gt; &amp;amp;"
    assert logic.marked(text) == ("&lt;script&gt;alert(1)&lt;/script&gt; <mark>found</mark> &lt;b&gt; &amp;amp;")


def test_correction_takes_the_nearest_word_that_exists():
    assert logic.correction("kuberntes pods", ["Kubernetes in production", "Pods and services"]) == "kubernetes pods"
    assert logic.correction("kubernetes", ["Kubernetes"]) == ""
    assert logic.correction("zzzz", ["Kubernetes"]) == ""
