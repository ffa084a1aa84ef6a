"""Many tables made at once, for the first migrations of rooms."""

from copy import copy
from itertools import groupby
from typing import Any

from django.db import migrations

# Of one kind in a row none needs to know how things were before the others.
AT_ONCE: tuple[set[type], ...] = (
    {migrations.CreateModel},
    {migrations.AddField},
    {migrations.AddIndex, migrations.AddConstraint},
)


class Tables(migrations.Migration):
    """A migration with many operations of a kind in a row.

    After each of them Django draws up again every model that can be reached from what changed, through a person all
    of the site: half of a first start. Here that is done once for all in a row.
    """

    def apply(self, project_state: Any, schema_editor: Any, collect_sql: bool = False) -> Any:
        if collect_sql:  # To be read, with a remark before each operation.
            return super().apply(project_state, schema_editor, collect_sql)
        for place, row in groupby(self.operations, _place):
            part = copy(self)
            part.operations = list(row)
            if place < 0:
                project_state = super(Tables, part).apply(project_state, schema_editor)
                continue
            project_state.__dict__.pop("apps", None)
            for each in part.operations:
                each.state_forwards(self.app_label, project_state)
            for each in part.operations:
                each.database_forwards(self.app_label, schema_editor, project_state, project_state)
        return project_state


def _place(operation: Any) -> int:
    """Which of those that go at once this is one of, -1 for none."""
    return next((place for place, kinds in enumerate(AT_ONCE) if type(operation) in kinds), -1)
