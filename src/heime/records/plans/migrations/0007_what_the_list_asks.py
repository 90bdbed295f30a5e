"""When a plan is to be looked at again stands beside its content, so that the list need not open it."""

from django.db import migrations, models
from django.db.models.fields.json import KeyTextTransform


class Migration(migrations.Migration):
    dependencies = [("plans", "0006_templates")]

    operations = [
        migrations.AddField(
            model_name="planversion",
            name="review_on",
            field=models.GeneratedField(
                db_persist=True,
                expression=KeyTextTransform("review_on", "content"),
                output_field=models.TextField(null=True),
            ),
        ),
        migrations.AddField(
            model_name="planversion",
            name="has_run_in",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.ExpressionWrapper(
                    models.Q(content__has_key="run_in"), models.BooleanField()
                ),
                output_field=models.BooleanField(),
            ),
        ),
    ]
