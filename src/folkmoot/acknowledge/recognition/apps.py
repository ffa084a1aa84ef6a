from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecognitionConfig(AppConfig):
    name = "folkmoot.acknowledge.recognition"
    label = "recognition"

    def ready(self) -> None:
        from folkmoot.base import navigation
        from folkmoot.commons.content import deeds, encounters, item_menu
        from folkmoot.commons.people.queries.export import contribute

        from . import policy, queries
        from .deeds import DEEDS

        _register_kinds()
        deeds.declare(*DEEDS)
        encounters.declare(
            encounters.Encounter("recognition.kudos.given", "thank", _("thanked"), worth=2.0, helper="person"),
            encounters.Encounter("recognition.kudos.joined", "thank", _("thanked"), worth=1.0, helper="person"),
        )
        _declare_settings()
        _listen()
        item_menu.register(
            item_menu.Entry(
                _("Thank for this"), "heart-handshake", "recognition:thank_for", shown=policy.may_thank_for
            )
        )
        contribute("kudos", queries.own_kudos)
        contribute("points", queries.own_points)
        contribute("awards", queries.own_awards)
        navigation.add(
            navigation.Place(
                _("Kudos"), "recognition:wall", "heart-handshake", 34, shown=policy.may_take_part, is_primary=False
            )
        )
        navigation.add(
            navigation.Place(
                _("Awards"), "recognition:awards", "trophy", 36, shown=policy.may_take_part, is_primary=False
            )
        )


def _register_kinds() -> None:
    from django.urls import reverse

    from folkmoot.commons.ballots import homes
    from folkmoot.commons.content import kinds
    from folkmoot.commons.people import panels

    from . import keepers, policy, queries

    kinds.register(
        kinds.Kind(
            name="kudos",
            label=_("Kudos"),
            label_plural=_("Kudos"),
            icon="heart-handshake",
            page_url=lambda item: reverse("recognition:kudos", args=[item.id]),
            card_template="recognition/card.html",
            whole_template="recognition/whole.html",
            load_extra=queries.extras,
            has_title=False,
            has_own_door=True,
        )
    )
    kinds.register(
        kinds.Kind(
            name="award",
            label=_("Award"),
            label_plural=_("Awards"),
            icon="trophy",
            page_url=lambda item: reverse("recognition:award", args=[item.id]),
            card_template="recognition/award_card.html",
            whole_template="recognition/award_whole.html",
            load_extra=queries.award_extras,
            has_own_door=True,
            schema="Article",
        )
    )
    homes.register(
        homes.Home(
            name="award",
            label=_("Award"),
            url=lambda ballot: reverse("recognition:round", args=[ballot.home_key]),
            may_run=lambda viewer, ballot: keepers.is_keeper(viewer),
            may_see=lambda viewer, ballot: policy.may_take_part(viewer),
        )
    )
    panels.register(
        panels.Panel(
            "kudos",
            _("Kudos"),
            lambda username: reverse("recognition:of_person", args=[username]),
            order=30,
            may_see=policy.may_take_part,
        )
    )


def _declare_settings() -> None:
    from folkmoot.base.site.settings import Setting, declare

    group = _("Recognition")
    declare(
        Setting(
            "recognition.allowance",
            label=_("Points each colleague can give away in a month"),
            default=100,
            group=group,
        ),
        Setting(
            "recognition.most_points", label=_("Most points one kudos carries to one person"), default=50, group=group
        ),
        Setting(
            "recognition.hide_points",
            label=_("Show points to nobody but those who give and get them"),
            default=False,
            group=group,
        ),
        Setting(
            "recognition.milestone_points", label=_("Points for each full year of work"), default=20, group=group
        ),
        Setting(
            "recognition.min_group",
            label=_("Smallest group that the fairness report shows"),
            default=8,
            help=_("Smaller groups are put together as “others”. Never fewer than 5."),
            group=group,
        ),
        Setting(
            "recognition.working_time_field",
            label=_("Profile field that says who works part time"),
            default="working-time",
            help=_("Its key; the fairness report then compares by it. Empty: it does not."),
            group=group,
        ),
    )


def _listen() -> None:
    from folkmoot.base import outbox
    from folkmoot.commons.feed import audience, topics

    room = "folkmoot.acknowledge.recognition.tasks"
    topics.add_topic("kudos", _("Somebody thanks me"), _("%(who)s thanked you"), mail="now", is_grouped=False)
    topics.add_topic("joined", _("Somebody joins in thanking me"), _("%(who)s thanks you too"), mail="off")
    topics.add_topic(
        "nominated",
        _("I am proposed for an award"),
        _("%(who)s proposed you for an award"),
        mail="now",
        is_grouped=False,
    )
    topics.add_topic("award", _("I get an award"), _("You were given an award"), mail="now", is_grouped=False)
    topics.add_topic(
        "redemption",
        _("My wish for a reward is answered"),
        _("%(who)s answered your wish for a reward"),
        mail="daily",
    )
    audience.add_teller("recognition.kudos.given", "kudos", "person")
    audience.add_teller("recognition.kudos.joined", "joined", "person")
    audience.add_teller("recognition.award.decided", "award", "person")
    outbox.subscribe(
        "recognition.follow_ballots",
        names=("ballots.ballot.counted",),
        handler=f"{room}.follow_ballots",
    )
    outbox.subscribe(
        "recognition.tell",
        names=("recognition.award.nominated", "recognition.redemption.answered"),
        handler=f"{room}.tell",
    )
