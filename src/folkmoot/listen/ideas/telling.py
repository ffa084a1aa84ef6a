"""Who is told what about ideas: topics, and the people behind each event."""

from django.utils.translation import gettext_lazy as _

from folkmoot.base.outbox import Event
from folkmoot.commons.content.queries import followers_for_system
from folkmoot.commons.feed import audience, topics

from .models import CoAuthor, Idea, Member, Role

_ANSWERS = ("accepted", "declined", "reopened", "implemented")


def register() -> None:
    """This will let the feed tell people of ideas; called once, when the site starts."""
    topics.add_reason("decides", _("because you answer these ideas"))
    topics.add_reason("makes", _("because you make it real"))
    add = topics.add_topic
    add("idea_answered", _("An idea I follow is answered or becomes real"), _("%(who)s answered an idea"), mail="now")
    add("idea_merged", _("An idea I follow becomes part of another"), _("%(who)s merged an idea into this one"))
    add("idea_moved", _("An idea I follow moves on"), _("This idea has moved on"), mail="daily")
    add("idea_progress", _("There is news of an idea being made real"), _("%(who)s reported progress"))
    add(
        "idea_asked",
        _("Somebody wants me to own, join or sponsor an idea"),
        _("%(who)s asks you to join in"),
        mail="now",
    )
    add("idea_joined", _("Somebody answers what I asked about an idea"), _("%(who)s answered you"))
    add("idea_duty", _("An idea waits for me to answer it"), _("An idea waits for your answer"), mail="now")
    for word in _ANSWERS:
        audience.add_teller(f"ideas.idea.{word}", "idea_answered", followers)
    audience.add_teller("ideas.idea.merged", "idea_merged", followers, about="root")
    audience.add_teller("ideas.idea.moved", "idea_moved", followers)
    audience.add_teller("ideas.progress.reported", "idea_progress", followers)
    for name in ("ideas.owner.offered", "ideas.coauthor.invited", "ideas.sponsor.named", "ideas.reviewer.named"):
        audience.add_teller(name, "idea_asked", "person")
    audience.add_teller("ideas.team.joined", "idea_joined", "person")
    for name in ("ideas.coauthor.joined", "ideas.owner.changed", "ideas.owner.declined"):
        audience.add_teller(name, "idea_joined", makers)
    audience.add_teller("ideas.position.applied", "idea_joined", makers)
    for name in ("ideas.stage.due", "ideas.answer.overdue"):
        audience.add_teller(name, "idea_duty", answerers)


def followers(event: Event) -> dict[int, str]:
    """Who follows the idea, its author under whatever voice, co-authors, owner and team."""
    if event.item is None:
        return {}
    found = {
        person: why if why in ("wrote", "replied") else "chosen"
        for person, why in followers_for_system(event.item).items()
    }
    for person in _people(event.item):
        found.setdefault(person, "makes")
    return found


def makers(event: Event) -> dict[int, str]:
    """Its author, under whatever voice, co-authors and owner."""
    if event.item is None:
        return {}
    found = {person: why for person, why in followers_for_system(event.item).items() if why == "wrote"}
    owner = Idea.objects.filter(pk=event.item).values_list("owner_id", flat=True).first()
    return found | ({owner: "makes"} if owner is not None else {})


def answerers(event: Event) -> dict[int, str]:
    """Who reviews and decides in the idea's campaign."""
    roles = Role.objects.filter(campaign_id=event.data.get("campaign"))
    return dict.fromkeys(roles.values_list("person_id", flat=True), "decides")


def _people(item_id: int) -> set[int]:
    found = set(CoAuthor.objects.filter(idea_id=item_id, state="joined").values_list("person_id", flat=True))
    found |= set(Member.objects.filter(idea_id=item_id, left_at__isnull=True).values_list("person_id", flat=True))
    found |= set(Idea.objects.filter(pk=item_id).values_list("owner_id", flat=True))
    return {person for person in found if person is not None}
