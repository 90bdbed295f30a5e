"""What one person's page works out of its reader is what every list asks of the database.

The rule stands twice in the application: written into each question about everybody (reach.py), and
worked out for the one person of a page (core/sight.py). Here both are asked of everybody who could
be in a relation to Astrid, in every phase of her follow-up, with the database's own wall off, so
that neither is helped by it.
"""

import ast
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import transaction

from heime.core.phases import Phase
from heime.core.rights import Ground
from heime.core.roles import Role, Scope
from heime.records.access.reach import enrolments_within
from heime.records.access.reads import identify
from heime.records.access.sight import among, seen_by
from heime.records.people.models import Enrolment, TeamMunicipality
from tests import people
from tests.people import DB, LOM
from tests.walls import relations

FOLLOWED = [
    *((phase, None) for phase in Phase),
    (Phase.ACTIVE, timedelta(days=-1)),
    (Phase.ENDED, timedelta(days=-1)),
    (Phase.ENDED, timedelta(days=-31)),
    (Phase.ACTIVE, timedelta(days=30)),
]
"""Phase and end of her follow-up, the end from now."""


@pytest.fixture
def now():
    """When the test begins: who signed in when this file was read is signed out by then."""
    return datetime.now(UTC)


@pytest.fixture(name="about")
def astrid(database, now):
    with psycopg.connect(database.superuser_url, autocommit=True) as boss:
        for table in ("enrolment", "patient", "access_right", "access_block", "sign_in"):
            boss.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    cast = people.everybody(now)
    return cast, relations.her(cast, now)


def asked(token: str, about: relations.About) -> set[Scope]:
    """What of her the holder of a token reaches, as both say it."""
    with transaction.atomic():
        actor = identify(token)
        if actor is None:
            return set()
        id_ = about.astrid.id
        found = seen_by(actor, id_)
        worked_out = set(found[1].scopes) if found else set()
        listed = {
            scope for scope in Scope if enrolments_within(actor, scope).filter(id=id_).exists()
        }
        near = {scope for scope, ids in among([id_], actor).items() if ids}
    assert worked_out == listed == near
    return worked_out


def test_both_say_the_same_of_everybody(about, now):
    cast, her = about
    for role in Role:
        given = {str(one): asked(one.token, her) for one in relations.askers(cast, her, now, role)}
        assert bool(given[f"{role} live"]) == bool(relations.MAY_SEE[role]), role


def test_both_say_the_same_in_every_phase(about, now):
    cast, her = about
    roles = (Role.NURSE, Role.LEAD, Role.ASSISTANT, Role.GP, Role.LEGEVAKT, Role.PATIENT, Role.KIN)
    tokens = [
        one.token
        for role in roles
        for one in relations.askers(cast, her, now, role)
        if one.relation in ("live", "partly-blocked")
    ]
    seen = set()
    for phase, end in FOLLOWED:
        Enrolment.objects.using(DB).filter(id=her.astrid.id).update(
            phase=phase, ends_at=now + end if end else None
        )
        seen.add(tuple(frozenset(asked(token, her)) for token in tokens))
    assert len(seen) > 3, "phases differ in what they give"


def test_both_refuse_what_is_refused_to_everybody_who_gives_no_care(about, now):
    cast, her = about
    tokens = {
        role: next(relations.askers(cast, her, now, role)).token
        for role in (Role.NURSE, Role.GP, Role.LEGEVAKT, Role.PATIENT, Role.KIN)
    }
    people.block(her.astrid, made_by=cast.nils, now=now)
    given = {role: asked(token, her) for role, token in tokens.items()}
    assert not given[Role.GP]
    assert not given[Role.KIN]
    assert given[Role.NURSE], "her own team gives care"
    assert given[Role.LEGEVAKT], "an emergency access goes before it"
    assert given[Role.PATIENT], "nobody is refused their own record"


def test_both_want_the_second_clinician(about, now):
    cast, her = about
    kin = people.account("marit", "", "", member_of=None, now=now)
    right = people.right(her.astrid, Ground.GUARDIAN, account=kin, given_by=cast.nils, now=now)
    token, _ = people.signed_in(kin, now)
    type(right).objects.using(DB).filter(id=right.id).update(second_by=None)
    assert not asked(token, her)
    type(right).objects.using(DB).filter(id=right.id).update(second_by=cast.tor)
    assert asked(token, her)


def test_a_team_that_no_longer_serves_the_place_sees_nobody_there(about, now):
    cast, her = about
    token = next(relations.askers(cast, her, now, Role.NURSE)).token
    assert asked(token, her)
    serving = TeamMunicipality.objects.using(DB).filter(municipality_id=LOM)
    serving.update(ends_at=now - timedelta(minutes=1))
    assert not asked(token, her)


def test_nothing_else_says_what_somebody_reaches():
    """A Sight opens rows without asking again: it is made where it was asked, and nowhere else."""
    source = Path(__file__).parents[2] / "src" / "heime"
    makers = {
        str(path.relative_to(source))
        for path in source.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) == "Sight"
    }
    assert makers == {"records/access/sight.py"}
