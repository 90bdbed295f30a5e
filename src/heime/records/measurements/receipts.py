"""What a source has sent before, by its own keys: what makes sending twice harmless."""

from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

import msgspec
from psycopg import AsyncConnection


class Used(NamedTuple):
    """A key that a source has used before: for what content, kept as what."""

    source: int
    key: UUID
    digest: UUID
    measurement: UUID


RECEIPTS = """
SELECT coalesce(json_agg(json_build_array(r.source_id, r.key, r.digest, r.measurement_id)), '[]')
  FROM json_to_recordset(%(keys)s::json) AS q(source int, token bytea, key uuid)
  LEFT JOIN bearer b ON b.token_hash = q.token
  JOIN receipt r ON r.source_id = coalesce(q.source, b.source_id) AND r.key = q.key
"""
"""Part of a statement: which of `keys` have been used before, as JSON for `Used`."""


def keys_asked(keys: Sequence[tuple[int | str, UUID]]) -> str:
    """What RECEIPTS is asked: keys, each with its source or with the token it came by."""
    asked = [
        {"token": rf"\x{sha256(of.encode()).hexdigest()}", "key": key}
        if isinstance(of, str)
        else {"source": of, "key": key}
        for of, key in keys
    ]
    return msgspec.json.encode(asked).decode()


# A replay writes too: it raises the count, so that its answer waits for the disk and the standby
# like the first one did. A key that another batch used for another reading since we looked divides
# by zero: the transaction ends there without a round trip to ask, and the rows are taken anew.
_KEEP_RECEIPTS = """
INSERT INTO receipt (source_id, key, digest, measurement_id, replays)
SELECT *, 0 FROM json_to_recordset(%s::json) AS q(source int, key uuid, digest uuid, id uuid)
ON CONFLICT (source_id, key) DO UPDATE
   SET replays = receipt.replays + 1 / (receipt.measurement_id = excluded.measurement_id)::int
"""


async def keep_receipts(
    conn: AsyncConnection, rows: Sequence[tuple[int, UUID, UUID, UUID]]
) -> None:
    """Write (source, key, digest, measurement); of a key that stands twice, the last."""
    unique = {
        (source, key): {"source": source, "key": key, "digest": digest, "id": id_}
        for source, key, digest, id_ in rows
    }
    await conn.execute(_KEEP_RECEIPTS, [msgspec.json.encode(list(unique.values())).decode()])
