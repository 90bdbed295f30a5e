"""Whatever a superuser does to the sealed log is found, and anchors tell of what chains cannot."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from heime.core.log_chain import Found
from heime.ops.audit import anchor
from heime.ops.audit.verify import links_of, sentence, verify
from heime.records.audit import seals
from tests.people import LOM, VANG

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


class House:
    """A database with a sealed log, and a superuser who may do anything to it."""

    def __init__(self, database: Any) -> None:
        self.database = database
        self.worker = psycopg.connect(database.worker_url, autocommit=True)
        self.superuser = psycopg.connect(database.superuser_url, autocommit=True)

    def note(self, *places: int) -> None:
        for place in places:
            self.worker.execute(
                "INSERT INTO audit_entry (at, municipality_id, action)"
                " VALUES (now(), %s, 'denied')",
                [place],
            )

    def seal(self) -> None:
        self.worker.execute("SELECT seal_log(1000)")

    def ids(self, place: int) -> list[int]:
        found = self.superuser.execute(
            "SELECT id FROM audit_entry WHERE municipality_id = %s ORDER BY id", [place]
        )
        return [id_ for (id_,) in found.fetchall()]

    def found(self, **more: Any) -> list[tuple[Found, int, int | None]]:
        checked = verify(self.database.owner_url, **more)
        return [(fault.what, fault.chain, fault.entry) for fault in checked.faults]

    def anchored(self) -> dict[str, Any]:
        return anchor.signed(seals.heads(self.worker), KEY, NOW)


@pytest.fixture
def house(database):
    made = House(database)
    for _ in range(3):
        made.note(LOM, LOM, VANG, LOM)
        made.seal()
    assert made.found() == []
    yield made
    made.worker.close()
    made.superuser.close()


def test_an_edited_row(house):
    entry = house.ids(LOM)[4]
    house.superuser.execute("UPDATE audit_entry SET action = 'seen' WHERE id = %s", [entry])

    assert house.found() == [(Found.EDITED, LOM, entry)]


def test_a_deleted_row(house):
    before, entry = house.ids(LOM)[3:5]
    house.superuser.execute("DELETE FROM audit_entry WHERE id = %s", [entry])

    assert house.found() == [(Found.DELETED, LOM, before)]


def test_rows_in_another_order(house):
    """Two entries have changed their ids: what happened first is now said to have happened last."""
    one, other = house.ids(LOM)[3:5]
    house.superuser.execute(f"UPDATE audit_entry SET id = -1 WHERE id = {one}")
    house.superuser.execute(f"UPDATE audit_entry SET id = {one} WHERE id = {other}")
    house.superuser.execute(f"UPDATE audit_entry SET id = {other} WHERE id = -1")

    assert {(what, chain) for what, chain, _ in house.found()} == {(Found.EDITED, LOM)}


def test_a_row_put_in_later_below_a_seal(house):
    entry = house.ids(LOM)[4]
    house.superuser.execute("DELETE FROM audit_entry WHERE id = %s", [entry])
    house.superuser.execute("DELETE FROM seal")
    house.superuser.execute("DELETE FROM sealing")
    house.seal()
    assert house.found() == []

    house.superuser.execute(
        "INSERT INTO audit_entry (id, at, municipality_id, action) VALUES (%s, now(), %s, 'x')",
        [entry, LOM],
    )

    assert house.found() == [(Found.PUT_IN, LOM, entry)]


def test_a_row_with_a_time_long_before_its_place(house):
    house.worker.execute(
        "INSERT INTO audit_entry (at, municipality_id, action)"
        " VALUES (now() - interval '3 days', %s, 'x')",
        [LOM],
    )
    house.seal()

    assert house.found() == [(Found.BACK_DATED, LOM, house.ids(LOM)[-1])]


@pytest.mark.parametrize(
    "change",
    [
        "entries = entries + 1",
        "hash = sha256('x')",
        "sealed_at = sealed_at + interval '1 microsecond'",
    ],
)
def test_an_edited_seal(house, change):
    house.superuser.execute(f"UPDATE seal SET {change} WHERE chain = {LOM} AND n = 2".encode())

    assert (Found.SEAL_EDITED, LOM, None) in house.found()


def test_a_missing_link_and_a_missing_chain(house):
    house.superuser.execute("DELETE FROM seal WHERE chain = %s AND n = 2", [LOM])
    assert house.found() == [(Found.CHAIN_BROKEN, LOM, None)]

    house.superuser.execute("DELETE FROM seal WHERE chain = %s", [LOM])
    assert house.found() == [(Found.CHAIN_GONE, LOM, house.ids(LOM)[0])]


def test_a_tail_that_was_cut_is_known_to_an_anchor(house, tmp_path):
    kept = tmp_path / "sunday.json"
    kept.write_text(json.dumps(house.anchored()))
    house.superuser.execute(
        "DELETE FROM audit_entry WHERE municipality_id = %s"
        " AND id > (SELECT last FROM seal WHERE chain = %s AND n = 2)",
        [LOM, LOM],
    )
    house.superuser.execute("DELETE FROM seal WHERE chain = %s AND n = 3", [LOM])
    assert house.found() == [], "the chain alone cannot tell"

    checked = verify(house.database.owner_url, anchored=links_of([kept], by=None))

    assert [(fault.what, fault.chain, fault.n) for fault in checked.faults] == [
        (Found.TAIL_CUT, LOM, 3)
    ]
    assert f"municipality {LOM}" in sentence(checked.faults[0])


def test_a_log_made_wholly_anew_is_known_to_an_anchor(house, tmp_path):
    kept = tmp_path / "sunday.json"
    kept.write_text(json.dumps(house.anchored()))
    entry = house.ids(LOM)[4]
    house.superuser.execute("UPDATE audit_entry SET action = 'seen' WHERE id = %s", [entry])
    house.superuser.execute("DELETE FROM seal")
    house.superuser.execute("DELETE FROM sealing")
    house.seal()
    assert house.found() == []

    anchored = links_of([kept], by=None)

    assert {what for what, _, _ in house.found(anchored=anchored)} == {Found.TAIL_CUT}


def test_one_municipality_or_one_day_can_be_verified(house):
    entry = house.ids(LOM)[4]
    house.superuser.execute("UPDATE audit_entry SET action = 'seen' WHERE id = %s", [entry])
    today = house.worker.execute("SELECT max(day) FROM seal").fetchone()[0]

    assert house.found(chain=VANG) == []
    assert house.found(chain=LOM) == [(Found.EDITED, LOM, entry)]
    assert house.found(day=today) == [(Found.EDITED, LOM, entry)]
    assert house.found(day=today - timedelta(days=1)) == []


def test_an_anchor_that_was_changed_or_signed_by_another_is_refused(house, tmp_path):
    said = house.anchored()
    good, changed = tmp_path / "good.json", tmp_path / "changed.json"
    good.write_text(json.dumps(said))
    said["heads"][0]["last"] += 1
    changed.write_text(json.dumps(said))

    assert anchor.read(good).links.keys() == {
        (place, seal.day, seal.n) for seal in seals.heads(house.worker) for place in [seal.chain]
    }
    with pytest.raises(anchor.BadAnchor, match="changed"):
        anchor.read(changed)
    with pytest.raises(anchor.BadAnchor, match="another key"):
        anchor.read(good, by="AAAA")
    with pytest.raises(anchor.BadAnchor, match="no anchor"):
        anchor.read(tmp_path / "none.json")


def test_a_nights_anchor_is_written_once_with_a_key_of_the_folders_own(house, tmp_path):
    first = anchor.keep_one(house.worker, tmp_path, NOW)

    assert first == tmp_path / "anchors" / "2026-11-22.json"
    assert anchor.keep_one(house.worker, tmp_path, NOW) is None
    assert (tmp_path / anchor.KEY_FILE).stat().st_mode & 0o077 == 0
    assert house.found(anchored=anchor.read(first).links) == []


def test_the_command_tells_and_exits(house, tmp_path, capsys, monkeypatch):
    from heime.config.cli import main

    monkeypatch.setenv("HEIME_DATA", str(tmp_path))
    out: Path = tmp_path / "kept" / "anchor.json"
    out.parent.mkdir()
    assert main(["audit", "anchor", "--to", str(out)]) == 0
    assert main(["audit", "verify", "--anchor", str(out)]) == 0
    assert "Nothing has been changed." in capsys.readouterr().out

    entry = house.ids(VANG)[1]
    house.superuser.execute("DELETE FROM audit_entry WHERE id = %s", [entry])
    assert main(["audit", "--json", "verify"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [(one["what"], one["municipality"]) for one in told["faults"]] == [("deleted", VANG)]
