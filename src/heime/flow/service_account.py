"""A gateway or partner system gets in: its key is enrolled once, then buys short tokens.

The private half of the key never leaves the machine it was made in.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import uuid_utils.compat as uuid7
from django.db.models import Count, Q

from heime.core.errors import NotFound
from heime.flow import device_code
from heime.records.access.models import Bearer, Mandate, Source
from heime.records.access.reads import hashed as token_hash
from heime.records.audit.writes import note
from heime.records.credentials.models import EnrolmentCode, ServiceKey
from heime.records.credentials.sealing import hashed
from heime.records.people.models import Municipality

CODE_LIVES = timedelta(hours=24)
TOKEN_LIVES = timedelta(minutes=5)
KEPT_AFTER = timedelta(hours=1)
"""How long a token that has run out is kept before its row goes."""
PURPOSE = b"enrolment code"


@dataclass(frozen=True, slots=True)
class Key:
    """A public key that is enrolled and not revoked. algorithm: the only one it is good for."""

    id: UUID
    source: int
    algorithm: str
    public: dict[str, Any]


def add(name: str, sort: str, municipality: int, *, now: datetime) -> int:
    """A new source, for one municipality; return its number. Raises NotFound.

    A client is given the whole municipality, a gateway only those who are bound to it later.
    """
    if not Municipality.objects.filter(number=municipality, active=True).exists():
        raise NotFound(f"{municipality} is not the number of an active municipality here.")
    made = Source.objects.create(name=name, sort=sort)
    if sort == Source.Sort.CLIENT:
        Mandate.objects.create(source=made, municipality_id=municipality, starts_at=now)
    return made.id


def all_sources() -> list[tuple[int, str, str, int]]:
    """Number, name, sort and how many live keys, of every source."""
    live = Count("servicekey", filter=Q(servicekey__revoked_at=None))
    rows = Source.objects.annotate(keys=live).order_by("id")
    return list(rows.values_list("id", "name", "sort", "keys"))


def give_code(source: int, *, now: datetime) -> str:
    """A code by which one key of this source can be enrolled, within a day. Raises NotFound."""
    if not Source.objects.filter(id=source).exists():
        raise NotFound(f"There is no source {source}.")
    code = device_code.new_code()
    EnrolmentCode.objects.create(
        source_id=source,
        code_hash=hashed(code, purpose=PURPOSE),
        expires_at=now + CODE_LIVES,
    )
    return code


def enrol(
    code: str, public: dict[str, Any], *, algorithm: str, thumbprint: str, now: datetime
) -> UUID:
    """Keep the public key of whoever has the code. Return the client id it gets.

    Raises NotFound for a wrong, used or expired code, and for a key that is known already.
    """
    live = EnrolmentCode.objects.filter(
        code_hash=hashed(device_code.as_typed(code), purpose=PURPOSE),
        used_at=None,
        expires_at__gt=now,
    )
    found = live.first()
    if found is None or ServiceKey.objects.filter(thumbprint=thumbprint).exists():
        raise NotFound("The code is wrong, used or expired, or the key is known already.")
    if live.update(used_at=now) != 1:
        raise NotFound("The code was used just now.")
    made = ServiceKey.objects.create(
        source_id=found.source_id,
        algorithm=algorithm,
        public_key=public,
        thumbprint=thumbprint,
        enrolled_at=now,
    )
    note("service-key.enrolled", by=None, at=now, detail=f"source {found.source_id}")
    return made.id


def key_of(client_id: str) -> Key | None:
    """The live key with this client id."""
    try:
        wanted = UUID(client_id)
    except ValueError:
        return None
    row = ServiceKey.objects.filter(id=wanted, revoked_at=None).first()
    return Key(row.id, row.source_id, row.algorithm, row.public_key) if row else None


def grant(key: Key, *, now: datetime) -> str:
    """A token of five minutes for the key's source: a row like every other bearer's."""
    Bearer.objects.filter(source_id=key.source, expires_at__lt=now - KEPT_AFTER).delete()
    token = secrets.token_urlsafe(32)
    Bearer.objects.create(
        id=uuid7.uuid7(),
        token_hash=token_hash(token),
        source_id=key.source,
        expires_at=now + TOKEN_LIVES,
    )
    return token


def revoke(source: int, *, now: datetime) -> int:
    """Shut a source out at once: its keys, codes and tokens. Return how many keys there were.

    Raises NotFound for a source that is not there.
    """
    if not Source.objects.filter(id=source).exists():
        raise NotFound(f"There is no source {source}.")
    keys = ServiceKey.objects.filter(source_id=source, revoked_at=None).update(revoked_at=now)
    EnrolmentCode.objects.filter(source_id=source, used_at=None).update(expires_at=now)
    Bearer.objects.filter(source_id=source, revoked_at=None).update(revoked_at=now)
    return keys
