"""Facts, releases, figures, verdicts and the audit log. A fact's columns are those of `facts.SCHEMA` (a test holds them equal).

Facts, releases and audit entries are only ever added to: the migration `append_only` makes the database itself refuse the rest.
"""

from __future__ import annotations

from django.db import models

CODE = 96
"""Longest code of an element or indicator: a plan's id and a commitment's id, with a dot and a suffix."""

PLACE = 64


class Fact(models.Model):
    """One fact: see design of facts. A correction is a new row that names the one it supersedes."""

    id = models.BigAutoField(primary_key=True)
    element = models.CharField(max_length=CODE)
    place = models.CharField(max_length=PLACE)
    period_from = models.DateField()
    period_to = models.DateField()
    basis = models.CharField(max_length=24)
    sex = models.CharField(max_length=24)
    residence = models.CharField(max_length=24)
    age = models.CharField(max_length=48)
    other = models.CharField(max_length=96)
    stream = models.CharField(max_length=24)
    value = models.FloatField(null=True)
    n = models.BigIntegerField(null=True)
    std_error = models.FloatField(null=True)
    status = models.CharField(max_length=24)
    simulated = models.BooleanField()
    origin = models.CharField(max_length=24)
    origin_id = models.CharField(max_length=400)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=150)
    supersedes = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["element", "place", "period_to"], name="fact_series"),
            models.Index(fields=["supersedes"], name="fact_supersedes", condition=models.Q(supersedes__isnull=False)),
        ]


class Release(models.Model):
    """A named, frozen set of facts: the file in the home holds them, the hash says that they are still the same.

    `words` holds the verdicts of that day (plan → commitment → word), so that a page can say what has changed since.
    """

    name = models.CharField(max_length=80, unique=True)
    moment = models.DateTimeField()
    count = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.CharField(max_length=400)
    words = models.JSONField(null=True)


class Figure(models.Model):
    """One computed figure: the columns of `compute.FIGURES`, for one plan."""

    plan = models.CharField(max_length=48)
    indicator = models.CharField(max_length=CODE)
    place = models.CharField(max_length=PLACE)
    year = models.IntegerField()
    value = models.FloatField(null=True)
    numerator = models.FloatField(null=True)
    denominator = models.FloatField(null=True)
    parts_expected = models.IntegerField()
    parts_reporting = models.IntegerField()
    status = models.CharField(max_length=24)
    way = models.CharField(max_length=16)
    stream = models.CharField(max_length=24)
    simulated = models.BooleanField()
    people_reporting = models.FloatField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["plan", "place", "indicator", "year"], name="figure_of_place"),
            models.Index(fields=["plan", "indicator", "year"], name="figure_of_indicator"),
        ]


class VerdictRow(models.Model):
    """The verdict on one commitment at one place in one year; `body` is the whole `progress.Verdict`."""

    plan = models.CharField(max_length=48)
    commitment = models.CharField(max_length=64)
    place = models.CharField(max_length=PLACE)
    year = models.IntegerField()
    word = models.CharField(max_length=16)
    simulated = models.BooleanField()
    body = models.JSONField()

    class Meta:
        indexes = [
            models.Index(fields=["plan", "place", "year"], name="verdict_of_place"),
            models.Index(fields=["plan", "commitment", "year"], name="verdict_of_commitment"),
        ]


class WarningRow(models.Model):
    """One warning of a plan with its life; `body` is the whole `progress.warning.Warned`. A key is there once; its row stays for good."""

    plan = models.CharField(max_length=48)
    key = models.CharField(max_length=200)
    commitment = models.CharField(max_length=64)
    place = models.CharField(max_length=PLACE)
    state = models.CharField(max_length=16)
    due = models.DateField()
    body = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="one_warning_a_key")]


class Computed(models.Model):
    """When a plan was last computed, for which year, and what of it is simulated."""

    plan = models.CharField(max_length=48, unique=True)
    year = models.IntegerField()
    moment = models.DateTimeField()
    fingerprint = models.CharField(max_length=64)
    facts_to = models.BigIntegerField()


class AuditEntry(models.Model):
    """Who did what, when; each entry carries the hash of the one before."""

    moment = models.DateTimeField()
    by = models.CharField(max_length=150)
    action = models.CharField(max_length=64)
    subject = models.CharField(max_length=200)
    detail = models.JSONField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["id"]
