"""Municipalities, teams, organisations and staff come and go while Heime runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

import pytest

from heime.core.errors import NotAllowedNow, NotFound
from heime.core.identifiers import BadIdentifier
from heime.core.roles import Role
from heime.flow import device_code, hire, join_and_leave, privacy_notice
from heime.flow.staff import BadRole, Where
from heime.records.access.models import Mandate, Source
from heime.records.people import identity
from heime.records.people.models import Account, Membership, Municipality, Team, TeamMunicipality
from tests import people
from tests.flow import sending
from tests.looking import look_at
from tests.people import DB, LOM
from tests.walls.scene import asking

TYNSET = 3427
KEY = bytes(range(32))


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def cast(database, now) -> Iterator[object]:
    made = people.everybody(now)
    look_at("default", database.owner_url)
    yield made
    look_at("default", database.app_url)


def test_a_municipality_joins_gets_a_team_and_follows_somebody_up(database, cast, now) -> None:
    join_and_leave.add(TYNSET, name="", region="", language="", now=now, new_key=KEY)
    team = join_and_leave.add_team(
        "Oppfølgingsteamet Nord-Østerdal", [TYNSET], opens=time(8), closes=time(15), now=now
    )

    assert Municipality.objects.get(number=TYNSET).active
    assert identity.unseal(identity.seal("12834800045", TYNSET)) == "12834800045"
    where = Where(team=hire.team_called("Oppfølgingsteamet Nord-Østerdal"))
    nurse = hire.hire(
        "rita", "Rita Moen", Role.NURSE, where, profession="SP", hpr="9144889", now=now
    )
    theirs = Team.objects.using(DB).get(id=team.id)
    who = people.person("Per", "Bakken", now.date(), TYNSET, [], followed_by=theirs, now=now)
    token, _ = people.signed_in(nurse, now)
    with asking(database.app_url, token) as connection:
        seen = connection.execute("SELECT id FROM enrolment").fetchall()
    assert [row["id"] for row in seen] == [who.id]


def test_one_that_nobody_knows_is_described_first(cast, now) -> None:
    with pytest.raises(NotFound):
        join_and_leave.add(4601, name="", region="", language="", now=now, new_key=KEY)
    with pytest.raises(NotAllowedNow):
        join_and_leave.add(LOM, name="", region="", language="", now=now, new_key=KEY)


def test_a_municipality_leaves_and_is_told_what_is_left(database, cast, now) -> None:
    token = sending.client(database.superuser_url, LOM)
    ingrid, _ = people.signed_in(cast.ingrid, now)

    left = join_and_leave.leave(LOM, when=now, now=now)

    assert (left.followed_up, left.teams, left.senders) == (1, [cast.north.name], 1)
    assert not Municipality.objects.get(number=LOM).active
    with asking(database.app_url, ingrid) as connection:
        assert connection.execute("SELECT 1 FROM measurement").fetchall() == []
        assert connection.execute("SELECT 1 FROM enrolment").fetchall() == []
    answer = sending.send(database.ingest_url, sending.reading(token, cast.astrid.id, "93"))
    assert sending.refused(answer).code == "unknown-person"
    with asking(database.superuser_url) as connection:
        rows = connection.execute("SELECT 1 FROM enrolment WHERE municipality_id = 3434").fetchall()
    assert len(rows) == 1, "the record stays"


def test_a_last_day_to_come_changes_nothing_until_then(database, cast, now) -> None:
    when = now + timedelta(days=30)
    source = Source.objects.using(DB).create(name="EPJ", sort="client")
    Mandate.objects.using(DB).create(source=source, municipality_id=LOM, starts_at=now)

    join_and_leave.leave(LOM, when=when, now=now)

    assert Municipality.objects.get(number=LOM).active
    assert TeamMunicipality.objects.get(municipality_id=LOM).ends_at == when
    assert Mandate.objects.get(municipality_id=LOM).ends_at == when
    with pytest.raises(NotAllowedNow):
        join_and_leave.leave(LOM, when=now - timedelta(days=1), now=now)


def test_the_others_that_the_team_serves_go_on(cast, now) -> None:
    join_and_leave.leave(LOM, when=now, now=now)
    others = TeamMunicipality.objects.filter(team=cast.north, ends_at=None)
    assert others.count() == 5


@pytest.mark.parametrize(
    ("role", "profession", "hpr", "why"),
    [
        (Role.NURSE, "", "", "no profession"),
        (Role.NURSE, "SP", "", "a profession that nobody can look up"),
        (Role.DOCTOR, "SP", "9144889", "a nurse is no doctor"),
        (Role.NURSE, "XX", "9144889", "unknown is no profession"),
    ],
)
def test_a_role_with_clinical_acts_asks_for_a_profession(cast, now, role, profession, hpr, why):
    with pytest.raises(BadRole):
        hire.hire("new", "Ny Ansatt", role, Where(team=cast.north.id), profession=profession,
                  hpr=hpr, now=now)  # fmt: skip
    assert not Membership.objects.filter(account__username="new").exists(), why


def test_an_assistant_needs_none_and_a_role_has_its_place(cast, now) -> None:
    hire.hire("lise", "Lise Dal", Role.ASSISTANT, Where(team=cast.north.id), now=now)
    for where in (Where(), Where(municipality=LOM), Where(team=cast.north.id, municipality=LOM)):
        with pytest.raises(BadRole):
            hire.hire("lise", "Lise Dal", Role.ASSISTANT, where, now=now)
    with pytest.raises(NotFound):
        hire.hire("leif", "Leif Dal", Role.ADMINISTRATOR, Where(municipality=9999), now=now)


def test_another_role_for_the_same_account_and_never_another_profession(cast, now) -> None:
    for _ in range(2):
        hire.hire("lise", "Lise Dal", Role.ADMINISTRATOR, Where(municipality=LOM), now=now)
    assert Membership.objects.filter(account__username="lise").count() == 1
    with pytest.raises(NotAllowedNow):
        hire.hire("lise", "Lise Dal", Role.NURSE, Where(team=cast.north.id), profession="SP",
                  hpr="9144897", now=now)  # fmt: skip


def test_an_organisation_has_a_number_that_checks_and_a_department_its_hospital(cast, now) -> None:
    with pytest.raises(BadIdentifier):
        join_and_leave.add_organisation("X", "gp", [LOM], number="999977775", now=now)
    hospital = join_and_leave.add_organisation(
        "Lillevik sykehus", "hospital", [LOM], number="313745392", now=now
    )
    with pytest.raises(NotAllowedNow):
        join_and_leave.add_organisation("Lunge", "department", [LOM], now=now)
    department = join_and_leave.add_organisation(
        "Lunge", "department", [LOM], parent=hospital.id, resh=100, now=now
    )
    assert hire.organisation_called("313745392") == hospital.id
    assert department.parent_id == hospital.id


def test_a_privacy_notice_is_a_draft_until_somebody_stands_for_it(cast, now) -> None:
    before = privacy_notice.shown(LOM, "nn", now=now)
    assert before.draft
    assert before.paragraphs[0].startswith("Lom kommune har ansvaret")

    one = privacy_notice.take_in(LOM, "nn", "Først.\n\nSå.", approved_by="Kari N.", now=now)
    two = privacy_notice.take_in(LOM, "nn", "Ny tekst.", approved_by="Kari N.", now=now)

    after = privacy_notice.shown(LOM, "nn", now=now + timedelta(seconds=1))
    assert (one, two, after.version, after.paragraphs, after.draft) == (
        1, 2, 2, ["Ny tekst."], False,
    )  # fmt: skip
    in_english = privacy_notice.shown(LOM, "en", now=now + timedelta(seconds=1))
    assert (in_english.language, in_english.draft) == ("nn", False), "the municipality's own"
    with pytest.raises(NotFound):
        privacy_notice.shown(9999, "nb", now=now)


def test_the_first_administrator_gets_a_code_from_those_who_run_heime(database, cast, now) -> None:
    where = Where(municipality=LOM)
    first = hire.hire("anne", "Anne Lien", Role.ADMINISTRATOR, where, now=now)

    code = device_code.shown(device_code.first_code(first, now=now))
    again = device_code.first_code(first, now=now)
    look_at("default", database.app_url)  # the web's role, where codes are used

    assert device_code.find(code.lower(), now=now) is None, "only the newest counts"
    found = device_code.find(again, now=now)
    assert found is not None
    assert device_code.owner(found, now=now) == first
    assert not Account.objects.get(username="operations").is_active
