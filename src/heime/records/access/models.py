"""By what right somebody is here: sign-ins, senders' bearer tokens, and what each may touch.

Tokens are kept only as SHA-256 of the random token, so reading this table opens nothing.
"""

import uuid_utils.compat as uuid7
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F

from heime.core.rights import Ground


class SignIn(models.Model):
    """One sign-in of one person on one device. Its token is the database's idea of who asks."""

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    token_hash = models.BinaryField(unique=True)
    account = models.ForeignKey("people.Account", models.PROTECT)
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    how = models.CharField(max_length=10, default="password", db_default="password")
    """password, passkey, helseid or idporten."""
    level = models.SmallIntegerField(default=2, db_default=2)
    """How sure we are who it is, by the identity provider's scale (norway.md 2): 2 to 4."""
    provider_session = models.CharField(max_length=300, null=True)
    """Issuer and session there, so that signing out there ends the sign-in here."""
    stepped_up_at = models.DateTimeField(null=True)
    """When the person last proved anew who they are."""
    last_seen_at = models.DateTimeField(null=True)
    idle_minutes = models.SmallIntegerField(default=15, db_default=15)
    """How long it may rest before it locks: 5 on a shared PC, 30 for patients and kin."""
    locked_at = models.DateTimeField(null=True)
    """Set while the screen is locked: the token opens nothing but the lock."""
    device = models.CharField(max_length=80, default="", db_default="")
    """What the browser calls itself, shortened, so that people know their sign-ins apart."""

    class Meta:
        db_table = "sign_in"


class Source(models.Model):
    """A system that sends measurements: a gateway in homes, or another system of a municipality."""

    class Sort(models.TextChoices):
        GATEWAY = "gateway"
        """Creates for the people bound to it, and never reads."""
        CLIENT = "client"
        """Creates and reads for the municipalities named for it."""

    id = models.AutoField(primary_key=True)
    name = models.CharField(max_length=120)
    sort = models.CharField(max_length=10, choices=Sort.choices)

    class Meta:
        db_table = "source"


class Bearer(models.Model):
    """A token that a source holds."""

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    token_hash = models.BinaryField(unique=True)
    source = models.ForeignKey(Source, models.PROTECT)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "bearer"


class Binding(models.Model):
    """A gateway's right to send for one person, while it lasts."""

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    source = models.ForeignKey(Source, models.PROTECT)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "binding"
        constraints = [models.UniqueConstraint("source", "enrolment", name="binding_once")]


class Mandate(models.Model):
    """A client's right to send and read for one municipality, while it lasts."""

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    source = models.ForeignKey(Source, models.PROTECT)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "mandate"
        constraints = [models.UniqueConstraint("source", "municipality", name="mandate_once")]


class Right(models.Model):
    """Somebody's right to reach a person on another ground than the team's care.

    Evaluated whenever it is used: outside starts_at-ends_at it gives nothing, from the next
    statement on. Terms by ground: core/rights.py. Never deleted; ending it sets `ends_at`.

    scopes: of core/roles.Scope; contact is always among them.
    reason: why, for the grounds that need one; code: one of EMERGENCY_REASONS.
    second_by: the clinician who confirmed. review_at: when somebody must look again at the latest;
    reviewed_by, reviewed_at, finding: that somebody did, and what they found.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    ground = models.CharField(max_length=10, choices=[(g, g) for g in Ground])
    account = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="rights")
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, null=True, related_name="rights"
    )
    scopes = ArrayField(models.CharField(max_length=10))
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    given_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    second_by = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    code = models.CharField(max_length=20, blank=True)
    ended_by = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+")
    review_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    finding = models.TextField(blank=True)

    class Meta:
        db_table = "access_right"
        constraints = [
            models.CheckConstraint(
                name="right_held_by_one",
                condition=models.Q(account=None) ^ models.Q(organisation=None),
            ),
            models.CheckConstraint(
                name="right_ends_unless_own",
                condition=models.Q(ground=Ground.SELF) | models.Q(ends_at__isnull=False),
            ),
            models.CheckConstraint(
                name="right_confirmed_by_another", condition=~models.Q(second_by=F("given_by"))
            ),
        ]
        indexes = [
            models.Index(fields=["account"], name="right_of_account"),
            models.Index(fields=["organisation"], name="right_of_organisation"),
            models.Index(fields=["municipality", "enrolment"], name="right_to_enrolment"),
        ]


class Block(models.Model):
    """A person's refusal: somebody, or everybody outside the team, may not see this.

    Beats every right but an emergency. Exactly one of account, organisation and team is set, or
    none: then it is a reservation against sharing, and holds for all outside the person's own team.
    scopes: what is refused; empty for everything.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    account = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, null=True)
    team = models.ForeignKey("people.Team", models.PROTECT, null=True)
    scopes = ArrayField(models.CharField(max_length=10), default=list)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    ended_by = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        db_table = "access_block"
        constraints = [
            models.CheckConstraint(
                name="block_of_one_or_all",
                condition=models.Q(account=None, organisation=None)
                | models.Q(account=None, team=None)
                | models.Q(organisation=None, team=None),
            )
        ]
        indexes = [models.Index(fields=["municipality", "enrolment"], name="block_to_enrolment")]


class Objection(models.Model):
    """A person says no to a right that others gave over their head. Somebody must answer.

    made_by: the person, or whoever of the team noted what they said.
    ended_right: whether the answer was to end it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7.uuid7)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT)
    enrolment = models.ForeignKey("people.Enrolment", models.DO_NOTHING, db_constraint=False)
    right = models.ForeignKey(
        Right, models.DO_NOTHING, db_constraint=False, related_name="objections"
    )
    text = models.TextField()
    made_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    ended_right = models.BooleanField(default=False)

    class Meta:
        db_table = "objection"
        constraints = [
            models.CheckConstraint(
                name="objection_answered_by_somebody",
                condition=models.Q(answered_at=None, answered_by=None)
                | models.Q(answered_at__isnull=False, answered_by__isnull=False)
                & ~models.Q(answer=""),
            )
        ]
        indexes = [
            models.Index(fields=["municipality", "enrolment"], name="objection_to_enrolment")
        ]


class OnScreen(models.Model):
    """Whom a sign-in has had on a list lately: a refreshing list is not logged as a new look."""

    pk = models.CompositePrimaryKey("sign_in_id", "enrolment_id")
    sign_in = models.ForeignKey(SignIn, models.CASCADE, db_index=False)
    municipality = models.ForeignKey("people.Municipality", models.PROTECT, db_index=False)
    enrolment = models.ForeignKey(
        "people.Enrolment", models.DO_NOTHING, db_constraint=False, db_index=False
    )
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "on_screen"
