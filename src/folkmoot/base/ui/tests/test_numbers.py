"""Numbers are written as people write them."""

import pytest

from folkmoot.base.ui.tags.numbers import meter


@pytest.mark.parametrize(
    ("value", "most", "shown"), [(286.375, 60, "286.4 / 60"), (59.0, 60, "59 / 60"), (1234567, 2000000, "1,234,567")]
)
def test_a_meter_says_its_numbers_plainly(value, most, shown):
    drawn = meter("Points", value, most)
    assert f"<b>{shown}" in drawn
    assert "e+" not in drawn
