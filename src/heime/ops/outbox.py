"""Sending what is in the outbox. Send, then mark sent: the other order would lose alarms."""

import asyncio
import logging

from django.conf import settings
from psycopg import AsyncConnection

from heime.edges.partners import words
from heime.edges.partners.channels import (
    NOWHERE,
    Addresses,
    Channels,
    DemoPhone,
    Knock,
    KnockFailed,
    ways_to,
)
from heime.records.exchange import outbox
from heime.records.exchange.outbox import Claimed, Sent

log = logging.getLogger(__name__)


def channels() -> Channels:
    """Whom this installation sends through."""
    if settings.HEIME_MODE != "demo":
        return Channels()
    return Channels(sms=DemoPhone(settings.DATABASE_URLS["worker"]), reaches_all=True)


async def send_next(conn: AsyncConnection, channels: Channels) -> bool:
    """Send one notice that is due; False when there is none."""
    one = await outbox.claim(conn)
    if one is None:
        return False
    try:
        how = await _send(one, channels)
    except KnockFailed as failure:
        log.warning("notice %s was not sent: %s", one.id, failure)
        await outbox.failed(conn, one, str(failure), try_again=failure.try_again)
        return True
    await outbox.sent(conn, one.id, how)
    return True


async def _send(one: Claimed, channels: Channels) -> Sent:
    """By the first way that takes it. Raises KnockFailed when there are ways, and none does."""
    ways = ways_to(Addresses(one.phone, one.email), channels)
    failures: list[KnockFailed] = []
    for name, channel, to in ways:
        knock = Knock(
            one.id, one.what, one.team, words.text_of(one.what, one.language),
            words.page_of(one.what, one.about), to, one.account,
        )  # fmt: skip
        try:
            return Sent(name, await asyncio.to_thread(channel.knock, knock))
        except KnockFailed as failure:
            failures.append(failure)
        except Exception as fault:  # a provider's client may fail as it likes; the loop goes on
            failures.append(KnockFailed(type(fault).__name__, try_again=True))
    if failures:
        again = any(failure.try_again for failure in failures)
        raise KnockFailed(str(failures[0]), try_again=again)
    return Sent("none", NOWHERE)
