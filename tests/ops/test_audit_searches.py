"""For a breach: everybody who was seen. For the reviewer: the looks to ask about."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest

from heime.core.snooping import Reason
from heime.ops.audit import signals
from heime.ops.audit.affected import affected
from heime.ops.audit.sealer import keep_sealing, nightly
from heime.records.audit.models import Entry, Signal
from tests import people
from tests.people import DB, LOM, VANG

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
DAY = date(2026, 11, 21)


@pytest.fixture
def cast(database: Any) -> people.Cast:
    return people.everybody(NOW)


@pytest.fixture
def worker(database: Any) -> Any:
    with psycopg.connect(database.worker_url, autocommit=True) as connection:
        yield connection


def opened(who: Any, by: Any, *, at: datetime = NOW, action: str = "person.opened", **more: Any):
    return Entry.objects.using(DB).create(
        at=at, action=action, account_id=by.id,
        enrolment_id=who.id, municipality_id=who.municipality_id, **more,
    )  # fmt: skip


def asked(worker: Any, day: date = DAY) -> set[tuple[Reason, Any]]:
    return {(signal.reason, signal.enrolment) for signal in signals.signals_of(worker, day)}


def test_a_look_with_an_open_case_is_nothing_to_ask_about(cast, worker):
    people.red_case(cast, NOW)
    opened(cast.astrid, cast.ingrid)

    assert asked(worker) == set()


def test_a_look_without_work_a_namesake_and_an_ended_follow_up_are(cast, worker):
    cast.gudbrand.ends_at = NOW - timedelta(days=1)
    cast.gudbrand.save(using=DB)
    namesake = people.account("olga", "Olga Lunde", member_of=cast.north, now=NOW)
    opened(cast.astrid, namesake)
    opened(cast.gudbrand, cast.kari)

    assert asked(worker) == {
        (Reason.NO_WORK, cast.astrid.id), (Reason.SAME_NAME, cast.astrid.id),
        (Reason.NO_WORK, cast.gudbrand.id), (Reason.ENDED, cast.gudbrand.id),
    }  # fmt: skip


def test_a_colleague_and_ones_own_record_are_known_by_a_keyed_hash(cast, worker):
    people.red_case(cast, NOW)
    cast.astrid.patient.national_id_lookup = b"astrid"
    cast.astrid.patient.save(using=DB)
    cast.tor.national_id_lookup = b"astrid"
    cast.tor.save(using=DB)
    opened(cast.astrid, cast.ingrid)
    opened(cast.astrid, cast.tor)

    assert asked(worker) == {
        (Reason.COLLEAGUE, cast.astrid.id), (Reason.OWN_RECORD, cast.astrid.id),
    }  # fmt: skip


def test_what_was_done_counts_as_work_and_yesterday_is_another_day(cast, worker):
    opened(cast.astrid, cast.ingrid)
    opened(cast.astrid, cast.ingrid, action="plan.drafted")
    opened(cast.astrid, cast.tor, at=NOW - timedelta(days=1))

    assert asked(worker) == set()
    assert asked(worker, DAY - timedelta(days=1)) == {(Reason.NO_WORK, cast.astrid.id)}


def test_unusually_many_are_compared_with_the_days_before(cast, worker):
    for n in range(16):
        patient = people.person(
            "Per", f"Nr{n}", date(1950, 1, 1), LOM, [], followed_by=cast.north, now=NOW
        )
        opened(patient, cast.ingrid)
    for days in range(1, 8):
        opened(cast.astrid, cast.ingrid, at=NOW - timedelta(days=days))

    assert (Reason.MANY, None) in asked(worker)
    for days in range(1, 8):
        for n in range(16):
            other = people.person(
                "Pål", f"Nr{days}-{n}", date(1950, 1, 1), LOM, [], followed_by=cast.north, now=NOW
            )
            opened(other, cast.ingrid, at=NOW - timedelta(days=days))
    assert (Reason.MANY, None) not in asked(worker)


def test_signals_are_kept_once_and_a_sunday_draws_a_sample(cast, worker):
    people.red_case(cast, NOW)
    sunday = DAY + timedelta(days=1)
    opened(cast.astrid, cast.ingrid)

    assert signals.make(worker, DAY, NOW) == 0
    assert signals.make(worker, sunday, NOW) == 1
    assert signals.make(worker, sunday, NOW) == 0
    kept = Signal.objects.using(DB).get()
    assert (kept.reason, kept.state, kept.day) == ("sample", "open", DAY)


def test_only_the_reviewer_of_the_municipality_sees_a_signal_and_the_reader_writes_nothing(
    cast, worker, database
):
    from heime.records.people.models import Membership

    opened(cast.astrid, cast.ingrid)
    opened(cast.gudbrand, cast.kari)
    assert signals.make(worker, DAY, NOW) == 2
    eva = people.account("eva", "Eva Lien", "", member_of=None, now=NOW)
    Membership.objects.using(DB).create(
        account=eva, municipality_id=LOM, role="auditor", starts_at=NOW - timedelta(days=1)
    )
    token, _ = people.signed_in(eva, datetime.now(UTC))
    with psycopg.connect(database.audit_url, autocommit=True) as reader:
        reader.execute("SELECT set_config('heime.token', %s, false)", [token])
        seen = reader.execute("SELECT municipality_id FROM signal").fetchall()
        assert seen == [(LOM,)]
        for statement in (
            "UPDATE signal SET state = 'explained', state_by_id = account_id, state_at = now()",
            "UPDATE signal SET reason = 'sample'",
            "DELETE FROM signal",
            "DELETE FROM reveal",
            "SELECT settle_signal(gen_random_uuid(), 'explained', 'x', now())",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                reader.execute(statement)


def test_everybody_whom_an_account_saw_is_found_with_what_was_seen(cast, database):
    opened(cast.astrid, cast.ingrid)
    opened(cast.astrid, cast.ingrid, at=NOW + timedelta(hours=1))
    opened(cast.astrid, cast.ingrid, action="person.listed")
    opened(cast.astrid, cast.ingrid, action="person.opened", resource="plan", device="pc-7")
    opened(cast.gudbrand, cast.kari)
    opened(cast.gudbrand, cast.ingrid, at=NOW - timedelta(days=9))
    with psycopg.connect(database.owner_url) as owner:
        span = {"since": NOW - timedelta(days=1), "until": NOW + timedelta(days=1)}

        (astrid,) = affected(owner, account=cast.ingrid.id, **span)
        assert astrid["enrolment"] == cast.astrid.id
        assert astrid["seen"] == {"person": 2, "list": 1, "plan": 1}
        assert astrid["last_at"] == NOW + timedelta(hours=1)

        (by_device,) = affected(owner, device="pc-7", **span)
        assert by_device["seen"] == {"plan": 1}
        assert affected(owner, account=cast.ingrid.id, municipality=VANG, **span) == []
        with pytest.raises(ValueError, match="Somebody"):
            affected(owner, **span)


def test_the_command_logs_the_search_before_it_reads(cast, database, capsys):
    from heime.config.cli import main

    opened(cast.astrid, cast.ingrid)
    span = ["--from", "2026-11-20", "--to", "2026-11-22"]

    assert main(["audit", "affected", "--user", "ingrid", *span]) == 0
    assert str(cast.astrid.id) in capsys.readouterr().out
    assert main(["audit", "affected", "--user", "nobody", *span]) == 2
    assert main(["audit", "signals", "--day", "2026-11-21"]) == 1
    assert "no-work" in capsys.readouterr().out

    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        superuser.execute("ALTER TABLE audit_entry ADD CONSTRAINT broken CHECK (false) NOT VALID")
        with pytest.raises(psycopg.errors.CheckViolation):
            main(["audit", "affected", "--user", "ingrid", *span])
        superuser.execute("ALTER TABLE audit_entry DROP CONSTRAINT broken")
    acts = Entry.objects.using(DB).filter(action="log.searched").values_list("detail", flat=True)
    assert list(acts) == ["affected", "affected", "signals"]


def test_the_sealer_seals_until_it_is_told_to_stop(cast, database, worker):
    opened(cast.astrid, cast.ingrid)

    async def for_a_while() -> None:
        stop = asyncio.Event()
        sealing = asyncio.ensure_future(keep_sealing(database.worker_url, stop))
        for _ in range(500):
            row = worker.execute("SELECT entries FROM unsealed()").fetchone()
            if row == (0,):
                break
            await asyncio.sleep(0.02)
        stop.set()
        await sealing

    asyncio.run(for_a_while())

    assert worker.execute("SELECT entries FROM unsealed()").fetchone() == (0,)


def test_a_night_leaves_an_anchor_and_the_signals_of_the_day_before(
    cast, database, worker, tmp_path, monkeypatch
):
    opened(cast.astrid, cast.ingrid, at=NOW - timedelta(days=1))
    worker.execute("SELECT seal_log(100)")
    monkeypatch.setenv("HEIME_DATA", str(tmp_path))
    evening, night = NOW.replace(hour=0, minute=30), NOW.replace(hour=2, minute=30)

    nightly(database.worker_url, evening)  # half past one, local time: not yet
    assert not (tmp_path / "anchors").exists()
    nightly(database.worker_url, night)
    nightly(database.worker_url, night + timedelta(seconds=10))

    assert [path.name for path in (tmp_path / "anchors").iterdir()] == ["2026-11-21.json"]
    assert Signal.objects.using(DB).get().reason == "no-work"
