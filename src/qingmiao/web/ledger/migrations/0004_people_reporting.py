from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0003_release_words"),
    ]

    operations = [
        migrations.AddField(
            model_name="figure",
            name="people_reporting",
            field=models.FloatField(null=True),
        ),
    ]
