"""`./heime audit verify`: recompute every seal over the log and say what somebody has changed."""

import argparse
import json
from base64 import b64encode
from datetime import date, datetime
from pathlib import Path

import psycopg

from heime.core.log_chain import Checked, Fault, Found, Place, check
from heime.ops.audit import anchor
from heime.ops.audit.anchor import BadAnchor
from heime.ops.installation import ROLES
from heime.records.audit import seals

SHOWN = 50
WORDS = {
    Found.EDITED: "entry {entry} was changed after it was sealed",
    Found.DELETED: "an entry that stood after entry {entry} is gone",
    Found.PUT_IN: "entry {entry} was put in later, below what had been sealed",
    Found.REORDERED: "entry {entry} has been moved",
    Found.BACK_DATED: "entry {entry} says it is older than what was sealed long before it",
    Found.SEAL_EDITED: "the link itself was changed; its entries were not",
    Found.CHAIN_BROKEN: "the link before it is gone or was changed",
    Found.CHAIN_GONE: "the whole chain is gone; its entries are there, the first is {entry}",
    Found.TAIL_CUT: "an anchor knows this link, and it is gone",
    Found.REWRITTEN: "an anchor knows this link by another hash: it was made anew",
}


def run(args: argparse.Namespace, settings: dict[str, str], now: datetime) -> int:
    folder = anchor.folder_of(args.data, settings)
    own = sorted((folder / anchor.FOLDER).glob("*.json")) if folder else []
    try:
        anchored = links_of([*own, *args.anchor], by=args.key or _own_key(folder))
    except BadAnchor as error:
        print(f"!! {error}")
        return 1
    checked = verify(
        settings[ROLES["owner"]], chain=args.municipality, day=args.day, anchored=anchored
    )
    print(_json(checked) if args.json else _words(checked, len(own) + len(args.anchor)))
    if checked.faults:
        return 1
    return 0 if checked.entries or checked.links else 2


def _own_key(folder: Path | None) -> str | None:
    """The public half of this installation's key, if it has one."""
    there = folder is not None and (folder / anchor.KEY_FILE).exists()
    key = anchor.key_of(folder if there else None)  # none is made just to verify
    return None if key is None else b64encode(key.public_key().public_bytes_raw()).decode()


def links_of(files: list[Path], *, by: str | None) -> dict[Place, bytes]:
    """What all anchors together remember."""
    found: dict[Place, bytes] = {}
    for path in files:
        for place, hash_ in anchor.read(path, by=by).links.items():
            if found.setdefault(place, hash_) != hash_:
                raise BadAnchor(f"{path} says otherwise than an older anchor about {place[1]}.")
    return found


def verify(
    url: str,
    *,
    chain: int | None = None,
    day: date | None = None,
    anchored: dict[Place, bytes] | None = None,
) -> Checked:
    """Check the log that lies at this address, as the owner: all, one chain, or one day."""
    with psycopg.connect(url, connect_timeout=5) as conn:
        conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        conn.execute("SET LOCAL search_path = pg_catalog")  # nobody's operators but PostgreSQL's
        horizon = seals.horizon(conn)
        earlier = seals.before(conn, chain=chain, day=day) if day else None
        after = min((seal.last for seal in (earlier or {}).values()), default=0)
        upto = max((seal.last for seal in seals.seals(conn, chain=chain, day=day)), default=0)
        wanted = {
            place: hash_
            for place, hash_ in (anchored or {}).items()
            if chain in (None, place[0]) and day in (None, place[1])
        }
        checked = check(
            seals.entries(conn, after=after, upto=upto if day else None, chain=chain),
            seals.seals(conn, chain=chain, day=day),
            before=earlier,
            horizon=None if day else horizon,
            anchored=wanted,
        )
    return checked


def _json(checked: Checked) -> str:
    told = {
        "entries": checked.entries,
        "links": checked.links,
        "unsealed": checked.unsealed,
        "faults": [
            {"what": fault.what, "municipality": fault.chain or None, "day": fault.day,
             "link": fault.n, "entry": fault.entry}
            for fault in checked.faults
        ],
    }  # fmt: skip
    return json.dumps(told, indent=2, default=str)


def _words(checked: Checked, anchors: int) -> str:
    lines = [
        f"{checked.entries} entries, {checked.links} links in {len(checked.heads)} chains,"
        f" {checked.unsealed} entries not sealed yet, {anchors} anchors."
    ]
    lines += [sentence(fault) for fault in checked.faults[:SHOWN]]
    if len(checked.faults) > SHOWN:
        lines.append(f"!! and {len(checked.faults) - SHOWN} more: --json prints them all")
    if not checked.faults:
        lines.append("Nothing has been changed.")
    return "\n".join(lines)


def sentence(fault: Fault) -> str:
    """Where, and what."""
    where = f"municipality {fault.chain}" if fault.chain else "no municipality"
    if fault.day:
        where += f", {fault.day} link {fault.n}"
    return f"!! {where}: {WORDS[fault.what].format(entry=fault.entry)}"
