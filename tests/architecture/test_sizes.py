"""Nothing grows past what one head holds: files, functions and templates have a budget.

When this fails, cut the file by verb into a package of the same name, or the function at its next paragraph.
A longer file or function needs a line below with its reason; lines that are no longer needed fail too.
"""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "folkmoot"

FILE_LINES = 400
FILE_LINES_WITH_A_REASON = 600
FUNCTION_LINES = 60
TEMPLATE_LINES = 200

# path below src/folkmoot: why it may have up to 600 lines.
LONG_FILES: dict[str, str] = {}
# "path::function": why it may be longer than 60 lines.
LONG_FUNCTIONS: dict[str, str] = {
    "graph/sampling.py::_proposed": "the innermost loop: a call in it costs more than the work",
    "graph/sampling.py::_sets": "the innermost loop: a call in it costs more than the work",
    "graph/selection.py::_greedy": "one loop over shared arrays",
}
# path below src/folkmoot: why it may be longer than 200 lines.
LONG_TEMPLATES: dict[str, str] = {}


def python_files():
    return [path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts]


def long_functions(path: Path):
    name = path.relative_to(SOURCE).as_posix()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            if (node.end_lineno or first) - first + 1 > FUNCTION_LINES:
                yield f"{name}::{node.name}"


def lines_in(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_files_stay_readable_in_one_sitting():
    long = {
        path.relative_to(SOURCE).as_posix(): lines_in(path) for path in python_files() if lines_in(path) > FILE_LINES
    }
    unexplained = {name: count for name, count in long.items() if name not in LONG_FILES}
    assert not unexplained, f"Cut these into a package of the same name, by verb: {unexplained}"
    too_long = {name: count for name, count in long.items() if count > FILE_LINES_WITH_A_REASON}
    assert not too_long, f"No reason is good enough for more than {FILE_LINES_WITH_A_REASON}: {too_long}"
    assert set(LONG_FILES) <= set(long), "Some exceptions are no longer needed; take them out."


def test_functions_fit_on_a_screen():
    long = {name for path in python_files() for name in long_functions(path)}
    unexplained = sorted(long - set(LONG_FUNCTIONS))
    assert not unexplained, f"More than {FUNCTION_LINES} lines; cut at the next paragraph: {unexplained}"
    assert set(LONG_FUNCTIONS) <= long, "Some exceptions are no longer needed; take them out."


def test_templates_stay_short():
    long = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("templates/**/*")
        if path.is_file() and lines_in(path) > TEMPLATE_LINES
    }
    unexplained = sorted(long - set(LONG_TEMPLATES))
    assert not unexplained, f"More than {TEMPLATE_LINES} lines; move a part into an include: {unexplained}"
    assert set(LONG_TEMPLATES) <= long, "Some exceptions are no longer needed; take them out."
