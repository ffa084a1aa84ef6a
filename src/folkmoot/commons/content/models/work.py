"""Working on a text together: proposals that somebody else must approve, and remarks on a passage."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from folkmoot.base.ids import IdField, to_text
from folkmoot.base.states import Lifecycle

PROPOSAL_LIFE = Lifecycle(
    "draft",
    {
        "draft": ["asked", "withdrawn"],
        "asked": ["approved", "returned", "withdrawn"],
        "returned": ["asked", "withdrawn"],
        "approved": [],
        "withdrawn": [],
    },
)


class Proposal(models.Model):
    """A text that is not in force yet: of an item, or (without one) of a new item of `kind` in `space`.

    `base_version` is the text it started from, for merging; `how` is the room's own (where a new page goes).
    Who writes in it is in `writer_ids`: none of them approves it.
    """

    id = IdField()
    item = models.ForeignKey("content.Item", on_delete=models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=20)
    space = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, null=True, related_name="+")
    by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    writer_ids = ArrayField(models.BigIntegerField(), default=list)
    state = models.CharField(max_length=12, default=PROPOSAL_LIFE.start)
    base_version = models.IntegerField(default=0)
    version = models.IntegerField(default=1, help_text="bumped whenever its text changes")
    title = models.CharField(max_length=200, blank=True, default="")
    body = models.TextField(blank=True, default="")
    tags = ArrayField(models.CharField(max_length=50), default=list)
    how = models.JSONField(default=dict)
    is_minor = models.BooleanField(default=False)
    comment = models.CharField(max_length=200, blank=True, default="")
    made_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    answer = models.CharField(max_length=1000, blank=True, default="")

    class Meta:
        constraints = [
            PROPOSAL_LIFE.constraint("state", "proposal_state"),
            models.CheckConstraint(
                condition=Q(item__isnull=False) | Q(space__isnull=False), name="proposal_of_something"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(decided_at__isnull=False), name="proposal_decided"
            ),
        ]
        indexes = [
            models.Index(fields=["space", "-asked_at"], condition=Q(state="asked"), name="proposal_waiting"),
            models.Index(fields=["item", "-made_at"], name="proposal_item"),
            models.Index(fields=["by", "-made_at"], name="proposal_mine"),
        ]

    @property
    def key(self) -> str:
        """Its id as an address says it."""
        return to_text(self.pk)


class Remark(models.Model):
    """The passage a comment is about: the words, and what stood around them when it was written.

    `is_orphan` says that the passage is not in the present text any more; every edit looks again.
    """

    comment = models.OneToOneField("content.Item", on_delete=models.CASCADE, primary_key=True, related_name="+")
    item = models.ForeignKey("content.Item", on_delete=models.CASCADE, related_name="+")
    quote = models.CharField(max_length=500)
    before = models.CharField(max_length=80, blank=True, default="")
    after = models.CharField(max_length=80, blank=True, default="")
    is_orphan = models.BooleanField(default=False)

    @property
    def key(self) -> str:
        """The id of its comment as an address says it."""
        return to_text(self.pk)
