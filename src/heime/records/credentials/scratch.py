"""What the door remembers for minutes: unfinished sign-ins, tries counted, codes already used.

Django's cache, kept in the database so that every web process counts the same tries. Keys are
hashed and values sealed: reading the table opens nothing, and writing into it gives nothing that
is believed. Values are JSON; nothing is ever unpickled.
"""

import json
from typing import Any

from cryptography.exceptions import InvalidTag
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import connection

from heime.records.credentials.sealing import hashed, seal, unseal

PURPOSE = b"scratch"
FORGOTTEN_AT_A_TIME = 20

_GET = "SELECT value FROM scratch WHERE key = %s AND expires_at > clock_timestamp()"
_SET = """
INSERT INTO scratch (key, value, expires_at)
VALUES (%s, %s, clock_timestamp() + make_interval(secs => %s))
ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at
"""
_ADD = _SET + " WHERE scratch.expires_at <= clock_timestamp()"
_TOUCH = """
UPDATE scratch SET expires_at = clock_timestamp() + make_interval(secs => %s)
 WHERE key = %s AND expires_at > clock_timestamp()
"""
_FORGET = """
DELETE FROM scratch WHERE key IN (
    SELECT key FROM scratch WHERE expires_at <= clock_timestamp() LIMIT %s FOR UPDATE SKIP LOCKED)
"""


class Scratch(BaseCache):
    """A cache backend over the table `scratch`. Everything in it has an end."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        rows = self._run(_GET, [self._hashed(key, version)], answers=True)
        if not rows:
            return default
        try:
            return json.loads(unseal(bytes(rows[0][0]), purpose=PURPOSE))
        except InvalidTag:
            return default

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        self._forget()
        self._run(_SET, [self._hashed(key, version), *self._kept(value, timeout)])

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Keep it unless something is there. Of two at once one gets True: the other waits."""
        self._forget()
        return self._run(_ADD, [self._hashed(key, version), *self._kept(value, timeout)]) == 1

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._run(_TOUCH, [self._seconds(timeout), self._hashed(key, version)]) == 1

    def delete(self, key: str, version: int | None = None) -> bool:
        return self._run("DELETE FROM scratch WHERE key = %s", [self._hashed(key, version)]) == 1

    def clear(self) -> None:
        self._run("DELETE FROM scratch", [])

    def _hashed(self, key: str, version: int | None) -> bytes:
        return hashed(self.make_key(key, version=version), purpose=PURPOSE)

    def _kept(self, value: Any, timeout: Any) -> tuple[bytes, float]:
        return seal(json.dumps(value).encode(), purpose=PURPOSE), self._seconds(timeout)

    def _seconds(self, timeout: Any) -> float:
        wanted = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        if wanted is None:
            raise ValueError("nothing is kept here for ever")
        return float(wanted)

    def _forget(self) -> None:
        """A few rows that have run out, so that the table stays as small as what is under way."""
        self._run(_FORGET, [FORGOTTEN_AT_A_TIME])

    def _run(self, query: str, values: list[Any], *, answers: bool = False) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(query, values)
            return cursor.fetchall() if answers else cursor.rowcount
