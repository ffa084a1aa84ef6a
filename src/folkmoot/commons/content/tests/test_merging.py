"""Two changes in one: nothing that either wrote is ever missing from what comes out."""

from hypothesis import given
from hypothesis import strategies as st

from folkmoot.commons.content.merging import MINE, has_marks, merge, merge_names, merge_value

LINES = st.lists(st.sampled_from(["alpha", "beta", "gamma", "delta", ""]), max_size=8)


@st.composite
def three(draw):
    base = draw(LINES)

    def change(who):
        out = []
        for number, line in enumerate([*base, None]):
            if draw(st.booleans()) and draw(st.booleans()):
                out.append(f"{who}{number} new words")
            if line is not None and draw(st.integers(0, 4)):
                out.append(line)
        return out

    return "\n".join(base), "\n".join(change("mine")), "\n".join(change("theirs"))


@given(three())
def test_every_new_line_of_both_is_in_what_comes_out(texts):
    base, mine, theirs = texts
    text = merge(base, mine, theirs, my_name="me", their_name="them").text
    for line in {*mine.splitlines(), *theirs.splitlines()}:
        if line.startswith(("mine", "theirs")):
            assert line in text.splitlines()


@given(three())
def test_who_changed_nothing_loses_nothing(texts):
    base, mine, theirs = texts
    assert merge(base, mine, base).text.splitlines() == mine.splitlines()
    assert merge(base, base, theirs).text.splitlines() == theirs.splitlines()
    assert merge(base, mine, mine).text.splitlines() == mine.splitlines()
    assert merge(base, mine, base).conflict_count == 0


@given(three())
def test_it_does_not_matter_who_was_first(texts):
    base, mine, theirs = texts
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)
    assert one.conflict_count == other.conflict_count
    if not one.conflict_count:
        assert one.text == other.text


def test_changes_in_different_paragraphs_are_both_kept():
    base = "# Brakes\n\nTest once a month.\n\nWrite it down.\n"
    merged = merge(base, base.replace("once a month", "every week"), base.replace("down", "into the log book"))
    assert merged.conflict_count == 0
    assert merged.text == "# Brakes\n\nTest every week.\n\nWrite it into the log book.\n"


def test_changes_far_apart_in_one_long_line_are_both_kept():
    base = "Cranes stand still when the wind is above twenty metres a second and nobody climbs before the all clear."
    mine, theirs = base.replace("twenty", "eighteen"), base.replace("the all clear", "the foreman says so")
    merged = merge(base, mine, theirs)
    assert merged.conflict_count == 0
    assert merged.text == base.replace("twenty", "eighteen").replace("the all clear", "the foreman says so")


def test_the_same_place_is_a_conflict_that_holds_both():
    merged = merge("wind above 20", "wind above 18", "wind above 22", my_name="mine", their_name="theirs")
    assert merged.conflict_count == 1
    assert merged.text == "<<<<<<< mine\nwind above 18\n=======\nwind above 22\n>>>>>>> theirs"
    assert has_marks(merged.text)
    assert not has_marks(f"Git writes {MINE} there.")


def test_names_and_values():
    assert merge_names(["a", "b"], ["a", "c"], ["a", "b", "d"]) == ["a", "d", "c"]
    assert merge_value("x", "x", "y") == ("y", False)
    assert merge_value("x", "z", "x") == ("z", False)
    assert merge_value("x", "z", "y") == ("z", True)
