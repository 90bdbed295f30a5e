"""What is read once for several is shown to those alone who would have read the same themselves.

Both walls say by themselves who that is; each is tried with the other taken away.
"""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone

from heime.core.phases import Phase
from heime.core.rights import Ground
from heime.core.roles import READING, Role
from heime.edges.clinic.sources import everything
from heime.flow import read_once
from heime.flow.at_a_glance import at_a_glance
from heime.records.access.models import Block
from heime.records.access.reads import identify, identify_each
from heime.records.access.several import listed_each, wholly_each
from heime.records.access.sight import among
from heime.records.desk.models import Seen
from heime.records.people.models import Enrolment, TeamMunicipality
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


def told(token: str, who: Enrolment) -> tuple[Said | None, Said]:
    """What the holder of a token is told of her change: with others, and alone."""
    now = timezone.now()
    with transaction.atomic():
        (asker,) = identify_each([token])
        (stands,) = told_together([asker], who) if asker else (None,)
        actor = identify(token, about=[who.id])
        if actor is None:
            return None, ([], {})
        near = among([who.id], actor)
        placed, _ = everything(actor, now, near)
        alone = at_a_glance([one.item for one in placed], actor, now=now, near=near)
    shared = None if stands is None else (in_order(stands.placed), dict(stands.told))
    return shared, (in_order(placed), dict(alone))


def told_together(askers, who):
    now = timezone.now()
    return read_once.stands_for_each(
        [who.id], askers, now=now, read=lambda actor, near: everything(actor, now, near)
    )


def in_order(placed) -> list[object]:
    return sorted(placed, key=lambda one: str(one.item.id))


def test_whoever_is_told_with_others_is_told_what_they_would_read_alone(her) -> None:
    astrid, askers = her
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
    assert given(askers, astrid) == TEAM


def test_the_application_alone_lets_nobody_else_be_told_with_others(her, database) -> None:
    astrid, askers = her
    walk.rows_with_security_off(database.superuser_url)
    no_wall_of_the_databases(database)
    assert given(askers, astrid) == TEAM


def test_with_neither_they_are_and_this_is_noticed(her, database, monkeypatch) -> None:
    astrid, askers = her
    walk.rows_with_security_off(database.superuser_url)
    no_wall_of_the_databases(database)
    monkeypatch.setattr(read_once, "is_wholly_in_care", lambda *_, **__: True)
    assert given(askers, astrid) > TEAM


def no_wall_of_the_databases(database) -> None:
    with psycopg.connect(database.superuser_url, autocommit=True) as boss:
        (made,) = boss.execute(OF_THE_DATABASE).fetchone()
        begins = made[: made.index("LANGUAGE")]
        boss.execute(
            f"{begins} LANGUAGE sql STABLE AS $$"
            " SELECT t.n, null::uuid, null::uuid, who, null::smallint, null::timestamptz,"
            "        null::smallint, null::smallint"
            "   FROM unnest(tokens) WITH ORDINALITY AS t(token, n), unnest(people) AS who $$"
        )


OF_THE_DATABASE = "SELECT pg_get_functiondef('each_wholly(text[],uuid[])'::regprocedure)"


def alike(tokens, who) -> list[bool]:
    return [told(token, who)[0] is not None for token in tokens]


def both_say_no(tokens, who, database, monkeypatch) -> bool:
    """Whether nobody is told with others, by what either wall says alone."""
    with monkeypatch.context() as patch:
        patch.setattr(read_once, "is_wholly_in_care", lambda *_, **__: True)
        by_database = alike(tokens, who)
    with psycopg.connect(database.superuser_url, autocommit=True) as boss:
        (kept,) = boss.execute(OF_THE_DATABASE).fetchone()
        no_wall_of_the_databases(database)
        by_application = alike(tokens, who)
        boss.execute(kept)
    return not any(by_database) and not any(by_application)


@pytest.mark.parametrize("phase", [Phase.REFERRED, Phase.ENDED])
def test_only_while_she_is_followed_up(two, database, monkeypatch, phase) -> None:
    astrid, live = two
    assert alike(live, astrid) == [True, True]
    Enrolment.objects.using(DB).filter(id=astrid.id).update(phase=phase)
    assert both_say_no(live, astrid, database, monkeypatch)


def test_not_when_her_follow_up_is_over(two, database, monkeypatch, now) -> None:
    astrid, live = two
    Enrolment.objects.using(DB).filter(id=astrid.id).update(ends_at=now)
    assert both_say_no(live, astrid, database, monkeypatch)


def test_not_when_the_team_no_longer_serves_the_place(two, database, monkeypatch, now) -> None:
    astrid, live = two
    TeamMunicipality.objects.using(DB).filter(municipality_id=LOM).update(ends_at=now)
    assert both_say_no(live, astrid, database, monkeypatch)


def test_not_when_she_refuses_anybody_anything(two, scene, database, monkeypatch, now) -> None:
    astrid, live = two
    assert alike(live, astrid) == [True, True]
    people.block(astrid, account=scene.cast.kari, made_by=scene.cast.nils, now=now)
    assert both_say_no(live, astrid, database, monkeypatch)


def test_a_right_of_ones_own_is_not_care(two, scene, now) -> None:
    astrid, _ = two
    people.right(astrid, Ground.CONSENT, account=scene.cast.kari, scopes=list(READING),
                 given_by=scene.cast.nils, now=now)  # fmt: skip
    token, _ = people.signed_in(scene.cast.kari, now)
    shared, alone = told(token, astrid)
    assert shared is None
    assert alone[0], "she reads for herself"


def test_of_several_one_reads_for_all_who_would_read_the_same(her) -> None:
    astrid, askers = her
    tokens = [one.token for one in askers]
    read = []

    def reading(actor, near):
        read.append(actor)
        return everything(actor, now, near)

    now = timezone.now()
    with transaction.atomic():
        known = [one for one in identify_each(tokens) if one is not None]
        stands = read_once.stands_for_each([astrid.id], known, now=now, read=reading)
    assert len(read) == 1
    assert [one is not None for one in stands] == [
        told(one.token, astrid)[0] is not None for one in known
    ]
    assert 4 <= sum(one is not None for one in stands) < len(stands)


def test_the_database_is_not_told_who_of_several_asks(two) -> None:
    astrid, tokens = two
    with transaction.atomic(), connection.cursor() as cursor:
        askers = identify_each(tokens)
        assert [set(one) for one in wholly_each([astrid.id], askers)] == [{astrid.id}] * 2
        cursor.execute("SELECT ctx_account(), (SELECT count(*) FROM enrolment)")
        assert cursor.fetchone() == (None, 0)


def test_a_token_that_is_none_is_nobody(two) -> None:
    one, other = two[1]
    with transaction.atomic():
        askers = identify_each(["", one, f"{one},{other}", "x" * 43, other])
    assert [asker and asker.token for asker in askers] == [None, one, None, None, other]
    assert one not in repr(askers)


def test_nobody_is_written_down_as_shown_whom_an_asker_does_not_reach_wholly(
    two, scene, database, now
) -> None:
    astrid, (ingrid, _) = two
    kari, _ = people.signed_in(scene.cast.kari, now)
    since = now - timedelta(hours=1)
    with psycopg.connect(database.superuser_url, autocommit=True) as boss:
        boss.execute("DELETE FROM on_screen")
    with transaction.atomic():
        askers = identify_each([kari, ingrid, ingrid])
        assert listed_each([astrid.id], askers, now=now, since=since) == [set(), {astrid.id}, set()]
        assert listed_each([astrid.id], askers, now=now, since=since) == [set(), set(), set()]
        later = now + timedelta(hours=2)
        assert listed_each([astrid.id], askers, now=later, since=later - timedelta(hours=1)) == [
            set(), {astrid.id}, set(),
        ]  # fmt: skip
    with psycopg.connect(database.superuser_url, autocommit=True) as boss:
        (seen,) = boss.execute("SELECT enrolment_id, seen_at FROM on_screen").fetchall()
    assert seen == (astrid.id, later)
