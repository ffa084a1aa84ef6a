from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WikiConfig(AppConfig):
    name = "folkmoot.listen.wiki"
    label = "wiki"

    def ready(self) -> None:
        from django.urls import reverse

        from folkmoot.commons.content import deeds, kinds, texts
        from folkmoot.commons.feed import audience, topics
        from folkmoot.commons.spaces import panels, tabs

        from . import policy, queries, space_page
        from .actions import writing
        from .deeds import DEEDS

        deeds.declare(*DEEDS)
        kinds.register(
            kinds.Kind(
                name="page",
                label=_("Wiki page"),
                label_plural=_("Wiki pages"),
                icon="book-open",
                page_url=lambda item: kinds.titled_url("wiki:page", item.id, item.title),
                card_template="wiki/card.html",
                whole_template="wiki/foot.html",
                compose_url=lambda slug: reverse("wiki:new", args=[slug]) if slug else "",
                edit_url=lambda item: reverse("wiki:edit", args=[item.id]),
                load_extra=queries.facts_of,
                may_edit=policy.may_edit,
                may_write=queries.may_write,
                may_approve=queries.may_approve,
                made=writing.made,
                changed=writing.changed,
                tells_edits=True,
                max_files=60,
                schema="Article",
            )
        )
        texts.resolve_titles(queries.find_titles)
        panels.register(space_page.panel, where="side", order=20)
        tabs.register(_("Wiki"), "wiki:home", "page", order=35)
        topics.add_topic(
            "review_due", _("A page I answer for is due for review"), _("Time to look at this page again"), mail="now"
        )
        topics.add_topic("outdated", _("Somebody calls a page of mine outdated"), _("%(who)s says this is outdated"))
        topics.add_topic("handed_over", _("I am to answer for a page"), _("%(who)s asks you to answer for this page"))
        for event, topic in (
            ("wiki.page.review_due", "review_due"),
            ("wiki.page.marked_outdated", "outdated"),
            ("wiki.page.handed_over", "handed_over"),
        ):
            audience.add_teller(event, topic, "person")
