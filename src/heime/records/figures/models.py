"""What those who see no people may see: figures that tell of nobody, and how the machinery does.

Written by the due loop, read through a role that may read these two tables and no other.
"""

from django.db import models


class Figure(models.Model):
    """One cell of the day's release; a column is NULL where it may not be shown.

    table: `people` (topic: a condition, or `all`) or `work` (topic: a month as 2026-11, or `now`).
    place: a municipality's number, a region, or `all`.
    cases, minutes: cases that came up (`now`: that are open), and the median until one was taken.
    """

    released_on = models.DateField()
    table = models.CharField(max_length=10)
    place = models.CharField(max_length=40)
    topic = models.CharField(max_length=30)
    people = models.IntegerField(null=True)
    cases = models.IntegerField(null=True)
    minutes = models.IntegerField(null=True)

    class Meta:
        db_table = "figure"
        constraints = [
            models.UniqueConstraint("table", "place", "topic", name="figure_once"),
            models.CheckConstraint(
                name="figure_of_five_or_more",
                condition=(models.Q(people=None) | models.Q(people__gte=5))
                & (models.Q(cases=None) | models.Q(cases__gte=5)),
            ),
        ]


class ServiceState(models.Model):
    """How one part of the machinery did when the due loop last looked.

    waits: how many wait; oldest: seconds since the oldest should have been done.
    """

    name = models.CharField(max_length=60, primary_key=True)
    waits = models.BigIntegerField()
    oldest = models.IntegerField()
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "service_state"
