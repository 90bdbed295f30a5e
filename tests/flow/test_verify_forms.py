"""Forms and flags in the server's short memory: what several people answer the same day, what is
no result, and an irregular pulse late in a session. The replay comes to the same, and says so."""

import asyncio
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from psycopg import AsyncConnection

from heime.core.arrival import Sent, SentAnswers
from heime.core.events import HOME
from heime.core.kinds import Kind
from heime.core.reading import Quality
from heime.core.sat import RESPONDENTS
from heime.core.topics import TOGETHER
from heime.flow.receive import receive
from heime.flow.receive_answers import receive_answers
from heime.flow.time_out import time_out
from heime.flow.verify import Verified, verify
from heime.records.measurements.models import Judgement, Response
from tests import people
from tests.flow.answering import form
from tests.flow.sending import NOW, of_astrid, reading

DB = people.DB
EVERYTHING = {
    "limits": [
        {"kind": "oxygen_saturation", "profile": "SPO2_COPD"},
        {"kind": "heart_rate", "profile": "PULSE_STD"},
        {"kind": "body_temperature", "profile": "TEMP_STD"},
    ],
    "rules": [
        "S-R1", "S-R3", "S-Y1", "S-Y2", "HF-S1", "HF-S2", "HF-S3", "HF-S4", "W-1", "W-2", "W-3",
        "AF-1", "C1", "C2", "P-0", "P-1", "P-2", "P-5", "P-6", "GAD-7", "WHO-5",
    ],
}  # fmt: skip
NOON = datetime.combine(NOW.astimezone(HOME).date() - timedelta(days=1), time(12), HOME)
"""Yesterday at noon: far from midnight, so that "the same day" holds at any hour of the test."""
HARD, EASY = {"k1": 2, "k7": 0}, {"k1": 0, "k7": 0}
SWOLLEN, WELL = {"h1": 0, "h3": 1}, {"h1": 0, "h3": 0}


@pytest.fixture
def cast(database):
    made = people.everybody(NOW)
    people.plan(made.astrid, EVERYTHING, approved_by=made.nils, now=NOW, number=2,
                valid_from=NOW - timedelta(days=60))  # fmt: skip
    return made


@pytest.fixture
def home(cast, database):
    return Home(cast, database)


class Home:
    """Astrid, her daughter and whoever else answers; everything comes the moment it was made."""

    def __init__(self, cast, database):
        self.database, self.id = database, cast.astrid.id
        self.token = of_astrid(cast, database.superuser_url)

    def answers(self, questionnaire: str, items, *, at: datetime, by: str = "patient"):
        return form(self.token, self.id, questionnaire, items, at=at, by=by)

    def measures(self, value: str, *, at: datetime, kind: Kind = Kind.OXYGEN_SATURATION, **more):
        return reading(self.token, self.id, value, kind=kind, measured_at=at, **more)

    def lives(self, *sent: Sent | SentAnswers) -> Verified:
        """All of it in order of time, what waits timed out when due; then all judged again.

        No case is left standing, so that every combination is news and is judged.
        """
        return asyncio.run(self._lives(sorted(sent, key=taken)))

    async def _lives(self, sent: list[Sent | SentAnswers]) -> Verified:
        due: list[datetime] = []
        forget = "DELETE FROM case_event; DELETE FROM case_"
        async with (
            await AsyncConnection.connect(self.database.superuser_url, autocommit=True) as owner,
            await AsyncConnection.connect(self.database.ingest_url, autocommit=True) as conn,
            await AsyncConnection.connect(self.database.worker_url, autocommit=True) as worker,
        ):
            for number, one in enumerate(sent):
                await owner.execute(forget)
                at = taken(one)
                while due and due[0] < at:
                    await time_out(worker, self.id, simulated_at=due.pop(0))
                if isinstance(one, SentAnswers):
                    came = at + timedelta(seconds=21, microseconds=10 * number)  # each by itself
                    await receive_answers(conn, one, simulated_at=came)
                else:
                    await receive(conn, [one], simulated=True)
                    due = sorted([*due, at + timedelta(minutes=31)])
            return await verify(worker, self.id)


def taken(one: Sent | SentAnswers) -> datetime:
    return one.answered_at if isinstance(one, SentAnswers) else one.measured_at


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def agree(verified: Verified) -> None:
    assert verified.differences == [], "\n".join(map(str, verified.differences[:6]))
    assert verified.judged


def fired(kind: int) -> list[set[str]]:
    """The rules of each judgement of a kind, in the order they were judged."""
    judged = Judgement.objects.using(DB).filter(kind=kind).order_by("judged_at")
    return [set(one.rules or ()) for one in judged]


# --- Several people answer the same day (CL-19) ---------------------------------------------------


def test_breath_counts_though_somebody_else_saw_none_of_it_later(home):
    said = home.answers("copd_daily", HARD, at=NOON - hours(3))
    seen = home.answers("copd_daily", EASY, at=NOON - hours(2), by="carer")
    low = home.measures("86", at=NOON)
    agree(home.lives(said, seen, low, replace(low, measured_at=NOON + hours(0.2), content=b"2")))

    together = Judgement.objects.using(DB).get(kind=TOGETHER)
    assert "C1" in together.rules
    by_patient = Response.objects.using(DB).get(by="patient")
    by_carer = Response.objects.using(DB).get(by="carer")
    assert by_patient.id in together.inputs, "whoever looks must see what was said"
    assert by_carer.id not in together.inputs, "it had no part in this"


def test_who_answers_again_is_asked_no_more_what_they_said_before(home):
    low = home.measures("86", at=NOON)
    agree(home.lives(
        home.answers("copd_daily", HARD, at=NOON - hours(3), by="carer"),
        home.answers("copd_daily", EASY, at=NOON - hours(2), by="carer"),
        low, replace(low, measured_at=NOON + hours(0.2), content=b"2"),
    ))  # fmt: skip

    assert fired(TOGETHER) == [{"PR-1"}] or not any("C1" in rules for rules in fired(TOGETHER))


@pytest.mark.parametrize(
    ("second", "red"), [("patient", False), ("carer", True), ("health_personnel", True)]
)
def test_a_weight_stands_beside_what_each_of_them_said_last(home, second, red):
    agree(home.lives(
        home.measures("72.0", at=NOON - hours(26), kind=Kind.BODY_WEIGHT),
        home.answers("heart_failure_daily", SWOLLEN, at=NOON - hours(3)),
        home.answers("heart_failure_daily", WELL, at=NOON - hours(2), by=second),
        home.measures("74.5", at=NOON, kind=Kind.BODY_WEIGHT),
    ))  # fmt: skip

    assert ("W-2" in fired(Kind.BODY_WEIGHT)[-1]) == red


def test_two_who_answer_in_the_same_second_are_two(home):
    low = home.measures("86", at=NOON)
    agree(home.lives(
        home.answers("copd_daily", HARD, at=NOON - hours(3)),
        home.answers("copd_daily", EASY, at=NOON - hours(3), by="carer"),
        low, replace(low, measured_at=NOON + hours(0.2), content=b"2"),
    ))  # fmt: skip

    assert any("C1" in rules for rules in fired(TOGETHER))


def life(home: Home, seed: int) -> Iterator[Sent | SentAnswers]:
    """Three weeks in which anybody answers at any hour, with low oxygen and rising weight."""
    chance = random.Random(seed)
    for day in range(20):
        midnight = NOON - timedelta(days=day) - hours(12)
        for name, letter in (("copd_daily", "k"), ("heart_failure_daily", "h")):
            for by in chance.sample(RESPONDENTS, chance.choice([0, 1, 2, 2, 3])):
                for _ in range(chance.choice([1, 1, 2])):
                    items = {f"{letter}{n}": chance.choice([0, 0, 1, 2]) for n in range(1, 5)}
                    at = midnight + timedelta(minutes=chance.randrange(1, 1439))
                    yield home.answers(name, items, at=at, by=by)
        for kind, values in (
            (Kind.OXYGEN_SATURATION, ["94", "86", "86"]), (Kind.HEART_RATE, ["80", "118"]),
            (Kind.BODY_TEMPERATURE, ["36.9", "38.6"]), (Kind.BODY_WEIGHT, ["72.0", "74.4", "75.2"]),
        ):  # fmt: skip
            if chance.random() < 0.2:
                continue
            at = midnight + timedelta(minutes=chance.randrange(1, 1400))
            value = chance.choice(values)
            for _ in range(chance.choice([1, 2, 3])):
                flag = chance.choice([Quality.NONE, Quality.NONE, Quality.IRREGULAR_PULSE])
                yield home.measures(value, at=at, kind=kind, quality=flag)
                at += timedelta(minutes=chance.choice([6, 17, 29, 31]))


@pytest.mark.parametrize("seed", range(3))
def test_weeks_in_which_anybody_answers_are_judged_alike_both_ways(home, seed):
    agree(home.lives(*life(home, seed)))

    all_fired = {rule for j in Judgement.objects.using(DB) for rule in j.rules or ()}
    assert {"C1", "W-2", "AF-1", "HF-S3", "PR-1"} <= all_fired, all_fired
    assert "rule-failed" not in all_fired


# --- An irregular pulse late in a session (AF-1, CL-06) -------------------------------------------


def test_a_flag_late_in_a_session_counts_for_the_next_that_begins_soon(home):
    flag = Quality.IRREGULAR_PULSE
    agree(home.lives(
        home.measures("95", at=NOON),
        home.measures("96", at=NOON + hours(0.4), quality=flag),
        home.measures("95", at=NOON + hours(0.6), quality=flag),
    ))  # fmt: skip

    assert [rules & {"AF-1"} for rules in fired(Kind.OXYGEN_SATURATION)] == [set(), set(), {"AF-1"}]


def test_two_meters_that_notice_the_same_are_one_time_of_measuring(home):
    flag = Quality.IRREGULAR_PULSE
    agree(home.lives(
        home.measures("80", at=NOON, kind=Kind.HEART_RATE, quality=flag),
        home.measures("95", at=NOON + hours(0.1), quality=flag),
        home.measures("96", at=NOON + hours(0.2), quality=flag),
    ))  # fmt: skip

    assert not any("AF-1" in rules for rules in fired(Kind.OXYGEN_SATURATION))
