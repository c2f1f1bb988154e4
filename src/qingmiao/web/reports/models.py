"""A report with its drafts, what people wrote over them, comments, approvals, and what was published.

What was published is only ever added to: the migration `append_only` makes the database itself refuse the rest.
"""

from __future__ import annotations

from django.db import models

from qingmiao.web.ledger.models import PLACE

KEY = 120
"""Longest key of a block."""


class Report(models.Model):
    """One report of a plan: what it is of, and how far it has come; `state` is one of `reports.flow.STATES`.

    `release` names the release whose facts it is made from; empty: those that stand when a draft is made. `number`,
    `recipient` and `copies` stand at the head and foot of an official document. `due` is the last day for comments.
    `correcting` says what is corrected, and why, since it was published. `wanted_at`: a draft is being made; `failed`: why none came of it.
    """

    plan = models.CharField(max_length=48)
    kind = models.CharField(max_length=16)
    year = models.IntegerField()
    place = models.CharField(max_length=PLACE)
    title = models.CharField(max_length=200)
    release = models.CharField(max_length=80, blank=True, default="")
    rounding = models.CharField(max_length=12)
    number = models.CharField(max_length=60, blank=True, default="")
    recipient = models.CharField(max_length=200, blank=True, default="")
    copies = models.CharField(max_length=200, blank=True, default="")
    state = models.CharField(max_length=12, default="draft")
    due = models.DateField(null=True)
    correcting = models.CharField(max_length=400, blank=True, default="")
    wanted_at = models.DateTimeField(null=True)
    failed = models.CharField(max_length=400, blank=True, default="")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["plan", "state"], name="report_of_plan")]


class Version(models.Model):
    """One draft: `made` as it came from the figures of `moment`, `shown` with what people wrote over it (both `reports.stored.to_json`).

    `digest` is that of `shown` as it would be published; `seconds` is how long it took to make.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="versions")
    number = models.IntegerField()
    made = models.TextField()
    shown = models.TextField()
    digest = models.CharField(max_length=64)
    moment = models.DateTimeField()
    seconds = models.FloatField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="one_version_a_number")]


class EditRow(models.Model):
    """What a person did to one paragraph (`reports.editing.Edit`); `paragraph` and `seen` are `block_to_json`, empty where there is none."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="edits")
    key = models.CharField(max_length=KEY)
    kind = models.CharField(max_length=8)
    after = models.CharField(max_length=KEY, blank=True, default="")
    paragraph = models.TextField(blank=True, default="")
    seen = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "key"], name="one_edit_a_paragraph")]


class Comment(models.Model):
    """What a department says about a block of a report: `quote` is what stood there then; `state` is one of `reports.flow.COMMENTS`."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="comments")
    version = models.IntegerField()
    key = models.CharField(max_length=KEY)
    quote = models.CharField(max_length=200)
    department = models.CharField(max_length=64, blank=True, default="")
    unit = models.CharField(max_length=60)
    by = models.CharField(max_length=150)
    state = models.CharField(max_length=12, default="open")


class CommentNote(models.Model):
    """One step of a comment: raised, answered, settled, raised again."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="notes")
    moment = models.DateTimeField()
    by = models.CharField(max_length=150)
    act = models.CharField(max_length=12)
    words = models.CharField(max_length=1000, blank=True, default="")


class Approval(models.Model):
    """One group's approval of one draft by its digest; `ended_at`: the draft was returned since."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="approvals")
    group = models.CharField(max_length=12)
    version = models.IntegerField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    unit = models.CharField(max_length=60)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "group"], condition=models.Q(ended_at__isnull=True), name="one_standing_approval"),
        ]


class Event(models.Model):
    """One step of a report: who did what, when, in which words."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="events")
    moment = models.DateTimeField()
    by = models.CharField(max_length=150)
    act = models.CharField(max_length=12)
    words = models.CharField(max_length=400, blank=True, default="")


class Published(models.Model):
    """A frozen version: the document and its digest, and the day from which everybody sees it. A correction is a further one, and says what it corrects."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="published")
    number = models.IntegerField()
    version = models.IntegerField()
    document = models.TextField()
    digest = models.CharField(max_length=64)
    opens = models.DateField()
    corrects = models.CharField(max_length=400, blank=True, default="")
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="one_publication_a_number")]
