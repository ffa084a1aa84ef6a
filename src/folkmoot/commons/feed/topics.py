"""What one can be told of, why, and what the product suggests when nobody decided otherwise."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy


@dataclass(frozen=True, slots=True)
class Topic:
    """One row of the matrix: its words, and the site's first defaults for page and mail."""

    key: str
    label: Any
    sentence: Any
    in_page: bool = True
    mail: str = "daily"
    is_grouped: bool = True


def _topic(key: str, label: Any, sentence: Any, **more: Any) -> tuple[str, Topic]:
    return key, Topic(key, label, sentence, **more)


# In a sentence, %(who)s is people's names ("Ada and 2 others").
TOPICS: dict[str, Topic] = dict(
    [
        _topic("mention", _("Somebody mentions me"), _("%(who)s mentioned you"), mail="now", is_grouped=False),
        _topic("answer", _("My question is answered"), _("%(who)s answered"), mail="now"),
        _topic("accepted", _("My answer is accepted"), _("%(who)s accepted your answer"), mail="now"),
        _topic("invited_to_answer", _("I am asked for an answer"), _("%(who)s would like your answer"), mail="now"),
        _topic("reply", _("Somebody replies where I take part"), _("%(who)s replied")),
        _topic("reaction", _("Somebody likes what I wrote"), _("%(who)s liked this"), mail="off"),
        _topic(
            "must_read", _("Something I must read"), _("%(who)s asks you to read this"), mail="now", is_grouped=False
        ),
        _topic(
            "new_in_space",
            _("Something new in a space I follow"),
            _("%(who)s published here"),
            in_page=False,
            mail="off",
        ),
        _topic(
            "new_by_person",
            _("Something new by a person I follow"),
            _("%(who)s published"),
            in_page=False,
            mail="off",
        ),
        _topic("edited", _("Something I follow is changed"), _("%(who)s changed this")),
        _topic("proposal", _("A text waits for my approval"), _("%(who)s asks for your approval"), mail="now"),
        _topic(
            "proposal_decided",
            _("A text of mine is approved or sent back"),
            _("%(who)s looked at your text"),
            mail="now",
        ),
        _topic("follow", _("Somebody follows me"), _("You are now followed by %(who)s"), mail="weekly"),
        _topic(
            "connection", _("Somebody wants to connect, or accepts"), _("%(who)s would like to connect"), mail="now"
        ),
        _topic(
            "connected", _("My request to connect is accepted"), _("You are now connected with %(who)s"), mail="off"
        ),
        _topic("space_invitation", _("I am invited to a space"), _("%(who)s invited you to a space"), mail="now"),
        _topic(
            "space_request", _("Somebody asks to join a space of mine"), _("%(who)s would like to join"), mail="now"
        ),
        _topic("saved_search", _("Something new in a search I keep"), _("New in a search you keep"), mail="off"),
        _topic("report", _("A report waits for me"), _("Something was reported"), mail="now"),
        _topic("report_closed", _("My report was looked at"), _("Your report was looked at"), mail="off"),
    ]
)

REASONS: dict[str, Any] = {
    "named": _("because you were named"),
    "wrote": _("because you wrote it"),
    "replied": _("because you took part"),
    "chosen": _("because you follow it"),
    "asked": _("because somebody asked for you"),
    "follows_space": _("because you follow the space"),
    "follows_person": _("because you follow the person"),
    "audience": _("because it is meant for everybody here"),
    "yours": _("because it is about you"),
    "saved": _("because you saved a search for it"),
    "moderator": _("because you look after this space"),
}

OTHERS = ngettext_lazy("%(names)s and %(count)d other", "%(names)s and %(count)d others", "count")


def add_topic(key: str, label: Any, sentence: Any, **more: Any) -> None:
    """This will let people be told of something more; for a room's `ready()`."""
    TOPICS.setdefault(*_topic(key, label, sentence, **more))


def add_reason(key: str, words: Any) -> None:
    """This will give one more answer to "why did I get this?"."""
    REASONS.setdefault(key, words)
