"""Persons, their profile, their place in the organisation, and their two kinds of tie."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from folkmoot.base.ids import IdField, to_text
from folkmoot.base.states import Lifecycle

from .audiences import Audience

NAME_RULE = RegexValidator(
    r"^[a-z0-9][a-z0-9_.-]{1,38}[a-z0-9]$",
    _("Use 3 to 40 small letters, digits, dots, dashes or underscores, beginning and ending with a letter or digit."),
)


def picture_url(picture_id: int | None) -> str:
    """Where a person's picture is, small; empty without one, and a portrait is drawn."""
    return f"/files/{to_text(picture_id)}/picture?small" if picture_id is not None else ""


class Unit(models.Model):
    """A part of the organisation: a department, a team."""

    id = IdField()
    name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), "parent", name="unit_name_once", nulls_distinct=False)]


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(username__iexact=username)


class Person(AbstractBaseUser):
    """Somebody who can be met here. An imported person exists before they have claimed the account."""

    id = IdField()
    username = models.CharField(_("user name"), max_length=40, validators=[NAME_RULE])
    email = models.EmailField(_("e-mail"), max_length=254, blank=True, default="")
    name = models.CharField(_("name"), max_length=120)
    sort_name = models.CharField(max_length=120, editable=False, default="")
    is_active = models.BooleanField(default=True)
    is_admin = models.BooleanField(default=False, help_text="administers the site")
    is_employee = models.BooleanField(default=False, help_text="has an open relation as employee; kept by actions")
    is_approved = models.BooleanField(
        default=True,
        help_text="False until a newcomer's e-mail is confirmed and, where the site wants it, somebody let them in",
    )
    headline = models.CharField(_("headline"), max_length=160, blank=True, default="")
    about = models.TextField(_("about me"), max_length=10_000, blank=True, default="")
    about_html = models.TextField(blank=True, default="", editable=False)
    ask_me_about = ArrayField(models.CharField(max_length=60), default=list, blank=True, size=12)
    interests = ArrayField(models.CharField(max_length=60), default=list, blank=True, size=24)
    picture = models.ForeignKey(
        "files.StoredFile", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    location = models.CharField(_("location"), max_length=120, blank=True, default="")
    timezone = models.CharField(_("time zone"), max_length=64, default="UTC")
    language = models.CharField(_("language"), max_length=10, default="en")
    theme = models.CharField(
        max_length=5,
        default="auto",
        choices=[("auto", _("As my device")), ("light", _("Light")), ("dark", _("Dark"))],
    )
    unit = models.ForeignKey(Unit, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    manager = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    profile_audience = models.IntegerField(
        null=True,
        blank=True,
        help_text="who may read my profile, 0-2 as audiences; None: as the site has decided",
    )
    ties_audience = models.IntegerField(
        default=2,
        help_text="who may see whom I follow and am connected to: 0-2 as audiences, 3 only my connections, 4 only me",
    )
    origin = models.CharField(
        max_length=200,
        blank=True,
        default="",
        help_text="where an imported person comes from, e.g. stackexchange:qc:123",
    )
    joined_at = models.DateTimeField()
    claimed_at = models.DateTimeField(
        null=True, blank=True, help_text="None while an imported account waits for its person"
    )
    left_at = models.DateTimeField(null=True, blank=True)
    follower_count = models.IntegerField(default=0)
    version = models.IntegerField(default=0, help_text="bumped when name, picture or headline change")
    rights = ArrayField(
        models.CharField(max_length=12),
        default=list,
        blank=True,
        help_text="what they have earned to do with the work of others (RIGHTS); kept by entrust",
    )

    objects = PersonManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email", "name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("username"), name="username_once"),
            models.UniqueConstraint(Lower("email"), condition=~Q(email=""), name="email_once"),
            models.UniqueConstraint(fields=["origin"], condition=~Q(origin=""), name="origin_once"),
        ]
        indexes = [
            models.Index(fields=["sort_name", "id"], name="person_sort"),
            models.Index(fields=["unit", "sort_name"], name="person_unit"),
            models.Index(fields=["manager"], name="person_manager"),
            GinIndex(fields=["sort_name"], opclasses=["gin_trgm_ops"], name="person_name_trgm"),
            GinIndex(Func("sort_name", Value(" "), function="string_to_array"), name="person_name_words"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        return f"/@{self.username}/"

    @property
    def avatar_url(self) -> str:
        return picture_url(self.picture_id)

    # Django's own admin is not installed; allauth asks for these two.
    @property
    def is_staff(self) -> bool:
        return self.is_admin

    @property
    def is_superuser(self) -> bool:
        return False


class Relation(models.Model):
    """What somebody is to the organisation over a time. Contributions stay when it ends."""

    class Kind(models.TextChoices):
        EMPLOYEE = "employee", _("Employee")
        CANDIDATE = "candidate", _("Candidate")
        CUSTOMER = "customer", _("Customer")
        PARTNER = "partner", _("Partner")
        ALUMNUS = "alumnus", _("Alumnus or alumna")

    id = IdField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(max_length=10, choices=Kind)
    since_on = models.DateField()
    until_on = models.DateField(null=True, blank=True, help_text="the first day on which it no longer holds")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("since_on")), name="relation_order"
            ),
            models.UniqueConstraint(
                fields=["person", "kind"], condition=Q(until_on__isnull=True), name="relation_open_once"
            ),
        ]
        indexes = [models.Index(fields=["kind", "person"], name="relation_kind")]


class ProfileField(models.Model):
    """A field of the profile that this site has chosen."""

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        CHOICE = "choice", _("Choice")
        LINK = "link", _("Link")
        DATE = "date", _("Date")

    id = IdField()
    key = models.SlugField(max_length=40, unique=True)
    label = models.CharField(max_length=80)
    kind = models.CharField(max_length=6, choices=Kind)
    choices = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    help = models.CharField(max_length=200, blank=True, default="")
    audience = models.IntegerField(choices=Audience, default=Audience.EMPLOYEES)
    position = models.IntegerField(default=0)


class ProfileValue(models.Model):
    """What one person put into one field; dates as ISO text."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="profile_values")
    field = models.ForeignKey(ProfileField, on_delete=models.CASCADE, related_name="+")
    value = models.CharField(max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "field"], name="profile_value_once")]


class Skill(models.Model):
    id = IdField()
    name = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="skill_once")]


class PersonSkill(models.Model):
    """A skill somebody says they have, with how many said so too."""

    id = IdField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="holders")
    endorsement_count = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "skill"], name="person_skill_once")]


class Endorsement(models.Model):
    person_skill = models.ForeignKey(PersonSkill, on_delete=models.CASCADE, related_name="endorsements")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person_skill", "by"], name="endorsed_once")]


class Follow(models.Model):
    """One-way: `follower` reads what `person` writes. Gives no access to anything."""

    follower = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["follower", "person"], name="follow_once"),
            models.CheckConstraint(condition=~Q(follower=F("person")), name="follow_other"),
        ]
        indexes = [models.Index(fields=["person", "follower"], name="followed")]


CONNECTION = Lifecycle(
    "asked",
    {
        "asked": ["accepted", "declined", "withdrawn"],
        "accepted": ["ended"],
        "declined": ["asked"],
        "withdrawn": ["asked"],
        "ended": ["asked"],
    },
)


MOST_NOTE = 500  # Letters of what is said with the request.


class Connection(models.Model):
    """Mutual: asked by one, accepted by the other. One row a pair, whoever asked last."""

    id = IdField()
    asker = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    asked = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, default=CONNECTION.start)
    note = models.CharField(max_length=MOST_NOTE, blank=True, default="")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            CONNECTION.constraint("state", "connection_state"),
            models.CheckConstraint(condition=~Q(asker=F("asked")), name="connection_other"),
            models.UniqueConstraint(
                models.functions.Least("asker", "asked"),
                models.functions.Greatest("asker", "asked"),
                name="connection_once",
            ),
        ]
        indexes = [
            models.Index(fields=["asked", "state"], name="connection_asked"),
            models.Index(fields=["asker", "state"], name="connection_asker"),
        ]


class Distance(models.Model):
    """`person` keeps `other` away: muted (not shown to me) or blocked (neither shows to the other, no contact)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    is_block = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "other"], name="distance_once"),
            models.CheckConstraint(condition=~Q(person=F("other")), name="distance_other"),
        ]
        indexes = [models.Index(fields=["other", "person"], condition=Q(is_block=True), name="blocked_by")]


class SiteInvitation(models.Model):
    """An invitation to sign up, by address or by link, with the relation the newcomer will have."""

    id = IdField()
    token_hash = models.CharField(max_length=64, unique=True)
    email = models.EmailField(blank=True, default="")
    relation = models.CharField(max_length=10, choices=Relation.Kind, blank=True, default="")
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_count = models.IntegerField(default=0)
    max_uses = models.IntegerField(default=1)
    withdrawn_at = models.DateTimeField(null=True)


class Arrival(models.Model):
    """What a newcomer brought along, kept until they are in: a sign-up may be confirmed in another browser."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="+")
    invitation = models.ForeignKey(SiteInvitation, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    luggage = models.JSONField(default=dict, help_text="what other rooms asked to carry along")
    at = models.DateTimeField()
