"""Phones that send for somebody, everything they sent, and what was promised in return.

An entry is kept for ever under the id that the phone gave it: sent again, it has its first answer
again. What it made (a reading, a form, a message) is kept where all such things are.
"""

import uuid_utils.compat as uuid7
from django.db import models
from django.db.models import Q


class HomeDevice(models.Model):
    """A phone or tablet that sends for one person, and can do nothing else.

    source: its own sender (sort `home`), with one bearer token and one binding. account: who was
    signed in when it was bound; it sends for as long as they may. name: what they call it.
    kiosk: it hangs on a wall or is lent, and shows one person's day.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    source = models.OneToOneField("access.Source", models.PROTECT)
    account = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    kiosk = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "home_device"
        indexes = [
            models.Index(fields=["municipality", "enrolment"], name="home_device_of_enrolment")
        ]


class HomeEntry(models.Model):
    """One thing that was sent from home, by the id the phone gave it.

    sort: of core/home_entry.Sort. at: when, by our clock; phone_at: what the phone said it was.
    digest: of what was sent, so that one id never means two things. made: the reading, form,
    message or row it became, when it became one. by: `patient` or `carer`. content: of what is
    kept nowhere else. answer: what the phone was told, word for word. record: the name of a
    result that a meter had stored (core.home_entry.MeterRecord), by which it is known again.
    """

    pk = models.CompositePrimaryKey("enrolment_id", "id")
    id = models.UUIDField()
    municipality = models.ForeignKey("people.Municipality", models.PROTECT, db_index=False)
    enrolment = models.ForeignKey(
        "people.Enrolment", models.DO_NOTHING, db_constraint=False, db_index=False
    )
    device = models.ForeignKey(
        HomeDevice, models.DO_NOTHING, db_constraint=False, related_name="entries"
    )
    account = models.ForeignKey("people.Account", models.PROTECT, related_name="+", db_index=False)
    sort = models.CharField(max_length=10)
    by = models.CharField(max_length=8)
    at = models.DateTimeField()
    phone_at = models.DateTimeField()
    received_at = models.DateTimeField()
    digest = models.UUIDField()
    made = models.UUIDField(null=True)
    content = models.JSONField(null=True)
    answer = models.JSONField()
    record = models.UUIDField(null=True)

    class Meta:
        db_table = "home_entry"
        indexes = [
            models.Index(fields=["enrolment", "at"], name="home_entry_in_time"),
            models.Index(
                fields=["enrolment", "record"], name="home_entry_of_record",
                condition=Q(record__isnull=False),
            ),
        ]  # fmt: skip


class HomeMark(models.Model):
    """Somebody at home says that a reading or form of theirs is wrong.

    It changes nothing that was judged: it stands beside it until the team has looked.
    about: the reading or form. kind: a number of core.topics.
    """

    pk = models.CompositePrimaryKey("enrolment_id", "about")
    municipality = models.ForeignKey("people.Municipality", models.PROTECT, db_index=False)
    enrolment = models.ForeignKey(
        "people.Enrolment", models.DO_NOTHING, db_constraint=False, db_index=False
    )
    about = models.UUIDField()
    kind = models.SmallIntegerField()
    measured_at = models.DateTimeField()
    why = models.TextField(blank=True)
    account = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    by = models.CharField(max_length=8)
    made_at = models.DateTimeField()

    class Meta:
        db_table = "home_mark"


class HomeCourse(models.Model):
    """A course of standby medicine that the person started, by the doctor's signed text.

    breath_at_start: k1 of the day it began (CL-20), None when it was not answered. call_from,
    call_by: when the team is to call (clinical reference 3.6); the call is a task of the same id.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    medicine = models.CharField(max_length=10)
    started_on = models.DateField()
    breath_at_start = models.SmallIntegerField(null=True)
    account = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    call_from = models.DateTimeField()
    call_by = models.DateTimeField()

    class Meta:
        db_table = "home_course"
        indexes = [
            models.Index(fields=["enrolment", "started_on"], name="home_course_of_enrolment")
        ]
        constraints = [
            models.UniqueConstraint(
                "enrolment", "medicine", "started_on", name="home_course_once_a_day"
            ),
        ]


class HomePromise(models.Model):
    """When the person was told that somebody will have looked, and whether somebody had.

    case: what is to be looked at. account: who was told, and is told when it does not hold.
    settled_at, kept: when it was known how it went; the due loop looks when `due_at` is past.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    case = models.ForeignKey("worklist.Case", models.PROTECT, db_constraint=False)
    entry_id = models.UUIDField()
    account = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    kept = models.BooleanField(null=True)

    class Meta:
        db_table = "home_promise"
        indexes = [
            models.Index("due_at", name="home_promise_due", condition=Q(settled_at=None)),
            models.Index(fields=["enrolment", "case"], name="home_promise_of_case"),
        ]
        constraints = [
            models.UniqueConstraint("case", "account", "due_at", name="home_promise_once"),
            models.CheckConstraint(
                name="home_promise_settled",
                condition=Q(settled_at=None, kept=None)
                | Q(settled_at__isnull=False, kept__isnull=False),
            ),
        ]
