"""What a page has beyond Item: its place, its names, its links, and how long it counts as right."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Wiki(models.Model):
    """How one space keeps its pages. A space without a row keeps them in the usual way."""

    class WhoEdits(models.TextChoices):
        MEMBERS = "members", _("Every member")
        POSTERS = "posters", _("Everybody who may post here")
        MODERATORS = "moderators", _("Owners and moderators")

    space = models.OneToOneField("spaces.Space", on_delete=models.CASCADE, primary_key=True, related_name="+")
    who_edits = models.CharField(_("who may edit"), max_length=12, choices=WhoEdits, default=WhoEdits.MEMBERS)
    needs_approval = models.BooleanField(_("changes need approval"), default=False)
    review_days = models.IntegerField(_("look at each page again after (days)"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(review_days__isnull=True) | Q(review_days__gte=1, review_days__lte=3660),
                name="wiki_review_days",
            ),
        ]


class Page(models.Model):
    """A page's place and standing. `space` repeats the item's; `name` is its title as addresses and links say it.

    Names may repeat: a link leads to the first page of that name which its reader may see, so that a hidden page
    is never in anybody's way.
    """

    item = models.OneToOneField("content.Item", on_delete=models.CASCADE, primary_key=True, related_name="+")
    space = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, related_name="+", db_index=False)
    parent = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="children")
    position = models.BigIntegerField(default=0, help_text="place among its siblings, with room between")
    name = models.CharField(max_length=80)
    is_template = models.BooleanField(default=False)
    is_protected = models.BooleanField(default=False, help_text="only owners and moderators of the space edit it")
    owner = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    review_days = models.IntegerField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    review_due_on = models.DateField(null=True)
    reminded_for = models.DateField(null=True, help_text="the due day its owner was reminded of")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    approved_version = models.IntegerField(null=True)
    outdated_at = models.DateTimeField(null=True)
    outdated_by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    outdated_why = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(parent=models.F("item")), name="page_not_its_parent")]
        indexes = [
            models.Index(fields=["space", "parent", "position", "item"], name="page_tree"),
            models.Index(fields=["space", "name"], name="page_name"),
            models.Index(fields=["review_due_on"], condition=Q(review_due_on__isnull=False), name="page_due"),
        ]


class OldName(models.Model):
    """What a page was called before, here or in another space: links by that name lead to it still."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    space = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=80)
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "space", "name"], name="old_name_once")]
        indexes = [models.Index(fields=["space", "name"], name="old_name")]


class PageLink(models.Model):
    """A page names another by its title, whether or not there is one."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", db_index=False)
    space = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=80)
    title = models.CharField(max_length=200, help_text="as it was written")
    is_include = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "space", "name"], name="page_link_once")]
        indexes = [models.Index(fields=["space", "name", "page"], name="page_link_to")]
