"""What items bring to the page of a space: what is pinned, what is new, and the owner's numbers."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from folkmoot.base.ids import from_text, to_text
from folkmoot.base.web.statements import ask
from folkmoot.commons.spaces import policy
from folkmoot.commons.spaces.figures import Figure
from folkmoot.commons.spaces.models import Space
from folkmoot.commons.spaces.panels import Panel
from folkmoot.commons.spaces.viewer import Viewer

from . import kinds, queries
from .models import Item

PAGE = 20

# What is pinned comes first, on the first page alone; of each only id and version, for most are kept ready.
_LINES = f"""SELECT i.id, i.version, i.published_at, i.pinned_at IS NOT NULL FROM content_item i
    WHERE i.space_id = %(space)s AND i.root_id IS NULL AND {queries.VISIBLE} AND i.pinned_at"""  # noqa: S608
_NEWEST = f"{_LINES} IS NULL{{later}} ORDER BY i.published_at DESC, i.id DESC LIMIT {PAGE + 1}"
_FIRST = f"""(SELECT pinned.* FROM ({_LINES} IS NOT NULL ORDER BY i.pinned_at DESC LIMIT 5) pinned)
    UNION ALL (SELECT newest.* FROM ({_NEWEST.format(later="")}) newest)"""  # noqa: S608
_LATER = _NEWEST.format(later=" AND (i.published_at, i.id) < (%(at)s, %(last)s)")


def panel(request: HttpRequest, space: Space) -> Panel:
    """The items of a space, newest first, pinned ones before them on the first page."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    values = {"space": space.pk, **queries.visible_values(viewer)}
    if (place := _place(request.GET.get("before", ""))) is not None:
        found = ask(_LATER, values | {"at": place[0], "last": place[1]})
    else:
        found = ask(_FIRST, values)
    newest = [(at, id_) for id_, _version, at, is_pinned in found if not is_pinned]
    left = newest[PAGE:] and newest[PAGE][1]  # One more than is shown says that there are older ones.
    cards = queries.cards(
        viewer, queries.whole_of(viewer, {id_: version for id_, version, *_ in found if id_ != left})
    )  # fmt: skip
    may_post = policy.may_post(viewer, space)
    values = {
        "pinned": [card for card in cards if card.item.pinned_at],
        "cards": [card for card in cards if not card.item.pinned_at],
        "older": f"?before={_text(*newest[PAGE - 1])}" if left else "",
        "newer": "?" if place is not None else "",
        "ways_to_write": _ways_to_write(space) if may_post else [],
    }
    return Panel("content/space_panel.html", values)


def figures(viewer: Viewer, space: Space, weeks: Sequence[date]) -> list[Figure]:
    """Items a week, people who wrote (an alias is one of them), and what nobody has answered."""
    start = datetime.combine(weeks[0], time.min, UTC)
    written = Item.objects.filter(space=space, state="published", published_at__gte=start)
    items: Counter[int] = Counter()
    active: dict[int, set[tuple[int | None, int | None]]] = {}
    for at, root, author, alias in written.values_list("published_at", "root_id", "author_id", "alias_id").iterator():
        week = ((at or start).date() - weeks[0]) // timedelta(weeks=1)
        items[week] += root is None
        active.setdefault(week, set()).add((author, alias))
    places = range(len(weeks))
    unanswered = Item.objects.filter(
        space=space, state="published", root__isnull=True, published_at__gte=start, reply_count=0, answer_count=0
    ).count()
    everybody = set().union(*active.values()) if active else set()
    return [
        Figure(_("Written"), _("not counting replies"), [items[n] for n in places]),
        Figure(
            _("People who wrote"), _("each counted once"), [len(active.get(n, ())) for n in places], len(everybody)
        ),
        Figure(_("Without an answer"), _("nobody has replied yet"), total=unanswered),
    ]


def _ways_to_write(space: Space) -> list[dict[str, object]]:
    return [
        {"label": kind.label, "icon": kind.icon, "url": kind.compose_url(space.slug)}
        for kind in kinds.kinds()
        if kind.compose_url is not None and (not space.tools or kind.name in space.tools)
    ]


def _text(at: datetime, id_: int) -> str:
    return f"{at.strftime('%Y-%m-%dT%H:%M:%S.%fZ')}~{to_text(id_)}"


def _place(text: str) -> tuple[datetime, int] | None:
    moment, _tilde, number = text.partition("~")
    try:
        at = parse_datetime(moment)
        return (at, from_text(number)) if at is not None and at.tzinfo is not None else None
    except ValueError:
        return None
