"""An anchor: the heads of all chains with one root, signed, to be kept where we cannot reach it.

The chains alone do not notice when somebody cuts off their ends, or makes all of them anew. An
anchor remembers how far they went and what they said. The key is a file in the data folder, never
in the database; its public half is in each anchor, and should be kept by whoever keeps the anchors.
"""

import argparse
import json
import os
import sys
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from heime.core.log_chain import Place, Seal
from heime.ops import up
from heime.ops.datafolder import write
from heime.ops.installation import ROLES
from heime.records.audit import seals

FORMAT = "heime-anchor-1"
KEY_FILE = "anchor.key"
FOLDER = "anchors"


class BadAnchor(Exception):
    """A file that is no anchor of ours, or no longer what was signed."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """What was true of the chains at a moment. links: the hash of each head, by where it stands."""

    made_at: datetime
    links: dict[Place, bytes]
    key: str


def run(args: argparse.Namespace, settings: dict[str, str], now: datetime) -> int:
    key = key_of(folder_of(args.data, settings))
    if key is None:
        print("heime: There is no data folder to keep the key in: name it.", file=sys.stderr)
        return 2
    with psycopg.connect(settings[ROLES["worker"]], connect_timeout=5) as conn:
        made = signed(seals.heads(conn), key, now)
    if args.to is None:
        print(json.dumps(made, indent=2))
    else:
        write(args.to, made)
        print(f"{len(made['heads'])} chains are anchored in {args.to}; root {made['root']}")
    return 0


def folder_of(named: Path | None, settings: Mapping[str, str]) -> Path | None:
    """The data folder that is meant, if there is one."""
    known = settings.get("HEIME_DATA") or os.environ.get("HEIME_DATA")
    return named or (Path(known) if known else None)


def key_of(folder: Path | None) -> Ed25519PrivateKey | None:
    """The key that signs: HEIME_ANCHOR_KEY, or one in the data folder, made when missing."""
    if given := up.setting("HEIME_ANCHOR_KEY"):
        return Ed25519PrivateKey.from_private_bytes(b64decode(given))
    if folder is None:
        return None
    path = folder / KEY_FILE
    if not path.exists():
        write(
            path, {"ed25519": b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode()}
        )
    raw = b64decode(json.loads(path.read_text(encoding="utf-8"))["ed25519"])
    return Ed25519PrivateKey.from_private_bytes(raw)


def signed(heads: Iterable[Seal], key: Ed25519PrivateKey, now: datetime) -> dict[str, Any]:
    """An anchor over these heads, ready to be written as JSON."""
    lines = [
        {
            "chain": seal.chain,
            "day": seal.day.isoformat(),
            "n": seal.n,
            "last": seal.last,
            "hash": seal.hash.hex(),
        }
        for seal in heads
    ]
    made_at = now.astimezone(UTC).isoformat(timespec="seconds")
    root = _root(made_at, lines)
    return {
        "format": FORMAT,
        "made_at": made_at,
        "heads": lines,
        "root": root.hex(),
        "public_key": b64encode(key.public_key().public_bytes_raw()).decode(),
        "signature": b64encode(key.sign(root)).decode(),
    }


def _root(made_at: str, lines: list[dict[str, Any]]) -> bytes:
    text = [f"{FORMAT} {made_at}"]
    text += [f"{one['chain']} {one['day']} {one['n']} {one['last']} {one['hash']}" for one in lines]
    return sha256("\n".join(text).encode()).digest()


def read(path: Path, *, by: str | None = None) -> Anchor:
    """An anchor from its file. by: the public key that must have signed it; any, if not given.

    :raises BadAnchor: damaged, changed, or signed by somebody else
    """
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        root = _root(said["made_at"], said["heads"])
        public = Ed25519PublicKey.from_public_bytes(b64decode(said["public_key"]))
        public.verify(b64decode(said["signature"]), root)
        links = {
            (int(one["chain"]), date.fromisoformat(one["day"]), int(one["n"])): bytes.fromhex(
                one["hash"]
            )
            for one in said["heads"]
        }
        made_at = datetime.fromisoformat(said["made_at"])
    except (OSError, ValueError, KeyError, TypeError):
        raise BadAnchor(f"{path} is no anchor that can be read.") from None
    except InvalidSignature:
        raise BadAnchor(f"{path} was changed after it was signed.") from None
    if by is not None and said["public_key"] != by:
        raise BadAnchor(f"{path} was signed with another key.")
    return Anchor(made_at, links, said["public_key"])


def tonights(folder: Path, now: datetime) -> Path:
    """Where a night's anchor lies, or will lie."""
    return folder / FOLDER / f"{now.date().isoformat()}.json"


def keep_one(conn: "psycopg.Connection[Any]", folder: Path, now: datetime) -> Path | None:
    """Tonight's anchor into the data folder, unless it is there. Returns where it was written."""
    path = tonights(folder, now)
    key = key_of(folder)
    if path.exists() or key is None:
        return None
    path.parent.mkdir(exist_ok=True)
    write(path, signed(seals.heads(conn), key, now))
    return path
