"""Tables of duty: when a team is open, who has its list, what climbed, and what was handed over."""

import uuid_utils.compat as uuid7
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Opening(models.Model):
    """When a team is open on a weekday (Monday 0), or on one day; without times it is closed then.

    A team with no row for any weekday is open Monday to Friday as its own row says. Public
    holidays close, unless a row for that very day says otherwise.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    team = models.ForeignKey("people.Team", models.PROTECT)
    weekday = models.SmallIntegerField(null=True)
    day = models.DateField(null=True)
    opens = models.TimeField(null=True)
    closes = models.TimeField(null=True)
    why = models.CharField(max_length=80, blank=True)

    class Meta:
        db_table = "opening"
        constraints = [
            models.CheckConstraint(
                name="opening_of_one_kind",
                condition=Q(weekday__isnull=True, day__isnull=False)
                | Q(weekday__range=(0, 6), day__isnull=True),
            ),
            models.CheckConstraint(
                name="opening_from_until",
                condition=Q(opens__isnull=True, closes__isnull=True)
                | Q(opens__isnull=False, closes__isnull=False, opens__lt=models.F("closes")),
            ),
            models.UniqueConstraint("team", "weekday", name="opening_once_a_weekday"),
            models.UniqueConstraint("team", "day", name="opening_once_a_day"),
        ]


class RouteStep(models.Model):
    """How many minutes a team's reds wait before a step up, and what was decided for the last.

    municipality: of the last step, which each municipality decides for itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    team = models.ForeignKey("people.Team", models.PROTECT)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT, null=True)
    step = models.CharField(max_length=10)
    red = models.SmallIntegerField()
    high = models.SmallIntegerField()
    account = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+")
    text = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "route_step"
        constraints = [
            models.UniqueConstraint(
                "team", "municipality", "step", name="route_step_once", nulls_distinct=False
            )
        ]


class OnCall(models.Model):
    """Who answers for a team's reds when nobody else does, from when until when."""

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    team = models.ForeignKey("people.Team", models.PROTECT)
    account = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    made_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+")

    class Meta:
        db_table = "on_call"
        constraints = [
            models.CheckConstraint(
                name="on_call_forwards", condition=Q(ends_at__gt=models.F("starts_at"))
            )
        ]
        indexes = [models.Index(fields=["team", "ends_at"], name="on_call_of_team")]


class Shift(models.Model):
    """Somebody has a team's list. follows: the shift they took over from, having read its note."""

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    team = models.ForeignKey("people.Team", models.PROTECT)
    account = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)
    follows = models.OneToOneField("self", models.PROTECT, null=True, related_name="followed_by")

    class Meta:
        db_table = "shift"
        constraints = [
            models.UniqueConstraint("team", name="shift_one_at_a_time", condition=Q(ended_at=None))
        ]
        indexes = [models.Index(fields=["team", "-started_at"], name="shift_newest")]


class Climb(models.Model):
    """One step of a red that nobody had in time. Made by the due loop, once in each stretch.

    since: when the stretch began. told: the accounts that a notice went to. text: what the
    municipality has decided. patient_text: what the person is told, as they read it; their own.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    case_id = models.UUIDField()
    since = models.DateTimeField()
    step = models.CharField(max_length=10)
    at = models.DateTimeField()
    told = ArrayField(models.UUIDField(), default=list)
    text = models.CharField(max_length=300, blank=True)
    patient_text = models.CharField(max_length=600, blank=True)

    class Meta:
        db_table = "climb"
        constraints = [
            models.UniqueConstraint("case_id", "since", "step", name="climb_once_in_a_stretch")
        ]
        indexes = [models.Index(fields=["enrolment", "-at"], name="climb_of_enrolment")]


class HandOver(models.Model):
    """A case that somebody outside the team was asked to take: the five parts, and its life.

    language: that the parts are written in. reason: why it was declined, or withdrawn.
    ended_at: from then on the receiver does not see it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    case_id = models.UUIDField()
    team = models.ForeignKey("people.Team", models.PROTECT)
    organisation = models.ForeignKey("people.Organisation", models.PROTECT)
    urgency = models.CharField(max_length=5)
    state = models.CharField(max_length=9, default="sent")
    language = models.CharField(max_length=2)
    identify = models.TextField()
    situation = models.TextField()
    background = models.TextField()
    assessment = models.TextField()
    recommendation = models.TextField()
    sent_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_by = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    seen_back_at = models.DateTimeField(null=True)
    """When somebody of the team saw that it came back, or was closed."""

    class Meta:
        db_table = "hand_over"
        constraints = [
            models.UniqueConstraint("municipality", "id", name="hand_over_in_municipality"),
            models.UniqueConstraint(
                "case_id", name="hand_over_one_live", condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="hand_over_ends",
                condition=Q(state__in=("sent", "asked", "accepted"), ended_at=None)
                | Q(state__in=("declined", "late", "withdrawn", "done"), ended_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation"], name="hand_over_live", condition=Q(ended_at=None)
            ),
            models.Index(fields=["enrolment", "-sent_at"], name="hand_over_of_enrolment"),
        ]


class HandOverAct(models.Model):
    """One thing that happened in a hand-over; a question and its answer stand here as text."""

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    hand_over = models.ForeignKey(
        HandOver, models.DO_NOTHING, db_constraint=False, related_name="acts"
    )
    at = models.DateTimeField()
    by = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+")
    what = models.CharField(max_length=10)
    text = models.TextField(blank=True)

    class Meta:
        db_table = "hand_over_act"
        indexes = [models.Index(fields=["hand_over", "at"], name="hand_over_act_in_order")]
