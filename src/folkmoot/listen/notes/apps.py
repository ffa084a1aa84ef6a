from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotesConfig(AppConfig):
    name = "folkmoot.listen.notes"
    label = "notes"

    def ready(self) -> None:
        from django.urls import reverse

        from folkmoot.base import outbox
        from folkmoot.base.files import access
        from folkmoot.commons.content import kinds

        from . import queries

        kinds.register(
            kinds.Kind(
                name="note",
                label=_("Note"),
                label_plural=_("Notes"),
                icon="sticky-note",
                page_url=lambda item: reverse("notes:note", args=[item.id]),
                card_template="notes/card.html",
                whole_template="notes/whole.html",
                compose_url=lambda slug: reverse("notes:new") + (f"?space={slug}" if slug else ""),
                load_extra=queries.extras,
                has_title=False,
                schema="SocialMediaPosting",
            )
        )
        access.register(queries.may_read_file)
        outbox.subscribe(
            "notes.previews",
            names=("content.item.published", "content.item.edited"),
            handler="folkmoot.listen.notes.tasks.order_previews",
        )
