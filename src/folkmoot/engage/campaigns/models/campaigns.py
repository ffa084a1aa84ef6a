"""A campaign, its arms, and where its posters hang."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from folkmoot.base.ids import IdField
from folkmoot.base.states import Lifecycle

LIFECYCLE = Lifecycle(
    "draft",
    {
        "draft": ["preparing", "cancelled"],
        "preparing": ["running", "draft", "cancelled"],
        "running": ["finished"],
        "finished": [],
        "cancelled": [],
    },
)


class Goal(models.TextChoices):
    """What somebody does when it worked. All of them are acts, none is an opening of a letter."""

    JOINED = "joined", _("They join a community")
    ANSWERED = "answered", _("They answer or comment on something")
    SIGNED_UP = "signed_up", _("They say “count me in” here")
    READ = "read", _("They read something to the end")
    RECALLED = "recalled", _("They know it afterwards: two questions, both right")
    LINK = "link", _("They open a link with a purpose (a form, a tool)")
    IMPORTED = "imported", _("Something that another system knows, brought as a CSV file")


class Lot(models.TextChoices):
    """What goes into one arm together."""

    UNIT = "unit", _("Units: people of one team hear the same")
    SITE = "site", _("Sites: people of one place hear the same")
    COMMUNITY = "community", _("Informal communities, as the network shows them")
    PERSON = "person", _("Single people: only where they do not talk about it")


# Most letters of each.
MOST_HEADLINE, MOST_TEXT, MOST_QUESTION, MOST_OPTION, MOST_PLACE = 120, 5000, 200, 120, 80


class Campaign(models.Model):
    """One message's worth of effort. Once it runs, nothing that decides about its result changes any more."""

    id = IdField()
    title = models.CharField(max_length=MOST_HEADLINE)
    brief = models.TextField(max_length=MOST_TEXT, help_text="what should be said, to whom, and why; for the writers")
    state = models.CharField(max_length=10, default=LIFECYCLE.start)
    idea = models.ForeignKey(
        "content.Item", on_delete=models.SET_NULL, null=True, related_name="+", help_text="the idea it is about"
    )
    goal = models.CharField(max_length=10, choices=Goal)
    goal_space = models.ForeignKey("spaces.Space", on_delete=models.SET_NULL, null=True, related_name="+")
    goal_item = models.ForeignKey("content.Item", on_delete=models.SET_NULL, null=True, related_name="+")
    goal_url = models.URLField(max_length=500, blank=True, default="")
    questions = models.JSONField(default=list, help_text="of a recall poll: question, options, the right one first")
    audience_space = models.ForeignKey(
        "spaces.Space", on_delete=models.SET_NULL, null=True, related_name="+", help_text="none: all employees"
    )
    lot = models.CharField(max_length=9, choices=Lot, default=Lot.UNIT)
    looks = models.SmallIntegerField(default=2)
    base_percent = models.SmallIntegerField(default=20, help_text="who would do it anyway, in percent")
    wanted_points = models.SmallIntegerField(default=10, help_text="the smallest difference that would matter")
    advocates_wanted = models.SmallIntegerField(default=8)
    advocates_per_unit = models.SmallIntegerField(default=2)
    hours_each = models.FloatField(default=2.0, help_text="what an advocate is asked for, in hours")
    choice = models.JSONField(default=dict, help_text="how the advocates were chosen, without names")
    asked = models.JSONField(
        default=list, help_text="sealed tokens of all who were asked; who declined looks like all"
    )
    workshop = models.ForeignKey("spaces.Space", on_delete=models.SET_NULL, null=True, related_name="+")
    made_by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    seed = models.CharField(max_length=64, blank=True, default="")
    plan = models.JSONField(null=True, help_text="what was promised at the start")
    plan_hash = models.CharField(max_length=64, blank=True, default="")
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    letters_sent_at = models.DateTimeField(null=True)
    imported_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            LIFECYCLE.constraint("state", "campaign_state"),
            models.CheckConstraint(condition=Q(looks__gte=1, looks__lte=5), name="campaign_looks"),
            models.CheckConstraint(
                condition=Q(base_percent__gte=0, base_percent__lte=95, wanted_points__gte=1, wanted_points__lte=80),
                name="campaign_figures",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "preparing", "cancelled"])
                | (Q(started_at__isnull=False, plan__isnull=False) & ~Q(plan_hash="") & ~Q(seed="")),
                name="campaign_promised",
            ),
            models.CheckConstraint(
                condition=Q(started_at__isnull=True) | Q(ends_at__gt=F("started_at")), name="campaign_order"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "ends_at"], name="campaign_running"),
            models.Index(fields=["-made_at", "id"], name="campaign_newest"),
            models.Index(fields=["idea"], condition=Q(idea__isnull=False), name="campaign_idea"),
        ]

    def __str__(self) -> str:
        return self.title


class Arm(models.Model):
    """One way of saying it, or saying nothing. Its text is in force when somebody else has approved it."""

    class Kind(models.TextChoices):
        ADVOCATES = "advocates", _("Advocates")
        ANNOUNCEMENT = "announcement", _("Announcement")
        EMAIL = "email", _("E-mail")
        POSTER = "poster", _("Posters")
        NOTHING = "nothing", _("Nothing")

    id = IdField()
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="arms")
    position = models.SmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    share = models.SmallIntegerField(default=1)
    headline = models.CharField(max_length=MOST_HEADLINE, blank=True, default="")
    text = models.TextField(max_length=MOST_TEXT, blank=True, default="")
    draft = models.ForeignKey("content.Item", on_delete=models.SET_NULL, null=True, related_name="+")
    writer_ids = models.JSONField(default=list)
    version = models.IntegerField(default=0)
    approved_by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    minutes = models.IntegerField(default=0, help_text="person-minutes that went into it besides reading")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "kind"], name="campaign_arm_once"),
            models.UniqueConstraint(fields=["campaign", "position"], name="campaign_arm_place"),
            models.CheckConstraint(condition=Q(share__gte=1, share__lte=10), name="campaign_arm_share"),
            models.CheckConstraint(condition=Q(minutes__gte=0), name="campaign_arm_minutes"),
        ]

    @property
    def label(self) -> str:
        return str(self.Kind(self.kind).label)


class Place(models.Model):
    """Where a poster hangs; whoever scans its code comes by here. Guests are counted, not known."""

    id = IdField()
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="places")
    label = models.CharField(max_length=MOST_PLACE)
    token = models.CharField(max_length=22, unique=True)
    guest_count = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "label"], name="campaign_place_once")]


class Keeper(models.Model):
    """Somebody who plans campaigns, besides administrators."""

    person = models.OneToOneField("people.Person", on_delete=models.CASCADE, primary_key=True, related_name="+")
    since_at = models.DateTimeField()
