"""A wiki for tests: a space, people of every standing, and pages through the doors."""

from typing import Any

from folkmoot.commons.content.models import Item
from folkmoot.listen.wiki import actions
from folkmoot.listen.wiki.actions import Words
from folkmoot.testing.makers import AT, make_person, make_space, viewer


class House:
    """A space: a writer and a colleague are members, one moderates, one reads as an employee, one is a customer."""

    def __init__(self, **fields: Any) -> None:
        self.writer, self.colleague = make_person(name="Wanda Writer"), make_person(name="Colin Colleague")
        self.moderator = make_person(name="Mo Moderator")
        self.reader, self.customer = make_person(name="Rea Reader"), make_person(name="Cara Customer", employee=False)
        fields.setdefault("slug", "works")
        self.space = make_space(members=[self.writer, self.colleague], moderators=[self.moderator], **fields)

    def page(
        self,
        title: str = "Brakes",
        body: str = "How brakes are tested.",
        *,
        under: Item | None = None,
        by=None,
        **how: Any,
    ) -> Item:
        return actions.begin(
            viewer=viewer(by or self.writer), space=self.space, words=Words(title, body, how.pop("tags", ())),
            parent_id=under.id if under is not None else None, at=how.pop("at", AT), **how,
        )  # fmt: skip

    def change(
        self, item: Item, body: str, *, by=None, title: str | None = None, version: int | None = None, **how: Any
    ):
        from folkmoot.commons.content.queries import text_version

        return actions.change(
            viewer=viewer(by or self.writer), item_id=item.id, words=Words(title or item.title, body, **how),
            expected_version=version or text_version(item), at=AT,
        )  # fmt: skip

    def rules(self, **changes: Any) -> None:
        wanted = {"who_edits": "members", "needs_approval": False, "review_days": None} | changes
        actions.keep_rules(viewer=viewer(self.moderator), space=self.space, at=AT, **wanted)
