from datetime import date

import pytest

from folkmoot.commons.spaces import logic


@pytest.mark.parametrize(
    ("name", "slug"), [("Café der Ideen!", "cafe-der-ideen"), ("Straße", "strasse"), ("日本", "")]
)
def test_slug_of(name, slug):
    assert logic.slug_of(name) == slug


def test_token_of_an_invitation_is_refused_when_a_letter_differs():
    token = logic.token_of(4711)
    assert logic.invitation_of(token) == 4711
    assert logic.invitation_of(token[:-1] + ("0" if token[-1] != "0" else "1")) is None
    assert logic.invitation_of("") is None
    assert logic.invitation_of("é" * 45) is None


def test_standing_counts_backwards():
    weeks = logic.weeks_before(date(2026, 3, 18), 3)
    assert weeks == [date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 16)]
    joined = [date(2026, 3, 10), date(2026, 3, 17)]
    left = [(date(2026, 1, 1), date(2026, 3, 17)), (date(2026, 3, 9), date(2026, 3, 10))]
    assert logic.standing(weeks, 5, joined, left) == [4, 5, 5]
