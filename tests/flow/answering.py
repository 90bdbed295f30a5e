"""Sending answered questionnaires straight into the flow, as the role that the FHIR door uses."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from psycopg import AsyncConnection

from heime.core.arrival import KeptAnswers, SentAnswers
from heime.flow.raise_case import Changed
from heime.flow.receive_answers import receive_answers

NOW = datetime.now(UTC)
"""This module is also read in processes that know no Django: it asks nothing of sending.py."""


def form(
    token: str,
    enrolment: UUID,
    questionnaire: str,
    items: dict[str, int | None],
    *,
    at: datetime | None = None,
    minutes_ago: float = 1,
    key: str = "",
    by: str = "patient",
    safe_now: str | None = None,
    **more: object,
) -> SentAnswers:
    answered = at or NOW - timedelta(minutes=minutes_ago)
    content = repr((questionnaire, sorted(items.items()), answered, by, safe_now, more)).encode()
    made = SentAnswers(
        token=token, enrolment=enrolment, lookup=None, key=key, content=content,
        questionnaire=questionnaire, version="1.0", answered_at=answered, items=items,
        safe_now=safe_now, by=by,
    )  # fmt: skip
    return replace(made, **more)


async def answer_once(
    url: str, sent: SentAnswers, simulated_at: datetime | None = None
) -> tuple[KeptAnswers, set[Changed]]:
    async with await AsyncConnection.connect(
        url, autocommit=True, options="-c timezone=UTC"
    ) as conn:
        return await receive_answers(conn, sent, simulated_at=simulated_at)


def answer(
    ingest_url: str, sent: SentAnswers, *, simulated_at: datetime | None = None
) -> tuple[KeptAnswers, set[Changed]]:
    """One form in one transaction. Raises what the flow refuses it by."""
    return asyncio.run(answer_once(ingest_url, sent, simulated_at))


def answer_in_a_process(url: str, forms: list[SentAnswers]) -> None:
    for one in forms:
        asyncio.run(answer_once(url, one))
