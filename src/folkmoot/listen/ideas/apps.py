from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdeasConfig(AppConfig):
    name = "folkmoot.listen.ideas"
    label = "ideas"

    def ready(self) -> None:
        from django.urls import reverse

        from folkmoot.base import navigation, outbox
        from folkmoot.commons.content import deeds, kinds
        from folkmoot.commons.spaces import tabs

        from . import queries, telling
        from .actions import campaigns, writing
        from .deeds import DEEDS

        kinds.register(
            kinds.Kind(
                name="idea",
                label=_("Idea"),
                label_plural=_("Ideas"),
                icon="lightbulb",
                page_url=lambda item: reverse("ideas:idea", args=[item.id, queries.url_words(item.title)]),
                card_template="ideas/card.html",
                whole_template="ideas/whole.html",
                compose_url=lambda slug: reverse("ideas:write") + (f"?space={slug}" if slug else ""),
                load_extra=queries.facts_of,
                may_be_voted_down=True,
                made=writing.begin,
                released=writing.come_out,
                check_vote=writing.check_vote,
                editors=queries.editors,
                authors_approve=True,
                may_approve=queries.may_approve,
            )
        )
        kinds.register(
            kinds.Kind(
                name="idea_campaign",
                label=_("Idea campaign"),
                label_plural=_("Idea campaigns"),
                icon="megaphone",
                page_url=lambda item: reverse("ideas:campaign", args=[item.id, queries.url_words(item.title)]),
                made=campaigns.begin,
                changed=campaigns.changed,
                has_own_door=True,
            )
        )
        tabs.register(_("Ideas"), "ideas:of_space", "idea", order=35)
        navigation.add(navigation.Place(_("Ideas"), "ideas:ideas", "lightbulb", 35))
        outbox.subscribe(
            "ideas.keep_up",
            names=("content.item.voted", "sealed.vote.cast", "content.reply.published", "content.item.merged"),
            handler="folkmoot.listen.ideas.tasks.keep_up",
        )
        deeds.declare(*DEEDS)
        telling.register()
