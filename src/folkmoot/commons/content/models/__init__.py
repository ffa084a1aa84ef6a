"""Item and what hangs on every item."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from folkmoot.base.ids import IdField
from folkmoot.base.states import Lifecycle
from folkmoot.commons.people.audiences import Audience

from .work import PROPOSAL_LIFE as PROPOSAL_LIFE
from .work import Proposal as Proposal
from .work import Remark as Remark

LIFECYCLE = Lifecycle(
    "draft",
    {
        "draft": ["scheduled", "published", "deleted"],
        "scheduled": ["draft", "published", "deleted"],
        "published": ["unpublished", "hidden", "deleted"],
        "unpublished": ["published", "scheduled", "deleted"],
        "hidden": ["published", "deleted"],
        "deleted": ["published", "unpublished", "draft"],
    },
)


class Voice(models.TextChoices):
    NAME = "name", _("Under my name")
    ALIAS = "alias", _("Under my alias in this space")
    ANONYMOUS = "anonymous", _("Anonymously, this once")


class Alias(models.Model):
    """A name that is nobody's: stable within one space, or made for one conversation. The id tells no time."""

    id = models.BigIntegerField(primary_key=True, editable=False)
    space = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, null=True, related_name="+")
    root = models.ForeignKey(
        "Item", on_delete=models.CASCADE, null=True, related_name="+", help_text="set for 'anonymous, once'"
    )
    label = models.CharField(max_length=60)
    seed = models.CharField(max_length=16, help_text="of its generated picture")


class AliasOwner(models.Model):
    """Who is behind an alias. Read by `voices` alone; joined by no other query, written to no log."""

    alias = models.OneToOneField(Alias, on_delete=models.CASCADE, primary_key=True, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    space = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, null=True, related_name="+")
    root = models.ForeignKey("Item", on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "space"], condition=Q(root__isnull=True), name="alias_one_a_space"
            ),
            models.UniqueConstraint(
                fields=["person", "root"], condition=Q(root__isnull=False), name="alias_one_a_root"
            ),
        ]


class Item(models.Model):
    """One published thing, of any kind; a comment and an answer too (then `root` and `parent` are set).

    Replies repeat the audience and space of their root, so that "may this be seen" is one condition on one row.
    """

    id = IdField()
    kind = models.CharField(max_length=20)
    author = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    alias = models.ForeignKey(Alias, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    space = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    audience = models.SmallIntegerField(choices=Audience)
    state = models.CharField(max_length=12, default=LIFECYCLE.start)
    root = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    depth = models.SmallIntegerField(default=0)
    shared = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="the item that this one shares",
    )
    language = models.CharField(max_length=10, blank=True, default="")
    title = models.CharField(max_length=200, blank=True, default="")
    body = models.TextField(blank=True, default="", help_text="Markdown as written")
    html = models.TextField(blank=True, default="", help_text="sanitised rendering of body, made when it is written")
    excerpt = models.CharField(max_length=300, blank=True, default="")
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    publish_at = models.DateTimeField(null=True, blank=True, help_text="when a scheduled item goes out")
    unpublish_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_by_moderator = models.BooleanField(default=False)
    last_activity_at = models.DateTimeField()
    pinned_at = models.DateTimeField(null=True, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(
        null=True, blank=True, help_text="a thread resolved, a question with an accepted answer"
    )
    must_read_at = models.DateTimeField(null=True, blank=True)
    duplicate_of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    score = models.IntegerField(default=0, help_text="votes up minus votes down")
    up_count = models.IntegerField(default=0)
    down_count = models.IntegerField(default=0)
    are_votes_sealed = models.BooleanField(
        default=False,
        db_default=False,
        help_text="votes are kept and not counted until they are opened: no list, feed or order can tell of them",
    )
    reply_count = models.IntegerField(default=0, help_text="published comments under it, at any depth; not answers")
    answer_count = models.IntegerField(default=0)
    reactions = models.JSONField(default=dict, help_text="emoji name → how many")
    version = models.IntegerField(default=1, help_text="bumped by whatever changes how it looks")
    thread_version = models.IntegerField(default=1, help_text="of a root: bumped by whatever changes on its page")
    origin = models.CharField(max_length=200, blank=True, default="", help_text="where an imported item comes from")

    class Meta:
        constraints = [
            LIFECYCLE.constraint("state", "item_state"),
            models.CheckConstraint(condition=~Q(author__isnull=False, alias__isnull=False), name="item_one_voice"),
            models.CheckConstraint(
                condition=Q(space__isnull=False) | Q(audience__lt=3), name="item_members_of_something"
            ),
            models.CheckConstraint(condition=Q(score=F("up_count") - F("down_count")), name="item_score"),
            models.UniqueConstraint(fields=["origin"], condition=~Q(origin=""), name="item_origin_once"),
        ]
        indexes = [
            models.Index(
                fields=["space", "kind", "-last_activity_at", "-id"],
                condition=Q(root__isnull=True, state="published"),
                name="item_space_active",
            ),
            models.Index(
                fields=["space", "-published_at", "-id"],
                condition=Q(root__isnull=True, state="published"),
                name="item_space_new",
            ),
            models.Index(
                fields=["author", "-published_at", "-id"],
                condition=Q(root__isnull=True, state="published"),
                name="item_author_new",
            ),
            models.Index(
                fields=["kind", "-last_activity_at", "-id"],
                condition=Q(root__isnull=True, state="published"),
                name="item_kind_active",
            ),
            models.Index(
                fields=["-published_at", "-id"],
                condition=Q(root__isnull=True, state="published"),
                name="item_new",
            ),
            models.Index(fields=["root", "parent", "id"], condition=Q(root__isnull=False), name="item_thread"),
            models.Index(fields=["author", "-made_at"], name="item_mine"),
            models.Index(fields=["alias"], condition=Q(alias__isnull=False), name="item_alias"),
            models.Index(fields=["publish_at"], condition=Q(state="scheduled"), name="item_due"),
            models.Index(
                fields=["unpublish_at"],
                condition=Q(state="published", unpublish_at__isnull=False),
                name="item_expiring",
            ),
            models.Index(fields=["space"], condition=Q(pinned_at__isnull=False), name="item_pinned"),
            models.Index(
                fields=["kind", "-score", "-id"],
                condition=Q(root__isnull=True, state="published"),
                name="item_kind_best",
            ),
            models.Index(fields=["-must_read_at"], condition=Q(must_read_at__isnull=False), name="item_must_read"),
            GinIndex(
                OpClass(Lower("title"), name="gin_trgm_ops"),
                condition=Q(root__isnull=True) & ~Q(title=""),
                name="item_title_alike",
            ),
        ]

    def __str__(self) -> str:
        return self.title or Truncator(self.excerpt).chars(80)

    @property
    def is_published(self) -> bool:
        return self.state == "published"


class Vote(models.Model):
    """Up (+1) or down (-1); who voted is shown to nobody."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+", db_index=False)
    value = models.SmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "item"], name="vote_once"),
            models.CheckConstraint(condition=Q(value__in=[-1, 1]), name="vote_value"),
        ]
        indexes = [models.Index(fields=["item"], name="vote_item")]


class Reaction(models.Model):
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+", db_index=False)
    emoji = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "item", "emoji"], name="reaction_once")]
        indexes = [models.Index(fields=["item", "emoji"], name="reaction_item")]


class Tag(models.Model):
    """A word to file items under. A synonym points at the tag that is used instead."""

    id = IdField()
    name = models.CharField(max_length=50)
    about = models.CharField(max_length=500, blank=True, default="")
    synonym_of = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="synonyms")

    class Meta:
        constraints = [models.UniqueConstraint(Lower("name"), name="tag_once")]


class ItemTag(models.Model):
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="item_tags", db_index=False)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="+", db_index=False)
    published_at = models.DateTimeField(null=True, help_text="of the item, repeated for the tag's list")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "tag"], name="item_tag_once")]
        indexes = [models.Index(fields=["tag", "-published_at", "item"], name="tag_new")]


class TagFollow(models.Model):
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "tag"], name="tag_follow_once")]


class ItemFollow(models.Model):
    """I want to hear of this item's replies (`is_muted` False) or never again (True)."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+", db_index=False)
    is_muted = models.BooleanField(default=False)
    why = models.CharField(max_length=12, default="chosen", help_text="chosen, wrote, replied, mentioned, invited")
    wants_minor = models.BooleanField(default=False, db_default=False, help_text="tell me of small changes too")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "item"], name="item_follow_once")]
        indexes = [models.Index(fields=["item", "person"], name="item_followers")]


class Bookmark(models.Model):
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "item"], name="bookmark_once")]
        indexes = [
            models.Index(fields=["person", "-at"], name="bookmark_mine"),
            models.Index(fields=["item"], name="bookmark_item"),
        ]


class Mention(models.Model):
    """A person or a space named in an item's text."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, null=True, related_name="+")
    space = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "person", "space"], name="mention_once", nulls_distinct=False),
        ]


class Revision(models.Model):
    """What an item said before an edit, and who edited (an alias stays an alias)."""

    id = IdField()
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
    number = models.IntegerField()
    title = models.CharField(max_length=200, blank=True, default="")
    body = models.TextField(blank=True, default="")
    tags = ArrayField(models.CharField(max_length=50), default=list)
    editor = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    alias = models.ForeignKey(Alias, on_delete=models.SET_NULL, null=True, related_name="+")
    comment = models.CharField(max_length=200, blank=True, default="")
    is_minor = models.BooleanField(default=False, db_default=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="revision_once")]


class Draft(models.Model):
    """What somebody is writing and has not sent: one for each place to write in. Seen by them alone."""

    id = IdField()
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=120, help_text="e.g. note:new, comment:<item>, edit:<item>")
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "place"], name="draft_once")]


class Attachment(models.Model):
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="attachments")
    file = models.ForeignKey("files.StoredFile", on_delete=models.CASCADE, related_name="+")
    description = models.CharField(max_length=500, blank=True, default="")
    position = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "file"], name="attachment_once")]


class Report(models.Model):
    """Somebody says an item breaks the rules. The reporter is named to moderators of the site only."""

    class Reason(models.TextChoices):
        SPAM = "spam", _("Spam or advertising")
        RUDE = "rude", _("Rude or hurtful")
        PRIVATE = "private", _("Private or confidential")
        WRONG = "wrong", _("Wrong or misleading")
        OTHER = "other", _("Something else")

    id = IdField()
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=10, choices=Reason)
    words = models.CharField(max_length=1000, blank=True, default="")
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    outcome = models.CharField(max_length=10, blank=True, default="", help_text="hidden, deleted or kept")
    answer = models.CharField(max_length=1000, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "by"], condition=Q(closed_at__isnull=True), name="report_open_once"
            ),
        ]


class Acknowledgement(models.Model):
    """`person` says: I have read this must-read."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "person"], name="acknowledged_once")]


class Reading(models.Model):
    """When somebody last had an item's page open: what is new to them, and what they have seen."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+", db_index=False)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "item"], name="reading_once")]
