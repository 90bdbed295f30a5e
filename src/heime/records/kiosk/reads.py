"""Lent tablets as the team sees them."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from heime.core.actor import Actor
from heime.core.roles import Scope
from heime.records.access.reach import within_reach
from heime.records.kiosk.models import KioskDevice


def tablets_of(enrolment_id: UUID, actor: Actor) -> dict[UUID, KioskDevice]:
    """Those that were lent to somebody, by the phone that each is."""
    found = KioskDevice.objects.filter(
        within_reach(actor, Scope.WORK), enrolment_id=enrolment_id
    ).select_related("lent_by")
    return {one.device_id: one for one in found}


def tablet_seen_by(actor: Actor, device_id: UUID) -> KioskDevice | None:
    return KioskDevice.objects.filter(within_reach(actor, Scope.WORK), device_id=device_id).first()


def bound(
    code_hash: bytes, device: UUID, token_hash: bytes, since: datetime, until: datetime
) -> tuple[UUID, int] | None:
    """Bind the tablet that typed this code. Return to whom, and where; None for no such code."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person, place FROM bind_kiosk(%s, %s, %s, %s, %s)",
            [code_hash, device, token_hash, since, until],
        )
        row = cursor.fetchone()
    return None if row is None or row[0] is None else (row[0], row[1])
