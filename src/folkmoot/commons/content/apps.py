from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from folkmoot.base.outbox import Event


class ContentConfig(AppConfig):
    name = "folkmoot.commons.content"
    label = "content"

    def ready(self) -> None:
        from folkmoot.base import outbox
        from folkmoot.base.files import access
        from folkmoot.commons.people import acquaintance
        from folkmoot.commons.spaces import figures, narrowing, panels

        from . import deeds, kinds, queries, space_page
        from .files import may_read_file, named_in_waiting_texts
        from .pages import reply_url
        from .queries.visibility import authors_of_visible_items
        from .tasks import follow_audience

        access.register(may_read_file)
        access.register_texts(named_in_waiting_texts)
        narrowing.register(follow_audience)
        # Whoever reads is always a Viewer; the room of people knows only what it needs of one.
        acquaintance.register("content", authors_of_visible_items, in_lists=False)  # type: ignore[arg-type]
        panels.register(space_page.panel)
        figures.register(space_page.figures)
        deeds.declare(
            deeds.Deed("content.item.published", "published", _("published something"), icon="feather"),
            deeds.Deed(
                "content.item.edited", "edited", _("improved a text of somebody else"), icon="pencil", weight=2,
                when=_is_help,
            ),
        )  # fmt: skip
        _declare_encounters()
        outbox.subscribe(
            "content.follow_spaces",
            names=("spaces.space.edited",),
            handler="folkmoot.commons.content.tasks.follow_spaces",
        )
        kinds.register(
            kinds.Kind(
                name="comment",
                label=_("Comment"),
                label_plural=_("Comments"),
                icon="message-circle",
                page_url=reply_url,
                card_template="content/comment.html",
                whole_template="content/comment.html",
                load_extra=queries.passages_of,
                is_reply=True,
                has_title=False,
                schema="Note",
            )
        )


def _declare_encounters() -> None:
    from . import encounters

    encounters.declare(
        encounters.Encounter("content.reply.published", "reply", _("replied")),
        encounters.Encounter("content.reply.published", "mention", _("mentioned"), worth=0.5, people="people"),
        encounters.Encounter("content.item.published", "mention", _("mentioned"), worth=0.5, people="people"),
        encounters.Encounter(
            "content.item.voted", "vote", _("voted for"), worth=0.25, where={"value": 1}, is_open=False
        ),
        encounters.Encounter(
            "content.item.edited",
            "co-edit",
            _("worked on the same text"),
            worth=1.5,
            where={"is_minor": False},
            helper="actor",
        ),
        encounters.Encounter("people.skill.endorsed", "endorse", _("confirmed a skill"), worth=0.5),
    )
    encounters.declare_uptakes(
        encounters.Uptake("content.item.published", "tag", "tags"),
        encounters.Uptake("content.item.voted", "support", "item", where={"value": 1}),
        encounters.Uptake("spaces.member.joined", "space", "space"),
    )


def _is_help(event: "Event") -> bool:
    """An edit of somebody else's text that says more than a comma. Proposals are credited when they are approved."""
    is_others = event.actor not in (None, event.person)
    return is_others and not event.data.get("is_minor") and not event.data.get("proposal")
