"""What is read once for several is shown to those alone who would have read the same themselves.

Both walls say by themselves who that is; each is tried with the other taken away.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

import psycopg
import pytest
from django.db import transaction
from django.utils import timezone

from heime.core.phases import Phase
from heime.core.rights import Ground
from heime.core.roles import READING, Role
from heime.edges.clinic.sources import everything
from heime.flow import read_once
from heime.flow.at_a_glance import at_a_glance
from heime.records.access.models import Block
from heime.records.access.reads import identify
from heime.records.access.sight import among
from heime.records.desk.models import Seen
from heime.records.people.models import Enrolment, Patient, TeamMunicipality
from heime.records.worklist.models import Case, CaseEvent
from tests import people
from tests.people import DB, LOM
from tests.walls import relations, walk

IN_CARE = (Role.NURSE, Role.DOCTOR, Role.THERAPIST, Role.LEAD)
Said = tuple[list[object], dict[object, object]]


@pytest.fixture
def now():
    return datetime.now(UTC)


@pytest.fixture
def her(database, scene, now):
    """Astrid with something in every table, whom nobody is refused; and all who could ask."""
    Block.objects.using(DB).all().delete()
    about = relations.About(scene.astrid, {}, {})
    made = [one for role in Role for one in relations.askers(scene.cast, about, now, role)
            if one.relation not in ("blocked", "partly-blocked")]  # fmt: skip
    Block.objects.using(DB).all().delete()
    return scene.astrid, made


@pytest.fixture
def two(database, scene, now):
    """Astrid the same, and the tokens of two of her nurses."""
    Block.objects.using(DB).all().delete()
    tor, _ = people.signed_in(scene.cast.tor, now)
    return scene.astrid, (scene.ingrid, tor)


@pytest.fixture(autouse=True)
def nothing_heard_before() -> Iterator[None]:
    read_once.missed()
    yield
    read_once.missed()


def told(token: str, who: Enrolment) -> tuple[Said | None, Said]:
    """What the holder of a token is told of her change: with others, and alone."""
    now = timezone.now()
    with transaction.atomic():
        actor = identify(token, about=[who.id])
        if actor is None:
            return None, ([], {})
        stands = read_once.stands([who.id], actor, now=now, read=partial(everything, actor, now))
        near = among([who.id], actor)
        placed, _ = everything(actor, now, near)
        alone = at_a_glance([one.item for one in placed], actor, now=now, near=near)
    shared = None if stands is None else (in_order(stands.placed), dict(stands.told))
    return shared, (in_order(placed), dict(alone))


def in_order(placed) -> list[object]:
    return sorted(placed, key=lambda one: str(one.item.id))


def test_whoever_is_told_with_others_is_told_what_they_would_read_alone(her) -> None:
    astrid, askers = her
    read_once.happened(astrid.id)
    with_others = {}
    for one in askers:
        shared, alone = told(one.token, astrid)
        if shared is not None:
            assert shared == alone, str(one)
            with_others[str(one)] = len(shared[0])
    assert {f"{role} live" for role in IN_CARE} <= with_others.keys()
    assert all(name.endswith(" live") for name in with_others), with_others
    assert set(with_others.values()) == {max(with_others.values())}
    assert min(with_others.values()) >= 6, "there is something of many rooms"


def test_what_is_a_readers_own_stays_their_own(two, scene, now) -> None:
    astrid, (_, tor) = two
    Seen.objects.using(DB).filter(account=scene.cast.ingrid).update(at=now - timedelta(minutes=5))
    case = Case.objects.using(DB).get(enrolment=astrid)
    for by in (scene.cast.ingrid, scene.cast.tor):
        CaseEvent.objects.using(DB).create(
            municipality_id=LOM, enrolment=astrid, case=case, at=now, what="worsened", by=by
        )
    read_once.happened(astrid.id)
    own = {}
    for token in (scene.ingrid, tor):
        shared, alone = told(token, astrid)
        assert shared == alone
        own[token] = shared[1][case.id][1]
    assert (own[scene.ingrid].since, own[scene.ingrid].lookers) == ("worsened", "")
    assert (own[tor].seen_at, own[tor].lookers) == (None, scene.cast.ingrid.name)


def given(askers, who) -> set[str]:
    return {str(one) for one in askers if told(one.token, who)[0] is not None}


TEAM = {f"{role} live" for role in IN_CARE}


def test_the_database_alone_lets_nobody_else_be_told_with_others(her, monkeypatch) -> None:
    astrid, askers = her
    monkeypatch.setattr(read_once, "is_wholly_in_care", lambda *_, **__: True)
    read_once.happened(astrid.id)
    assert given(askers, astrid) == TEAM


def test_the_application_alone_lets_nobody_else_be_told_with_others(her, database) -> None:
    astrid, askers = her
    walk.rows_with_security_off(database.superuser_url)
    no_wall_of_the_databases(database)
    read_once.happened(astrid.id)
    assert given(askers, astrid) == TEAM


def test_with_neither_they_are_and_this_is_noticed(her, database, monkeypatch) -> None:
    astrid, askers = her
    walk.rows_with_security_off(database.superuser_url)
    no_wall_of_the_databases(database)
    monkeypatch.setattr(read_once, "is_wholly_in_care", lambda *_, **__: True)
    read_once.happened(astrid.id)
    assert given(askers, astrid) > TEAM


def no_wall_of_the_databases(database) -> None:
    with psycopg.connect(database.superuser_url, autocommit=True) as boss:
        boss.execute(
            "CREATE OR REPLACE FUNCTION ctx_wholly() RETURNS uuid[] LANGUAGE sql STABLE AS $$"
            " SELECT string_to_array(current_setting('heime.about'), ',')::uuid[] $$"
        )


def alike(tokens, who) -> list[bool]:
    return [told(token, who)[0] is not None for token in tokens]


def both_say_no(tokens, who, database, monkeypatch) -> bool:
    """Whether nobody is told with others, by what either wall says alone."""
    with monkeypatch.context() as patch:
        patch.setattr(read_once, "is_wholly_in_care", lambda *_, **__: True)
        by_database = alike(tokens, who)
    with psycopg.connect(database.superuser_url, autocommit=True) as boss:
        kept = boss.execute("SELECT pg_get_functiondef('ctx_wholly()'::regprocedure)").fetchone()[0]
        no_wall_of_the_databases(database)
        by_application = alike(tokens, who)
        boss.execute(kept)
    return not any(by_database) and not any(by_application)


@pytest.mark.parametrize("phase", [Phase.REFERRED, Phase.ENDED])
def test_only_while_she_is_followed_up(two, database, monkeypatch, phase) -> None:
    astrid, live = two
    read_once.happened(astrid.id)
    assert alike(live, astrid) == [True, True]
    Enrolment.objects.using(DB).filter(id=astrid.id).update(phase=phase)
    assert both_say_no(live, astrid, database, monkeypatch)


def test_not_when_her_follow_up_is_over(two, database, monkeypatch, now) -> None:
    astrid, live = two
    read_once.happened(astrid.id)
    Enrolment.objects.using(DB).filter(id=astrid.id).update(ends_at=now)
    assert both_say_no(live, astrid, database, monkeypatch)


def test_not_when_the_team_no_longer_serves_the_place(two, database, monkeypatch, now) -> None:
    astrid, live = two
    read_once.happened(astrid.id)
    TeamMunicipality.objects.using(DB).filter(municipality_id=LOM).update(ends_at=now)
    assert both_say_no(live, astrid, database, monkeypatch)


def test_not_when_she_refuses_anybody_anything(two, scene, database, monkeypatch, now) -> None:
    astrid, live = two
    read_once.happened(astrid.id)
    assert alike(live, astrid) == [True, True]
    people.block(astrid, account=scene.cast.kari, made_by=scene.cast.nils, now=now)
    assert both_say_no(live, astrid, database, monkeypatch)


def test_a_right_of_ones_own_is_not_care(two, scene, now) -> None:
    astrid, _ = two
    people.right(astrid, Ground.CONSENT, account=scene.cast.kari, scopes=list(READING),
                 given_by=scene.cast.nils, now=now)  # fmt: skip
    token, _ = people.signed_in(scene.cast.kari, now)
    read_once.happened(astrid.id)
    shared, alone = told(token, astrid)
    assert shared is None
    assert alone[0], "she reads for herself"


def test_what_was_read_counts_until_the_next_change_is_heard_of(two, monkeypatch) -> None:
    astrid, (one, other) = two
    monkeypatch.setattr(read_once, "COUNTS_FOR", 60.0)
    read_once.happened(astrid.id)
    assert names(told(one, astrid)[0]) == {"Astrid"}
    Patient.objects.using(DB).filter(id=astrid.patient_id).update(given="Berit")

    assert names(told(other, astrid)[0]) == {"Astrid"}, "read once"
    read_once.happened(astrid.id)
    assert names(told(other, astrid)[0]) == {"Berit"}
    read_once.missed()
    assert told(other, astrid)[0] is None


def test_what_was_read_counts_for_a_moment_only(two, monkeypatch) -> None:
    astrid, (one, other) = two
    monkeypatch.setattr(read_once, "COUNTS_FOR", 0.0)
    read_once.happened(astrid.id)
    told(one, astrid)
    Patient.objects.using(DB).filter(id=astrid.patient_id).update(given="Berit")

    assert names(told(other, astrid)[0]) == {"Berit"}


def names(said: Said | None) -> set[str]:
    assert said is not None
    return {shown.given for shown, _ in said[1].values()}


def test_a_change_that_nobody_heard_of_is_read_by_each(two) -> None:
    astrid, tokens = two
    assert alike(tokens, astrid) == [False, False]


def test_no_more_changes_are_remembered_than_there_is_room_for(two, monkeypatch) -> None:
    astrid, tokens = two
    monkeypatch.setattr(read_once, "MOST", 3)
    for _ in range(10):
        read_once.happened(people.uuid7.uuid7())
    read_once.happened(astrid.id)
    assert len(read_once._CHANGES) <= 3
    assert alike(tokens, astrid) == [True, True]
