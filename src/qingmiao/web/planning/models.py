"""Who the office made responsible, where the document names nobody or more is needed."""

from __future__ import annotations

from django.db import models


class Assignment(models.Model):
    """One unit that the office assigned to one commitment; taken back, it is kept with its end."""

    plan = models.CharField(max_length=48)
    commitment = models.CharField(max_length=64)
    department = models.CharField(max_length=64, blank=True, default="")
    name = models.CharField(max_length=80)
    role = models.CharField(max_length=8, choices=[("lead", "牵头"), ("support", "配合")], default="lead")
    assigned_by = models.CharField(max_length=150)
    assigned_at = models.DateTimeField()
    ended_by = models.CharField(max_length=150, blank=True, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["plan", "commitment"], name="assignment_of")]
        constraints = [
            models.UniqueConstraint(fields=["plan", "commitment", "name"], condition=models.Q(ended_at__isnull=True), name="assigned_once"),
        ]
