from datetime import UTC, datetime

from folkmoot.listen.qa import logic


def test_hints_for_a_poor_title_say_what_would_help():
    assert logic.hints("Help please!!!")
    assert logic.hints("WHY DOES NOTHING WORK HERE")
    assert logic.hints("How do I get a travel card for a new colleague?", "x" * 60) == []


def test_in_order_puts_accepted_answers_first():
    def at(day):
        return datetime(2026, 1, day, tzinfo=UTC)

    rows = [(False, False, 5, at(1)), (True, False, 0, at(2)), (False, True, 5, at(3)), (False, False, 9, at(4))]
    facts = {"facts": lambda row: row}
    assert [rows.index(row) for row in logic.in_order(rows, sort="votes", **facts)] == [1, 3, 2, 0]
    assert [rows.index(row) for row in logic.in_order(rows, sort="new", **facts)] == [1, 3, 2, 0]
    assert [rows.index(row) for row in logic.in_order(rows, sort="old", **facts)] == [1, 0, 2, 3]
