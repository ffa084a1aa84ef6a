"""Films, what was made of them, their captions, who has watched how far, and what is still on its way here."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from folkmoot.base.ids import IdField
from folkmoot.base.states import Lifecycle

# `plain`: played as it came, because this machine has no ffmpeg.
LIFECYCLE = Lifecycle(
    "waiting",
    {
        "waiting": ["preparing", "plain", "refused"],
        "preparing": ["waiting", "ready", "plain", "refused"],
        "ready": [],
        "plain": ["waiting"],
        "refused": [],
    },
)


class Upload(models.Model):
    """A file on its way here, in pieces. Gone when it became a video, or after some days."""

    id = IdField()
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    size = models.BigIntegerField()
    received = models.BigIntegerField(default=0)
    container = models.CharField(max_length=20, blank=True, default="", help_text="known from its first bytes")
    started_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(received__lte=models.F("size")), name="upload_fits")]
        indexes = [
            models.Index(fields=["person"], name="upload_person"),
            models.Index(fields=["moved_at"], name="upload_moved"),
        ]

    @property
    def is_whole(self) -> bool:
        return self.received == self.size


class UploadPart(models.Model):
    """A piece in the storage, beginning at `offset`. Together the parts are the file."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="parts")
    offset = models.BigIntegerField()
    size = models.BigIntegerField()
    path = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "offset"], name="upload_part_once")]


class Video(models.Model):
    item = models.OneToOneField("content.Item", on_delete=models.CASCADE, primary_key=True, related_name="+")
    state = models.CharField(max_length=10, default=LIFECYCLE.start)
    upload = models.OneToOneField(
        Upload, on_delete=models.SET_NULL, null=True, related_name="+", help_text="until it is prepared"
    )
    original = models.ForeignKey("files.StoredFile", on_delete=models.SET_NULL, null=True, related_name="+")
    poster = models.ForeignKey("files.StoredFile", on_delete=models.SET_NULL, null=True, related_name="+")
    duration = models.IntegerField(null=True, help_text="milliseconds")
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)
    bytes = models.BigIntegerField(default=0, help_text="all that is kept of it, for the maker's share of the disk")
    progress = models.SmallIntegerField(default=0, help_text="per cent of the preparing")
    problem = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [LIFECYCLE.constraint("state", "video_state")]


class Rendition(models.Model):
    """The film in one size, for one speed of line."""

    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="renditions")
    file = models.ForeignKey("files.StoredFile", on_delete=models.CASCADE, related_name="+")
    width = models.IntegerField()
    height = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["video", "height"], name="rendition_once")]
        indexes = [models.Index(fields=["file"], name="rendition_file")]


class Captions(models.Model):
    """What is said, in one language, as WebVTT that we have written ourselves."""

    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="captions")
    language = models.CharField(_("language"), max_length=10)
    text = models.TextField()
    by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["video", "language"], name="captions_once")]


class Watching(models.Model):
    """How far somebody has come; seen by them alone."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+", db_index=False)
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="+")
    position = models.IntegerField(default=0, help_text="seconds")
    watched = models.IntegerField(default=0, help_text="seconds of playing, all together")
    finished_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "video"], name="watching_once")]
        indexes = [models.Index(fields=["person", "-at"], name="watching_mine")]
