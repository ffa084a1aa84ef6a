"""The style sheets of the rooms: one sheet means all of a class, so that no room dresses another one's page."""

import re
from collections import defaultdict
from pathlib import Path

STYLES = Path(__file__).parents[2] / "frontend/styles"
# They say how the same thing looks elsewhere: on paper, above the content, or only what their page adds.
MAY_SAY_MORE = {"print.css"}
SHARED = {
    "card-foot": {"components.css", "content.css"},
    "place-mark": {"components.css", "layout.css"},
    "space-mark": {"components.css", "pages.css"},
}


def test_a_class_is_dressed_in_one_sheet():
    found = defaultdict(set)
    for path in STYLES.glob("*.css"):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        for match in re.finditer(r"(?:^|[},;{]\s*)\.([a-z][\w-]*)(?=\s*[{,])", text, flags=re.MULTILINE):
            found[match[1]].add(path.name)
    twice = {name: sheets - MAY_SAY_MORE for name, sheets in found.items() if len(sheets - MAY_SAY_MORE) > 1}
    assert twice == SHARED, "give one of them a name of its own, or begin its rule with the box it stands in"
