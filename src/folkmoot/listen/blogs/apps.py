from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BlogsConfig(AppConfig):
    name = "folkmoot.listen.blogs"
    label = "blogs"

    def ready(self) -> None:
        from django.urls import reverse

        from folkmoot.base import navigation
        from folkmoot.base.files import access
        from folkmoot.commons.content import kinds
        from folkmoot.commons.people import panels
        from folkmoot.commons.spaces import tabs

        from . import queries

        kinds.register(
            kinds.Kind(
                name="article",
                label=_("Article"),
                label_plural=_("Articles"),
                icon="newspaper",
                page_url=lambda item: kinds.titled_url("blogs:article", item.id, item.title),
                card_template="blogs/card.html",
                whole_template="blogs/whole.html",
                compose_url=lambda slug: reverse("blogs:write") + (f"?space={slug}" if slug else ""),
                load_extra=queries.frames_of,
                schema="Article",
            )
        )
        access.register(queries.may_read_file)
        tabs.register(_("Articles"), "blogs:of_space", "article", order=40)
        panels.register(
            panels.Panel("articles", _("Articles"), lambda username: reverse("blogs:of_person", args=[username]), 40)
        )
        navigation.add(navigation.Place(_("Articles"), "blogs:articles", "newspaper", 50, is_primary=False))
