"""What becomes of a person here: other numbers, a move, a twin record, death, a hidden address.

The rows of a person stay where they are, whatever happens: a number that was replaced is kept as
old, twins are linked and not poured together, and the dead are not deleted.
"""

import uuid_utils.compat as uuid7
from django.db import models
from django.db.models import F, Q


class IdentityKey(models.Model):
    """A key that seals, itself wrapped by a key that is not in the database (keys.py).

    purpose: `seal`, `lookup` or `credentials`. municipality: whose numbers it seals; None for the
    keys of all. wrapped_by: the fingerprint of the outer key, so that changing that one can be
    cut short and taken up again. retired_at: from when on it only opens.
    """

    id = models.AutoField(primary_key=True)
    purpose = models.CharField(max_length=12)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT, null=True)
    wrapped = models.BinaryField()
    wrapped_by = models.CharField(max_length=16)
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "identity_key"
        constraints = [
            models.UniqueConstraint(
                "purpose",
                "municipality",
                name="identity_key_one_in_use",
                condition=Q(retired_at=None, municipality__isnull=False),
            )
        ]


class Identifier(models.Model):
    """A number that names a patient, or named them once, besides the one of the patient's row.

    system: of core/identifiers.Kind. value: sealed. lookup: the keyed hash it is found by.
    assigner: who gave it out; needed for an H-number, which means nothing elsewhere.
    """

    class Use(models.TextChoices):
        OFFICIAL = "official"
        OLD = "old"
        TEMPORARY = "temp"

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    patient = models.ForeignKey(
        "people.Patient", models.DO_NOTHING, db_constraint=False, related_name="identifiers"
    )
    system = models.CharField(max_length=4)
    value = models.BinaryField()
    lookup = models.BinaryField(db_index=True)
    use = models.CharField(max_length=8, choices=Use.choices)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    assigner = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "identifier"
        constraints = [
            models.UniqueConstraint("patient", "lookup", name="identifier_once"),
            models.CheckConstraint(
                name="identifier_by_somebody", condition=~Q(system="hnr") | ~Q(assigner="")
            ),
        ]


class PatientLink(models.Model):
    """Two records of one municipality that are of the same person, as somebody decided."""

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    patient = models.ForeignKey(
        "people.Patient", models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    twin = models.ForeignKey(
        "people.Patient", models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    reason = models.TextField()
    linked_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    linked_at = models.DateTimeField()
    ended_by = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "patient_link"
        constraints = [
            models.UniqueConstraint(
                "patient", "twin", name="patient_link_once", condition=Q(ended_at=None)
            ),
            models.CheckConstraint(name="patient_link_of_two", condition=Q(patient__lt=F("twin"))),
        ]


class Move(models.Model):
    """A person goes on being followed up by another municipality: offered there, answered here.

    given, family, born: as much as the new place needs to say yes or no; the rest comes with yes.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    to = models.ForeignKey("people.Municipality", models.PROTECT, related_name="+")
    given = models.CharField(max_length=80)
    family = models.CharField(max_length=80)
    born = models.DateField(null=True)
    reason = models.TextField()
    proposed_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    answered_by = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=9, blank=True)
    """accepted, refused or withdrawn; empty while nobody has answered."""
    became = models.ForeignKey(
        "people.Enrolment", models.DO_NOTHING, null=True, db_constraint=False, related_name="+"
    )

    class Meta:
        db_table = "move"
        constraints = [
            models.UniqueConstraint(
                "enrolment", name="move_one_at_a_time", condition=Q(answered_at=None)
            ),
            models.CheckConstraint(name="move_elsewhere", condition=~Q(municipality=F("to"))),
        ]


class Death(models.Model):
    """That somebody died, as it was recorded; corrected when it turns out to be wrong.

    phase: where the follow-up was, so that a mistake can be undone as it was.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    died_on = models.DateField()
    phase = models.CharField(max_length=8)
    recorded_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    corrected_by = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+")
    corrected_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        db_table = "death"
        constraints = [
            models.UniqueConstraint("enrolment", name="death_once", condition=Q(corrected_at=None)),
            models.CheckConstraint(
                name="death_corrected_with_reason",
                condition=Q(corrected_at=None, corrected_by=None)
                | Q(corrected_at__isnull=False, corrected_by__isnull=False) & ~Q(reason=""),
            ),
        ]


class ProtectedAddress(models.Model):
    """Address and phone of somebody whose address is protected: sealed, for the team only."""

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.OneToOneField(
        "people.Enrolment", models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    sealed = models.BinaryField()
    written_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        db_table = "protected_address"


class CarerResponse(models.Model):
    """What a next of kin answered about themselves: their own record, not the patient's.

    Read by the team and by whoever answered. Never by the patient, nor in anything of theirs.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    account = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    questionnaire = models.CharField(max_length=40)
    version = models.CharField(max_length=10)
    items = models.JSONField()
    answered_at = models.DateTimeField()

    class Meta:
        db_table = "carer_response"


class PrivacyNotice(models.Model):
    """What a municipality tells people about their data, in one language.

    approved_by, approved_at: who in the municipality stands for the text; until then it is a draft.
    """

    id = models.AutoField(primary_key=True)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    language = models.CharField(max_length=2)
    version = models.SmallIntegerField()
    text = models.TextField()
    valid_from = models.DateTimeField()
    approved_by = models.CharField(max_length=120, blank=True)
    approved_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "privacy_notice"
        constraints = [
            models.UniqueConstraint(
                "municipality", "language", "version", name="privacy_notice_version"
            )
        ]
