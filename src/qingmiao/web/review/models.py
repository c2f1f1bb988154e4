"""Reviews of documents that were read, and the log of what people did to them. Both are only ever added to."""

from __future__ import annotations

from django.db import models


class Review(models.Model):
    """One reading of one document: its text (line ends `\\n`), the SHA-256 of that text as UTF-8, what the reader `read`.

    `items` are those with which the review begins: what was read, with what was decided on the text before carried over.
    `previous` is the review of the text before, `replaces` the plan of which this is the new text; `gone` holds items of the text before
    that this one no longer has; `ids` the commitment ids that items had there. `place` limits it to the office of that place.
    """

    name = models.CharField(max_length=200)
    format = models.CharField(max_length=8)
    sha256 = models.CharField(max_length=64)
    original_sha256 = models.CharField(max_length=64)
    text = models.TextField()
    characters = models.IntegerField()
    read = models.JSONField()
    items = models.JSONField()
    gone = models.JSONField(default=list)
    ids = models.JSONField(default=dict)
    previous = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="next")
    replaces = models.CharField(max_length=48, blank=True, default="")
    place = models.CharField(max_length=64, blank=True, default="")
    begun_by = models.CharField(max_length=150)
    begun_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]


class Act(models.Model):
    """One act of one person on a review: the items before and after, or the plan that was approved. `undoes` takes another act back."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="acts")
    seq = models.IntegerField()
    moment = models.DateTimeField()
    by = models.CharField(max_length=150)
    act = models.CharField(max_length=16)
    changes = models.JSONField(default=list)
    undoes = models.IntegerField(null=True)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["review", "seq"]
        constraints = [models.UniqueConstraint(fields=["review", "seq"], name="act_once")]
