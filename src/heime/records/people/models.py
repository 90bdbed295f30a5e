"""Who is followed up, who follows them up, and for which municipality."""

from datetime import UTC, datetime

import uuid_utils.compat as uuid7
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models

from heime.core.phases import Phase
from heime.records.people import changes  # noqa: F401  more of the tables of this app

_EVER = datetime(2020, 1, 1, tzinfo=UTC)
"""The start of agreements that were there before starts were kept."""


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
    """Someone who signs in. Not every person has an e-mail address, so a user name is enough.

    Only staff have their name here. This table has no wall of its own, so the account of a patient
    or next of kin carries none: theirs stands with the patient, or with the contact.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    profession = models.CharField(max_length=3, blank=True)
    """Category of health personnel by national code list 9060: SP nurse, LE doctor …"""
    language = models.CharField(max_length=2, default="nb")
    is_active = models.BooleanField(default=True)
    hpr_number = models.CharField(max_length=9, null=True, unique=True)
    """Number in the national register of health personnel; None for everybody else."""
    national_id_lookup = models.BinaryField(null=True, unique=True)
    """Keyed hash, to know somebody whom an identity provider vouches for (identity.py)."""
    shared_pc = models.BooleanField(default=False, db_default=False)
    """Works at a PC that others use: locked after five idle minutes instead of fifteen."""

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
    """The agreement by which a team serves a municipality, while it lasts."""

    team = models.ForeignKey(Team, models.PROTECT)
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    starts_at = models.DateTimeField(db_default=_EVER)
    ends_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "team_municipality"
        constraints = [
            models.UniqueConstraint("team", "municipality", name="team_municipality_once")
        ]


class Organisation(models.Model):
    """Who else takes part: a hospital and its departments, a GP office, a legevakt district.

    number: in the register of organisations (nine digits); not every department has one.
    her_id: in the national address register; resh_id: in the register of specialist care.
    """

    class Sort(models.TextChoices):
        HOSPITAL = "hospital"
        DEPARTMENT = "department"
        GP = "gp"
        LEGEVAKT = "legevakt"

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    sort = models.CharField(max_length=10, choices=Sort.choices)
    name = models.CharField(max_length=120)
    number = models.CharField(max_length=9, null=True, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True)
    her_id = models.IntegerField(null=True, unique=True)
    resh_id = models.IntegerField(null=True, unique=True)
    municipalities = models.ManyToManyField(
        Municipality, through="OrganisationMunicipality", related_name="organisations"
    )

    class Meta:
        db_table = "organisation"


class OrganisationMunicipality(models.Model):
    """Which municipalities an organisation works for: a legevakt's district, a hospital's area."""

    organisation = models.ForeignKey(Organisation, models.PROTECT)
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    starts_at = models.DateTimeField(db_default=_EVER)
    ends_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "organisation_municipality"
        constraints = [
            models.UniqueConstraint(
                "organisation", "municipality", name="organisation_municipality_once"
            )
        ]


class Membership(models.Model):
    """Someone's role in a team, an organisation, a municipality or the programme, while it lasts.

    role: of core/roles.py. At most one of team, organisation and municipality is set; none for a
        role in the whole programme.
    given_by, confirmed_by: who gave it, and the second person that a role given by an
        administrator needs; the same person never holds two of the three places.
    """

    account = models.ForeignKey(Account, models.PROTECT)
    team = models.ForeignKey(Team, models.PROTECT, null=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True)
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True)
    role = models.CharField(max_length=20)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "membership"
        constraints = [
            models.CheckConstraint(
                name="membership_in_one_place",
                condition=models.Q(team=None, organisation=None)
                | models.Q(team=None, municipality=None)
                | models.Q(organisation=None, municipality=None),
            ),
            models.CheckConstraint(
                name="membership_not_given_to_oneself",
                condition=~models.Q(account=models.F("given_by"))
                & ~models.Q(account=models.F("confirmed_by"))
                & ~models.Q(given_by=models.F("confirmed_by")),
            ),
        ]


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
    died_on = models.DateField(null=True)
    protection = models.CharField(max_length=7, default="", db_default="", blank=True)
    """Of core/protection.py: the address is not here then, but sealed (ProtectedAddress)."""

    class Meta:
        db_table = "patient"
        constraints = [
            models.UniqueConstraint("municipality", "id", name="patient_in_municipality"),
            models.UniqueConstraint(
                "municipality",
                "national_id_lookup",
                name="patient_once_per_municipality",
            ),
            models.CheckConstraint(
                name="patient_protected_address_is_elsewhere",
                condition=models.Q(protection="") | models.Q(address="", phone=""),
            ),
        ]
        indexes = [models.Index("national_id_lookup", name="patient_by_number")]


class Enrolment(models.Model):
    """A stretch of follow-up of a person by a municipality; everything clinical hangs on it."""

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey(Municipality, models.PROTECT)
    patient = models.ForeignKey(Patient, models.DO_NOTHING, db_constraint=False)
    team = models.ForeignKey(Team, models.PROTECT)
    conditions = ArrayField(models.CharField(max_length=30), default=list)
    phase = models.CharField(max_length=8, default=Phase.ACTIVE, db_default=Phase.ACTIVE)
    """Of core/phases.py: what it means for who may see what."""
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "enrolment"
        constraints = [
            models.UniqueConstraint("municipality", "id", name="enrolment_in_municipality")
        ]
        indexes = [
            # What both walls ask with every query: whom a team follows up, told without the rows.
            models.Index(
                fields=["team", "municipality"],
                include=["id", "phase", "starts_at", "ends_at"],
                name="enrolment_reached",
            ),
            # And the few who are on their way in or away, of whom the list tells.
            models.Index(
                "team",
                condition=models.Q(
                    phase__in=[Phase.REFERRED, Phase.INTAKE, Phase.PAUSED], ends_at=None
                ),
                name="enrolment_coming",
            ),
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
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    """Their own sign-in, if they have one: it carries no name, this row does."""
    rank = models.SmallIntegerField(default=1)

    class Meta:
        db_table = "contact"
