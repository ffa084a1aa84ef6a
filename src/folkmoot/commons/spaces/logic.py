"""Pure computing: addresses of spaces, tokens of invitations, and what a figure may tell."""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.text import slugify

from folkmoot.base.ids import from_text, to_text

SMALLEST_GROUP = 5  # reasons for leaving are told from so many on
_SALT = "folkmoot.spaces.invitation"


def slug_of(name: str) -> str:
    """The address that a name suggests; empty when nothing of it can stand in one."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode()
    return slugify(plain)[:60].strip("-_")


def token_of(invitation_id: int) -> str:
    """The secret word of an invitation's link. Made anew from the site's key, so that it is stored nowhere."""
    seal = salted_hmac(_SALT, str(invitation_id), algorithm="sha256").hexdigest()[:32]
    return to_text(invitation_id) + seal


def invitation_of(token: str) -> int | None:
    """The invitation whose link has this token, None when the token is nobody's."""
    try:
        number = from_text(token[:13])
    except ValueError:
        return None
    return number if constant_time_compare(token_of(number), token) else None


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def told_reasons(counts: Mapping[str, int], smallest: int = SMALLEST_GROUP) -> dict[str, int]:
    """Reasons given by at least `smallest` people, most frequent first.

    When exactly one reason stays hidden, its number could be worked out from the total; so totals are told
    of the shown reasons alone.
    """
    told = {reason: count for reason, count in counts.items() if reason and count >= smallest}
    return dict(sorted(told.items(), key=lambda pair: -pair[1]))


def weeks_before(day: date, count: int) -> list[date]:
    """The last `count` Mondays up to the week of `day`, oldest first."""
    monday = day - timedelta(days=day.weekday())
    return [monday - timedelta(weeks=back) for back in range(count - 1, -1, -1)]


def standing(
    weeks: Sequence[date], current: int, joined: Sequence[date], left: Sequence[tuple[date | None, date]]
) -> list[int]:
    """How many members there were at the end of each week, told backwards from how many there are now.

    `joined` are the days on which today's members came, `left` the days on which former ones came and went.
    """
    result = []
    for monday in weeks:
        end = monday + timedelta(days=6)
        later = sum(day > end for day in joined)
        gone_since = sum(went > end and (came is None or came <= end) for came, went in left)
        result.append(max(current - later + gone_since, 0))
    return result
