"""Polls and link previews. A note itself is only an Item."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from folkmoot.base.ids import IdField


class Poll(models.Model):
    """A question with choices under a note. `ballot_count` people have voted."""

    class Results(models.TextChoices):
        ALWAYS = "always", _("to everybody, at any time")
        VOTED = "voted", _("to those who have voted")
        CLOSED = "closed", _("when the poll is over")

    item = models.OneToOneField("content.Item", on_delete=models.CASCADE, primary_key=True, related_name="+")
    allows_several = models.BooleanField(default=False)
    results = models.CharField(max_length=6, choices=Results, default=Results.VOTED)
    closes_at = models.DateTimeField(null=True, blank=True)
    ballot_count = models.IntegerField(default=0)


class PollOption(models.Model):
    id = IdField()
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="options")
    text = models.CharField(max_length=120)
    position = models.SmallIntegerField()
    vote_count = models.IntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "position"], name="poll_option_place"),
            models.CheckConstraint(condition=Q(vote_count__gte=0), name="poll_option_count"),
        ]


class Ballot(models.Model):
    """That somebody has voted, never what: choices are only counted, so nobody can ever look them up."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "person"], name="ballot_once")]


class LinkPreview(models.Model):
    """What the first link of a note leads to, as words of our own page; `image` is re-encoded and served by us."""

    item = models.OneToOneField("content.Item", on_delete=models.CASCADE, primary_key=True, related_name="+")
    url = models.CharField(max_length=2000)
    title = models.CharField(max_length=200)
    description = models.CharField(max_length=300, blank=True, default="")
    site = models.CharField(max_length=100)
    image = models.ForeignKey("files.StoredFile", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    fetched_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="preview_says_more")]
