"""How somebody wants to be reminded, and where: theirs to say, and to take back."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from heime.core import expectations, reminders
from heime.core.actor import Actor
from heime.core.errors import NotFound, Refused
from heime.core.hours import HOME
from heime.core.missing import Window
from heime.core.protection import Protection
from heime.core.reminders import Quiet, Wish
from heime.core.rights import Ground
from heime.core.roles import Scope
from heime.flow import own_number
from heime.records.access.models import Right
from heime.records.access.reach import CONFIRMED, LIVE, enrolment_within
from heime.records.audit.writes import note
from heime.records.people.models import Enrolment
from heime.records.plans import reads as plans
from heime.records.reminders.models import PushSubscription, ReminderLater, ReminderWish

MOST_BROWSERS = 10
"""Of one account: the oldest makes room. Nobody has more phones than this in use."""


class NoNumber(Refused):
    """Text messages without a number to send them to."""

    code = "no-number"


@dataclass(frozen=True, slots=True)
class Kept:
    """How somebody is reminded now. may_sms: whether text messages may be chosen at all."""

    wish: Wish
    phone: str
    browsers: int
    may_sms: bool
    own: bool


def own(enrolment_id: UUID, *, by: Actor, now: datetime) -> Kept:
    """Raises NotFound for somebody whom this actor may not be reminded about."""
    person, is_own = _whom(enrolment_id, by)
    found = ReminderWish.objects.filter(enrolment_id=person.id, account_id=by.account_id).first()
    # Next of kin are not reminded before they ask for it.
    wish = Wish(push=is_own)
    if found is not None:
        wish = Wish(found.push, found.sms, Quiet(found.quiet_from, found.quiet_until))
    browsers = PushSubscription.objects.filter(account_id=by.account_id).count()
    note(
        "reminders.seen", by=by, at=now, enrolment_id=person.id,
        municipality_id=person.municipality_id,
    )  # fmt: skip
    may_sms = person.patient.protection == Protection.NONE
    return Kept(wish, own_number.own(by).phone, browsers, may_sms, is_own)


def keep(enrolment_id: UUID, wish: Wish, phone: str, *, by: Actor, now: datetime) -> None:
    """Raises NotFound, BadAddress and NoNumber."""
    person, _ = _whom(enrolment_id, by)
    kept = own_number.own(by)
    if wish.sms and not phone.strip():
        raise NoNumber("Give the number that text messages go to.")
    if phone.strip() != kept.phone:
        own_number.keep(phone, kept.email, by=by, now=now)
    said = {
        "push": wish.push, "sms": wish.sms, "quiet_from": wish.quiet.start,
        "quiet_until": wish.quiet.end, "changed_at": now,
    }  # fmt: skip
    own = ReminderWish.objects.filter(enrolment_id=person.id, account_id=by.account_id)
    if not own.update(**said):
        ReminderWish(
            municipality_id=person.municipality_id, enrolment_id=person.id,
            account_id=by.account_id, **said,
        ).save(force_insert=True)  # fmt: skip
    note(
        "reminders.chosen", by=by, at=now, enrolment_id=person.id,
        municipality_id=person.municipality_id,
    )  # fmt: skip


def later(enrolment_id: UUID, what: str, minutes: int, *, by: Actor, now: datetime) -> datetime:
    """Remind once more, in so many minutes, of what is waited for now.

    Raises NotFound and NotLater.
    """
    person, _ = _whom(enrolment_id, by)
    window = next((one for one in _open(person, by, now) if one.what == what), None)
    at = reminders.later_at(window, minutes, now=now)
    assert window is not None  # noqa: S101  later_at has refused that
    ReminderLater(
        municipality_id=person.municipality_id, enrolment_id=person.id, account_id=by.account_id,
        what=what, window_end=window.end, at=at, made_at=now,
    ).save(force_insert=True)  # fmt: skip
    note(
        "reminders.later", by=by, at=now, enrolment_id=person.id,
        municipality_id=person.municipality_id,
    )  # fmt: skip
    return at


def _open(person: Enrolment, by: Actor, now: datetime) -> list[Window]:
    version = plans.in_force(person.id, by)
    if version is None:
        return []
    plan = plans.read(version)
    today = now.astimezone(HOME).date()
    near = timedelta(days=1)
    windows = expectations.windows(plan.expectations, today - near, today + near)
    return [window for window in windows if window.start <= now < window.end]


def _whom(enrolment_id: UUID, by: Actor) -> tuple[Enrolment, bool]:
    """The person, and whether it is oneself. Kin only while they may measure on behalf."""
    person = enrolment_within(by, enrolment_id, Scope.CONTACT)
    rights = Right.objects.filter(
        LIVE, CONFIRMED, enrolment_id=enrolment_id, account_id=by.account_id
    )
    is_own = rights.filter(ground=Ground.SELF).exists()
    helps = rights.filter(
        ground__in=[Ground.CONSENT, Ground.INCAPACITY, Ground.GUARDIAN],
        scopes__contains=["entry"],
    ).exists()
    if person is None or not (is_own or helps):
        raise NotFound("Nobody that this account is reminded about.")
    return person, is_own


def subscribe(endpoint: str, p256dh: str, auth: str, *, by: Actor, now: datetime) -> None:
    """A browser may be pushed to from now on. The caller has looked at the address and the keys."""
    mine = PushSubscription.objects.filter(account_id=by.account_id)
    if mine.filter(endpoint=endpoint).update(p256dh=p256dh, auth=auth, made_at=now):
        return
    oldest = list(mine.order_by("-made_at").values_list("id", flat=True)[MOST_BROWSERS - 1 :])
    mine.filter(id__in=oldest).delete()
    PushSubscription(
        account_id=by.account_id, endpoint=endpoint, p256dh=p256dh, auth=auth, made_at=now
    ).save(force_insert=True)
    note("push.allowed", by=by, at=now)


def unsubscribe(endpoint: str, *, by: Actor, now: datetime) -> None:
    """A browser is not pushed to any more; of one that is unknown, nothing happens."""
    if PushSubscription.objects.filter(account_id=by.account_id, endpoint=endpoint).delete()[0]:
        note("push.ended", by=by, at=now)


def wish_of(push: bool, sms: bool, quiet_from: time, quiet_until: time) -> Wish:
    """Raises BadQuiet."""
    return Wish(push, sms, reminders.checked(quiet_from, quiet_until))
