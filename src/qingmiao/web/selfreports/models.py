"""A self-report with its entries. Entries are what is being written; handing in keeps their words in an event, adopting keeps the office's beside them."""

from __future__ import annotations

from django.db import models

from qingmiao.web.ledger.models import PLACE


class SelfReport(models.Model):
    """What one unit says of one year of a plan; `state` is one of `disclosure.self_reporting.STATES`.

    `department` is a code of the catalogue, empty for a place and for a unit that is none; `place` is the plan's region, or the place that reports.
    """

    plan = models.CharField(max_length=48)
    year = models.IntegerField()
    region = models.CharField(max_length=PLACE)
    department = models.CharField(max_length=64, blank=True, default="")
    place = models.CharField(max_length=PLACE)
    unit = models.CharField(max_length=80)
    state = models.CharField(max_length=16, default="drafting")
    due = models.DateField()
    opened_by = models.CharField(max_length=150)
    opened_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "year", "place", "department", "unit"], name="one_self_report_each")]
        indexes = [models.Index(fields=["plan", "year"], name="self_reports_of")]


class Entry(models.Model):
    """One part of a self-report: an indicator or a measure (`item` is the id of its first commitment, or its own), or a text of the opening or the end, whose words are `done`.

    `version` counts its changes; `carried` is the year whose words stand here until somebody changes or confirms them. `question`: what the office asked
    of it, in which version. `standings`: its figures as they were when it was handed in.
    """

    report = models.ForeignKey(SelfReport, on_delete=models.CASCADE, related_name="entries")
    position = models.IntegerField()
    kind = models.CharField(max_length=16)
    item = models.CharField(max_length=64, blank=True, default="")
    done = models.TextField(blank=True, default="")
    cause = models.TextField(blank=True, default="")
    planned = models.TextField(blank=True, default="")
    due = models.DateField(null=True)
    version = models.IntegerField(default=0)
    carried = models.IntegerField(null=True)
    changed_by = models.CharField(max_length=150, blank=True, default="")
    changed_at = models.DateTimeField(null=True)
    question = models.CharField(max_length=400, blank=True, default="")
    question_version = models.IntegerField(default=0)
    standings = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "kind", "item"], name="one_entry_each")]


class Proof(models.Model):
    """A file that shows what an entry says."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="proofs")
    moment = models.DateTimeField()
    by = models.CharField(max_length=150)
    name = models.CharField(max_length=120)
    size = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "sha256"], name="one_proof_each")]


class Adoption(models.Model):
    """What the office did with an entry in one version: whether it took it up, and in which words. The last one of the entry's present version holds."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="adoptions")
    version = models.IntegerField()
    taken = models.BooleanField()
    done = models.TextField(blank=True, default="")
    cause = models.TextField(blank=True, default="")
    planned = models.TextField(blank=True, default="")
    by = models.CharField(max_length=150)
    moment = models.DateTimeField()


class SelfReportEvent(models.Model):
    """One step of a self-report: who did what, when, in which words; `said`: the entries as they were then (kind, item, version, words, due)."""

    report = models.ForeignKey(SelfReport, on_delete=models.CASCADE, related_name="events")
    moment = models.DateTimeField()
    by = models.CharField(max_length=150)
    act = models.CharField(max_length=16)
    words = models.CharField(max_length=400, blank=True, default="")
    said = models.JSONField(null=True)
