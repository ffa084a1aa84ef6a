"""Campaigns and ideas for tests, with as little said as possible."""

from itertools import count
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import reverse

from folkmoot.commons.content import actions as content
from folkmoot.commons.content import kinds
from folkmoot.commons.content.models import Item
from folkmoot.listen.ideas import actions
from folkmoot.listen.ideas.models import Idea
from folkmoot.testing.makers import AT, make_person, viewer

_number = count(1)
REASON = "It saves two hours a week, and the budget has room for it."


def make_campaign(
    *, runner=None, reviewers=(), capacity=50, opened=True, audience=2, space_id=None, at=AT, **rules: Any
):
    """An open campaign, run by `runner` (an administrator of the site), with a reviewer who promised `capacity`."""
    runner = runner or make_person(admin=True)
    who = viewer(runner)
    item = actions.plan_campaign(
        viewer=who, title=f"What should we change? ({next(_number)})", body="Tell us.", rules=rules,
        audience=audience, space_id=space_id, at=at,
    )  # fmt: skip
    reviewers = list(reviewers) or [make_person(employee=audience >= 2 or True)]
    for person in reviewers:
        actions.give_role(viewer=who, campaign_id=item.id, person_id=person.pk, name="reviewer", at=at)
        actions.promise(viewer=viewer(person), campaign_id=item.id, capacity=capacity // len(reviewers), at=at)
    if opened:
        actions.open_campaign(viewer=who, campaign_id=item.id, at=at)
    item.runner, item.reviewers = runner, reviewers
    return item


def make_idea(*, author=None, campaign=None, title="", at=AT, **how: Any) -> Item:
    title = title or f"Let us do something better, number {next(_number)}"
    if campaign is None:
        how.setdefault("audience", 2)
    item = actions.submit(
        viewer=viewer(author or make_person()), title=title, body="Today it takes far too long.",
        campaign_id=campaign.id if campaign is not None else None, at=at, **how,
    )  # fmt: skip
    return Item.objects.get(pk=item.pk)


def idea_of(item) -> Idea:
    return Idea.objects.select_related("campaign", "item").get(pk=item.pk)


def accept(item, by, **how: Any):
    return actions.accept(viewer=viewer(by), item_id=item.id, reason=REASON, at=how.pop("at", AT), **how)


def vote(item, person, value=1, at=AT):
    return content.vote(viewer=viewer(person), item_id=item.id, value=value, at=at)


def told(name):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT actor, person, item, root, data::text FROM outbox_event WHERE name = %s ORDER BY id", [name]
        )
        return cursor.fetchall()


def client(person=None):
    found = Client()
    if person is not None:
        found.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return found


def url(name, item):
    return reverse(f"ideas:{name}", args=[item.id])


def page(item):
    return kinds.kind(item.kind).page_url(item)


def text(response):
    return response.content.decode()
