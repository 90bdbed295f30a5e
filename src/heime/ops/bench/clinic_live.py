"""From a reading's acknowledgement to its row in a nurse's browser, with colleagues beside her."""

import hashlib
import json
import secrets
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import psycopg

from heime.core.indicators.counted import quantile
from heime.ops import child, programs
from heime.ops.bench.filling import Filled

RATE = 50
"""Readings a second."""
ONE_IN = 20
"""Every so many, a person's red reading is confirmed: a new row."""
COLLEAGUES = 49
ROWS = 240
"""Rows of the page that is watched: new ones come last among the red, so that all are shown."""
SETTLES = 60
"""Seconds that the client process may take beyond its sending."""

# The row's case, and when it was first there: wall clock, as the sender's acknowledgements.
_WATCH = """
() => {
  window.seen = {};
  const look = () => {
    const now = performance.timeOrigin + performance.now();
    for (const row of document.querySelectorAll("#list .row[data-case]")) {
      window.seen[row.dataset.case] ??= now;
    }
  };
  look();
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
}
"""
_COLLEAGUE = """
WITH one AS (
    INSERT INTO account (id, username, name, profession, language, is_active, password)
    VALUES (gen_random_uuid(), %s, 'Tor Haugen', 'SP', 'nb', true, '!') RETURNING id),
member AS (
    INSERT INTO membership (account_id, team_id, role, starts_at)
    SELECT one.id, team.id, 'nurse', now() - interval '1 day' FROM one, team
     WHERE team.name = 'Målt team')
INSERT INTO sign_in (id, token_hash, account_id, started_at, expires_at, last_seen_at, idle_minutes)
SELECT gen_random_uuid(), %s, one.id, now(), now() + interval '10 hours', now(), 600 FROM one
"""
_WITHOUT_CASE = """
SELECT e.id::text FROM enrolment e JOIN team t ON t.id = e.team_id
 WHERE t.name = 'Målt team'
   AND NOT EXISTS (SELECT FROM case_ c WHERE c.enrolment_id = e.id AND c.state <> 'closed')
   AND EXISTS (SELECT FROM plan_version p WHERE p.enrolment_id = e.id AND p.status = 'approved')
"""


def measure(
    folder: Path, url: str, port: int, token: str, filled: Filled, *, seconds: float,
    tell: Callable[[str], None],
) -> dict[str, Any]:  # fmt: skip
    """One page in a browser for as long as readings come; the figures and what is wrong."""
    with psycopg.connect(url, autocommit=True) as conn:
        order = _order(conn, port, filled, seconds)
        file = folder / "live.json"
        file.write_text(json.dumps(order), encoding="utf-8")
        seen, told = _watched(port, token, file, seconds, tell)
        cases: dict[str, str] = dict(
            conn.execute(
                "SELECT enrolment_id::text, id::text FROM case_ WHERE state <> 'closed'"
            ).fetchall()
        )
    return figures(told, cases, seen)


def figures(told: dict[str, Any], cases: dict[str, str], seen: dict[str, float]) -> dict[str, Any]:
    """What it took from acknowledgement to row. A row that stood there first took nothing."""
    acknowledged = {who: at * 1000 for who, at in told["acknowledged"].items() if who in cases}
    took = [
        max(0.0, seen[cases[who]] - at) for who, at in acknowledged.items() if cases[who] in seen
    ]
    never = len(acknowledged) - len(took)
    faults = []
    if never:
        faults.append(f"{never} new cases never came up on the page")
    if told["refused"]:
        faults.append(f"{told['refused']} readings were refused")
    if not took:
        faults.append("nothing changed on the page: nothing was measured")
    return {
        "rows": len(took), "without_case": len(told["acknowledged"]) - len(acknowledged),
        "p50_ms": _ms(took, 0.5), "p95_ms": _ms(took, 0.95), "p99_ms": _ms(took, 0.99),
        "most_ms": _ms(took, 1.0), "readings": told["kept"], "sent_late_ms": told["late_ms"],
        "listeners": len(told["told"]) + 1, "told": sum(told["told"]),
        "lists_read": sum(told["read"]), "list_p95_ms": _ms(told["reading_ms"], 0.95),
        "faults": faults,
    }  # fmt: skip


def _ms(values: list[float], share: float) -> float | None:
    found = quantile(values, share)
    return None if found is None else round(found, 1)


def _order(conn: psycopg.Connection, port: int, filled: Filled, seconds: float) -> dict[str, Any]:
    """What the client process does: who measures what, and whose pages are open."""
    calm = {id_ for (id_,) in conn.execute(_WITHOUT_CASE).fetchall()}
    changing, quiet = [], []
    for token, usual in filled.gateways.items():
        by_person = {one.enrolment: (token, asdict(one)) for one in usual if one.cuffs == 1}
        changing += [by_person[id_] for id_ in calm & set(by_person)]
        quiet += [(token, asdict(one)) for one in usual if one.enrolment not in calm]
    many = int(seconds * RATE)
    return {
        "port": port, "rate": RATE, "one_in": ONE_IN, "seconds": seconds, "changing": changing,
        "quiet": list(islice(cycle(quiet), many)), "colleagues": list(_colleagues(conn)),
    }  # fmt: skip


def _colleagues(conn: psycopg.Connection) -> Iterator[str]:
    for number in range(COLLEAGUES):
        token = secrets.token_urlsafe(32)
        hashed = hashlib.sha256(token.encode()).digest()
        conn.execute(_COLLEAGUE.encode(), [f"colleague {number}", hashed])
        yield token


def _watched(
    port: int, token: str, order: Path, seconds: float, tell: Callable[[str], None]
) -> tuple[dict[str, float], dict[str, Any]]:
    """Open the list in a browser, let the readings come, and read when each row came up."""
    from playwright.sync_api import sync_playwright

    address = f"http://127.0.0.1:{port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(programs.browser()),
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"],
        )
        page = browser.new_page(base_url=address, viewport={"width": 1440, "height": 900})
        page.context.add_cookies([{"name": "heime", "value": token, "url": address}])
        page.goto(f"/?alle=1&vis={ROWS}")
        page.locator("#frame[data-live=yes]").wait_for()
        page.evaluate(_WATCH)
        process = child.spawn(
            [sys.executable, "-m", "heime.ops.bench.clinic_load", str(order)],
            env=child.surroundings({}), output=-1,
        )  # fmt: skip
        try:
            while process.poll() is None and seconds > -SETTLES:
                page.wait_for_timeout(1_000)
                seconds -= 1
            said, _ = process.communicate(timeout=5)
        finally:
            child.end(process)
        page.wait_for_timeout(1_000)
        seen: dict[str, float] = page.evaluate("() => window.seen")
        browser.close()
    tell(f"{len(seen)} rows were on the page")
    try:
        return seen, json.loads(said)
    except ValueError:
        raise RuntimeError(f"the client process failed: {said[-2000:].decode()}") from None
