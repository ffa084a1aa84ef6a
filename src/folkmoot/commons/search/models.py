"""The index, and searches that people keep."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from folkmoot.base.ids import IdField


class Entry(models.Model):
    """The words by which one thing is found.

    Who may find it is asked of the item itself, each time. What is repeated here of the item only spares looking at
    those that are surely not meant: when it is out of date something is found late, never too early.

    `search_words` answers words and filters together. `shelf` bounds what a frequent word costs: the newest shelves
    are looked through first, and older ones only when these did not hold enough. The migration adds an index over
    the words of `title`.
    """

    class What(models.TextChoices):
        ITEM = "item"
        PERSON = "person"
        SPACE = "space"
        TAG = "tag"
        FILE = "file"

    what = models.CharField(max_length=6, choices=What)
    target = models.BigIntegerField()
    item = models.ForeignKey(
        "content.Item",
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        db_index=False,
        help_text="the item itself, or the one a file hangs on",
    )
    title = models.TextField(blank=True, default="", help_text="small letters without accents")
    vector = SearchVectorField()
    audience = models.SmallIntegerField(null=True)
    space_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=20, blank=True, default="")
    author_id = models.BigIntegerField(null=True, help_text="of what is said under a name")
    shelf = models.IntegerField(null=True, help_text="the month of an item, counted from the year 0")
    at = models.DateTimeField(help_text="for order only")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["what", "target"], name="search_entry_once")]
        indexes = [
            GinIndex(
                fields=["what", "shelf", "audience", "space_id", "kind", "author_id", "vector"], name="search_words"
            ),
            models.Index(fields=["shelf", "-at"], name="search_shelf"),
            models.Index(fields=["shelf", "-at"], condition=~Q(title=""), name="search_titled"),
            GinIndex(fields=["what", "vector"], condition=Q(item__isnull=True), name="search_others"),
            models.Index(fields=["item"], name="search_item"),
        ]  # fmt: skip


class Word(models.Model):
    """A word of some title or name, to find what is spelt nearly so. It says nothing of where it stands: whether
    somebody may learn of it is asked of the titles and names that they may see."""

    word = models.TextField(primary_key=True, help_text="small letters without accents")

    class Meta:
        indexes = [GinIndex(OpClass(F("word"), name="gin_trgm_ops"), name="search_word_alike")]


class SavedSearch(models.Model):
    """A search somebody wants to come back to. `asked` are the fields of the form."""

    id = IdField()
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    asked = models.JSONField(default=dict)
    saved_at = models.DateTimeField()
    tells = models.BooleanField(default=True, help_text="whether its person hears of what is new in it")
    told_until = models.DateTimeField(null=True, help_text="what was published before has been told")

    class Meta:
        indexes = [models.Index(fields=["told_until"], condition=Q(tells=True), name="saved_search_due")]
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="saved_search_once")]
