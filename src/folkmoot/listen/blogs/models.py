"""What an article has beyond Item, and series of articles."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from folkmoot.base.ids import IdField


class Series(models.Model):
    """Articles in an order: of one person's blog, or of one space's."""

    id = IdField()
    author = models.ForeignKey("people.Person", on_delete=models.CASCADE, null=True, related_name="+")
    space = models.ForeignKey("spaces.Space", on_delete=models.CASCADE, null=True, related_name="+")
    title = models.CharField(_("title"), max_length=120)
    about = models.CharField(_("what it is about"), max_length=500, blank=True, default="")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(author__isnull=False, space__isnull=True) | Q(author__isnull=True, space__isnull=False),
                name="series_of_one",
            ),
        ]
        indexes = [
            models.Index(fields=["author", "-made_at"], name="series_author"),
            models.Index(fields=["space", "-made_at"], name="series_space"),
        ]

    def __str__(self) -> str:
        return self.title


class Article(models.Model):
    item = models.OneToOneField("content.Item", on_delete=models.CASCADE, primary_key=True, related_name="+")
    subtitle = models.CharField(_("subtitle"), max_length=300, blank=True, default="")
    series = models.ForeignKey(Series, on_delete=models.SET_NULL, null=True, blank=True, related_name="articles")
    position = models.IntegerField(default=0, help_text="place in its series")
    cover = models.ForeignKey("files.StoredFile", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    cover_description = models.CharField(max_length=300, blank=True, default="")
    canonical_url = models.CharField(max_length=500, blank=True, default="", help_text="where it appeared first")
    reading_minutes = models.SmallIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["series", "position"], name="article_series")]
