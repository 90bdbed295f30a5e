"""Astrid at home with her phone, and the loop that reminds her, for the tests of reminders."""

import asyncio
from datetime import datetime, timedelta
from threading import Lock
from uuid import UUID

from psycopg import AsyncConnection

from heime.core.hours import HOME
from heime.core.rights import Ground
from heime.edges.partners.channels import Browser, Channels, FakePhone, Gone, KnockFailed
from heime.flow.receive import receive
from heime.flow.remind import remind, still_wanted
from heime.ops import outbox
from heime.records.access.models import Right
from heime.records.reminders import batch
from heime.records.reminders.models import PushSubscription, ReminderWish
from tests import people
from tests.flow.sending import NOW, of_astrid, reading

DB = people.DB
TODAY = NOW.astimezone(HOME).date()


def clock(days_ago: int, hour: float) -> datetime:
    """An hour on the wall, so many days ago."""
    at = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=HOME) - timedelta(days=days_ago)
    return at.replace(hour=int(hour), minute=round(hour % 1 * 60))


OXYGEN = {"what": "oxygen_saturation", "days": "every_day", "at": ["09:00"],
          "before_minutes": 60, "after_minutes": 60}  # fmt: skip
PULSE = OXYGEN | {"what": "heart_rate", "after_minutes": 90}


class Phone:
    """A push service and every browser behind it."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str, str]] = []
        self.gone: set[str] = set()
        self.fails = False
        self.lock = Lock()

    def send(self, browser: Browser, text: str, link: str, *, urgent: bool = False) -> str:
        if browser.endpoint in self.gone:
            raise Gone
        if self.fails:
            raise KnockFailed("503", try_again=True)
        with self.lock:
            self.heard.append((browser.endpoint, text, link))
        return "taken"


class Home:
    """Astrid at home with her phone, and the loop that comes by."""

    def __init__(self, cast, database):
        self.cast, self.database = cast, database
        self.astrid = people.account("astrid", "", "", member_of=None, now=NOW)
        self.right(self.astrid, Ground.SELF)
        self.push, self.sms = Phone(), FakePhone()
        self.number = 1
        self.subscribe(self.astrid, "https://fcm.googleapis.com/astrid")
        self.plan([OXYGEN])

    def plan(self, expectations) -> None:
        self.number += 1
        content = people.COPD_PLAN | {"expectations": expectations}
        people.plan(self.cast.astrid, content, approved_by=self.cast.nils, now=NOW,
                    number=self.number, valid_from=clock(12, 0))  # fmt: skip

    def right(self, account, ground) -> Right:
        made = people.right(
            self.cast.astrid, ground, given_by=self.cast.nils, account=account, now=NOW
        )
        Right.objects.using(DB).filter(id=made.id).update(starts_at=NOW - timedelta(days=30))
        return made

    def subscribe(self, account, endpoint: str) -> None:
        PushSubscription.objects.using(DB).create(
            account=account, endpoint=endpoint, p256dh="p", auth="a", made_at=NOW
        )

    def wishes(self, account=None, **wish) -> None:
        ReminderWish.objects.using(DB).create(
            municipality_id=self.cast.astrid.municipality_id, enrolment=self.cast.astrid,
            account=account or self.astrid, changed_at=NOW, **wish,
        )  # fmt: skip

    def measures(self, days_ago: int, hour: float) -> None:
        token = of_astrid(self.cast, self.database.superuser_url)
        sent = reading(token, self.cast.astrid.id, "95", measured_at=clock(days_ago, hour))

        async def go() -> None:
            async with await AsyncConnection.connect(
                self.database.ingest_url, autocommit=True
            ) as conn:
                await receive(conn, [sent], simulated=True)

        asyncio.run(go())

    def as_worker(self, job):
        async def go():
            async with await AsyncConnection.connect(
                self.database.worker_url, autocommit=True, options="-c timezone=UTC"
            ) as conn:
                return await job(conn)

        return asyncio.run(go())

    def looked_at(self, days_ago: int, hour: float) -> int:
        """How many notices the loop makes when it comes by then."""

        async def job(conn):
            await batch.begin(conn)
            at = clock(days_ago, hour)
            return await remind(conn, self.cast.astrid.id, simulated_at=at)

        return self.as_worker(job)

    def wanted(self, notice: UUID, days_ago: int, hour: float) -> bool:
        async def job(conn):
            return await still_wanted(conn, notice, simulated_at=clock(days_ago, hour))

        return self.as_worker(job)

    def sends(self, monkeypatch=None) -> None:
        async def job(conn):
            channels = Channels(sms=self.sms, push=self.push)
            while await outbox.send_next(conn, channels, at=clock(0, 12)):
                pass

        self.as_worker(job)
