"""Every page × every role × every relation: what an answer gives away is what the relation gives.

The pages come from the list of addresses and the roles from core/roles.py, so that neither can be
forgotten. The same with the application's wall down, with the database's, and with both up; and
with neither, to see that a leak would be seen.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from heime.core.roles import ROLES, Role, Scope
from tests import people
from tests.people import LOM
from tests.walls import relations, walk
from tests.walls.alike import alike
from tests.walls.relations import MAY_SEE, PLACES, RELATIONS, About, Asker, askers, given_away
from tests.walls.scene import asking, tables_about_people
from tests.walls.test_one_wall_each import take_scope_away

AT_THE_DOOR = ("live", "elsewhere")
"""The pages of signing in, which know no person, are walked in these relations only."""
FORM: dict[str, str] = {
    "over": "1", "outcome": "advice", "note": "Ringte.", "language": "nn", "til": "/",
    "reason": "Fordi", "code": "other", "text": "Fordi", "q": "Skarv", "scopes": "values",
}  # fmt: skip


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def about(database: Any, now: datetime) -> tuple[Any, About]:
    cast = people.everybody(now)
    people.loop_done(now)
    return cast, relations.her(cast, now)


def put_up(wall: str, database: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    if wall in ("database", "neither"):
        take_scope_away(monkeypatch)
    if wall in ("application", "neither"):
        walk.rows_with_security_off(database.superuser_url)


def addresses(about: About, relation: str) -> Iterator[tuple[str, str]]:
    """Every (method, page), with each of her ids in each place for one."""
    for name, address in walk.pages().items():
        if name in walk.ELSEWHERE:
            continue
        if address.startswith("/inn/") and "{id}" not in address and relation not in AT_THE_DOOR:
            continue
        for query in walk.ASKED.get(name, [""]):
            whole = address + query
            ids = fitting(address, about) if "{id}" in whole else [about.ids["enrolment"]]
            for id_ in ids:
                for method in walk.methods().get(address, walk.BOTH):
                    yield method, whole.replace("{id}", str(id_))


FITTING = {
    "/meldinger/person/": ("enrolment",), "/meldinger/maler/": ("enrolment",),
    "/meldinger/": ("thread",), "/hjem/meldinger/ny/": ("enrolment",),
    "/hjem/meldinger/": ("thread",), "/hjem/hjelp/": ("enrolment",), "/vedlegg/": ("file",),
    "/hjem/api/": ("enrolment",),
    "/sak/": ("case", "closed"), "/person/": ("enrolment",), "/tilgang/": ("right",),
    "/sperre/": ("block",), "/oppgave/": ("task",), "/logg/tegn/": ("signal",),
    "/logg/navn/": ("reveal",),
    "/plan/": ("plan", "draft", "proposed"),
}  # fmt: skip
"""What an address asks about, by its beginning."""


def fitting(address: str, about: About) -> list[UUID]:
    """The ids that an address may ask about."""
    fits = next((f for start, f in FITTING.items() if address.startswith(start)), ())
    known = about.ids | about.of_log
    return [known[name] for name in fits or ("enrolment", "case")]


def asked_everything(asker: Asker, about: About) -> Iterator[tuple[str, int, str]]:
    """(what was asked, status, the answer) for everything that there is to ask.

    A page that is not open to a role refuses it before it looks at anybody: that is shown with the
    relation that gives most, and those that give less ask for the pages that are open.
    """
    client = Client(headers={"Host": "localhost"})
    client.cookies["heime_language"] = "nb"
    for method, address in addresses(about, asker.relation):
        client.cookies["heime"] = asker.token
        is_open = walk.is_open_to(asker.role, address)
        if not is_open and asker.relation != "live":
            continue
        if method == "get":
            answer = client.get(address)
        else:
            answer = client.post(address, FORM, headers={"HX-Request": "true"})
        assert is_open or answer.status_code >= 300, f"{asker}: {method} {address} is open"
        yield f"{method} {address}", answer.status_code, walk._text(answer)


def leaked(asker: Asker, about: About) -> tuple[list[str], set[Scope]]:
    """What was given away beyond the relation, and everything that was given."""
    found: list[str] = []
    given: set[Scope] = set()
    for asked, status, text in asked_everything(asker, about):
        assert status < 500, f"{asker}: {asked}\n{text[:3000]}"
        told = given_away(text, asked)
        given |= told
        found += [f"{asker}: {asked}: {scope}" for scope in told - asker.may_see]
        if Scope.CONTACT not in asker.may_see:
            news = [str(i) for i in about.ids.values() if str(i) in text and str(i) not in asked]
            found += [f"{asker}: {asked}: id {id_}" for id_ in news]
    return found, given


def kept_about(her: About, tables: list[str], database: Any) -> dict[str, list[str]]:
    """Every row with one of her ids in it, by table. The log grows, whoever asks."""
    each = " UNION ALL ".join(
        f"SELECT '{table}' AS stands_in, t::text AS row FROM {table} t"
        f" WHERE municipality_id = {LOM}"
        for table in tables
    )
    ids = "|".join(str(id_) for id_ in her.ids.values())
    found: dict[str, list[str]] = {table: [] for table in tables}
    with asking(database.superuser_url) as connection:
        query = f"SELECT * FROM ({each}) AS every WHERE row ~ %s ORDER BY row"
        for line in connection.execute(query.encode(), [ids]).fetchall():
            found[line["stands_in"]].append(line["row"])
    assert any(found.values())
    return found


def test_every_role_stands_in_the_matrix():
    assert set(PLACES) == set(MAY_SEE) == set(Role) == set(ROLES)


def test_every_page_is_walked():
    assert walk.unasked() == set(), "say in tests/walls/walk.py how the page is asked for"


LATER = {(Role.DOCTOR, "application"), (Role.THERAPIST, "database")}
"""Of the two who have a nurse's reach the second wall, which is a nurse's own."""


def walks() -> Iterator[Any]:
    """(role, wall, whom of the role). Which wall stands alone; and in the long tests: both, since
    what each holds by itself, both hold; and those who are taken for somebody whom the short tests
    walk (alike.py)."""
    for role in Role:
        for wall in ("database", "application"):
            later = [pytest.mark.long] if (role, wall) in LATER else []
            yield pytest.param(role, wall, "own", marks=later)
            if any(alike(role, relation) is not role for relation in RELATIONS):
                yield pytest.param(role, wall, "alike", marks=pytest.mark.long)
        yield pytest.param(role, "both", "all", marks=pytest.mark.long)


def whose(role: Role, everybody: list[Asker], part: str) -> list[Asker]:
    """All of them, those who are like nobody else, or those who are."""
    own = {one for one in everybody if alike(role, one.relation) is role}
    found = {"all": everybody, "own": own, "alike": set(everybody) - own}[part]
    assert found
    return [one for one in everybody if one in found]


SHOWN = dict.fromkeys((Role.NURSE, Role.DOCTOR, Role.THERAPIST, Role.LEAD), relations.ALL)
"""What a live relation is shown somewhere: a matrix in which nobody sees anything would prove
nothing."""


@pytest.mark.parametrize(("role", "wall", "part"), list(walks()))
@pytest.mark.usefixtures("cheap_passwords")
def test_a_relation_gives_what_it_gives_and_no_more(
    about: Any, database: Any, monkeypatch: pytest.MonkeyPatch, now: datetime, role: Role,
    wall: str, part: str,
):  # fmt: skip
    cast, her = about
    everybody = whose(role, list(askers(cast, her, now, role)), part)
    put_up(wall, database, monkeypatch)
    tables = [t for t in tables_about_people(database.superuser_url) if t != "audit_entry"]
    found: list[str] = []
    before = kept_about(her, tables, database)
    for asker in everybody:
        if asker.may_see:
            continue
        found += leaked(asker, her)[0]
        after = kept_about(her, tables, database)
        found += [f"{asker} changed {t}" for t, rows in after.items() if rows != before[t]]
        before = after
    for asker in everybody:
        if asker.may_see:
            beyond, given = leaked(asker, her)
            found += beyond
            if asker.relation == "live" and role in SHOWN:
                assert given == SHOWN[role]
    assert found == []


@pytest.mark.usefixtures("cheap_passwords")
def test_without_walls_it_leaks_and_this_is_noticed(
    about: Any, database: Any, monkeypatch: pytest.MonkeyPatch, now: datetime
):
    cast, her = about
    nurse = next(a for a in askers(cast, her, now, Role.NURSE) if a.relation == "elsewhere")
    put_up("neither", database, monkeypatch)
    assert any(re.search("contact|values", line) for line in leaked(nurse, her)[0])
