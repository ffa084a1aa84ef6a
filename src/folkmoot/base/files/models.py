from urllib.parse import quote

from django.db import models

from folkmoot.base.ids import IdField, to_text


class StoredFile(models.Model):
    """One file in the storage. Who may read it is decided by what it hangs on, not here."""

    id = IdField()
    owner = models.BigIntegerField(null=True, help_text="the person who brought it; may read it until it is used")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200, unique=True)
    has_thumbnail = models.BooleanField(default=False)
    brought_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["owner", "-brought_at"], name="file_owner")]

    @property
    def url(self) -> str:
        return f"/files/{to_text(self.id)}/{quote(self.name)}"

    @property
    def small_url(self) -> str:
        return f"{self.url}?small" if self.has_thumbnail else self.url

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")
