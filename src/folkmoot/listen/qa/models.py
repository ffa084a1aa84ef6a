"""What questions and answers need beyond Item. A question is resolved (`Item.resolved_at`) by an accepted answer."""

from django.db import models
from django.db.models import F, Q

from folkmoot.base.ids import IdField


class Answer(models.Model):
    """The marks of an answer; only answers that were ever accepted or verified have a row.

    `accepted_by` is empty when the asker speaks under an alias.
    """

    item = models.OneToOneField("content.Item", on_delete=models.CASCADE, primary_key=True, related_name="+")
    question = models.ForeignKey("content.Item", on_delete=models.CASCADE, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        "people.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(
        "people.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(item=F("question")), name="answer_of_another"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=False) | Q(accepted_by__isnull=True), name="answer_accepted"
            ),
            models.CheckConstraint(
                condition=Q(verified_at__isnull=False) | Q(verified_by__isnull=True), name="answer_verified"
            ),
        ]


class Invitation(models.Model):
    """Somebody was asked to answer. `by` is empty when the inviter asked the question under an alias."""

    id = IdField()
    question = models.ForeignKey("content.Item", on_delete=models.CASCADE, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "person"], name="answer_invited_once")]


class Expert(models.Model):
    """Somebody the organisation vouches for on a tag: their mark on an answer says "verified"."""

    tag = models.ForeignKey("content.Tag", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    named_by = models.ForeignKey("people.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    named_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "person"], name="expert_once")]
