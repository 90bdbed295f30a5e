"""Which plan was in force, for many people at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from psycopg import AsyncConnection, AsyncCursor

from heime.core import plan
from heime.core.agreed import Agreed
from heime.core.kinds import Kind
from heime.core.plan import Plan

VERSIONS = """
SELECT coalesce(json_agg(json_build_array(enrolment_id, id, valid_from, digest)
                         ORDER BY enrolment_id, valid_from, number), '[]')
  FROM plan_version
 WHERE enrolment_id = ANY (%(people)b::uuid[]) AND status IN ('approved', 'replaced') AND NOT shadow
"""
"""Part of a statement: the approved versions of these people's plans, as JSON for `InForce`."""

_VERSIONS = """
SELECT enrolment_id, id, valid_from, digest FROM plan_version
 WHERE enrolment_id = ANY (%b::uuid[]) AND status IN ('approved', 'replaced') AND NOT shadow
 ORDER BY enrolment_id, valid_from, number
"""


async def versions(conn: AsyncConnection, enrolments: Sequence[UUID]) -> AsyncCursor:
    """Ask for the approved versions of these people's plans: rows for `InForce`."""
    return await conn.execute(_VERSIONS, [list(enrolments)], binary=True)


class InForce:
    """The versions of some people's plans, and the contents this process has read before.

    rows: (enrolment, version, valid_from, digest of the content). What is read is kept by its
    digest: approved versions never change, and most people of a template share one content.
    """

    _read: ClassVar[dict[str, Plan | None]] = {}
    _MOST = 20_000

    def __init__(self, rows: Sequence[tuple[UUID, int, datetime, str]]) -> None:
        self._of: dict[UUID, list[tuple[datetime, int]]] = {}
        self._digests: dict[int, str] = {}
        for enrolment, version, valid_from, digest in rows:
            self._of.setdefault(enrolment, []).append((valid_from, version))
            self._digests[version] = digest

    async def load(self, conn: AsyncConnection) -> None:
        """Read the contents that this process has not seen."""
        if len(self._read) > self._MOST:
            self._read.clear()
        unread = {digest: id_ for id_, digest in self._digests.items() if digest not in self._read}
        if not unread:
            return
        cursor = await conn.execute(
            "SELECT digest, content FROM plan_version WHERE id = ANY (%s)", [list(unread.values())]
        )
        for digest, content in await cursor.fetchall():
            self._read[digest] = _readable(content)

    def at(self, enrolment: UUID, moment: datetime) -> int | None:
        """The version in force at `moment`: the newest that was valid by then (CL-05)."""
        version = None
        for valid_from, id_ in self._of.get(enrolment, ()):
            if valid_from <= moment:
                version = id_
        return version

    def steps(self, enrolment: UUID) -> list[tuple[datetime, int]]:
        """(from when, version) of everything that held, oldest first."""
        return list(self._of.get(enrolment, ()))

    def reset_before(self, enrolment: UUID, kind: Kind, moment: datetime) -> datetime | None:
        """When the limits of a kind last changed before a moment (CL-15)."""
        steps = self._of.get(enrolment, ())
        if len(steps) < 2:
            return None
        agreed = Agreed([(start, self.plan(version)) for start, version in steps])
        return agreed.reset_before(kind, moment)

    def plan(self, version: int) -> Plan | None:
        """The plan of a version; None when its content cannot be read, which is a fault to show."""
        return self._read[self._digests[version]]


def _readable(content: dict) -> Plan | None:
    try:
        return plan.read(content)
    except Exception:
        return None
