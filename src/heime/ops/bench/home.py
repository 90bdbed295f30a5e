"""`./heime bench home`: how the app at home comes up on a slow phone, by Lighthouse.

A patient of the demo's sort with some weeks of history, signed in; the app is opened five times
in Chromium with Lighthouse's own phone profile (slow 4G and a slow processor, both simulated), and
what counts is the median. Once it is opened as nobody, too: that is the first thing a new phone
sees. Lighthouse comes from `app/lighthouse` and is installed beside the database of this run.
"""

import argparse
import hashlib
import json
import os
import secrets
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import psycopg

from heime.ops import frontend, installation
from heime.ops.bench import filling, history
from heime.ops.bench.phases import free_port
from heime.ops.installation import DATABASE

HOST = "127.0.0.1"
TIMES = 5
MOST_TRIES = 3
AIM = 95
"""Of a hundred, each category (issue 6)."""
CATEGORIES = ("performance", "accessibility", "best-practices")
MEASURED = {
    "first-contentful-paint": "first_paint_ms",
    "largest-contentful-paint": "largest_paint_ms",
    "total-blocking-time": "blocked_ms",
    "total-byte-weight": "bytes",
}
SCORED = ("binary", "numeric", "metricSavings")
GOOD = 0.9
"""What Lighthouse shows in green."""
LIGHTHOUSE = frontend.APP / "lighthouse"
BROWSER = os.environ.get("HEIME_TEST_BROWSER", "/usr/bin/chromium")
FLAGS = "--headless=new --no-sandbox --disable-dev-shm-usage --disable-background-networking"
_PATIENT = """
WITH whom AS (
    SELECT e.id, e.municipality_id FROM enrolment e
      JOIN plan_version p ON p.enrolment_id = e.id AND p.status = 'approved'
     ORDER BY md5(e.id::text) LIMIT 1),
own AS (
    INSERT INTO account (id, username, name, profession, language, is_active, password)
    VALUES (gen_random_uuid(), 'measured', '', '', 'nb', true, '!') RETURNING id),
given AS (
    INSERT INTO access_right (id, municipality_id, enrolment_id, ground, account_id, scopes,
                              starts_at, given_by_id, given_at, reason, code, finding)
    SELECT gen_random_uuid(), whom.municipality_id, whom.id, 'self', own.id, %(scopes)s,
           now() - interval '1 day', own.id, now(), '', '', '' FROM whom, own)
INSERT INTO sign_in (id, token_hash, account_id, started_at, expires_at, last_seen_at,
                     idle_minutes, level)
SELECT gen_random_uuid(), %(hash)s, own.id, now(), now() + interval '2 hours', now(), 120, 4
  FROM own
"""

Tell = Callable[[str], None]


def measure(running: Any, args: argparse.Namespace, tell: Tell) -> dict[str, Any]:
    """`running`: a group, its data folder, its cluster and the settings of its processes."""
    folder, group, cluster, env = running
    tools = folder.path / "lighthouse"
    _install(tools)
    with psycopg.connect(cluster.url(DATABASE), autocommit=True) as conn:
        _filled, routine, doctor = filling.enrol(conn, people=50)
        history.make(conn, routine, doctor, days=args.days)
        token = _patient(conn)
    installation.build_pages(folder)
    port = free_port()
    installation.start_services(group, env, HOST, port)
    address = f"http://{HOST}:{port}/hjem/"
    found = {"a_new_phone": _looked_at(address, "", TIMES, tools, tell)}
    found["today"] = _looked_at(address, token, TIMES, tools, tell)
    return found | {"missed": list(missed(found))}


def missed(figures: dict[str, Any]) -> list[str]:
    """What is below the aim, in words."""
    return [
        f"{page}: {category} is {scores[category]}; {AIM} is the aim"
        for page, scores in figures.items()
        for category in CATEGORIES
        if scores[category] < AIM
    ]


def _install(tools: Path) -> None:
    tools.mkdir()
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(LIGHTHOUSE / name, tools / name)
    frontend.npm("ci", "--no-audit", "--no-fund", "--loglevel=error", within=tools)


def _patient(conn: psycopg.Connection) -> str:
    """Somebody with a plan and their own right to it; the token of their sign-in."""
    token = secrets.token_urlsafe(32)
    scopes = ["contact", "values", "plan", "cases", "messages", "log", "rights"]
    hashed = hashlib.sha256(token.encode()).digest()
    conn.execute(_PATIENT.encode(), {"scopes": scopes, "hash": hashed})
    return token


def _looked_at(address: str, token: str, times: int, tools: Path, tell: Tell) -> dict[str, Any]:
    """Medians of so many looks, each with an empty cache."""
    looks: list[dict[str, Any]] = []
    for number in range(times):
        tell(f"{'today' if token else 'a new phone'}: look {number + 1} of {times}")
        looks.append(_look(address, token, tools))
    names = (*CATEGORIES, *MEASURED.values())
    return {name: median(look[name] for look in looks) for name in names} | {
        "found": sorted({fault for look in looks for fault in look["found"]})
    }


def _look(address: str, token: str, tools: Path) -> dict[str, Any]:
    """One look; again when the browser has lost its own recording, which happens."""
    for _ in range(MOST_TRIES):
        done = _lighthouse(address, token, tools)
        if done.returncode == 0:
            return read(json.loads(done.stdout))
        if b"NO_NAVSTART" not in done.stderr:
            break
    raise RuntimeError(f"Lighthouse did not look: {done.stderr.decode()[-800:]}")


def _lighthouse(address: str, token: str, tools: Path) -> subprocess.CompletedProcess[bytes]:
    cookie = f"heime={token}; heime_language=nb" if token else "heime_language=nb"
    return subprocess.run(
        [
            str(frontend.node_folder() / "bin" / "node"),
            str(tools / "node_modules" / "lighthouse" / "cli" / "index.js"),
            address, "--quiet", "--output=json", f"--chrome-flags={FLAGS}",
            f"--only-categories={','.join(CATEGORIES)}",
            f"--extra-headers={json.dumps({'Cookie': cookie})}",
        ],
        env={**os.environ, "CHROME_PATH": BROWSER}, capture_output=True, timeout=300, check=False,
    )  # fmt: skip


def read(report: dict[str, Any]) -> dict[str, Any]:
    """The scores of a hundred, what was measured, and which audits found something."""
    if report.get("runtimeError"):
        raise RuntimeError(f"Lighthouse did not see the page: {report['runtimeError']['code']}")
    scores = {name: round(100 * report["categories"][name]["score"]) for name in CATEGORIES}
    audits = report["audits"]
    values = {ours: round(audits[name]["numericValue"]) for name, ours in MEASURED.items()}
    counts = {one["id"] for name in CATEGORIES for one in report["categories"][name]["auditRefs"]}
    low = [name for name in counts if (audits[name]["score"] or 0) < 0.9]
    told = [
        n for n in low if audits[n]["scoreDisplayMode"] in ("binary", "numeric", "metricSavings")
    ]
    return {**scores, **values, "found": told}
