"""Ten thousand invented people with two weeks of judged history, in less than a minute.

The people are the demo's, drawn from many seeds: the same conditions, municipalities, schedules
and plans, each with their own numbers. History is made by the database itself.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from uuid import UUID

import psycopg
from uuid_utils.compat import uuid7

from heime.core import plan as plans
from heime.core.kinds import KINDS, Kind
from heime.core.plan import Plan
from heime.core.quantity import Scaled, plain, scaled
from heime.core.zone import Zone
from heime.ops.bench import history
from heime.ops.population import Instrument, Person, Signal, people
from heime.ops.population.person import SHOWS

GATEWAYS = 8
PLAIN_SHARE = 20
"""One in so many people is kept for the plain view, whose unjudged rows nobody else shall meet."""

SIGNALS = {
    Kind.OXYGEN_SATURATION: Signal.SPO2, Kind.HEART_RATE: Signal.PULSE,
    Kind.BLOOD_PRESSURE: Signal.SYSTOLIC, Kind.BODY_WEIGHT: Signal.WEIGHT,
    Kind.BODY_TEMPERATURE: Signal.TEMPERATURE, Kind.RESPIRATORY_RATE: Signal.BREATHING,
    Kind.BLOOD_GLUCOSE: Signal.GLUCOSE,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Usual:
    """What one person's meter of one kind shows: on good days, and when it is bad or worse."""

    enrolment: str
    kind: int
    cuffs: int
    green: str
    yellow: str
    red: str
    second: str | None


@dataclass(frozen=True, slots=True)
class Filled:
    """Who may send for whom. `gateways` and `plain` are token -> what its people measure."""

    gateways: dict[str, list[Usual]]
    plain: dict[str, list[Usual]]
    client: str
    history: int


def fill(url: str, *, people: int, days: int) -> Filled:
    """Fill an empty, migrated database. `url` is the superuser's, who copies past the walls."""
    with psycopg.connect(url, autocommit=True) as conn:
        filled, routine, doctor = enrol(conn, people=people)
        made = history.make(conn, routine, doctor, days=days)
    return replace(filled, history=made)


def enrol(conn: psycopg.Connection, *, people: int) -> tuple[Filled, list[tuple], UUID]:
    """People with plans, and who sends for them, without any history; their routines, from which
    history.py makes it; and the account of their doctor."""
    now = datetime.now(UTC)
    with conn.transaction():
        teams, doctor = _staff(conn)
        tokens = [_sender(conn, "gateway") for _ in range(GATEWAYS)]
        plain_token, plain_source = _sender(conn, "gateway")
        client, client_source = _sender(conn, "client")
        conn.execute(
            "INSERT INTO mandate (id, source_id, municipality_id, starts_at)"
            " SELECT gen_random_uuid(), %s, number, now() FROM municipality",
            [client_source],
        )
        gateways: dict[str, list[Usual]] = {token: [] for token, _ in tokens}
        plain_usual: list[Usual] = []
        enrolled = _Enrolled()
        for number, person in enumerate(_people(people)):
            for_plain = number % PLAIN_SHARE == PLAIN_SHARE - 1
            token, source = tokens[number % GATEWAYS]
            if for_plain:
                source = plain_source
            found = enrolled.add(person, teams, doctor, source, now)
            (plain_usual if for_plain else gateways[token]).extend(found)
        enrolled.copy(conn)
    return Filled(gateways, {plain_token: plain_usual}, client, 0), enrolled.routine, doctor


def _people(many: int) -> Iterator[Person]:
    """The demo's fifty of one seed after the other."""
    for seed in count():
        for person in people(f"bench/{seed}"):
            if many == 0:
                return
            many -= 1
            yield person


def _staff(conn: psycopg.Connection) -> tuple[dict[int, UUID], UUID]:
    """One team for each region; return whose each municipality is, and who approves plans."""
    doctor = uuid7()
    conn.execute(
        "INSERT INTO account (id, username, name, profession, language, is_active, password)"
        " VALUES (%s, 'bench', 'Nils Berge', 'LE', 'nb', true, '!')",
        [doctor],
    )
    conn.execute(
        "INSERT INTO team (id, name, opens, closes)"
        " SELECT gen_random_uuid(), region, '08:00', '15:30' FROM municipality GROUP BY region"
    )
    rows = conn.execute(
        "INSERT INTO team_municipality (team_id, municipality_id) SELECT t.id, m.number"
        " FROM team t JOIN municipality m ON m.region = t.name RETURNING municipality_id, team_id"
    ).fetchall()
    return dict(rows), doctor


def _sender(conn: psycopg.Connection, sort: str) -> tuple[str, int]:
    token = secrets.token_urlsafe(24)
    row = conn.execute(
        "INSERT INTO source (name, sort) VALUES (%s, %s) RETURNING id", [sort, sort]
    ).fetchone()
    assert row is not None  # noqa: S101  RETURNING gives the row
    conn.execute(
        "INSERT INTO bearer (id, token_hash, source_id, expires_at)"
        " VALUES (%s, %s, %s, now() + interval '1 day')",
        [uuid7(), hashlib.sha256(token.encode()).digest(), row[0]],
    )
    return token, row[0]


class _Enrolled:
    """Rows of people, collected to be copied table by table."""

    def __init__(self) -> None:
        self.patients: list[tuple] = []
        self.enrolments: list[tuple] = []
        self.plans: list[tuple] = []
        self.bindings: list[tuple] = []
        self.routine: list[tuple] = []

    def add(
        self, person: Person, teams: dict[int, UUID], doctor: UUID, source: int, now: datetime
    ) -> list[Usual]:
        patient, enrolment, place = uuid7(), uuid7(), person.municipality
        start = now - timedelta(days=90)
        self.patients.append((
            patient, place, person.given, person.family, person.born, person.sex.value,
            person.language, person.phone, person.address, person.gp_office, person.what_matters,
        ))  # fmt: skip
        self.enrolments.append((
            enrolment, place, patient, teams[place], [c.value for c in person.conditions], start,
        ))  # fmt: skip
        self.bindings.append((uuid7(), source, place, enrolment, start))
        status = "approved" if person.plan.approved else "draft"
        by, at = (doctor, start) if person.plan.approved else (None, None)
        content = json.dumps(person.plan.content)
        self.plans.append((place, enrolment, 1, status, content, start, by, at))
        plan = plans.read(person.plan.content)
        kinds = {kind for one in person.schedule for kind in SHOWS[one.instrument]}
        usual = [usual_of(person, str(enrolment), kind, plan) for kind in sorted(kinds)]
        self.routine += _routine(person, enrolment, source, {one.kind: one for one in usual})
        return usual

    def copy(self, conn: psycopg.Connection) -> None:
        _copy(
            conn,
            "patient (id, municipality_id, given, family, birth_date, sex, language, phone,"
            " address, gp_office, matters)",
            self.patients,
        )
        _copy(
            conn,
            "enrolment (id, municipality_id, patient_id, team_id, conditions, starts_at)",
            self.enrolments,
        )
        _copy(
            conn,
            "plan_version (municipality_id, enrolment_id, number, status, content,"
            " valid_from, approved_by_id, approved_at)",
            self.plans,
        )
        _copy(
            conn, "binding (id, source_id, municipality_id, enrolment_id, starts_at)", self.bindings
        )


def _copy(conn: psycopg.Connection, into: str, rows: list[tuple]) -> None:
    with conn.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN".encode()) as copy:
        for row in rows:
            copy.write_row(row)


def usual_of(person: Person, enrolment: str, kind: Kind, plan: Plan) -> Usual:
    """A green, a yellow and a red value of this person's own plan, as their meter writes them."""
    number = round(person.usual[SIGNALS[kind]], KINDS[kind].decimals)
    usual = scaled(Decimal(str(number)))
    second = None
    if KINDS[kind].has_two:
        second = scaled(Decimal(round(min(person.usual[Signal.DIASTOLIC], number - 20))))
    levels = _levels(kind, plan, usual, second)
    green, yellow, red = (plain(value, KINDS[kind].decimals) for value in levels)
    return Usual(
        enrolment, int(kind), plan.cuffs if KINDS[kind].has_two else 1, green, yellow, red,
        None if second is None else plain(second, 0),
    )  # fmt: skip


def _levels(
    kind: Kind, plan: Plan, usual: Scaled, second: Scaled | None
) -> tuple[Scaled, Scaled, Scaled]:
    found = plan.limits.get(kind)
    if found is None:  # weight in heart failure: rules look for a gain
        return usual, usual + scaled(Decimal("2.4")), usual + scaled(Decimal("3.4"))
    lines = found.first
    low = lines.yellow_low or lines.red_low
    high = lines.yellow_high or lines.red_high
    if lines.zone_of(usual) is not Zone.GREEN:
        step = scaled(Decimal(1))
        usual = low + step if low is not None else (high or usual) - step
    worse = lines.yellow_low or lines.yellow_high or lines.red_low or lines.red_high or usual
    return usual, worse, lines.red_low or lines.red_high or worse


def _routine(
    person: Person, enrolment: UUID, source: int, usual: dict[int, Usual]
) -> Iterator[tuple]:
    """One row for each value that each agreed measuring gives."""
    for agreed in person.schedule:
        for kind in SHOWS[agreed.instrument]:
            one = usual[kind]
            values = [scaled(Decimal(text)) for text in (one.green, one.yellow)]
            second = None if one.second is None else scaled(Decimal(one.second))
            cuffs = one.cuffs if agreed.instrument is Instrument.CUFF else 1
            for cuff in range(cuffs):
                yield (
                    enrolment, person.municipality, source, int(kind), *values, second,
                    KINDS[kind].decimals, f"{agreed.instrument.value} {person.key}", agreed.at,
                    sorted(agreed.weekdays), cuff, person.plan.approved,
                )  # fmt: skip
