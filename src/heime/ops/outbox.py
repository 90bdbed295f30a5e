"""Sending what is in the outbox. Send, then mark sent: the other order would lose alarms."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime

from django.conf import settings
from psycopg import AsyncConnection

from heime.edges.partners import words
from heime.edges.partners.channels import (
    NOWHERE,
    Addresses,
    Browser,
    Channel,
    Channels,
    DemoPhone,
    Gone,
    Knock,
    KnockFailed,
    Pushes,
    ways_to,
)
from heime.edges.partners.push import Push
from heime.edges.partners.sms import GatewayApi
from heime.flow.remind import still_wanted
from heime.records.exchange import outbox
from heime.records.exchange.outbox import Claimed, Sent
from heime.records.reminders import batch as reminders
from heime.records.reminders.batch import Subscription

log = logging.getLogger(__name__)

NOT_NEEDED = "done meanwhile"
"""The receipt of a reminder that was not sent, since there was nothing left to remind of."""


def channels() -> Channels:
    """Whom this installation sends through."""
    push = None
    if settings.HEIME_VAPID_PRIVATE_KEY and settings.HEIME_PUSH_CONTACT:
        push = Push(
            settings.HEIME_VAPID_PRIVATE_KEY, settings.HEIME_PUSH_CONTACT,
            hosts=settings.HEIME_PUSH_HOSTS,
        )  # fmt: skip
    if settings.HEIME_MODE == "demo":
        phone = DemoPhone(settings.DATABASE_URLS["worker"])
        return Channels(sms=phone, reaches_all=True, push=push)
    sms = None
    if settings.HEIME_SMS_TOKEN:
        sms = GatewayApi(
            settings.HEIME_SMS_TOKEN, settings.HEIME_SMS_SENDER, base=settings.SMS_LINKS
        )
    return Channels(sms=sms, push=push)


async def send_next(
    conn: AsyncConnection, channels: Channels, *, at: datetime | None = None
) -> bool:
    """Send one notice that is due; False when there is none. at: by another clock."""
    one = await outbox.claim(conn)
    if one is None:
        return False
    held = await _quiet_until(conn, one, datetime.now(UTC) if at is None else at)
    if held is not None:
        await outbox.hold(conn, one.id, held)
        return True
    if one.what in words.REMINDERS and not await still_wanted(conn, one.id):
        await outbox.sent(conn, one.id, Sent("none", NOT_NEEDED))
        return True
    try:
        how = await _send(conn, one, channels)
    except KnockFailed as failure:
        log.warning("notice %s was not sent: %s", one.id, failure)
        await outbox.failed(conn, one, str(failure), try_again=failure.try_again)
        return True
    await outbox.sent(conn, one.id, how)
    return True


async def _quiet_until(conn: AsyncConnection, one: Claimed, now: datetime) -> datetime | None:
    """When the quiet hours end of somebody at home, who is told nothing by night but what cannot
    wait. Reminders keep to them by themselves (flow/remind)."""
    if (
        one.account is None
        or one.enrolment is None
        or one.what in (*words.URGENT, *words.REMINDERS)
    ):
        return None
    quiet = await reminders.quiet_of(conn, one.enrolment, one.account)
    return quiet.over(now) if quiet is not None and quiet.holds(now) else None


async def _send(conn: AsyncConnection, one: Claimed, channels: Channels) -> Sent:
    """By the first way that takes it; what is urgent by every way.

    Raises KnockFailed when there are ways, and none takes it.
    """
    taken: list[Sent] = []
    failures: list[KnockFailed] = []
    browsers = await reminders.subscriptions(conn, one.account) if one.account else []
    if channels.push is not None and browsers and one.what != "reminder-sms":
        how, failure = await _push(conn, one, channels.push, browsers)
        taken += [how] if how else []
        failures += [failure] if failure else []
    if not taken or one.what in words.URGENT:
        for name, channel, to in _numbers(one, channels):
            try:
                taken.append(Sent(name, await asyncio.to_thread(channel.knock, _knock(one, to))))
            except Exception as fault:  # a provider's client may fail as it likes
                failures.append(_failure(fault))
            if taken and one.what not in words.URGENT:
                break
    if taken:
        return taken[0]
    if failures:
        again = any(failure.try_again for failure in failures)
        raise KnockFailed(str(failures[0]), try_again=again)
    return Sent("none", NOWHERE)


def _numbers(one: Claimed, channels: Channels) -> list[tuple[str, Channel, str]]:
    """By text message and e-mail. A first reminder is the app's alone: it costs nobody anything."""
    ways = ways_to(Addresses(one.phone, one.email), channels)
    if one.what == "reminder" and not channels.reaches_all:
        return []
    if one.what in words.REMINDERS:
        return [way for way in ways if way[0] == "sms"]
    return ways


def _knock(one: Claimed, to: str) -> Knock:
    return Knock(
        one.id, one.what, one.team, words.text_of(one.what, one.language),
        words.page_of(one.what, one.about), to, one.account,
    )  # fmt: skip


def _failure(fault: Exception) -> KnockFailed:
    if isinstance(fault, KnockFailed):
        return fault
    return KnockFailed(type(fault).__name__, try_again=True)


async def _push(
    conn: AsyncConnection, one: Claimed, push: Pushes, browsers: Sequence[Subscription]
) -> tuple[Sent | None, KnockFailed | None]:
    """To every browser of theirs; told when one takes it. What is gone is forgotten."""
    taken: Sent | None = None
    failure: KnockFailed | None = None
    text, link = words.said_of(one.what, one.language), words.page_of(one.what, one.about)
    urgent = one.what in words.URGENT
    for browser in browsers:
        to = Browser(browser.endpoint, browser.p256dh, browser.auth)
        try:
            receipt = await asyncio.to_thread(push.send, to, text, link, urgent=urgent)
            taken = taken or Sent("push", receipt)
        except Gone:
            await reminders.forget(conn, browser.id)
        except Exception as fault:  # as above
            failure = _failure(fault)
    return taken, failure
