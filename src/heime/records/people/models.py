"""Who is followed up, who follows them up, and for which municipality."""

import uuid_utils.compat as uuid7
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models


class Municipality(models.Model):
    """A tenant: the controller of its own people's data. Keyed by its official number."""

    class Language(models.TextChoices):
        BOKMAL = "nb"
        NYNORSK = "nn"

    number = models.SmallIntegerField(primary_key=True)
    name = models.CharField(max_length=40)
    region = models.CharField(max_length=40)
    language = models.CharField(max_length=2, choices=Language.choices)
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "municipality"


class AccountQuerySet(BaseUserManager["Account"]):
    """Accounts are found by the name people type."""


class Account(AbstractBaseUser):
    """Someone who signs in. Not every person has an e-mail address, so a user name is enough."""

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    profession = models.CharField(max_length=3, blank=True)
    """Category of health personnel by national code list 9060: SP nurse, LE doctor …"""
    language = models.CharField(max_length=2, default="nb")
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"
    objects = AccountQuerySet()

    class Meta:
        db_table = "account"


class Team(models.Model):
    """A follow-up team: who works the list, and when it is open (local time, Monday to Friday)."""

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    name = models.CharField(max_length=80)
    opens = models.TimeField()
    closes = models.TimeField()
    municipalities = models.ManyToManyField(
        Municipality, through="TeamMunicipality", related_name="teams"
    )

    class Meta:
        db_table = "team"


class TeamMunicipality(models.Model):
    """The agreement by which a team serves a municipality."""

    team = models.ForeignKey(Team, models.PROTECT)
    municipality = models.ForeignKey(Municipality, models.PROTECT)

    class Meta:
        db_table = "team_municipality"
        constraints = [
            models.UniqueConstraint("team", "municipality", name="team_municipality_once")
        ]


class Membership(models.Model):
    """Someone's place in a team, while it lasts."""

    account = models.ForeignKey(Account, models.PROTECT)
    team = models.ForeignKey(Team, models.PROTECT)
    role = models.CharField(max_length=20)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "membership"


class Patient(models.Model):
    """A municipality's own record of a person. Moving to another makes a new one there.

    The national identity number is never in clear: `national_id` is encrypted, and
    `national_id_lookup` is a keyed hash for finding one (see records/people/identity.py).
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    national_id = models.BinaryField(null=True)
    national_id_lookup = models.BinaryField(null=True)
    given = models.CharField(max_length=80)
    family = models.CharField(max_length=80)
    birth_date = models.DateField(null=True)
    sex = models.CharField(max_length=7, blank=True)
    """FHIR administrative gender; never derived from the identity number (norway.md 1.2)."""
    language = models.CharField(max_length=2, default="nb")
    phone = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=200, blank=True)
    gp_office = models.CharField(max_length=120, blank=True)
    matters = models.TextField(blank=True)
    """What matters to the person, in their own words."""

    class Meta:
        db_table = "patient"
        constraints = [
            models.UniqueConstraint("municipality", "id", name="patient_in_municipality"),
            models.UniqueConstraint(
                "municipality",
                "national_id_lookup",
                name="patient_once_per_municipality",
            ),
        ]


class Enrolment(models.Model):
    """A stretch of follow-up of a person by a municipality; everything clinical hangs on it."""

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    patient = models.ForeignKey(Patient, models.DO_NOTHING, db_constraint=False)
    team = models.ForeignKey(Team, models.PROTECT)
    conditions = ArrayField(models.CharField(max_length=30), default=list)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "enrolment"
        constraints = [
            models.UniqueConstraint("municipality", "id", name="enrolment_in_municipality")
        ]


class Transfer(models.Model):
    """An explicit link: judging in `enrolment` may use the history of `earlier`."""

    enrolment = models.ForeignKey(
        Enrolment, models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    earlier = models.ForeignKey(Enrolment, models.DO_NOTHING, db_constraint=False, related_name="+")
    linked_by = models.ForeignKey(Account, models.PROTECT)
    linked_at = models.DateTimeField()

    class Meta:
        db_table = "transfer"
        constraints = [models.UniqueConstraint("enrolment", "earlier", name="transfer_once")]


class Contact(models.Model):
    """Somebody to call: next of kin, in the order the person wants."""

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    enrolment = models.ForeignKey(Enrolment, models.DO_NOTHING, db_constraint=False)
    name = models.CharField(max_length=120)
    relation = models.CharField(max_length=40)
    phone = models.CharField(max_length=20)
    rank = models.SmallIntegerField(default=1)

    class Meta:
        db_table = "contact"
