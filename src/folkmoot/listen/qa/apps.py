from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QaConfig(AppConfig):
    name = "folkmoot.listen.qa"
    label = "qa"

    def ready(self) -> None:
        from django.urls import reverse

        from folkmoot.base import navigation, outbox
        from folkmoot.commons.content import kinds
        from folkmoot.commons.content.pages import reply_url
        from folkmoot.commons.spaces import tabs

        from . import queries

        kinds.register(
            kinds.Kind(
                name="question",
                label=_("Question"),
                label_plural=_("Questions"),
                icon="circle-help",
                page_url=lambda item: kinds.titled_url("qa:question", item.id, item.title),
                card_template="qa/card.html",
                whole_template="qa/whole.html",
                compose_url=lambda slug: reverse("qa:ask") + (f"?space={slug}" if slug else ""),
                may_be_voted_down=True,
                schema="Question",
            )
        )
        kinds.register(
            kinds.Kind(
                name="answer",
                label=_("Answer"),
                label_plural=_("Answers"),
                icon="message-square-reply",
                page_url=reply_url,
                card_template="qa/answer.html",
                whole_template="qa/answer.html",
                load_extra=queries.marks_of,
                is_reply=True,
                has_title=False,
                may_be_voted_down=True,
                schema="Answer",
            )
        )
        _declare_deeds()
        _declare_encounters()
        tabs.register(_("Questions"), "qa:of_space", "question", order=30)
        navigation.add(navigation.Place(_("Questions"), "qa:questions", "circle-help", 30))
        outbox.subscribe(
            "qa.removed_answers",
            names=("content.item.deleted", "content.item.hidden"),
            handler="folkmoot.listen.qa.tasks.forget_removed_answers",
        )


def _declare_deeds() -> None:
    from folkmoot.commons.content import deeds

    deeds.declare(
        deeds.Deed("content.item.published", "asked", _("asked a question"), kind="question", icon="circle-help"),
        deeds.Deed(
            "content.reply.published", "answered", _("answered a question"), kind="answer",
            icon="message-square-reply", weight=2,
        ),
        deeds.Deed(
            "qa.answer.accepted", "accepted", _("solved a question"), whose="author", icon="circle-check",
            weight=10, is_received=True, taken_back_by=("qa.answer.acceptance_withdrawn",),
        ),
        deeds.Deed(
            "qa.answer.verified", "verified", _("was confirmed by an expert"), whose="author", icon="badge-check",
            weight=10, is_received=True, taken_back_by=("qa.answer.verification_withdrawn",),
        ),
    )  # fmt: skip


def _declare_encounters() -> None:
    from folkmoot.commons.content import encounters

    one = encounters.Encounter
    encounters.declare(
        one("content.reply.published", "answer", _("answered"), worth=2.0, kind="answer", part="answer",
            helper="actor"),
        one("content.item.voted", "answer votes", _("voted on an answer"), worth=0.0, kind="answer", is_open=False,
            part="votes"),
        one("qa.answer.accepted", "accept", _("accepted an answer"), worth=1.5, part="valued", helper="person"),
        one("qa.answer.verified", "verify", _("confirmed an answer"), worth=1.0, part="valued", helper="person"),
        one("qa.answer.acceptance_withdrawn", "withdraw", _("no longer accepts"), worth=0.0, is_open=False,
            part="not_valued"),
        one("qa.answer.invited", "invite", _("asked for an answer"), worth=0.5, is_open=False),
    )  # fmt: skip
