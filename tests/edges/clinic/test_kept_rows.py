"""Rows that are made once: shared by those who are shown the same, and never shown to others."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import RequestFactory

from heime.core.kinds import Kind
from heime.edges.clinic import keeping
from heime.edges.clinic.together import rows_for_each, rows_for_one
from heime.records.access.models import Block
from heime.records.access.reads import identify
from heime.records.people.models import Membership, Patient
from heime.records.worklist.models import Case
from tests import people
from tests.people import DB


@pytest.fixture
def astrid(cast, now) -> Case:
    """Her red case; nothing is kept from before."""
    keeping._KEPT.clear()
    return people.red_case(cast, now)


@pytest.fixture
def rows(signed_in):
    """The list as somebody reads it, made in this process."""

    def read(who, language: str = "en") -> str:
        answer = signed_in(who, language).get("/?del=liste", headers={"HX-Request": "true"})
        assert answer.status_code == 200
        return answer.content.decode().replace("\u00a0", " ")

    return read


def test_a_row_is_made_once_for_two_who_are_shown_the_same(cast, astrid, rows) -> None:
    assert "Astrid Lunde" in rows(cast.ingrid)
    made = len(keeping._KEPT)

    assert "Astrid Lunde" in rows(cast.tor)
    assert len(keeping._KEPT) == made == 1


def test_what_is_one_readers_own_is_not_in_anothers_row(cast, astrid, rows, signed_in) -> None:
    signed_in(cast.ingrid).post(f"/sak/{astrid.id}/ta")

    assert "You have it" in rows(cast.ingrid)
    hers = rows(cast.tor)
    assert "You have it" not in hers
    assert cast.ingrid.name in hers


def test_what_is_new_to_one_reader_is_not_new_to_another(cast, astrid, rows, signed_in) -> None:
    assert ">New<" in rows(cast.ingrid)
    signed_in(cast.ingrid).get(f"/sak/{astrid.id}/")

    assert ">New<" not in rows(cast.ingrid)
    assert ">New<" in rows(cast.tor)


def test_each_language_has_its_own(cast, astrid, rows) -> None:
    assert "Oxygen saturation 86 %" in rows(cast.ingrid)
    assert "Oksygenmetting 86 %" in rows(cast.ingrid, "nn")


def test_whoever_is_shut_out_a_moment_ago_gets_no_row_though_it_is_kept(
    cast, astrid, rows, now
) -> None:
    assert "Astrid" in rows(cast.tor)

    people.block(cast.astrid, made_by=cast.ingrid, now=now, account=cast.tor)

    assert "Astrid" not in rows(cast.tor)
    assert "Astrid" in rows(cast.ingrid)
    Block.objects.using(DB).all().delete()
    assert "Astrid" in rows(cast.tor)


def test_whoever_left_the_team_a_moment_ago_gets_none(cast, astrid, signed_in, now) -> None:
    client = signed_in(cast.tor)
    assert b"Astrid" in client.get("/?del=liste").content

    Membership.objects.using(DB).filter(account=cast.tor).update(ends_at=now)

    assert b"Astrid" not in client.get("/?del=liste").content


def test_whoever_may_not_see_the_plan_is_not_told_its_limit(cast, astrid, rows, now) -> None:
    assert "limit 88" in rows(cast.ingrid)
    people.block(cast.astrid, made_by=cast.ingrid, now=now, account=cast.tor, scopes=["plan"])

    assert "limit 88" not in rows(cast.tor)
    assert "limit 88" in rows(cast.ingrid)


def renamed(cast, case) -> None:
    Patient.objects.using(DB).filter(id=cast.astrid.patient_id).update(family="Berg")


def measured_again(cast, case) -> None:
    at = case.opened_at + timedelta(minutes=1)
    people.measured(cast.astrid, Kind.OXYGEN_SATURATION, "91", at, source=cast.source)


def taken(cast, case) -> None:
    Case.objects.using(DB).filter(id=case.id).update(
        state="taken", taken_by=cast.tor, taken_at=case.opened_at
    )


def past_its_deadline(cast, case) -> None:
    Case.objects.using(DB).filter(id=case.id).update(due_at=case.opened_at)


def looked_at(cast, case) -> None:
    from heime.records.desk.models import Looking

    Looking.objects.using(DB).create(
        account=cast.tor, enrolment=cast.astrid, municipality_id=cast.astrid.municipality_id,
        at=case.opened_at + timedelta(minutes=10),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("happens", "says"),
    [
        (renamed, "Astrid Berg"),
        (measured_again, "91 %"),
        (taken, "Tor"),
        (past_its_deadline, "past the deadline"),
        (looked_at, "is looking"),
    ],
)
def test_a_row_that_changed_is_never_shown_as_it_was(cast, astrid, rows, happens, says) -> None:
    assert says not in rows(cast.ingrid)

    happens(cast, astrid)

    assert says in rows(cast.ingrid)


def test_a_minute_later_it_says_so(cast, astrid, rows, now) -> None:
    from django.utils import translation

    from heime.edges.clinic.keeping import rows as kept_rows
    from heime.edges.clinic.sources import everything
    from heime.flow.at_a_glance import at_a_glance
    from tests.flow.at_work import At

    def said(*, by, now) -> str:
        with translation.override("en"):
            items = [one.item for one in everything(by, now)[0]]
            told = at_a_glance(items, by, now=now)
            return kept_rows(items, told, by, now=now)[astrid.id].since

    assert At(cast.ingrid).do(said, now=now) == "6 min ago"
    assert At(cast.ingrid).do(said, now=now + timedelta(minutes=1)) == "7 min ago"


def test_an_open_page_is_sent_the_rows_of_those_whom_it_reaches(cast, astrid, now) -> None:
    def sent(who) -> str:
        request = RequestFactory().get("/endringer?alle=1")
        request.COOKIES["heime"], _ = people.signed_in(who, now)
        return rows_for_one(request, [cast.astrid.id, cast.gudbrand.id]) or ""

    assert "Astrid Lunde" in sent(cast.ingrid)
    assert "Astrid" not in sent(cast.kari)


def test_naming_whom_it_is_about_only_ever_narrows_what_one_reaches(cast, astrid, now) -> None:
    def reached(who, *people_at_hand) -> set:
        token, _ = people.signed_in(who, now)
        with transaction.atomic(), connection.cursor() as cursor:
            identify(token, about=[one.id for one in people_at_hand] or None)
            cursor.execute("SELECT id FROM enrolment")
            return {id_ for (id_,) in cursor.fetchall()}

    everybody = reached(cast.ingrid)
    assert cast.astrid.id in everybody
    assert reached(cast.ingrid, cast.astrid) == {cast.astrid.id}
    assert reached(cast.ingrid, cast.gudbrand) == set()
    assert reached(cast.kari, cast.astrid) == set()


def test_a_page_whose_sign_in_has_ended_is_sent_nothing(cast, astrid, now) -> None:
    request = RequestFactory().get("/endringer?alle=1")
    request.COOKIES["heime"], sign_in = people.signed_in(cast.ingrid, now)
    sign_in.ended_at = now
    sign_in.save(using=DB)

    assert rows_for_one(request, [cast.astrid.id]) is None
    assert rows_for_each([request], [cast.astrid.id]) == [None]
