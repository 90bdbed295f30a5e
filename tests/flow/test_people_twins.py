"""The same person twice: found for somebody to decide, linked, and parted again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from heime.core.duplicates import Why
from heime.core.errors import MissingText, NotAllowedNow, NotFound
from heime.core.identifiers import Kind
from heime.core.roles import Scope
from heime.flow import duplicates, number
from heime.records.access.reach import histories_of
from heime.records.audit.models import Entry
from heime.records.people.changes import PatientLink
from heime.records.people.models import Enrolment, Patient
from tests import people
from tests.flow.at_work import At
from tests.people import DB, LOM, VAGA
from tests.walls.scene import asking

BORN = date(1945, 3, 14)
FNR = "12834800045"


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def cast(database, now):
    return people.everybody(now)


@pytest.fixture
def twin(cast, now):
    """Registered at the hospital before anybody knew who she was."""
    return people.person("Astri", "Lunde", BORN, LOM, [], followed_by=cast.north, now=now)


@pytest.fixture
def ingrid(cast):
    return At(cast.ingrid)


def do(who: At, verb: Any, *args: Any, **more: Any) -> Any:
    return who.do(verb, *args, now=datetime.now(UTC), **more)


def found(who: At) -> list[tuple[set[str], Why]]:
    return [
        ({pair.one.patient.given, pair.other.patient.given}, pair.why)
        for pair in do(who, duplicates.found)
    ]


def test_two_records_of_one_birth_date_and_nearly_one_name_are_shown(cast, twin, ingrid) -> None:
    assert found(ingrid) == [({"Astrid", "Astri"}, Why.NAME_AND_BIRTH)]
    listed = Entry.objects.using(DB).filter(action="person.listed")
    assert {entry.enrolment_id for entry in listed} == {cast.astrid.id, twin.id}


def test_a_help_number_beside_a_birth_number_is_shown_though_the_birth_date_is_unknown(
    cast, ingrid, now
) -> None:
    unknown = people.person("Astrid", "Lunde", None, LOM, [], followed_by=cast.north, now=now)  # type: ignore[arg-type]
    do(ingrid, number.add, unknown.id, Kind.HNR, "H1", assigner="Lillevik", synthetic=True)
    do(ingrid, number.replace, cast.astrid.id, FNR, synthetic=True)

    assert found(ingrid) == [({"Astrid"}, Why.HELP_NUMBER)]


def test_a_hospitals_number_on_two_records_is_shown_first(cast, twin, ingrid, now) -> None:
    people.person("Olga", "Vik", date(1930, 1, 1), LOM, [], followed_by=cast.north, now=now)
    other = people.person("Ola", "X", date(1931, 1, 1), LOM, [], followed_by=cast.north, now=now)
    for who in (cast.astrid, other):
        do(ingrid, number.add, who.id, Kind.HNR, "H1", assigner="Lillevik", synthetic=True)

    assert [why for _, why in found(ingrid)] == [Why.NUMBER, Why.HELP_NUMBER]


def test_another_municipalitys_namesake_is_not_a_twin(cast, ingrid, now) -> None:
    people.person("Astrid", "Lunde", BORN, VAGA, [], followed_by=cast.north, now=now)

    assert found(ingrid) == []


def test_kari_is_shown_nothing(cast, twin) -> None:
    assert found(At(cast.kari)) == []


def test_linking_moves_no_row_shows_both_histories_and_is_undone(
    database, cast, twin, ingrid, now
) -> None:
    people.red_case(cast, now)
    rows = Patient.objects.using(DB).count(), Enrolment.objects.using(DB).count()

    def histories() -> set[Any]:
        return set(do(ingrid, lambda *, by, now: histories_of(by, cast.astrid.id, Scope.VALUES)))

    do(ingrid, duplicates.link, cast.astrid.id, twin.id, "Hun sa det selv; samme legitimasjon.")

    assert (Patient.objects.using(DB).count(), Enrolment.objects.using(DB).count()) == rows
    assert histories() == {cast.astrid.id, twin.id}
    assert found(ingrid) == [], "what is decided is not asked about again"
    with pytest.raises(NotAllowedNow):
        do(ingrid, duplicates.link, twin.id, cast.astrid.id, "Igjen.")

    do(ingrid, duplicates.part, twin.id, cast.astrid.id)

    assert histories() == {cast.astrid.id}
    link = PatientLink.objects.using(DB).get()
    assert (link.linked_by_id, link.ended_by_id) == (cast.ingrid.id, cast.ingrid.id)
    do(ingrid, duplicates.link, twin.id, cast.astrid.id, "Likevel samme person.")


def test_the_database_lets_who_reaches_the_one_read_the_other_and_no_further(
    database, cast, twin, ingrid, now
) -> None:
    """Somebody who has a right to one of the two reads the other by the link, and loses it."""
    from heime.core.rights import Ground
    from heime.core.roles import Role
    from heime.records.people.models import Organisation

    office = people.organisation("Breelvi legekontor", Organisation.Sort.GP, LOM)
    gp = people.account("gp", "Liv Dahl", "LE", member_of=None, now=now)
    people.post(gp, Role.GP, organisation=office, now=now)
    people.right(cast.astrid, Ground.GP, organisation=office, given_by=cast.ingrid, now=now)
    people.measured(twin, people.Kind.HEART_RATE, "70", now, source=cast.source)
    token, _ = people.signed_in(gp, now)

    def sees() -> int:
        with asking(database.app_url, token) as connection:
            return len(connection.execute("SELECT 1 FROM measurement").fetchall())

    assert sees() == 0
    do(ingrid, duplicates.link, cast.astrid.id, twin.id, "Samme person.")
    assert sees() == 1
    do(ingrid, duplicates.part, cast.astrid.id, twin.id)
    assert sees() == 0


def test_a_link_needs_a_reason_and_two_records_of_ones_own_people(cast, twin, ingrid) -> None:
    with pytest.raises(MissingText):
        do(ingrid, duplicates.link, cast.astrid.id, twin.id, "")
    with pytest.raises(NotAllowedNow):
        do(ingrid, duplicates.link, cast.astrid.id, cast.astrid.id, "Seg selv.")
    with pytest.raises(NotFound):
        do(ingrid, duplicates.link, cast.astrid.id, cast.gudbrand.id, "Ikke mine.")
