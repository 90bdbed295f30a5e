from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0007_what_the_list_asks"),
    ]

    operations = [
        migrations.AddIndex(
            "planversion",
            models.Index("enrolment", condition=models.Q(status="proposed"), name="plan_proposed"),
        ),
        migrations.AddIndex(
            "planversion",
            models.Index(
                "review_on",
                condition=models.Q(status="approved", shadow=False),
                name="plan_to_review",
            ),
        ),
        migrations.AddIndex(
            "planversion",
            models.Index(
                "enrolment",
                condition=models.Q(status="approved", shadow=False, has_run_in=True),
                name="plan_with_run_in",
            ),
        ),
    ]
