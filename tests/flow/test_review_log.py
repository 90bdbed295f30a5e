"""Reviewing the log of one's own municipality: what is seen, settled, and who lets a name out."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import psycopg
import pytest

from heime.core.errors import MissingText, NotAllowedNow, NotFound, NotYours
from heime.core.rights import Ground
from heime.flow import reveal_name, review_log, search_breach
from heime.flow.break_glass import ProveFirst
from heime.flow.search_breach import Asked
from heime.records.access.models import SignIn
from heime.records.audit.models import Reveal, Seal
from tests import people
from tests.flow.at_work import At
from tests.flow.auditing import Reviewers, fresh, logged, looked, reviewers, signal
from tests.flow.letting_in import did, now, sure
from tests.people import DB, LOM, VANG


@pytest.fixture
def r(database: Any) -> Reviewers:
    return reviewers(people.everybody(now()), now())


def settled(r: Reviewers, who: Any, finding: str = "explained", text: str = "Vikar.") -> None:
    did(who, review_log.settle, r.signal.id, finding=finding, text=text)


# --- Signals ------------------------------------------------------------------------------------


def test_a_reviewer_sees_what_to_ask_about_in_their_own_municipality(r: Reviewers):
    signal(looked(r.cast.gudbrand, r.cast.kari, now()), now())

    assert [one.id for one in did(r.eva, review_log.signals)] == [r.signal.id]
    assert [one.municipality_id for one in did(r.vidar, review_log.signals)] == [VANG]
    assert did(r.mette, review_log.signals) == [], "a manager reviews nothing"
    assert did(r.cast.ingrid, review_log.signals) == []


def test_what_has_waited_longest_comes_first_and_what_is_settled_last(r: Reviewers):
    old = signal(
        looked(r.cast.astrid, r.cast.tor, now()), now() - timedelta(days=3), day=date(2026, 1, 2)
    )
    done = signal(
        looked(r.cast.astrid, r.cast.nils, now()), now(), state="explained", state_at=now(),
        state_by_id=r.per.id, note="Ringte.",
    )  # fmt: skip

    found = [one.id for one in did(r.eva, review_log.signals)]
    assert found == [old.id, r.signal.id, done.id]


def test_around_a_signal_stands_what_was_done_and_whether_there_was_work(r: Reviewers):
    at = now() - timedelta(hours=1)
    looked(r.cast.astrid, r.cast.ingrid, at, resource="plan")
    looked(r.cast.astrid, r.cast.tor, at)
    looked(r.cast.astrid, r.cast.ingrid, at, "received", role=None)

    found = did(r.eva, review_log.opened, r.signal.id)

    assert [one.resource for one in found.entries] == [None, "plan"]
    assert {one.account_id for one in found.entries} == {r.cast.ingrid.id}
    assert (found.open_case, found.acted, found.own) == (False, False, False)
    assert found.staff.name == "Ingrid Moe"
    people.red_case(r.cast, at)
    looked(r.cast.astrid, r.cast.ingrid, at, "plan.drafted")
    found = did(r.eva, review_log.opened, r.signal.id)
    assert (found.open_case, found.acted) == (True, True)


def test_opening_a_signal_is_in_the_log_of_the_person(r: Reviewers):
    did(r.eva, review_log.opened, r.signal.id)

    (entry,) = logged("log.read")
    assert (entry.enrolment_id, entry.account_id) == (r.cast.astrid.id, r.eva.id)
    assert (entry.resource, entry.ground) == ("log", "review")


@pytest.mark.parametrize("who", ["vidar", "mette"])
def test_nobody_else_opens_or_settles_it(r: Reviewers, who: str):
    somebody = getattr(r, who)
    for verb, more in (
        (review_log.opened, {}),
        (review_log.settle, {"finding": "explained", "text": "x"}),
    ):
        with pytest.raises(NotFound):
            did(somebody, verb, r.signal.id, **more)
    assert fresh(r.signal).state == "open"


@pytest.mark.parametrize("finding", ["explained", "followed-up", "unsettled"])
def test_a_signal_is_settled_once_by_name_and_in_the_log(r: Reviewers, finding: str):
    settled(r, r.eva, finding, "Spurte lederen.")

    one = fresh(r.signal)
    assert (one.state, one.state_by_id, one.note) == (finding, r.eva.id, "Spurte lederen.")
    (entry,) = logged("signal.settled")
    assert (entry.detail, entry.account_id) == (finding, r.eva.id)
    with pytest.raises(NotAllowedNow):
        settled(r, r.per)
    assert fresh(r.signal).state_by_id == r.eva.id


@pytest.mark.parametrize(
    ("finding", "text"), [("explained", "  "), ("open", "Ja"), ("", "Ja"), ("fine", "Ja")]
)
def test_a_finding_and_a_note_are_both_needed(r: Reviewers, finding: str, text: str):
    with pytest.raises(MissingText):
        settled(r, r.eva, finding, text)
    assert fresh(r.signal).state == "open"


def test_nobody_reviews_their_own_look(r: Reviewers):
    own = signal(looked(r.cast.astrid, r.eva, now()), now())
    for verb, more in (
        (review_log.opened, {}),
        (review_log.settle, {"finding": "explained", "text": "Meg"}),
    ):
        with pytest.raises(NotYours):
            did(r.eva, verb, own.id, **more)
    with pytest.raises(NotYours):
        did(sure(r.eva), reveal_name.ask, own.id, reason="Fordi")
    did(r.per, review_log.settle, own.id, finding="explained", text="Ok")


@pytest.mark.parametrize("how", ["their own right", "their identity number"])
def test_nobody_reviews_a_look_at_themselves(r: Reviewers, how: str):
    if how == "their own right":
        people.right(r.cast.astrid, Ground.SELF, account=r.eva, given_by=r.cast.ingrid, now=now())
    else:
        for row in (r.eva, r.cast.astrid.patient):
            row.national_id_lookup = b"the same"
            row.save(using=DB)

    with pytest.raises(NotYours):
        did(r.eva, review_log.opened, r.signal.id)
    with pytest.raises(NotYours):
        settled(r, r.eva)


def test_the_database_holds_all_of_it_by_itself(r: Reviewers, database: Any):
    """The functions as anybody might call them, with the application out of the way."""

    def said(who: Any, call: str) -> Any:
        token = people.signed_in(who, now())[0]
        with psycopg.connect(database.app_url) as connection:
            connection.execute("SELECT set_config('heime.token', %s, true)", [token])
            return connection.execute(call.encode(), {"s": r.signal.id}).fetchone()

    settle = "SELECT settle_signal(%(s)s, 'explained', 'x', now())"
    ask = "SELECT ask_name(%(s)s, gen_random_uuid(), 'x', now())"
    assert [said(who, settle) for who in (r.vidar, r.mette, r.cast.ingrid)] == [("no",)] * 3
    assert [said(who, ask) for who in (r.vidar, r.mette, r.cast.ingrid)] == [("no",)] * 3
    assert said(r.vidar, "SELECT * FROM signal_facts(%(s)s)") is None
    assert said(r.eva, settle.replace("explained", "open")) == ("settled",)
    assert said(r.eva, ask) == ("done",)
    assert said(r.eva, ask) == ("waits",)
    assert said(r.eva, "SELECT * FROM revealed_name(%(s)s)") is None
    for statement in ("SELECT 1 FROM signal", "SELECT 1 FROM reveal", "DELETE FROM reveal"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            said(r.eva, statement)


# --- Names --------------------------------------------------------------------------------------


def asked(r: Reviewers, who: Any = None) -> Reveal:
    did(sure(who or r.eva), reveal_name.ask, r.signal.id, reason="Må snakke med personen.")
    return Reveal.objects.using(DB).get(answered_at=None)


def named(r: Reviewers, who: Any) -> Any:
    return did(who, reveal_name.told, fresh(r.signal))


@pytest.mark.parametrize("second", ["per", "mette"])
def test_a_name_takes_two_and_is_told_to_the_one_who_asked(r: Reviewers, second: str):
    one = asked(r)
    assert named(r, r.eva) is None

    did(sure(getattr(r, second)), reveal_name.answer, one.id, agreed=True)

    told = named(r, r.eva)
    assert (told.name, told.birth_date) == ("Astrid Lunde", date(1945, 3, 14))
    assert [named(r, who) for who in (r.per, r.mette, r.vidar)] == [None] * 3


def test_each_step_to_a_name_is_in_the_persons_log(r: Reviewers):
    one = asked(r)
    did(sure(r.mette), reveal_name.answer, one.id, agreed=True)
    named(r, r.eva)
    named(r, r.eva)

    for action, who, times in (
        ("name.asked", r.eva, 1), ("name.confirmed", r.mette, 1), ("name.revealed", r.eva, 2),
    ):  # fmt: skip
        entries = logged(action)
        assert [one.account_id for one in entries] == [who.id] * times, action
        assert {one.enrolment_id for one in entries} == {r.cast.astrid.id}


def test_nobody_says_yes_to_themselves_nor_one_whom_it_is_about(r: Reviewers):
    one = asked(r)
    people.post(r.cast.ingrid, people.Role.MANAGER, municipality=LOM, now=now())

    for who in (r.eva, r.cast.ingrid):
        with pytest.raises(NotYours):
            did(sure(who), reveal_name.answer, one.id, agreed=True)
    with pytest.raises(NotFound):
        did(sure(r.vidar), reveal_name.answer, one.id, agreed=True)
    assert named(r, r.eva) is None


def test_no_is_no_and_is_said_once(r: Reviewers):
    one = asked(r)
    did(sure(r.per), reveal_name.answer, one.id, agreed=False)

    assert named(r, r.eva) is None
    assert logged("name.refused")
    with pytest.raises(NotAllowedNow):
        did(sure(r.mette), reveal_name.answer, one.id, agreed=True)
    assert named(r, r.eva) is None


def test_a_name_is_seen_for_a_week_and_by_a_reviewer(r: Reviewers):
    one = asked(r)
    did(sure(r.per), reveal_name.answer, one.id, agreed=True)
    rows = Reveal.objects.using(DB).filter(id=one.id)
    rows.update(answered_at=now() - timedelta(days=6))
    assert named(r, r.eva)
    rows.update(answered_at=now() - timedelta(days=8))
    assert named(r, r.eva) is None
    rows.update(answered_at=now())
    people.Membership.objects.using(DB).filter(account=r.eva).update(ends_at=now())
    assert named(r, r.eva) is None


def test_both_prove_who_they_are_first(r: Reviewers):
    with pytest.raises(ProveFirst):
        did(r.eva, reveal_name.ask, r.signal.id, reason="Fordi")
    one = asked(r)
    SignIn.objects.using(DB).update(stepped_up_at=None)
    with pytest.raises(ProveFirst):
        did(r.per, reveal_name.answer, one.id, agreed=True)
    assert Reveal.objects.using(DB).get().answered_at is None


def test_a_reason_is_needed_and_one_asks_once(r: Reviewers):
    with pytest.raises(MissingText):
        did(sure(r.eva), reveal_name.ask, r.signal.id, reason=" ")
    asked(r)
    with pytest.raises(NotAllowedNow):
        asked(r)


# --- How the log is -----------------------------------------------------------------------------


@pytest.fixture
def seal(database: Any) -> Any:
    with psycopg.connect(database.worker_url, autocommit=True) as worker:
        yield lambda: worker.execute("SELECT seal_log(1000)")


def how(r: Reviewers, place: int = LOM) -> Any:
    return did(r.eva, review_log.overview, place, [])


def test_the_tail_that_is_not_sealed_is_told_with_its_age(r: Reviewers, seal: Any):
    before = how(r).sealed
    assert (before.sealed_at, before.unsealed) == (None, 1)
    assert before.oldest is not None
    seal()
    after = how(r).sealed
    assert after.sealed_at is not None
    assert (after.unsealed, after.oldest) == (0, None)
    assert [(one.whole, one.entries) for one in after.days] == [(True, 2)]


def test_a_link_that_is_gone_or_changed_breaks_its_day(r: Reviewers, seal: Any):
    for _ in range(3):
        looked(r.cast.astrid, r.cast.ingrid, now())
        seal()
    links = Seal.objects.using(DB).filter(chain=LOM)
    assert links.count() == 3
    links.filter(n=2).update(hash=b"another")
    assert [one.whole for one in how(r).sealed.days] == [False]
    links.filter(n=2).delete()
    assert [one.whole for one in how(r).sealed.days] == [False]


def test_the_month_in_figures_counts_what_was_done_with_ones_own(r: Reviewers):
    looked(r.cast.astrid, r.cast.ingrid, now(), "exported")
    looked(r.cast.gudbrand, r.cast.kari, now(), "exported")
    looked(r.cast.astrid, r.cast.ingrid, now() - timedelta(days=31), "exported")
    looked(r.cast.astrid, r.cast.ingrid, now(), "received")

    counts = how(r).counts

    found = {one.action: one.times for one in counts if one.action != "log.read"}
    assert found == {"person.opened": 1, "exported": 1}


def test_refused_attempts_are_those_of_who_works_for_the_municipality(r: Reviewers):
    from heime.records.audit.models import Entry

    for who in (r.cast.ingrid, r.cast.kari):
        Entry.objects.using(DB).create(at=now(), action="denied", account_id=who.id)

    assert sum(one.times for one in how(r).counts if one.denied) == 1


def test_another_municipalitys_log_is_not_found(r: Reviewers):
    with pytest.raises(NotFound):
        how(r, VANG)


# --- After a breach -----------------------------------------------------------------------------


def breach(place: int = LOM, **more: Any) -> Asked:
    span = {"since": now() - timedelta(days=7), "until": now() + timedelta(days=1)}
    return Asked(place, **(span | more))


def found(r: Reviewers, asked: Asked, who: Any = None) -> dict[Any, dict[str, int]]:
    people_seen = did(who or r.eva, search_breach.affected, asked)
    return {one.enrolment: one.seen for one in people_seen}


def test_everybody_affected_by_user_by_sign_in_by_device_and_by_period(r: Reviewers):
    at = At(r.cast.tor)
    session = SignIn.objects.using(DB).get(account=r.cast.tor)
    looked(r.cast.astrid, r.cast.tor, now(), resource="plan", sign_in_id=session.id)
    looked(r.cast.astrid, r.cast.tor, now(), "person.listed", device="pc-7")
    looked(r.cast.astrid, r.cast.tor, now() - timedelta(days=9))
    looked(r.cast.gudbrand, r.cast.tor, now())
    hers = r.cast.astrid.id

    assert found(r, breach(user="tor")) == {hers: {"plan": 1, "list": 1}}
    assert found(r, breach(device=str(session.id))) == {hers: {"plan": 1}}
    assert found(r, breach(device="pc-7")) == {hers: {"list": 1}}
    assert found(r, breach()) == {hers: {"person": 1, "plan": 1, "list": 1}}
    assert found(r, breach(user="nobody")) == {}
    assert at.token


def test_a_search_is_logged_before_it_reads_and_without_the_name(r: Reviewers):
    found(r, breach(user="ingrid"))
    found(r, breach(user="astrid.lunde"))

    first, second = logged("log.searched")
    assert first.detail == f"affected account {r.cast.ingrid.id}"
    assert second.detail == "affected account unknown"
    assert first.municipality_id == LOM


def test_a_list_is_taken_out_by_one_who_proved_who_they_are(r: Reviewers):
    with pytest.raises(ProveFirst):
        did(r.eva, search_breach.taken_out, breach())
    assert not logged("exported")

    assert len(did(sure(r.eva), search_breach.taken_out, breach())) == 1
    assert logged("exported")[0].detail == "affected 1"


@pytest.mark.parametrize("who", ["vidar", "mette"])
def test_nobody_searches_where_they_do_not_review(r: Reviewers, who: str):
    with pytest.raises(NotFound):
        found(r, breach(), getattr(r, who))


def test_days_are_those_of_the_wall_clock(r: Reviewers):
    """An entry of half past midnight in Lom is of that day, whatever Greenwich says."""
    at = datetime.fromisoformat("2026-11-20T00:30:00+01:00")
    entry = looked(r.cast.astrid, r.cast.ingrid, at)
    one = signal(entry, now(), "ended")
    assert one.day == date(2026, 11, 20)
    assert [e.at for e in did(r.eva, review_log.opened, one.id).entries] == [at]
