"""Which plan was in force, for many people at once."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection, AsyncCursor

from heime.core import plan
from heime.core.plan import Plan

_VERSIONS = """
SELECT enrolment_id, id, valid_from FROM plan_version
 WHERE enrolment_id = ANY (%b::uuid[]) AND status <> 'draft'
 ORDER BY enrolment_id, valid_from, number
"""


async def versions(conn: AsyncConnection, enrolments: Sequence[UUID]) -> AsyncCursor:
    """Ask for the approved versions of these people's plans: rows (enrolment, id, valid_from)."""
    return await conn.execute(_VERSIONS, [list(enrolments)], binary=True)


class InForce:
    """The versions of some people's plans, and the contents this process has read before.

    Approved versions never change, so a content once read may be kept.
    """

    _read: ClassVar[dict[int, Plan | None]] = {}
    _alike: ClassVar[dict[str, Plan | None]] = {}
    """Plans by their text: most people of a template share one, and it is understood once."""
    _MOST = 50_000

    def __init__(self, rows: Sequence[tuple[UUID, int, datetime]]) -> None:
        self._of: dict[UUID, list[tuple[datetime, int]]] = {}
        for enrolment, version, valid_from in rows:
            self._of.setdefault(enrolment, []).append((valid_from, version))

    async def load(self, conn: AsyncConnection) -> None:
        """Read the contents that this process has not seen."""
        if len(self._read) > self._MOST:
            self._read.clear()
            self._alike.clear()
        versions = {version for of in self._of.values() for _, version in of}
        wanted = [version for version in versions if version not in self._read]
        if not wanted:
            return
        cursor = await conn.execute(
            "SELECT id, content::text FROM plan_version WHERE id = ANY (%s)", [wanted]
        )
        for version, content in await cursor.fetchall():
            if content not in self._alike:
                self._alike[content] = _readable(json.loads(content))
            self._read[version] = self._alike[content]

    def at(self, enrolment: UUID, moment: datetime) -> int | None:
        """The version in force at `moment`: the newest that was valid by then (CL-05)."""
        version = None
        for valid_from, id_ in self._of.get(enrolment, ()):
            if valid_from <= moment:
                version = id_
        return version

    def plan(self, version: int) -> Plan | None:
        """The plan of a version; None when its content cannot be read, which is a fault to show."""
        return self._read[version]


def _readable(content: dict) -> Plan | None:
    try:
        return plan.read(content)
    except Exception:
        return None
