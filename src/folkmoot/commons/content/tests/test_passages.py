"""A passage is found again while the text changes, and marked where it stands."""

import pytest

from folkmoot.base.markup import render
from folkmoot.commons.content import passages
from folkmoot.commons.content.passages import Passage, locate, words_of

TEXT = (
    "Lift slowly. Check the brake before each shift. Never lift over people. Check the brake before each shift, "
    "and write it down."
)


def test_the_words_around_tell_which_of_two_is_meant():
    first = locate(TEXT, Passage("Check the brake", "Lift slowly. ", " before each"))
    second = locate(TEXT, Passage("Check the brake", "over people. ", " before each"))
    assert first is not None
    assert second is not None
    assert first[0] < second[0]
    assert TEXT[second[0] : second[1]] == "Check the brake"


def test_it_is_found_after_a_change_beside_it_and_inside_it():
    passage = Passage("Never lift over people.", "before each shift. ", " Check the brake before")
    beside = TEXT.replace("Lift slowly", "Lift very slowly indeed")
    inside = TEXT.replace("Never lift over people.", "Never ever lift over people!")
    for text in (beside, inside):
        found = locate(text, passage)
        assert found is not None
        assert "lift over people" in text[slice(*found)]


def test_it_is_gone_when_its_words_are():
    passage = Passage("Never lift over people.", "before each shift. ", " Check the brake before")
    assert locate(TEXT.replace("Never lift over people.", "The cook makes soup on Fridays."), passage) is None
    assert locate("", passage) is None
    assert locate(TEXT, Passage("")) is None


@pytest.mark.parametrize("quote", ["bold words & more", "words & more end", "item one", "x < y"])
def test_a_passage_across_elements_is_marked_and_nothing_else_changes(quote):
    html = render("Some **bold words** & more end.\n\n- item *one*\n- x < y").html
    words = words_of(html)
    span = locate(words.text, Passage(quote))
    assert span is not None
    marked = passages.mark(html, [(*span, "abc")], words)
    assert marked.count('id="r-abc"') == 1
    plain = marked.replace("</mark>", "")
    for opening in ('<mark class="remark" id="r-abc" data-remark="abc">', '<mark class="remark" data-remark="abc">'):
        plain = plain.replace(opening, "")
    assert plain == html
    assert marked.count("<mark") == marked.count("</mark>")


def test_words_are_those_that_a_reader_sees():
    assert words_of("<p>One<br>two</p><p>three &amp; <em>four</em></p>").text.split() == [
        "One",
        "two",
        "three",
        "&",
        "four",
    ]
