"""What patient, next of kin, team and GP write to each other about one person.

Who is in a thread is decided when it begins, and never widened: nobody comes to read what was
written before they were there. What is written is never changed.
"""

import uuid_utils.compat as uuid7
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Thread(models.Model):
    """Messages that belong together. The team is in all of them.

    with_patient, kin (accounts), offices (organisations): who else is. What follows says whether
    somebody waits for the team: since when, until when, as urgent, wanting to be called, and who of
    the team has taken it. All of it is empty again once the team has answered.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    title = models.CharField(max_length=80)
    """The first line of the first message; messages have no subject."""
    with_patient = models.BooleanField()
    kin = ArrayField(models.UUIDField(), default=list)
    offices = ArrayField(models.UUIDField(), default=list)
    newest_at = models.DateTimeField()
    waits_since = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    urgent = models.BooleanField(default=False)
    call_me = models.BooleanField(default=False)
    taken_by = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "message_thread"
        constraints = [
            models.UniqueConstraint("enrolment", "id", name="thread_of_enrolment"),
            models.CheckConstraint(
                name="thread_with_somebody",
                condition=Q(with_patient=True) | ~Q(kin=[]) | ~Q(offices=[]),
            ),
            models.CheckConstraint(
                name="thread_waits_or_not",
                condition=Q(waits_since__isnull=False, due_at__isnull=False)
                | Q(waits_since=None, due_at=None, taken_by=None, urgent=False, call_me=False),
            ),
        ]
        indexes = [
            models.Index("enrolment", "newest_at", name="thread_newest"),
            models.Index(
                "enrolment", name="thread_waiting", condition=Q(waits_since__isnull=False)
            ),
        ]


class Message(models.Model):
    """One line of a thread.

    sort: of core/messages.Sort; side: as what its sender wrote (core/messages.Side), empty for what
    Heime says by itself. opens_at: when the team opens next, of a message that says it is closed.
    case_id: the case that it was sent from.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    thread = models.ForeignKey(
        Thread, models.DO_NOTHING, db_constraint=False, related_name="messages"
    )
    sort = models.CharField(max_length=8, default="said")
    side = models.CharField(max_length=8, blank=True)
    sent_by = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+")
    office = models.ForeignKey("people.Organisation", models.PROTECT, null=True, related_name="+")
    """The office in whose name it was written."""
    sent_at = models.DateTimeField()
    text = models.TextField(blank=True)
    urgent = models.BooleanField(default=False)
    opens_at = models.DateTimeField(null=True)
    case_id = models.UUIDField(null=True)

    class Meta:
        db_table = "message"
        constraints = [
            models.UniqueConstraint("enrolment", "id", name="message_of_enrolment"),
            models.CheckConstraint(
                name="message_says_something", condition=~Q(text="") | ~Q(sort="said")
            ),
            models.CheckConstraint(
                name="message_from_somebody",
                condition=Q(sort="closed", sent_by=None, side="", opens_at__isnull=False)
                | ~Q(sort="closed") & ~Q(side="") & Q(sent_by__isnull=False, opens_at=None),
            ),
        ]
        indexes = [models.Index("thread", "sent_at", "id", name="message_in_order")]


class File(models.Model):
    """A picture or PDF of a message, as core/attachments.py left it. Its name is not kept.

    In a table of its own, so that no list of messages ever carries it along.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    thread = models.ForeignKey(Thread, models.DO_NOTHING, db_constraint=False, related_name="+")
    message = models.ForeignKey(
        Message, models.DO_NOTHING, db_constraint=False, related_name="files"
    )
    sort = models.CharField(max_length=20)
    size = models.IntegerField()
    content = models.BinaryField()
    sent_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    class Meta:
        db_table = "message_file"
        indexes = [models.Index("enrolment", "sent_by", "sent_at", name="file_of_the_day")]


class Receipt(models.Model):
    """That somebody has had a message before them, and when first.

    again: they marked it as unread, for later; that it has been read stays true.
    """

    pk = models.CompositePrimaryKey("message_id", "account_id")
    municipality = models.ForeignKey("people.Municipality", models.PROTECT, db_index=False)
    enrolment = models.ForeignKey(
        "people.Enrolment", models.DO_NOTHING, db_constraint=False, db_index=False
    )
    thread = models.ForeignKey(Thread, models.DO_NOTHING, db_constraint=False, related_name="+")
    message = models.ForeignKey(
        Message, models.DO_NOTHING, db_constraint=False, related_name="receipts"
    )
    account = models.ForeignKey("people.Account", models.PROTECT, related_name="+", db_index=False)
    side = models.CharField(max_length=8)
    read_at = models.DateTimeField()
    again = models.BooleanField(default=False)

    class Meta:
        db_table = "message_receipt"


class Template(models.Model):
    """What a municipality's teams often answer, in three languages; nothing about anybody.

    core/messages.py says what is filled in when it is used.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    name = models.CharField(max_length=60)
    nb = models.TextField()
    nn = models.TextField()
    en = models.TextField()
    changed_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "message_template"
        constraints = [
            models.UniqueConstraint(
                "municipality", "name", name="template_named", condition=Q(retired_at=None)
            )
        ]
