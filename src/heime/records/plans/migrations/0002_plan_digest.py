"""Plans that read alike have one digest, so that a process understands each content once."""

from django.db import migrations, models
from django.db.models.functions import MD5, Cast


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="planversion",
            name="digest",
            field=models.GeneratedField(
                db_persist=True,
                expression=MD5(Cast("content", models.TextField())),
                output_field=models.CharField(max_length=32),
            ),
        ),
    ]
