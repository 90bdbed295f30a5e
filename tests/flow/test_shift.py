"""Who has the list: one at a time, left with a note, and signed for by the next."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from heime.core.errors import MissingText, NotAllowedNow, NotYours
from heime.flow import take_shift
from heime.records.access.reads import identify
from heime.records.duty.models import Shift
from tests import people

DB = people.DB


@pytest.fixture
def now():
    return datetime.now(UTC)


@pytest.fixture
def cast(database, now):
    return people.everybody(now)


def as_(account, now, do):
    """Do something as somebody, through the database's wall."""
    token, _row = people.signed_in(account, now)
    with transaction.atomic():
        return do(identify(token))


def test_one_leaves_with_a_note_and_the_next_signs_for_it(cast, now):
    first = as_(
        cast.ingrid, now,
        lambda by: take_shift.take(cast.north.id, by=by, now=now, after=None),
    )  # fmt: skip
    as_(
        cast.ingrid, now,
        lambda by: take_shift.leave(first.id, text="Astrid ringer klokka fire.", by=by, now=now),
    )  # fmt: skip
    later = now + timedelta(minutes=5)
    second = as_(
        cast.tor, later,
        lambda by: take_shift.take(cast.north.id, by=by, now=later, after=first.id),
    )  # fmt: skip

    kept = Shift.objects.using(DB).get(id=second.id)
    assert (kept.account, kept.follows_id) == (cast.tor, first.id)
    assert kept.follows.note == "Astrid ringer klokka fire."


def test_of_two_who_take_over_at_once_the_second_is_told(cast, now):
    as_(cast.ingrid, now, lambda by: take_shift.take(cast.north.id, by=by, now=now, after=None))

    with pytest.raises(NotAllowedNow):
        as_(cast.tor, now, lambda by: take_shift.take(cast.north.id, by=by, now=now, after=None))
    assert Shift.objects.using(DB).get(ended_at=None).account == cast.ingrid


def test_nobody_leaves_without_a_word_or_for_somebody_else(cast, now):
    mine = as_(
        cast.ingrid, now, lambda by: take_shift.take(cast.north.id, by=by, now=now, after=None)
    )
    with pytest.raises(MissingText):
        as_(cast.ingrid, now, lambda by: take_shift.leave(mine.id, text=" ", by=by, now=now))
    with pytest.raises(NotYours):
        as_(cast.tor, now, lambda by: take_shift.leave(mine.id, text="Ferdig.", by=by, now=now))


def test_another_teams_nurse_neither_takes_nor_reads_it(cast, now):
    with pytest.raises(NotYours):
        as_(cast.kari, now, lambda by: take_shift.take(cast.north.id, by=by, now=now, after=None))
    as_(cast.ingrid, now, lambda by: take_shift.take(cast.north.id, by=by, now=now, after=None))

    assert as_(cast.kari, now, lambda by: list(Shift.objects.all())) == []
