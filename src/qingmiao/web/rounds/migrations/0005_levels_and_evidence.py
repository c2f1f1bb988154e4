from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def from_townships(apps: Any, schema_editor: Any) -> None:
    """What townships submitted came from the place that it is of."""
    apps.get_model("rounds", "FormRow").objects.filter(submitted_as="township").update(submitted_from=models.F("place"))


class Migration(migrations.Migration):
    dependencies = [("rounds", "0004_layouts")]

    operations = [
        migrations.AddField(
            model_name="formrow",
            name="submitted_from",
            field=models.CharField(blank=True, db_default="", default="", max_length=64),
        ),
        migrations.RunPython(from_townships, migrations.RunPython.noop),
        migrations.RemoveField(model_name="formrow", name="submitted_as"),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("moment", models.DateTimeField()),
                ("by", models.CharField(max_length=150)),
                ("name", models.CharField(max_length=120)),
                ("size", models.IntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("data", models.BinaryField()),
                (
                    "cell",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="evidence", to="rounds.cellrow"),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("cell", "sha256"), name="one_evidence_each")]},
        ),
    ]
