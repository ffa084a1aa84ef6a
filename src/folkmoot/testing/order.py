"""Which files of tests begin a run: the longest, so that no worker is left with one when the others are done.

The first of them may have to bring a database up to date (folkmoot.testing.database), and the next need none, so that
nobody waits for it. All else comes as it is collected; within a file nothing changes.
"""

import pytest

FIRST = (
    "tests/architecture/test_routes.py",
    "src/folkmoot/graph/tests/test_influence.py",
    "src/folkmoot/graph/tests/test_nightly.py",
    "src/folkmoot/graph/tests/test_agreement.py",
    "tests/faults/test_kills.py",
    "tests/journeys/test_every_page.py",
    "tests/journeys/test_wrong_input.py",
    "tests/journeys/test_grown_pages.py",
    "tests/journeys/test_leaks.py",
    "src/folkmoot/demo/tests/test_firm.py",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # After pytest-django, which puts tests that commit behind the others.
    file_of = {item: item.nodeid.partition("::")[0] for item in items}
    rank = {name: number for number, name in enumerate(dict.fromkeys([*FIRST, *file_of.values()]))}
    items.sort(key=lambda item: rank[file_of[item]])
