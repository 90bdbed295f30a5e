"""Two teams' people with something in every table, and everybody's tokens: what a wall must part.

    Astrid, Lom          Ingrid's team; nobody below may see or touch anything of hers
    Gudbrand, Vang       Kari's team; the gateway is bound to him alone
    Sigrid, Vang         Kari's team; the client has a mandate for Vang, the gateway none for her
    Olav, Nord-Aurdal    Kari's team; neither the gateway nor the client may see him

Every text of Astrid's carries MARK, so that one search finds her in any answer.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import psycopg
import uuid_utils.compat as uuid7
from psycopg.rows import dict_row

from heime.core.kinds import Kind
from heime.core.rights import Ground
from heime.core.topics import ASKED
from heime.core.zone import State, Zone
from heime.records.access.models import Binding, Objection, OnScreen
from heime.records.audit.models import Reveal, Signal
from heime.records.desk.models import Acknowledged, Looking, Seen
from heime.records.duty.models import Climb, HandOver, HandOverAct
from heime.records.exchange.models import Notice
from heime.records.happenings.models import Entered, Happening, Invalidation, VitalSet
from heime.records.intake.models import (
    Closing,
    IntakeStep,
    PhaseChange,
    Referral,
    StartFigure,
)
from heime.records.keeping.models import Correction, Erasure
from heime.records.measurements.models import Course, Judgement, Receipt, Response
from heime.records.messages.models import File, Message, Thread
from heime.records.messages.models import Receipt as MessageReceipt
from heime.records.people.changes import (
    CarerResponse,
    Death,
    Identifier,
    Move,
    PatientLink,
    ProtectedAddress,
)
from heime.records.people.models import Enrolment, Organisation, Transfer
from heime.records.worklist.models import Watch
from tests import people
from tests.flow import sending
from tests.people import DB, ETNEDAL, LOM, NORD_AURDAL, SEL, VANG, Cast
from tests.walls.scene_at_home import at_home

MARK = "Skarvheim"
"""A family name that nobody else has and no page says by itself."""


@dataclass
class Scene:
    cast: Cast
    astrid: Enrolment
    gudbrand: Enrolment
    sigrid: Enrolment
    olav: Enrolment
    kari: str
    ingrid: str
    gateway: str
    client: str
    forged: str


def two_teams(superuser_url: str, now: datetime) -> Scene:
    """Everything above, as rows."""
    cast = people.everybody(now)
    people.loop_done(now)
    astrid = people.person(
        "Astrid", MARK, date(1945, 3, 14), LOM, ["copd"], followed_by=cast.north, now=now,
        matters=f"{MARK} og utsikten", address=f"{MARK} 4", gp_office=f"{MARK} legekontor",
    )  # fmt: skip
    sigrid = people.person(
        "Sigrid", "Rogne", date(1950, 5, 1), VANG, [], followed_by=cast.valdres, now=now
    )
    olav = people.person(
        "Olav", "Hagen", date(1951, 6, 2), NORD_AURDAL, [], followed_by=cast.valdres, now=now
    )
    ingrid, ingrids = people.signed_in(cast.ingrid, now)
    kari, karis = people.signed_in(cast.kari, now)
    for who, by, session in (
        (astrid, cast.ingrid, ingrids), (cast.gudbrand, cast.kari, karis),
        (sigrid, cast.kari, karis), (olav, cast.kari, karis),
    ):  # fmt: skip
        _live(cast, who, by, session, now)
    return Scene(
        cast, astrid, cast.gudbrand, sigrid, olav, kari, ingrid,
        gateway=sending.gateway(superuser_url, (VANG, cast.gudbrand.id)),
        client=sending.client(superuser_url, VANG),
        forged=secrets.token_urlsafe(32),
    )  # fmt: skip


def _live(cast: Cast, who: Enrolment, by: Any, session: Any, now: datetime) -> None:
    """One row or more about this person in every table that is about people."""
    place = {"municipality_id": who.municipality_id, "enrolment_id": who.id}
    name = MARK if who.municipality_id == LOM else "Rudi"
    _acknowledged(cast, who, by, name, now)
    people.contact(who, f"Marit {name}", "datter", "00 00 21 07")
    people.plan(who, people.COPD_PLAN, approved_by=cast.nils, now=now)
    case = people.red_case(cast, now, who)
    people.act(case, by=by, at=now, text=f"{name} ringt")
    people.task(case, made_by=by, at=now, what=f"{name} ring datteren")
    case.state, case.taken_by, case.taken_at = "taken", by, now
    case.save(using=DB)
    waiting = people.measured(
        who, Kind.HEART_RATE, "121", now - timedelta(minutes=3), source=cast.source, second=None
    )
    judged = people.judged(waiting, Zone.YELLOW, "G-2", state=State.PENDING)
    people.awaited(judged, due_at=now + timedelta(minutes=25))
    earlier = Enrolment.objects.using(DB).create(
        municipality_id=who.municipality_id, patient=who.patient, team=who.team,
        starts_at=now - timedelta(days=400), ends_at=now - timedelta(days=200),
    )  # fmt: skip
    Transfer.objects.using(DB).create(**place, earlier=earlier, linked_by=by, linked_at=now)
    Binding.objects.using(DB).create(**place, source=cast.source, starts_at=now)
    OnScreen.objects.using(DB).create(**place, sign_in=session, seen_at=now)
    Notice.objects.using(DB).create(
        **place, team=who.team, what="case-red", about=case.id, created_at=now, due_at=now
    )
    _duty(case, who, by, now)
    Course.objects.using(DB).create(**place, kind=Kind.HEART_RATE, newest=waiting.id, sittings="")
    Response.objects.using(DB).create(
        **place, id=uuid7.uuid7(), questionnaire=ASKED["copd_daily"], version="1.0",
        answered_at=now, received_at=now, by="patient", items={"k1": 1}, source=cast.source,
    )  # fmt: skip
    Watch.objects.using(DB).create(**place, due_at=now + timedelta(hours=3))
    Seen.objects.using(DB).create(**place, account=by, at=now, zone=Zone.RED, priority=2)
    Looking.objects.using(DB).create(**place, account=by, at=now)
    signal = Signal.objects.using(DB).create(
        **place, account_id=uuid7.uuid7(), day=now, reason="no-work", entry=1, made_at=now
    )
    Reveal.objects.using(DB).create(
        **place, signal_id=signal.id, asked_by_id=uuid7.uuid7(), asked_at=now, reason=name
    )
    office = people.organisation(f"{name} legekontor", Organisation.Sort.GP, who.municipality_id)
    given = people.right(who, Ground.GP, organisation=office, given_by=by, now=now, reason=name)
    Objection.objects.using(DB).create(
        **place, right=given, text=f"{name} vil ikke", made_by=by, made_at=now
    )
    people.block(
        who,
        organisation=people.organisation(name, Organisation.Sort.HOSPITAL),
        now=now,
        made_by=by,
        reason=name,
    )
    _changes(who, by, name, now)
    _happened(who, waiting, by, name, now)
    _came_in(who, by, name, now)
    at_home(who, case, waiting, by, name, now)
    Correction.objects.using(DB).create(
        **place, sort="note", about=case.id, text=f"{name}: det var i går", mistaken=True,
        asked_by_person=True, made_by=by, made_at=now,
    )  # fmt: skip
    Erasure.objects.using(DB).create(
        **place, reason=f"{name} har bedt om det", rows=[{"sort": "note", "id": str(case.id)}],
        proposed_by=by, proposed_at=now,
    )  # fmt: skip
    _messages(who, by, name, now)
    Receipt.objects.using(DB).create(
        source_id=cast.source.id, key=uuid7.uuid7(), digest=uuid7.uuid7(), measurement_id=waiting.id
    )


def _acknowledged(cast: Cast, who: Enrolment, by: Any, name: str, now: datetime) -> None:
    """A green answer that somebody has read, from before there was a case."""
    place = {"municipality_id": who.municipality_id, "enrolment_id": who.id}
    at = now - timedelta(days=1)
    answer = Response.objects.using(DB).create(
        **place, id=uuid7.uuid7(), questionnaire=ASKED["copd_daily"], version="1.0",
        answered_at=at, received_at=at, by="patient", items={"k1": 0}, source=cast.source,
    )  # fmt: skip
    Judgement.objects.using(DB).create(
        **place, kind=answer.questionnaire, measurement_id=answer.id, measured_at=at,
        judged_at=at, session_at=at, zone=Zone.GREEN, state=State.FINAL,
    )  # fmt: skip
    Acknowledged.objects.using(DB).create(
        **place, response_id=answer.id, by=by, at=now, batch=uuid7.uuid7(),
        text=f"{name}: lest", shown_from=now,
    )  # fmt: skip


def _messages(who: Enrolment, by: Any, name: str, now: datetime) -> None:
    """Something the team wrote to them, with a picture, and that one of the team has seen it."""
    place = {"municipality_id": who.municipality_id, "enrolment_id": who.id}
    thread = Thread.objects.using(DB).create(
        **place, started_at=now, started_by=by, title=name, with_patient=True, newest_at=now,
        waits_since=now, due_at=now + timedelta(days=1),
    )  # fmt: skip
    message = Message.objects.using(DB).create(
        **place, thread=thread, side="team", sent_by=by, sent_at=now, text=f"{name} skriver"
    )
    File.objects.using(DB).create(
        **place, thread=thread, message=message, sort="image/png", size=4, content=name.encode(),
        sent_by=by, sent_at=now,
    )  # fmt: skip
    MessageReceipt.objects.using(DB).create(
        **place, thread=thread, message=message, account=by, side="team", read_at=now
    )


ELSEWHERE = {LOM: SEL, VANG: ETNEDAL, NORD_AURDAL: ETNEDAL}
"""Where each wanted to move to: places of the same team."""


def _duty(case: Any, who: Enrolment, by: Any, now: datetime) -> None:
    """What climbed, and a hand-over that is live, with its first act."""
    place = {"municipality_id": who.municipality_id, "enrolment_id": who.id}
    name = MARK if who.municipality_id == LOM else "Rudi"
    Climb.objects.using(DB).create(
        **place, case_id=case.id, since=now, step="colleague", at=now, patient_text=name
    )
    gp = people.organisation(f"{name} legesenter", "gp", who.municipality_id)
    over = HandOver.objects.using(DB).create(
        **place, case_id=case.id, team=who.team, organisation=gp, urgency="today", language="nb",
        identify=name, situation=name, background=name, assessment=name, recommendation=name,
        sent_by=by, sent_at=now, due_at=now + timedelta(hours=4),
    )  # fmt: skip
    HandOverAct.objects.using(DB).create(
        **place, hand_over=over, at=now, by=by, what="sent", text=name
    )


def _changes(who: Enrolment, by: Any, name: str, now: datetime) -> None:
    """A twin, an old number, a move that came to nothing, a death that was a mistake."""
    place = {"municipality_id": who.municipality_id, "enrolment_id": who.id}
    twin = people.person(
        name, "Tvilling", date(1945, 3, 14), who.municipality_id, [], followed_by=who.team, now=now
    )
    first, second = sorted([who.patient_id, twin.patient_id])
    PatientLink.objects.using(DB).create(
        municipality_id=who.municipality_id, patient_id=first, twin_id=second, reason=name,
        linked_by=by, linked_at=now,
    )  # fmt: skip
    Identifier.objects.using(DB).create(
        municipality_id=who.municipality_id, patient_id=who.patient_id, system="dnr",
        value=name.encode(), lookup=uuid7.uuid7().bytes, use="old",
    )  # fmt: skip
    Move.objects.using(DB).create(
        **place, to_id=ELSEWHERE[who.municipality_id], given=name, family=name, reason=name,
        proposed_by=by, proposed_at=now, answered_by=by, answered_at=now, answer="withdrawn",
    )  # fmt: skip
    Death.objects.using(DB).create(
        **place, died_on=now, phase="active", recorded_by=by, recorded_at=now, corrected_by=by,
        corrected_at=now, reason=name,
    )  # fmt: skip
    ProtectedAddress.objects.using(DB).create(
        **place, sealed=name.encode(), written_by=by, written_at=now
    )
    CarerResponse.objects.using(DB).create(
        **place, account=by, questionnaire="carer", version="1", items={"k": name}, answered_at=now
    )


def _happened(who: Enrolment, reading: Any, by: Any, name: str, now: datetime) -> None:
    """A hospital stay, and a reading that was entered, belonged to a set and does not count."""
    place = {"municipality_id": who.municipality_id, "enrolment_id": who.id}
    Happening.objects.using(DB).create(
        **place, sort="stay", starts_at=now, text=name, told_by="person", entered_by=by,
        entered_at=now,
    )  # fmt: skip
    Invalidation.objects.using(DB).create(
        **place, measurement_id=reading.id, kind=reading.kind, measured_at=reading.measured_at,
        reason="other", text=name, still_done=True, made_by=by, made_at=now,
    )  # fmt: skip
    Entered.objects.using(DB).create(
        **place, id=reading.id, how="visit", entered_by=by, entered_at=now
    )
    VitalSet.objects.using(DB).create(
        **place, id=uuid7.uuid7(), measured_at=now, received_at=now, spread_minutes=3,
        by="health_personnel", respiratory_rate=180_000, oxygen_saturation=930_000,
        on_oxygen=False, systolic=1_200_000, heart_rate=800_000, consciousness="A",
        body_temperature=370_000, readings=[reading.id],
    )  # fmt: skip


def _came_in(who: Enrolment, by: Any, name: str, now: datetime) -> None:
    """A referral with the steps that came of it, a pause that is over, and a summary."""
    place = {"municipality_id": who.municipality_id, "enrolment_id": who.id, "made_by": by}
    Referral.objects.using(DB).create(
        **place, proposer="gp", name=f"{name} legekontor", why=f"{name} blir tungpusten",
        received_on=now, made_at=now,
    )  # fmt: skip
    IntakeStep.objects.using(DB).create(
        **place, step="training", left_out=True, reason=f"{name} kan det", made_at=now
    )
    PhaseChange.objects.using(DB).create(
        **place, before="active", after="paused", at=now - timedelta(days=9), why="holiday",
        first_day=now,
    )  # fmt: skip
    PhaseChange.objects.using(DB).create(
        **place, before="paused", after="active", at=now - timedelta(days=4)
    )
    Enrolment.objects.using(DB).filter(id=who.id).update(phase="intake")
    figure = StartFigure.objects.using(DB).create(
        **place, figure="admissions", value=2, source="record", holds_on=now, made_at=now
    )
    Enrolment.objects.using(DB).filter(id=who.id).update(phase="active")
    StartFigure.objects.using(DB).create(
        **place, figure="admissions", value=3, source="record", holds_on=now, corrects=figure,
        reason=f"{name} glemte en", made_at=now,
    )  # fmt: skip
    Closing.objects.using(DB).create(
        **place, why="own-wish", text=f"{name} vil slutte", made_at=now
    )


@contextmanager
def asking(url: str, token: str = "") -> Iterator[psycopg.Connection[dict[str, Any]]]:
    """A transaction of a role in which the database knows this token (or none), then undone."""
    with psycopg.connect(url, row_factory=dict_row) as connection:
        if token:
            connection.execute("SELECT set_config('heime.token', %s, true)", [token])
        yield connection
        connection.rollback()


def tables_about_people(superuser_url: str) -> list[str]:
    """Every table with a municipality or an enrolment in it, or reached only by them."""
    with asking(superuser_url) as connection:
        rows = connection.execute(
            "SELECT DISTINCT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"
            "   AND NOT c.relispartition"
            "   AND a.attname IN ('municipality_id', 'enrolment_id') ORDER BY 1"
        ).fetchall()
    return [row["relname"] for row in rows]


def may(url: str, table: str, right: str) -> bool:
    """Whether the role of this address has a right on a whole table."""
    with asking(url) as connection:
        row = connection.execute(
            "SELECT has_table_privilege(current_user, %s, %s) AS granted", [table, right]
        ).fetchone()
    assert row is not None
    return bool(row["granted"])


def rows_of(superuser_url: str, table: str, municipality: int) -> list[dict[str, Any]]:
    """What really is there, seen by the one whom no wall stops."""
    with asking(superuser_url) as connection:
        return connection.execute(
            f"SELECT * FROM {table} WHERE municipality_id = %s", [municipality]
        ).fetchall()
