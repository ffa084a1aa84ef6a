from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BoardsConfig(AppConfig):
    name = "folkmoot.listen.boards"
    label = "boards"

    def ready(self) -> None:
        from django.urls import reverse

        from folkmoot.base import navigation
        from folkmoot.commons.content import kinds
        from folkmoot.commons.spaces import tabs

        kinds.register(
            kinds.Kind(
                name="thread",
                label=_("Thread"),
                label_plural=_("Threads"),
                icon="messages-square",
                page_url=lambda item: kinds.titled_url("boards:thread", item.id, item.title),
                card_template="boards/card.html",
                whole_template="boards/whole.html",
                compose_url=lambda slug: reverse("boards:start") + (f"?space={slug}" if slug else ""),
                may_be_voted_down=True,
                schema="DiscussionForumPosting",
            )
        )
        tabs.register(_("Threads"), "boards:of_space", "thread", order=20)
        navigation.add(navigation.Place(_("Threads"), "boards:threads", "messages-square", 40, is_primary=False))
