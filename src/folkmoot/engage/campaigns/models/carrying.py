"""Who carries a message, and by which acts of their own."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from folkmoot.base.ids import IdField, to_text

from .campaigns import MOST_TEXT, Campaign


class Advocate(models.Model):
    """Somebody who was asked, or has said yes. Who says no has no row; before the start nor after, nobody can tell
    them from somebody who never answered or was never asked."""

    id = IdField()
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    token = models.CharField(max_length=22, unique=True)
    reach = models.FloatField(default=0.0, help_text="how many people the engine expected to hear of it through them")
    why = models.JSONField(default=dict, help_text="why they were asked, for them alone")
    asked_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    own_words = models.TextField(max_length=MOST_TEXT, blank=True, default="")
    guest_count = models.IntegerField(default=0)
    lesson = models.JSONField(null=True, help_text="what came of it among those who hear them; for them alone")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["campaign", "person"], name="campaign_advocate_once")]
        indexes = [models.Index(fields=["person"], name="campaign_advocate_of")]


class Share(models.Model):
    """One time an advocate passes it on: planned for a day, or done. Nothing is done for them."""

    class Channel(models.TextChoices):
        NOTE = "note", _("A note")
        SPACE = "space", _("A community")
        MAIL = "mail", _("A letter of mine")
        LINK = "link", _("A link, by hand")
        MASTODON = "mastodon", _("Mastodon")
        LINKEDIN = "linkedin", _("LinkedIn")

    id = IdField()
    advocate = models.ForeignKey(Advocate, on_delete=models.CASCADE, related_name="shares")
    channel = models.CharField(max_length=8, choices=Channel)
    planned_on = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)
    item = models.ForeignKey("content.Item", on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["advocate", "planned_on"], name="campaign_share"),
            models.Index(fields=["item"], condition=models.Q(item__isnull=False), name="campaign_share_item"),
        ]

    @property
    def key(self) -> str:
        """Its id as an address says it."""
        return to_text(self.pk)
