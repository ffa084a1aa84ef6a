"""Spaces, membership and invitations."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from folkmoot.base.ids import IdField
from folkmoot.commons.people.audiences import Audience

MOST_WORDS = 500  # Letters of what is said with a request, an invitation or a farewell.


class Space(models.Model):
    """A community. `joining` says how one becomes a member, `audience` who may read without being one."""

    class Joining(models.TextChoices):
        OPEN = "open", _("Anyone who may read it can join")
        REQUEST = "request", _("People ask to join")
        INVITATION = "invitation", _("By invitation")
        SECRET = "secret", _("By invitation, and nobody else knows it exists")

    id = IdField()
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=80)
    tagline = models.CharField(_("in one line"), max_length=200, blank=True, default="")
    welcome = models.TextField(_("welcome"), max_length=20_000, blank=True, default="")
    welcome_html = models.TextField(blank=True, default="", editable=False)
    rules = models.TextField(_("rules"), max_length=20_000, blank=True, default="")
    rules_html = models.TextField(blank=True, default="", editable=False)
    cover = models.ForeignKey("files.StoredFile", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    icon = models.CharField(max_length=40, blank=True, default="", help_text="an emoji or the name of an icon")
    joining = models.CharField(max_length=10, choices=Joining, default=Joining.OPEN)
    audience = models.IntegerField(choices=Audience, default=Audience.EMPLOYEES)
    tools = ArrayField(
        models.CharField(max_length=20),
        default=list,
        help_text="kinds of item that may be published; empty: all",
    )
    voices = ArrayField(
        models.CharField(max_length=10), default=list, help_text="besides 'name': 'alias', 'anonymous'"
    )
    is_official = models.BooleanField(default=False, help_text="made by the organisation, listed first")
    is_listed = models.BooleanField(default=True, help_text="False: reachable by address, not in lists and search")
    only_members_post = models.BooleanField(default=True)
    several_accepted = models.BooleanField(
        default=True, help_text="a question may have more than one accepted answer"
    )
    archived_at = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    last_activity_at = models.DateTimeField()
    member_count = models.IntegerField(default=0)
    item_count = models.IntegerField(default=0)
    version = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("slug"), name="space_slug_once"),
            models.CheckConstraint(condition=~Q(joining="secret") | Q(audience=3), name="secret_is_for_members"),
        ]
        indexes = [models.Index(fields=["audience", "-last_activity_at"], name="space_active")]

    def __str__(self) -> str:
        return self.name

    @property
    def key_in_frame(self) -> tuple[object, ...]:
        """What the head of its pages shows of it, for a reader with a place in it (`queries.visible_space`)."""
        place = (getattr(self, "my_role", ""), getattr(self, "is_asked", False), getattr(self, "is_followed", False))
        looks = (self.slug, self.name, self.tagline, self.icon, self.cover_id, self.archived_at, self.is_official)
        return (self.pk, self.version, self.joining, self.audience, self.member_count, *looks, *place)


class Membership(models.Model):
    """Somebody's place in a space; `asked` while a request waits."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        MODERATOR = "moderator", _("Moderator")
        MEMBER = "member", _("Member")

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    is_asked = models.BooleanField(default=False, help_text="a request that waits for an answer; not yet a member")
    note = models.CharField(max_length=MOST_WORDS, blank=True, default="")
    since_at = models.DateTimeField()
    pinned_position = models.IntegerField(null=True, help_text="place among my own pinned spaces")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["space", "person"], name="member_once")]
        indexes = [
            models.Index(fields=["space", "-id"], condition=Q(is_asked=False), name="membership_newest"),
            models.Index(fields=["person", "space"], name="member_of"),
        ]


class SpaceFollow(models.Model):
    """`person` reads the space in their feed. Members follow from the start and may stop; gives no access."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "space"], name="space_follow_once")]
        indexes = [models.Index(fields=["space", "person"], name="space_followers")]


class Invitation(models.Model):
    """To a person, to an address, or by a link that may be used several times."""

    id = IdField()
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    email = models.EmailField(blank=True, default="")
    token_hash = models.CharField(max_length=64, blank=True, default="")
    role = models.CharField(max_length=10, choices=Membership.Role, default=Membership.Role.MEMBER)
    note = models.CharField(max_length=MOST_WORDS, blank=True, default="")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_count = models.IntegerField(default=0)
    max_uses = models.IntegerField(default=1)
    answered_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token_hash"], condition=~Q(token_hash=""), name="invitation_token_once"),
        ]
        indexes = [
            models.Index(
                fields=["person"],
                condition=Q(answered_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_waiting",
            ),
            models.Index(
                Lower("email"),
                condition=Q(answered_at__isnull=True, withdrawn_at__isnull=True) & ~Q(email=""),
                name="invitation_mail",
            ),
        ]


class Departure(models.Model):
    """That somebody left, and why if they said so. It names nobody; owners read reasons from five on."""

    class Reason(models.TextChoices):
        QUIET = "quiet", _("Too quiet for me")
        NOISY = "noisy", _("Too many messages")
        TOPIC = "topic", _("Not my topic any more")
        TONE = "tone", _("I did not like how people talk here")
        MOVED = "moved", _("I have another job now")
        OTHER = "other", _("Another reason")

    id = IdField()
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=20, choices=Reason, blank=True, default="")
    words = models.CharField(max_length=MOST_WORDS, blank=True, default="")
    joined_on = models.DateField(null=True)
    left_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["space", "left_on"], name="departure_space")]
