"""A case handed over: sent, answered or not, and never out of the team's hands before a yes."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client
from psycopg import AsyncConnection

from heime.core.errors import MissingText, NotAllowedNow, NotFound
from heime.core.hand_over import Urgency
from heime.core.isbar import Isbar
from heime.core.roles import Role
from heime.flow import hand_over, on_its_way, work_case
from heime.flow.take_back import take_back
from heime.records.access.reads import identify
from heime.records.audit.models import Entry
from heime.records.duty import handovers
from heime.records.duty.models import HandOver, HandOverAct
from heime.records.exchange.models import Notice
from heime.records.people.models import Enrolment
from heime.records.worklist.models import Case, CaseAct
from tests import people

DB = people.DB
TEXT = Isbar("Astrid Lunde, 14.03.1945", "SpO₂ 86 %", "KOLS", "Forverring?", "Se på henne i dag")


class Given:
    """Astrid's red case, which Ingrid has, a ward with Frode, and a legevakt with Heidi."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.cast = people.everybody(now)
        self.ward = people.organisation("Høgbekken, lungeavdelingen", "department", people.LOM)
        self.legevakt = people.organisation("Legevakta i Ottadalen", "legevakt", people.LOM)
        self.frode = people.account("frode", "Frode Austmoen", "LE", member_of=None, now=now)
        self.heidi = people.account("heidi", "Heidi Brennmoen", member_of=None, now=now)
        people.post(self.frode, Role.HOSPITAL, now=now, organisation=self.ward)
        people.post(self.heidi, Role.LEGEVAKT, now=now, organisation=self.legevakt)
        self.case = people.red_case(self.cast, now)
        self.as_(self.cast.ingrid, lambda by: work_case.take(self.case.id, by=by, now=now))

    def as_(self, account, do):
        """Do something as somebody, through the database's wall."""
        token, _row = people.signed_in(account, self.now)
        with transaction.atomic():
            return do(identify(token))

    def sent(self, to=None, urgency=Urgency.TODAY) -> HandOver:
        return self.as_(
            self.cast.ingrid,
            lambda by: hand_over.send(
                self.case.id, (to or self.ward).id, urgency, TEXT, language="nb", by=by,
                now=self.now,
            ),
        )  # fmt: skip


@pytest.fixture
def given(database):
    return Given(datetime.now(UTC))


def go_round(database, at: datetime | None = None):
    async def go():
        async with await AsyncConnection.connect(database.worker_url, autocommit=True) as conn:
            return await take_back(conn, simulated_at=at)

    return asyncio.run(go())


def fresh(one: HandOver) -> HandOver:
    return HandOver.objects.using(DB).get(id=one.id)


def told(what: str) -> set[str]:
    rows = Notice.objects.using(DB).filter(what=what).select_related("account")
    return {row.account.username if row.account else "" for row in rows}


def test_it_is_sent_the_ward_is_told_and_the_case_is_handed_over(given):
    one = given.sent()

    assert told("hand-over") == {"frode"}
    assert Case.objects.using(DB).get(id=given.case.id).state == "handed-over"
    assert CaseAct.objects.using(DB).get(case=given.case).ref == one.id
    assert one.due_at == given.now + timedelta(hours=4)


def test_the_ward_reads_that_hand_over_and_nothing_else_of_hers(given):
    one = given.sent()

    assert given.as_(given.frode, lambda by: handovers.received_one(by, one.id)).situation == (
        "SpO₂ 86 %"
    )
    assert given.as_(given.frode, lambda by: Enrolment.objects.count()) == 0
    assert given.as_(given.frode, lambda by: Case.objects.count()) == 0


def test_another_place_and_another_team_see_nothing_of_it(given):
    one = given.sent()

    for who in (given.heidi, given.cast.kari):
        assert given.as_(who, lambda by: list(HandOver.objects.all())) == []
        assert given.as_(who, lambda by: list(HandOverAct.objects.all())) == []
        assert given.as_(who, lambda by: handovers.received_one(by, one.id)) is None
        with pytest.raises(NotFound):
            given.as_(who, lambda by: hand_over.accept(one.id, by=by, now=given.now))


def test_accepted_the_team_is_told_and_a_closing_word_comes_back(given, database):
    one = given.sent()
    given.as_(given.frode, lambda by: hand_over.accept(one.id, by=by, now=given.now))
    assert told("hand-over-accepted") == {"", "ingrid"}

    given.as_(given.frode, lambda by: hand_over.done(one.id, text="Innlagt.", by=by, now=given.now))

    assert fresh(one).state == "done"
    assert given.as_(given.frode, lambda by: handovers.received_one(by, one.id)) is None
    items = given.as_(given.cast.tor, lambda by: on_its_way.hand_overs(by, given.now))
    assert [(item.sort, item.about) for item in items] == [("hand-over-back", "done")]


def test_declined_needs_a_reason_and_ends_what_the_ward_may_see(given):
    one = given.sent()
    with pytest.raises(MissingText):
        given.as_(
            given.frode, lambda by: hand_over.decline(one.id, reason=" ", by=by, now=given.now)
        )
    given.as_(
        given.frode, lambda by: hand_over.decline(one.id, reason="Fullt.", by=by, now=given.now)
    )

    assert (fresh(one).state, fresh(one).reason) == ("declined", "Fullt.")
    assert given.as_(given.frode, lambda by: list(HandOver.objects.all())) == []
    items = given.as_(given.cast.ingrid, lambda by: on_its_way.hand_overs(by, given.now))
    assert [item.sort for item in items] == ["hand-over-back"]


def test_a_question_is_answered_in_the_hand_over(given):
    one = given.sent()
    given.as_(
        given.frode, lambda by: hand_over.ask(one.id, text="Oksygen hjemme?", by=by, now=given.now)
    )
    given.as_(
        given.cast.tor,
        lambda by: hand_over.answer_question(one.id, text="1 liter.", by=by, now=given.now),
    )  # fmt: skip

    acts = given.as_(given.frode, lambda by: handovers.acts_of(handovers.received_one(by, one.id)))
    assert [(act.what, act.text) for act in acts] == [
        ("sent", ""), ("asked", "Oksygen hjemme?"), ("answered", "1 liter."),
    ]  # fmt: skip
    assert told("hand-over-answered") == {"frode"}


def test_not_answered_in_time_it_falls_back_once_and_visibly(given, database):
    one = given.sent(given.legevakt, Urgency.NOW)
    late = given.now + timedelta(minutes=15)
    assert go_round(database, late - timedelta(seconds=1)) == set()

    assert len(go_round(database, late)) == 1
    assert go_round(database, late) == set()

    assert fresh(one).state == "late"
    assert told("hand-over-back") == {"", "ingrid"}
    with pytest.raises(NotFound):
        given.as_(given.heidi, lambda by: hand_over.accept(one.id, by=by, now=late))
    items = given.as_(given.cast.tor, lambda by: on_its_way.hand_overs(by, late))
    assert [(item.sort, item.about) for item in items] == [("hand-over-back", "late")]


def test_the_case_of_what_was_answered_may_come_back(given, database):
    one = given.sent()
    given.as_(given.frode, lambda by: hand_over.accept(one.id, by=by, now=given.now))

    (changed,) = go_round(database)

    case = Case.objects.using(DB).get(id=given.case.id)
    assert changed.enrolment == case.enrolment_id
    assert case.waits_until is not None
    assert case.waits_until <= datetime.now(UTC) + timedelta(seconds=5)


def test_whom_the_person_refuses_cannot_be_chosen_and_sees_nothing_sent_before(given):
    one = given.sent()
    people.block(given.cast.astrid, made_by=given.cast.ingrid, now=given.now,
                 organisation=given.ward)  # fmt: skip

    assert given.as_(given.frode, lambda by: list(HandOver.objects.all())) == []
    assert given.as_(given.frode, lambda by: handovers.received_one(by, one.id)) is None
    chosen = given.as_(
        given.cast.ingrid,
        lambda by: hand_over.receivers_for(Enrolment.objects.get(id=given.cast.astrid.id)),
    )  # fmt: skip
    assert [place.name for place in chosen] == ["Legevakta i Ottadalen"]


def test_only_whoever_has_the_case_hands_it_over_and_only_once(given):
    with pytest.raises(NotAllowedNow):
        given.as_(
            given.cast.tor,
            lambda by: hand_over.send(given.case.id, given.ward.id, Urgency.TODAY, TEXT,
                                      language="nb", by=by, now=given.now),
        )  # fmt: skip
    given.sent()
    with pytest.raises(NotAllowedNow):
        given.sent(given.legevakt)


def test_the_ward_reads_and_answers_on_its_own_pages(given):
    one = given.sent()
    ward = Client(headers={"Host": "localhost"})
    ward.cookies["heime"] = people.signed_in(given.frode, given.now)[0]

    assert "Astrid Lunde, 14.03.1945" in ward.get("/mottak/").content.decode()
    assert "Se på henne i dag" in ward.get(f"/mottak/{one.id}/").content.decode()
    assert ward.post(f"/mottak/{one.id}/svar", {"act": "accept"}).status_code == 302
    assert "Når dere er ferdige" in ward.get(f"/mottak/{one.id}/").content.decode()
    closed = ward.post(f"/mottak/{one.id}/svar", {"act": "done", "text": "Innlagt."})
    assert closed["Location"] == "/mottak/?avsluttet=1"
    assert "Astrid" not in ward.get("/mottak/").content.decode()
    assert ward.get(f"/mottak/{one.id}/").status_code == 404
    assert ward.get(f"/sak/{given.case.id}/").status_code in (403, 404)


def test_the_team_follows_it_up_on_its_own_pages(given):
    one = given.sent()
    team = Client(headers={"Host": "localhost"})
    team.cookies["heime"] = people.signed_in(given.cast.tor, given.now)[0]
    given.as_(given.frode, lambda by: hand_over.ask(one.id, text="Hvor?", by=by, now=given.now))

    assert "Hvor?" in team.get(f"/overlevert/{one.id}/").content.decode()
    assert team.get(f"/overlevert/{one.id}/utskrift").status_code == 200
    sent = team.post(f"/overlevert/{one.id}/videre", {"act": "answer", "text": "Lom."})
    assert sent.status_code == 302
    assert fresh(one).state == "sent"
    assert team.get("/vakt/").status_code == 200


def test_both_sides_save_it_as_a_sheet_and_nobody_else(given):
    one = given.sent()
    places = {"team": f"/overlevert/{one.id}/ark", "ward": f"/mottak/{one.id}/ark"}

    def asked(who, side):
        client = Client(headers={"Host": "localhost"})
        client.cookies["heime"] = people.signed_in(who, given.now)[0]
        return client.get(places[side])

    for who, side in ((given.cast.tor, "team"), (given.frode, "ward")):
        sheet = asked(who, side)
        assert sheet.content.startswith(b"%PDF"), side
        assert "Lunde" not in sheet["Content-Disposition"]
        assert (
            Entry.objects.using(DB).filter(action="hand-over.printed", account_id=who.id).exists()
        )
    assert asked(given.heidi, "ward").status_code == 404
    assert asked(given.frode, "team").status_code == 403
    assert asked(given.cast.kari, "team").status_code == 404
    given.as_(
        given.frode, lambda by: hand_over.decline(one.id, reason="Fullt", by=by, now=given.now)
    )
    assert asked(given.frode, "ward").status_code == 404
