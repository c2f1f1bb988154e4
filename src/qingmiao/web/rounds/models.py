"""A round, its forms and their cells. Cells are what is being filled in; submitting makes facts of them, and events tell who did what."""

from __future__ import annotations

from django.db import models

from qingmiao.web.ledger.models import CODE, PLACE


class Round(models.Model):
    """One round over the figures of one year of some plans of one region; `practice`: nothing of it becomes a fact."""

    name = models.CharField(max_length=80, unique=True)
    region = models.CharField(max_length=PLACE)
    plans = models.JSONField()
    year = models.IntegerField()
    due = models.DateField()
    practice = models.BooleanField(default=False)
    opened_by = models.CharField(max_length=150)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)


class FormRow(models.Model):
    """What one department owes on one place; `state` is one of `rounds.states.STATES`, `submitted_from` the place of whoever submitted it,
    where it lies below the region."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="forms")
    department = models.CharField(max_length=64)
    place = models.CharField(max_length=PLACE)
    due = models.DateField()
    state = models.CharField(max_length=16, default="asked")
    submitted_from = models.CharField(max_length=PLACE, blank=True, default="", db_default="")
    submitted_at = models.DateTimeField(null=True)
    cells_count = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "department", "place"], name="one_form_each")]
        indexes = [models.Index(fields=["round", "place"], name="form_of_place")]


class CellRow(models.Model):
    """One figure that is asked for. `before`: [year, value] of earlier years; `low`, `high`: what they let expect; `version` counts its changes.

    `question`: what a reviewer asked of it, in which version; whoever changes it afterwards has answered. All questions stay as `CellNote`.
    """

    form = models.ForeignKey(FormRow, on_delete=models.CASCADE, related_name="cells")
    position = models.IntegerField()
    element = models.CharField(max_length=CODE)
    groups = models.CharField(max_length=96, blank=True, default="")
    before = models.JSONField()
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    value = models.FloatField(null=True)
    status = models.CharField(max_length=24, blank=True, default="")
    comment = models.CharField(max_length=400, blank=True, default="")
    version = models.IntegerField(default=0)
    changed_by = models.CharField(max_length=150, blank=True, default="")
    changed_at = models.DateTimeField(null=True)
    question = models.CharField(max_length=400, blank=True, default="", db_default="")
    question_version = models.IntegerField(default=0, db_default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["form", "element", "groups"], name="one_cell_each")]


class CellNote(models.Model):
    """What a reviewer asked of a cell as it then stood."""

    cell = models.ForeignKey(CellRow, on_delete=models.CASCADE, related_name="notes")
    moment = models.DateTimeField()
    by = models.CharField(max_length=150)
    words = models.CharField(max_length=400)
    value = models.FloatField(null=True)
    status = models.CharField(max_length=24, blank=True, default="")
    comment = models.CharField(max_length=400, blank=True, default="")


class Evidence(models.Model):
    """A file that shows where a cell's value comes from; how long it is, and who put it there."""

    cell = models.ForeignKey(CellRow, on_delete=models.CASCADE, related_name="evidence")
    moment = models.DateTimeField()
    by = models.CharField(max_length=150)
    name = models.CharField(max_length=120)
    size = models.IntegerField()
    sha256 = models.CharField(max_length=64)
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cell", "sha256"], name="one_evidence_each")]


class FormEvent(models.Model):
    """One step of a form: who did what, when, in which words."""

    form = models.ForeignKey(FormRow, on_delete=models.CASCADE, related_name="events")
    moment = models.DateTimeField()
    by = models.CharField(max_length=150)
    act = models.CharField(max_length=16)
    words = models.CharField(max_length=400, blank=True, default="")


class LayoutRow(models.Model):
    """What a table in a layout of its own means (exchange.layouts.Layout), for all rounds of a region; `signature`: of the heads that mean something."""

    region = models.CharField(max_length=PLACE)
    signature = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    columns = models.JSONField()
    words = models.JSONField()
    place = models.CharField(max_length=80, blank=True, default="")
    adds = models.BooleanField(default=False)
    height = models.IntegerField(default=1)
    by = models.CharField(max_length=150)
    moment = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region", "signature"], name="one_layout_each")]


class ForeignFile(models.Model):
    """A file in a layout of its own, kept for a while, so that its layout can be told, and mended."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="files")
    moment = models.DateTimeField()
    by = models.CharField(max_length=150)
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "by", "sha256"], name="one_file_each")]


class Upload(models.Model):
    """A workbook that somebody sent: what was taken of it, what is wrong (row, column, names of the row, head, what, cure), and the copy with that at its cells; by which layout, where it has its own."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="uploads")
    moment = models.DateTimeField()
    by = models.CharField(max_length=150)
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    saved = models.IntegerField()
    same = models.IntegerField()
    problems = models.JSONField()
    marked = models.BinaryField(null=True)
    sheet = models.CharField(max_length=120, blank=True, default="", db_default="")
    layout = models.ForeignKey(LayoutRow, on_delete=models.SET_NULL, null=True)
    file = models.ForeignKey(ForeignFile, on_delete=models.SET_NULL, null=True)
