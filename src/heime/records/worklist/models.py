"""The work: cases, what happened in them, and what is waited for."""

import uuid_utils.compat as uuid7
from django.db import models


class Case(models.Model):
    """Something a member of the follow-up team must look at. At most one open per enrolment.

    `zone` and `priority` rise with worse judgements and never fall by themselves. The
    judgement that set them is (kind, measured_at, measurement_id, judged_at).

    state: core/casework.py, which has every move. aside_at, waits_until, waits_for: of one that is
    set aside or handed over. known: what it has held, by kind (core.setting_aside.Known).
    closing_*: somebody proposes to close it, and another is to confirm. alone_because: why one
    person closed alone what two should. minutes: the time used. earlier: the case it was taken up
    again from.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    state = models.CharField(max_length=12, default="open")
    zone = models.SmallIntegerField()
    priority = models.SmallIntegerField()
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    due_at = models.DateTimeField()
    kind = models.SmallIntegerField()
    measured_at = models.DateTimeField()
    measurement_id = models.UUIDField()
    judged_at = models.DateTimeField()
    taken_by = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)
    aside_at = models.DateTimeField(null=True)
    waits_until = models.DateTimeField(null=True)
    waits_for = models.CharField(max_length=12, blank=True, db_default="")
    known = models.JSONField(default=list, db_default=[])
    closing_by = models.ForeignKey(
        "people.Account", models.PROTECT, null=True, related_name="+", db_index=False
    )
    closing_at = models.DateTimeField(null=True)
    closing_outcome = models.CharField(max_length=40, blank=True, db_default="")
    alone_because = models.TextField(blank=True, db_default="")
    minutes = models.SmallIntegerField(null=True)
    earlier = models.ForeignKey(
        "self", models.PROTECT, null=True, db_constraint=False, db_index=False
    )

    class Meta:
        db_table = "case_"
        constraints = [
            models.UniqueConstraint("municipality", "id", name="case_in_municipality"),
            models.UniqueConstraint(
                "enrolment", name="case_one_open", condition=~models.Q(state="closed")
            ),
            models.CheckConstraint(
                name="case_closed_with_outcome",
                condition=models.Q(
                    models.Q(state="closed", closed_at__isnull=False, closed_by__isnull=False)
                    & ~models.Q(outcome="")
                    & ~models.Q(note="")
                )
                | models.Q(~models.Q(state="closed"), closed_at__isnull=True, outcome=""),
            ),
            models.CheckConstraint(
                name="case_taken_by_somebody",
                condition=~models.Q(state="taken")
                | models.Q(taken_by__isnull=False, taken_at__isnull=False),
            ),
            models.CheckConstraint(
                name="case_away_until",
                condition=models.Q(
                    state__in=["waiting", "handed-over"], aside_at__isnull=False,
                    waits_until__gt=models.F("aside_at"),
                ) & ~models.Q(waits_for="")
                | ~models.Q(state__in=["waiting", "handed-over"])
                & models.Q(aside_at__isnull=True, waits_until__isnull=True, waits_for=""),
            ),
            models.CheckConstraint(
                name="case_red_high_closed_by_two",
                condition=~models.Q(state="closed", zone=4, priority=3)
                | models.Q(closing_by__isnull=False) & ~models.Q(closing_by=models.F("closed_by"))
                | ~models.Q(alone_because=""),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                "zone",
                "priority",
                "opened_at",
                name="case_unclosed",
                condition=~models.Q(state="closed"),
            ),
            models.Index(
                "waits_until", name="case_away", condition=models.Q(waits_until__isnull=False)
            ),
            models.Index("earlier", name="case_again", condition=~models.Q(earlier=None)),
        ]


class CaseEvent(models.Model):
    """One thing that happened in a case: opened, joined, worsened, reopened, or a move that was
    made (core.casework.Move). The events of a judgement are kept, whatever becomes of the case.

    why: of a judgement, why it is news (core.setting_aside.Why), empty when it merged as a repeat;
    of a case that was set aside, what it waits for; of one that is back, what brought it.
    text: what somebody wrote with it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    case = models.ForeignKey(Case, models.PROTECT, db_constraint=False)
    at = models.DateTimeField()
    what = models.CharField(max_length=16)
    why = models.CharField(max_length=16, blank=True, db_default="")
    text = models.TextField(blank=True, db_default="")
    by = models.ForeignKey("people.Account", models.PROTECT, null=True)
    zone = models.SmallIntegerField(null=True)
    priority = models.SmallIntegerField(null=True)
    kind = models.SmallIntegerField(null=True)
    session_at = models.DateTimeField(null=True)
    measured_at = models.DateTimeField(null=True)
    measurement_id = models.UUIDField(null=True)
    judged_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "case_event"
        indexes = [models.Index("case", "at", name="case_event_in_order")]


class CaseAct(models.Model):
    """Something that was done in a case (core.casework.Act). The closing note is made from these.

    ref: the message, plan version, hand-over or task it was. Never changed afterwards.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    case = models.ForeignKey(Case, models.PROTECT, db_constraint=False)
    what = models.CharField(max_length=16)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Account", models.PROTECT)
    minutes = models.SmallIntegerField(null=True)
    text = models.TextField(blank=True)
    ref = models.UUIDField(null=True)

    class Meta:
        db_table = "case_act"
        indexes = [models.Index("case", "at", name="case_act_in_order")]
        constraints = [
            models.CheckConstraint(
                name="case_act_minutes",
                condition=models.Q(minutes=None) | models.Q(minutes__gte=0, minutes__lte=600),
            )
        ]


class Task(models.Model):
    """Something a colleague is asked to do about a person, from a case or not.

    account: who is asked; nobody named, and it is the whole team's. said: what came of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    case = models.ForeignKey(Case, models.PROTECT, null=True, db_constraint=False)
    what = models.TextField()
    account = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField()
    made_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    done_by = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    said = models.TextField(blank=True, default="")

    class Meta:
        db_table = "task"
        indexes = [
            models.Index(
                "enrolment", "due_at", name="task_undone", condition=models.Q(done_at=None)
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="task_done_by_somebody",
                condition=models.Q(done_at=None, done_by=None)
                | models.Q(done_at__isnull=False, done_by__isnull=False),
            )
        ]


class Awaited(models.Model):
    """A reading that is waited for, and when waiting ends. One per person and kind.

    why: `confirmation` (C-1, C-4, V-4), `pair` (the second cuff reading, CL-11) or
    `valid` (a rejected value that nothing usable has followed yet).
    """

    pk = models.CompositePrimaryKey("enrolment_id", "kind")
    municipality = models.ForeignKey("people.Municipality", models.PROTECT, db_index=False)
    enrolment = models.ForeignKey(
        "people.Enrolment", models.DO_NOTHING, db_constraint=False, db_index=False
    )
    kind = models.SmallIntegerField()
    why = models.CharField(max_length=12)
    zone = models.SmallIntegerField()
    since = models.DateTimeField()
    due_at = models.DateTimeField()
    measured_at = models.DateTimeField()
    measurement_id = models.UUIDField()
    judged_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "awaited"
        indexes = [models.Index("due_at", name="awaited_due")]


class Watch(models.Model):
    """When to look next whether something agreed has not come (M-1, M-2, the home week)."""

    enrolment = models.OneToOneField(
        "people.Enrolment", models.DO_NOTHING, db_constraint=False, primary_key=True
    )
    municipality = models.ForeignKey("people.Municipality", models.PROTECT, db_index=False)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "watch"
        indexes = [models.Index("due_at", name="watch_due")]


class Loop(models.Model):
    """When a loop of the jobs process last got through its work: its age stands on every page."""

    name = models.CharField(max_length=20, primary_key=True)
    done_at = models.DateTimeField()
    holder = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "loop"
