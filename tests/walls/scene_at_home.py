"""The part of the scene that is at home: a phone, a tablet, what came from them, reminders."""

from datetime import datetime
from typing import Any

import uuid_utils.compat as uuid7

from heime.records.access.models import Source
from heime.records.home.models import HomeCourse, HomeDevice, HomeEntry, HomeMark, HomePromise
from heime.records.kiosk.models import KioskCode, KioskDevice
from heime.records.looks.models import AppLook
from heime.records.people.models import Enrolment
from heime.records.reminders.models import Reminder, ReminderLater, ReminderLook, ReminderWish
from tests.people import DB


def at_home(who: Enrolment, case: Any, reading: Any, by: Any, name: str, now: datetime) -> None:
    """A phone and a lent tablet, what came from them, and how the person is reminded."""
    place = {"municipality_id": who.municipality_id, "enrolment_id": who.id}
    mine = {**place, "account": by}
    sender = Source.objects.using(DB).create(name=name, sort="home")
    phone = HomeDevice.objects.using(DB).create(**mine, source=sender, name=name, made_at=now)
    HomeEntry.objects.using(DB).create(
        **mine, id=uuid7.uuid7(), device=phone, sort="reading", by="patient", at=now, phone_at=now,
        received_at=now, digest=uuid7.uuid7(), content={"k": name}, answer={"k": name},
    )  # fmt: skip
    HomeMark.objects.using(DB).create(
        **mine, about=reading.id, kind=reading.kind, measured_at=reading.measured_at, why=name,
        by="patient", made_at=now,
    )  # fmt: skip
    HomeCourse.objects.using(DB).create(
        **mine, medicine="standby", started_on=now, made_at=now, call_from=now, call_by=now
    )
    HomePromise.objects.using(DB).create(
        **mine, case_id=case.id, entry_id=uuid7.uuid7(), made_at=now, due_at=now
    )
    KioskCode.objects.using(DB).create(
        **mine, code_hash=uuid7.uuid7().bytes, name=name, mode="normal", text_size=1, given_by=by,
        given_at=now, expires_at=now,
    )  # fmt: skip
    KioskDevice.objects.using(DB).create(
        **place, device=phone, mode="normal", text_size=1, lent_by=by, lent_at=now
    )
    AppLook.objects.using(DB).create(
        **place, mode="simple", text_size=2, changed_by=by, changed_at=now
    )
    ReminderWish.objects.using(DB).create(**mine, changed_at=now)
    ReminderLater.objects.using(DB).create(
        **mine, what="body_weight", window_end=now, at=now, made_at=now
    )
    Reminder.objects.using(DB).create(
        **mine, what="body_weight", window_end=now, step="first", moment=now, at=now
    )
    ReminderLook.objects.using(DB).get_or_create(**place, defaults={"due_at": now})
