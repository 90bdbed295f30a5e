"""Facts as they came, and what the machine judged of them. Both are only ever added to.

Narrow typed rows, partitioned by the month of measurement; the SQL is in the first migration.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Measurement(models.Model):
    """One reading. Values are ten-thousandths of the kind's unit (core.quantity)."""

    pk = models.CompositePrimaryKey("enrolment_id", "kind", "measured_at", "id")
    id = models.UUIDField()
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    measured_at = models.DateTimeField()
    received_at = models.DateTimeField()
    value = models.IntegerField(null=True)
    second = models.IntegerField(null=True)
    source = models.ForeignKey("access.Source", models.DO_NOTHING, db_constraint=False)
    quality = models.IntegerField(default=0)
    municipality = models.ForeignKey("people.Municipality", models.DO_NOTHING, db_constraint=False)
    kind = models.SmallIntegerField()
    decimals = models.SmallIntegerField(default=0)
    manual = models.BooleanField(default=False)
    rejected = models.BooleanField(default=False)
    """Not a valid result (V-1, V-2, V-3), which the reading alone decides; never charted."""
    device = models.TextField(null=True)

    class Meta:
        db_table = "measurement"


class Judgement(models.Model):
    """What one measurement's session meant at one moment, by one version of the plan.

    inputs: the measurements it used; null when it was that measurement alone.
    computed: numbers worked out on the way, in the order the rules name them.
    facts: named numbers that the sentences need and the measurement does not show ("baseline");
        null when there are none.
    """

    # judged_at rises within a person, so that this is unique without naming the measurement.
    pk = models.CompositePrimaryKey("enrolment_id", "kind", "measured_at", "judged_at")
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    measurement_id = models.UUIDField()
    measured_at = models.DateTimeField()
    judged_at = models.DateTimeField()
    session_at = models.DateTimeField()
    plan_version = models.ForeignKey(
        "plans.PlanVersion", models.DO_NOTHING, db_constraint=False, null=True
    )
    municipality = models.ForeignKey("people.Municipality", models.DO_NOTHING, db_constraint=False)
    kind = models.SmallIntegerField()
    zone = models.SmallIntegerField()
    state = models.SmallIntegerField()
    priority = models.SmallIntegerField(null=True)
    rules = ArrayField(models.TextField(), null=True)
    inputs = ArrayField(models.UUIDField(), null=True)
    computed = ArrayField(models.IntegerField(), null=True)
    facts = models.JSONField(null=True)

    class Meta:
        db_table = "judgement"


class Receipt(models.Model):
    """That a source sent one thing under one key: what makes sending twice harmless.

    key, digest: 128 bits of SHA-256 (as uuid), of the sender's key and of what it sent.
    replays: raised each time the same comes again, so that the repeated answer too has written
    something and waits for replication (reliability reference 2.3).
    """

    pk = models.CompositePrimaryKey("source_id", "key")
    key = models.UUIDField()
    digest = models.UUIDField()
    measurement_id = models.UUIDField()
    source = models.ForeignKey(
        "access.Source", models.DO_NOTHING, db_constraint=False, db_index=False
    )
    replays = models.IntegerField(default=0)

    class Meta:
        db_table = "receipt"


class Course(models.Model):
    """What is remembered of one person and kind from judgement to judgement (core.course).

    Made from judgements and worked out anew with them; nothing is known here that is not there.
    kind: a number of core.topics. sittings: `start,value,zone,state,marks;…`, oldest first.
    """

    pk = models.CompositePrimaryKey("enrolment_id", "kind")
    enrolment = models.ForeignKey(
        "people.Enrolment", models.DO_NOTHING, db_constraint=False, db_index=False
    )
    kind = models.SmallIntegerField()
    municipality = models.ForeignKey(
        "people.Municipality", models.DO_NOTHING, db_constraint=False, db_index=False
    )
    newest = models.UUIDField(null=True)
    sittings = models.TextField()

    class Meta:
        db_table = "course"


class Response(models.Model):
    """One submitted questionnaire, as it was answered. Only ever added to.

    questionnaire: a number of core.topics.ASKED. by: who answered, in the scenario format's words.
    items: by linkId, null for a blank; null as a whole when only a total was given.
    """

    id = models.UUIDField(primary_key=True)
    municipality = models.ForeignKey("people.Municipality", models.DO_NOTHING, db_constraint=False)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    questionnaire = models.SmallIntegerField()
    version = models.CharField(max_length=20)
    answered_at = models.DateTimeField()
    received_at = models.DateTimeField()
    by = models.CharField(max_length=16)
    items = models.JSONField(null=True)
    total = models.SmallIntegerField(null=True)
    safe_now = models.CharField(max_length=6, null=True)
    source = models.ForeignKey("access.Source", models.DO_NOTHING, db_constraint=False)

    class Meta:
        db_table = "response"
        indexes = [
            models.Index("enrolment", "questionnaire", "answered_at", name="response_in_order")
        ]
