"""How the app at home looks for a person: chosen by them, or for them by their team."""

from django.db import models
from django.db.models import Q

MODES = [("normal", "Normal"), ("simple", "Simple")]


class AppLook(models.Model):
    """One row for each person for whom it was chosen; without one the app looks as it comes.

    A tablet that is lent has a look of its own (`kiosk_device`): a wall is not a phone.
    """

    enrolment = models.OneToOneField(
        "people.Enrolment", models.DO_NOTHING, primary_key=True, db_constraint=False
    )
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    mode = models.CharField(max_length=6, choices=MODES)
    text_size = models.SmallIntegerField()
    contrast = models.BooleanField(default=False)
    changed_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "app_look"
        constraints = [
            models.CheckConstraint(
                name="app_look_text_size", condition=Q(text_size__gte=1, text_size__lte=4)
            )
        ]
