"""Who reads what somebody wrote about a person, when it waits for the team, and what ends that."""

import pytest
import uuid_utils.compat as uuid7

from heime.core.errors import MissingText, NotAllowedNow, NotFound, NotYours
from heime.core.messages import Sort
from heime.core.phases import Phase
from heime.core.rights import Ground
from heime.core.roles import Role, Scope
from heime.core.worklist import Sort as Row
from heime.flow import (
    phase,
    read_message,
    record_death,
    send_message,
    work_case,
    work_message,
)
from heime.records.access import standing
from heime.records.access.models import Right
from heime.records.exchange.models import Notice
from heime.records.messages import reads
from heime.records.messages.models import Message, Thread
from heime.records.worklist.models import CaseAct
from tests import people
from tests.flow import writing
from tests.flow.letting_in import acts, did, now
from tests.flow.writing import answer, fresh, local, read, readable, start
from tests.people import DB


def waiting(actor):
    """The rows of the list that messages make for somebody."""
    return standing.items((reads.PART,), actor, now())


@pytest.fixture
def around(database):
    return writing.everybody()


@pytest.fixture
def cast(around):
    return around.cast


def said(thread: Thread) -> list[str]:
    lines = Message.objects.using(DB).filter(thread=thread).order_by("sent_at", "id")
    return [one.text or one.sort for one in lines]


def test_what_she_writes_to_the_team_is_hers_and_the_teams(around, cast):
    thread = start(around.astrid, around)

    for reader in (around.astrid, cast.ingrid, cast.tor, cast.nils, around.nina):
        assert readable(reader) == [thread.id], reader.username
    for other in (around.marit, around.gry, around.lars, cast.kari):
        assert readable(other) == [], other.username


def test_next_of_kin_read_the_thread_she_takes_them_into_and_no_other(around):
    start(around.astrid, around, "Bare til dere.")
    together = start(around.astrid, around, "Til Marit og.", kin=frozenset([around.marit.id]))

    assert readable(around.marit) == [together.id]


def test_next_of_kin_without_access_to_messages_cannot_be_taken_in(around):
    Right.objects.using(DB).filter(account=around.marit).update(scopes=["contact", "values"])

    with pytest.raises(NotYours):
        start(around.astrid, around, kin=frozenset([around.marit.id]))


def test_when_the_consent_ends_the_reading_ends(around):
    thread = start(around.astrid, around, kin=frozenset([around.marit.id]))
    assert readable(around.marit) == [thread.id]

    Right.objects.using(DB).filter(account=around.marit).update(ends_at=now())
    assert readable(around.marit) == []
    with pytest.raises(NotFound):
        answer(around.marit, thread)


def test_a_block_beats_being_in_the_thread(around, cast):
    thread = start(cast.ingrid, around, patient=True, office=around.office.id)
    assert readable(around.gry) == [thread.id]

    people.block(
        cast.astrid, organisation=around.office, scopes=[Scope.MESSAGES], made_by=around.astrid,
        now=now(),
    )  # fmt: skip
    assert readable(around.gry) == []


def test_the_gp_reads_what_the_office_is_in_and_a_hospital_does_not(around, cast):
    thread = start(around.gry, around, "Bør dosen ses på?")
    hospital = people.organisation("Lungeavdelingen", "department")
    doctor = people.account("lise", "Lise Dahl", "LE", member_of=None, now=now())
    people.post(doctor, Role.HOSPITAL, organisation=hospital, now=now())
    people.right(
        cast.astrid, Ground.REFERRAL, organisation=hospital, given_by=cast.nils, now=now(),
        reason="Innlagt",
    )  # fmt: skip

    assert readable(around.gry) == [thread.id]
    assert readable(around.astrid) == []
    assert readable(doctor) == []
    assert fresh(thread).waits_since is not None


def test_an_emergency_reads_and_does_not_write(around, cast):
    thread = start(around.astrid, around)
    people.right(
        cast.astrid, Ground.EMERGENCY, account=around.lars, given_by=around.lars, now=now(),
        reason="Bevisstløs",
    )  # fmt: skip

    assert readable(around.lars) == [thread.id]
    with pytest.raises(NotYours):
        answer(around.lars, thread)


def test_a_patient_does_not_write_to_the_gp_here(around):
    with pytest.raises(NotYours):
        start(around.astrid, around, office=around.office.id)


def test_a_message_from_home_waits_until_the_team_has_answered(around, cast):
    thread = start(around.astrid, around, at=local(10))
    waits = fresh(thread)
    assert (waits.waits_since, waits.due_at) == (local(10), local(15, 30, weekday=1))
    (row,) = read(cast.ingrid, lambda actor: waiting(actor))
    assert (row.sort, row.id, row.enrolment) == (Row.MESSAGE, thread.id, cast.astrid.id)
    assert read(cast.kari, lambda actor: waiting(actor)) == []

    did(cast.ingrid, work_message.take, thread.id)
    assert read(cast.tor, lambda actor: waiting(actor))[0].has_it == cast.ingrid.id

    answer(cast.ingrid, thread)
    assert fresh(thread).waits_since is None
    assert read(cast.ingrid, lambda actor: waiting(actor)) == []


def test_an_urgent_one_is_answered_the_same_day_and_hastens_those_before_it(around, cast):
    thread = start(around.astrid, around, at=local(9))
    did(
        around.astrid, send_message.answer, thread.id,
        send_message.Draft("Det haster likevel.", urgent=True), now=local(10),
    )  # fmt: skip

    waits = fresh(thread)
    assert (waits.waits_since, waits.due_at, waits.urgent) == (local(9), local(14), True)
    assert read(cast.tor, lambda actor: waiting(actor))[0].sort is Row.MESSAGE_URGENT


def test_after_closing_time_the_thread_says_so_once(around):
    thread = start(around.astrid, around, at=local(16, 10))
    did(
        around.astrid, send_message.answer, thread.id, send_message.Draft("En ting til."),
        now=local(16, 20),
    )  # fmt: skip

    assert said(thread) == ["Jeg er tungpustet i dag.", "closed", "En ting til."]
    told = Message.objects.using(DB).get(thread=thread, sort=Sort.CLOSED)
    assert told.opens_at == local(8, weekday=1)


def test_what_needs_no_answer_is_said_in_the_thread_with_who(around, cast):
    thread = start(around.astrid, around, "Takk for hjelpen!")
    did(cast.tor, work_message.settle, thread.id, now=local(12))

    settled = Message.objects.using(DB).get(thread=thread, sort=Sort.SETTLED)
    assert settled.sent_by_id == cast.tor.id
    assert fresh(thread).waits_since is None
    with pytest.raises(NotAllowedNow):
        did(cast.ingrid, work_message.settle, thread.id)


def test_only_the_team_takes_a_message_off_the_list(around):
    thread = start(around.astrid, around)
    for other in (around.astrid, around.marit, around.gry):
        with pytest.raises(NotFound):
            did(other, work_message.settle, thread.id)


def test_whoever_needs_help_now_stands_first_among_the_red_and_is_not_settled_away(around, cast):
    thread = did(around.astrid, send_message.ask_for_call, cast.astrid.id, now=local(10))
    again = did(around.astrid, send_message.ask_for_call, cast.astrid.id, now=local(10, 1))

    assert again.id == thread.id
    (row,) = read(cast.ingrid, lambda actor: waiting(actor))
    assert (row.sort, row.due_at) == (Row.HELP, local(10, 15))
    with pytest.raises(NotAllowedNow):
        did(cast.ingrid, work_message.settle, thread.id)
    answer(cast.ingrid, thread, "Vi snakket nå nettopp.")
    assert fresh(thread).call_me is False


def test_who_has_read_it_is_known_by_name_and_unread_again_stays_read(around, cast):
    thread = start(around.astrid, around)
    assert read(cast.ingrid, reads.new_count) == 1

    did(cast.ingrid, read_message.opened, thread.id, now=local(10, 30))
    assert read(cast.ingrid, reads.new_count) == 0
    assert read(cast.tor, reads.new_count) == 1
    (receipt,) = read(around.astrid, lambda actor: reads.receipts_of(thread))
    assert (receipt.account.name, receipt.read_at) == ("Ingrid Moe", local(10, 30))

    did(cast.ingrid, read_message.mark_unread, thread.id)
    assert read(cast.ingrid, reads.new_count) == 1
    did(cast.ingrid, read_message.opened, thread.id, now=local(12))
    (receipt,) = read(around.astrid, lambda actor: reads.receipts_of(thread))
    assert receipt.read_at == local(10, 30)


def test_the_same_sent_twice_is_there_once(around):
    one = uuid7.uuid7()
    thread = start(around.astrid, around, id_=one)
    assert start(around.astrid, around, id_=one).id == thread.id
    assert Message.objects.using(DB).count() == 1


def test_what_nobody_wrote_is_not_sent(around):
    for text in ("", "  \n ", "x" * 4001):
        with pytest.raises(MissingText):
            start(around.astrid, around, text)
    assert not Thread.objects.using(DB).exists()


def test_when_the_follow_up_ends_nobody_writes_and_she_still_reads(around, cast):
    thread = start(cast.ingrid, around, patient=True)
    did(cast.ingrid, phase.move, cast.astrid.id, Phase.ENDED)

    assert readable(around.astrid) == [thread.id]
    for writer in (around.astrid, cast.ingrid):
        with pytest.raises((NotAllowedNow, NotFound)):
            answer(writer, thread, at=now())


def test_after_a_death_what_waits_is_read_and_settled_and_nothing_is_sent(around, cast):
    thread = start(around.marit, around, "Hun er ikke seg selv.")
    did(cast.ingrid, record_death.record, cast.astrid.id, now().date())

    with pytest.raises(NotAllowedNow):
        answer(cast.ingrid, thread, at=now())
    assert readable(around.marit) == []
    did(cast.ingrid, work_message.settle, thread.id)
    assert fresh(thread).waits_since is None


def test_every_look_and_word_is_logged(around, cast):
    thread = start(around.astrid, around)
    did(cast.ingrid, read_message.opened, thread.id)
    did(cast.ingrid, work_message.take, thread.id)
    answer(cast.ingrid, thread)

    assert acts("message.sent", "message.read", "message.taken") == [
        "message.sent", "message.read", "message.taken", "message.sent",
    ]  # fmt: skip


def test_a_message_from_a_case_is_something_done_in_it(around, cast):
    case = people.red_case(cast, now())
    did(cast.ingrid, work_case.take, case.id)
    thread = start(cast.ingrid, around, "Mål på nytt om en time.", patient=True, case=case.id)

    (done,) = CaseAct.objects.using(DB).filter(case_id=case.id)
    message = Message.objects.using(DB).get(thread=thread)
    assert (done.what, done.ref) == ("message", message.id)
    assert message.case_id == case.id


def test_outside_heime_it_is_only_told_that_there_is_a_message(around, cast):
    thread = start(cast.ingrid, around, "Prøven var fin.", patient=True, at=local(22))
    (notice,) = Notice.objects.using(DB).all()
    assert (notice.what, notice.account_id, notice.about) == (
        "message", around.astrid.id, thread.id,
    )  # fmt: skip
    assert notice.due_at == local(8, weekday=1)

    start(around.astrid, around, urgent=True, at=local(22))
    to_team = Notice.objects.using(DB).get(what="team-message")
    assert (to_team.account_id, to_team.due_at) == (None, local(8, weekday=1))


def test_search_within_a_person(around, cast):
    hit = start(around.astrid, around, "Inhalatoren er tom.")
    start(around.astrid, around, "Hei igjen.")

    def those_with(words, actor):
        return [one.id for one in reads.containing(reads.of_person(cast.astrid.id, actor), words)]

    assert read(cast.ingrid, lambda actor: those_with("tom", actor)) == [hit.id]
