"""Forms of one person from several senders in the same moment: each once, one after the other."""

import asyncio
import multiprocessing
from dataclasses import replace
from datetime import timedelta

import pytest
from psycopg import AsyncConnection

from heime.flow.receive_answers import receive_answers
from heime.records.measurements.models import Judgement, Receipt, Response
from heime.records.worklist.models import CaseEvent
from tests import people
from tests.flow.answering import answer_in_a_process, form
from tests.flow.sending import NOW, of_astrid

DB = people.DB
NO_PAIN = {"k1": 0, "k7": 0, "k9": 0}


@pytest.fixture
def cast(database):
    made = people.everybody(NOW)
    plan = people.COPD_PLAN | {"rules": ["S-R1", "S-R3", "P-1"]}
    people.plan(made.astrid, plan, approved_by=made.nils, now=NOW, number=2,
                valid_from=NOW - timedelta(days=20))  # fmt: skip
    return made


@pytest.fixture
def token(cast, database):
    return of_astrid(cast, database.superuser_url)


def test_two_processes_with_the_same_form_keep_one(cast, token, database):
    sent = form(token, cast.astrid.id, "phq9", {"9": 2}, key="app|1")
    fresh = multiprocessing.get_context("spawn")
    processes = [
        fresh.Process(target=answer_in_a_process, args=(database.ingest_url, [sent] * 3))
        for _ in range(2)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
        assert process.exitcode == 0

    assert Response.objects.using(DB).count() == Judgement.objects.using(DB).count() == 1
    assert CaseEvent.objects.using(DB).count() == 1
    assert Receipt.objects.using(DB).get().replays == 5


def test_many_forms_of_one_person_at_once_are_judged_one_after_the_other(cast, token, database):
    async def all_at_once():
        conns = [
            await AsyncConnection.connect(database.ingest_url, autocommit=True) for _ in range(4)
        ]
        one = form(token, cast.astrid.id, "copd_daily", NO_PAIN)
        forms = [
            replace(one, content=bytes([n]), answered_at=one.answered_at - timedelta(seconds=n))
            for n in range(4)
        ]
        await asyncio.gather(*(receive_answers(c, f) for c, f in zip(conns, forms, strict=True)))
        for conn in conns:
            await conn.close()

    asyncio.run(all_at_once())
    moments = list(Judgement.objects.using(DB).values_list("judged_at", flat=True))
    assert len(set(moments)) == 4
