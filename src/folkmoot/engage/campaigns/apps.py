from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "folkmoot.engage.campaigns"
    label = "campaigns"

    def ready(self) -> None:
        from django.urls import reverse

        from folkmoot.base import navigation, outbox
        from folkmoot.base.site.settings import Setting, declare
        from folkmoot.commons.content import deeds, item_lines, kinds
        from folkmoot.commons.feed import side, topics
        from folkmoot.commons.people.queries.export import contribute
        from folkmoot.commons.spaces import stewards
        from folkmoot.understand.network import forgetting

        from . import actions, keepers, policy, queries, waiting
        from .deeds import DEEDS

        declare(
            Setting(
                "campaigns.least", _("Fewest people behind any number of a campaign"), 10, group=_("Campaigns"),
                help=_("Of fewer nothing is shown, nor can it be worked out. Never less than 5."),
            ),
            Setting(
                "campaigns.disclosure", _("What an advocate's words say when they leave the house"),
                "I work there, and I was asked to pass this on. The words are mine.", group=_("Campaigns"),
            ),
        )  # fmt: skip
        kinds.register(
            kinds.Kind(
                name="message",
                label=_("Draft of a message"),
                label_plural=_("Drafts of messages"),
                icon="pen-line",
                page_url=lambda item: reverse("campaigns:draft", args=[item.id]),
                schema="Article",
            )
        )
        deeds.declare(*DEEDS)
        stewards.register(keepers.is_keeper)
        forgetting.register(actions.forget_ties)
        side.register(waiting.waiting_for, order=20)
        contribute("campaigns", queries.own_rows)
        item_lines.register("idea", waiting.life_of_an_idea)
        topics.add_topic(
            "advocate", _("I am asked to carry a message"), _("You are asked to carry a message"), mail="now",
            is_grouped=False,
        )  # fmt: skip
        outbox.subscribe(
            "campaigns.hear",
            names=("spaces.member.joined", "content.reply.published", "people.person.erased"),
            handler="folkmoot.engage.campaigns.tasks.hear",
        )
        navigation.add(
            navigation.Place(
                _("Campaigns"), "campaigns:campaigns", "megaphone", 46, shown=policy.may_take_part, is_primary=False
            )
        )
