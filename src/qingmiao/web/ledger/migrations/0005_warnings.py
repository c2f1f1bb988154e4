from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0004_people_reporting"),
    ]

    operations = [
        migrations.CreateModel(
            name="WarningRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("plan", models.CharField(max_length=48)),
                ("key", models.CharField(max_length=200)),
                ("commitment", models.CharField(max_length=64)),
                ("place", models.CharField(max_length=64)),
                ("state", models.CharField(max_length=16)),
                ("due", models.DateField()),
                ("body", models.JSONField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("plan", "key"), name="one_warning_a_key")],
            },
        ),
    ]
