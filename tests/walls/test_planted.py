"""Holes that somebody could make by one careless line, each made on purpose, and each noticed.

A wall that no test sees fall is no wall. For every kind of flaw of reliability.md 3.1 there is a
small patch here and the probe that must notice it: the probe finds nothing before, and something
after. What has its own test of the test stands there: the catalogue's rules
(test_catalogue.py), numbers in clear (test_no_identity_number.py), tampered logs (test_audit.py).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings
from django.db.models import Q
from django.middleware.csrf import CsrfViewMiddleware
from django.template import Engine
from django.test import Client
from django.urls import path
from psycopg import errors

from heime.config import urls
from heime.core.errors import NotYours
from heime.core.roles import Role, Scope
from heime.edges import access
from heime.edges.signin import views as signin
from heime.flow import see_people
from heime.flow import sign_in as door
from heime.records.access import reads
from heime.records.measurements import reads as measurements
from heime.records.worklist import reads as worklist
from heime.records.worklist.models import Case
from tests import people
from tests.people import DB, LOM, VANG
from tests.walls import relations, walk
from tests.walls.relations import About, Asker, askers, given_away
from tests.walls.scene import asking


@dataclass
class House:
    """One person, those who may not see her, and everything that a flaw can be planted in."""

    database: Any
    patch: pytest.MonkeyPatch
    cast: Any
    about: About
    now: datetime

    def asker(self, role: Role, relation: str) -> Asker:
        found = askers(self.cast, self.about, self.now, role)
        return next(one for one in found if one.relation == relation)

    def sql(self, *statements: str) -> None:
        with psycopg.connect(self.database.superuser_url) as connection:
            for statement in statements:
                connection.execute(statement)

    def rewritten(self, function: str, old: str, new: str) -> None:
        """A function of the database with one line changed."""
        with psycopg.connect(self.database.superuser_url) as connection:
            row = connection.execute(
                "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = %s", [function]
            ).fetchone()
            assert row is not None
            assert old in row[0], "the flaw no longer fits the function"
            connection.execute(row[0].replace(old, new))


@pytest.fixture
def house(database: Any, monkeypatch: pytest.MonkeyPatch) -> House:
    now = datetime.now(UTC)
    cast = people.everybody(now)
    people.loop_done(now)
    return House(database, monkeypatch, cast, relations.her(cast, now), now)


def browser(token: str = "", **more: Any) -> Client:
    client = Client(headers={"Host": "localhost"}, **more)
    client.cookies["heime"] = token
    client.cookies["heime_language"] = "en"
    return client


# --- Probes: each gives what is wrong, in words -------------------------------------------------


def rows_by_sql(asker: Asker, house: House) -> list[str]:
    """Her rows that the database shows to somebody who has no right to them."""
    found = []
    for table in ("measurement", "case_", "plan_version", "contact"):
        with asking(house.database.app_url, asker.token) as connection:
            rows = connection.execute(
                f"SELECT 1 FROM {table} WHERE enrolment_id = %s", [house.about.astrid.id]
            ).fetchall()
        found += [table] * bool(rows)
    return found


def to_a_stranger(house: House) -> list[str]:
    return rows_by_sql(house.asker(Role.NURSE, "elsewhere"), house)


def to_kin_of_yesterday(house: House) -> list[str]:
    return rows_by_sql(house.asker(Role.KIN, "ended"), house)


def to_the_blocked(house: House) -> list[str]:
    seen = rows_by_sql(house.asker(Role.NURSE, "partly-blocked"), house)
    return [table for table in seen if table == "measurement"]


def to_the_team_next_door(house: House) -> list[str]:
    return rows_by_sql(house.asker(Role.NURSE, "next-door"), house)


def to_the_team_of_before(house: House) -> list[str]:
    """Whom a team still sees that followed her up until two months ago."""
    before = house.asker(Role.NURSE, "followed-up-before")
    with asking(house.database.app_url, before.token) as connection:
        return [str(row["id"]) for row in connection.execute("SELECT id FROM enrolment").fetchall()]


def to_the_locked(house: House) -> list[str]:
    return rows_by_sql(house.asker(Role.NURSE, "locked"), house)


def to_one_without_profession(house: House) -> list[str]:
    return rows_by_sql(house.asker(Role.NURSE, "without-profession"), house)


def to_the_unconfirmed(house: House) -> list[str]:
    """Somebody whom an administrator put into the team, and nobody else has confirmed."""
    who = people.account("new", "Ny Person", "SP", member_of=None, now=house.now)
    made = people.post(who, Role.NURSE, team=house.cast.north, now=house.now)
    type(made).objects.using(DB).filter(pk=made.pk).update(given_by=house.cast.nils)
    token, _ = people.signed_in(who, house.now)
    return rows_by_sql(Asker(Role.NURSE, "unconfirmed", token, frozenset(), False), house)


def on_pages(house: House) -> list[str]:
    """What a stranger is shown of her on the pages."""
    client = browser(house.asker(Role.NURSE, "elsewhere").token)
    found = []
    for address in ("/", "/?del=liste", f"/sak/{house.about.ids['case']}/"):
        found += map(str, given_away(client.get(address).content.decode(), address))
    return found


def rights_taken(house: House) -> list[str]:
    """A right to her that a stranger writes for themselves."""
    return _written(house, house.asker(Role.NURSE, "elsewhere"), "consent", "7 days")


def week_long_emergency(house: House) -> list[str]:
    return _written(house, house.asker(Role.LEGEVAKT, "elsewhere"), "emergency", "7 days")


def _written(house: House, asker: Asker, ground: str, lasts: str) -> list[str]:
    try:
        with asking(house.database.app_url, asker.token) as connection:
            connection.execute(
                "INSERT INTO access_right (id, municipality_id, enrolment_id, ground, account_id,"
                " scopes, starts_at, ends_at, given_by_id, given_at, reason, code, finding)"
                " SELECT gen_random_uuid(), %s, %s, %s, ctx_account(), ARRAY['values'], now(),"
                " now() + %s::interval, ctx_account(), now(), '', '', ''",
                [LOM, house.about.astrid.id, ground, lasts],
            )
    except (errors.InsufficientPrivilege, errors.CheckViolation):
        return []
    return [f"wrote a right by {ground}"]


def rows_across(house: House) -> list[str]:
    """A row of hers that says it belongs to another municipality."""
    try:
        with asking(house.database.superuser_url) as connection:
            connection.execute(
                "INSERT INTO contact (id, municipality_id, enrolment_id, name, relation, phone,"
                " rank) VALUES (gen_random_uuid(), %s, %s, '', '', '', 1)",
                [VANG, house.about.astrid.id],
            )
    except errors.ForeignKeyViolation:
        return []
    return ["pointed across"]


def undeclared_pages(house: House) -> list[str]:
    from django.http import HttpResponse
    from django.test import override_settings

    class Addresses:
        urlpatterns = [*urls.urlpatterns, path("glemt", lambda request: HttpResponse("patients"))]

    with override_settings(ROOT_URLCONF=Addresses):
        answer = browser().get("/glemt")
    return ["opened"] if b"patients" in answer.content else []


def identity_left_behind(house: House) -> list[str]:
    """What the next request on the same connection sees without saying who it is."""
    from django.db import connection

    nurse = house.asker(Role.NURSE, "live")
    try:
        reads.identify(nurse.token)  # outside a transaction: gone with the statement
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM case_")
            (seen,) = cursor.fetchone()
    finally:
        connection.close()
    return ["rows"] if seen else []


def existence(house: House) -> list[str]:
    """How a page for somebody else's case differs from one for a case that never was."""
    client = browser(house.asker(Role.NURSE, "elsewhere").token)
    said = set()
    for id_ in (house.about.ids["case"], uuid4()):
        answer = client.get(f"/sak/{id_}/")
        text = re.sub(r"[A-Za-z0-9]{64}|\d\d[:.]\d\d", "", answer.content.decode())
        said.add((answer.status_code, text.replace(str(id_), "")))
    return [] if len(said) == 1 else ["tells which exist"]


def looks_unlogged(house: House) -> list[str]:
    with asking(house.database.superuser_url) as connection:
        before = connection.execute("SELECT count(*) AS n FROM audit_entry").fetchone()
    browser(house.asker(Role.NURSE, "live").token).get(f"/sak/{house.about.ids['case']}/")
    with asking(house.database.superuser_url) as connection:
        rows = connection.execute(
            "SELECT action FROM audit_entry ORDER BY id OFFSET %s", [before["n"] if before else 0]
        ).fetchall()
    return [] if any(row["action"] == "person.opened" for row in rows) else ["not in the log"]


def forged_posts(house: House) -> list[str]:
    client = browser(house.asker(Role.NURSE, "live").token, enforce_csrf_checks=True)
    answer = client.post(f"/sak/{house.about.ids['case']}/ta")
    return [] if answer.status_code == 403 else ["taken from another site"]


def led_away(house: House) -> list[str]:
    del house
    led = {"user": "ingrid", "password": people.PASSWORD, "til": "https://example.org/"}
    answer = browser().post("/inn/", led)
    assert answer.status_code == 302, answer.content.decode()
    return ["led away"] if "example.org" in answer.headers.get("Location", "") else []


def kept_copies(house: House) -> list[str]:
    answer = browser(house.asker(Role.NURSE, "live").token).get("/")
    return [] if answer.headers.get("Cache-Control") == "no-store" else ["may be cached"]


def tokens_in_clear(house: House) -> list[str]:
    token, _ = door.begin(house.cast.ingrid, how="password", level=2, now=house.now)
    with asking(house.database.superuser_url) as connection:
        rows = connection.execute("SELECT token_hash FROM sign_in").fetchall()
    return ["in clear"] if any(bytes(row["token_hash"]) == token.encode() for row in rows) else []


def scripts_in_names(house: House) -> list[str]:
    house.sql(
        "UPDATE patient SET given = '<script>alert(1)</script>'"
        f" WHERE id = '{house.about.ids['patient']}'"
    )
    text = browser(house.asker(Role.NURSE, "live").token).get("/").content.decode()
    return ["runs"] if "<script>alert(1)" in text else []


def wall_of_the_application(house: House) -> list[str]:
    """The pages with the database's wall down."""
    walk.rows_with_security_off(house.database.superuser_url)
    return on_pages(house)


# --- Flaws -------------------------------------------------------------------------------------


def forget_a_filter(house: House) -> None:
    for module in (worklist, measurements):
        house.patch.setattr(module, "within_reach", lambda actor, scope: Q())


def tell_what_exists(house: House) -> None:
    def seen(actor: Any, case_id: UUID, scope: Scope = Scope.CASES) -> Case | None:
        found = asked(actor, case_id, scope)
        if found is None and Case.objects.using(DB).filter(id=case_id).exists():
            raise NotYours("Not yours.")
        return found

    asked = worklist.case_seen_by
    house.patch.setattr(worklist, "case_seen_by", seen)


def keep_tokens(house: House) -> None:
    for module in (reads, door):
        house.patch.setattr(module, "hashed", lambda token: token.encode())


def leave_headers_out(house: House) -> None:
    kept = [one for one in settings.MIDDLEWARE if one != "heime.edges.web.headers"]
    house.patch.setattr(settings, "MIDDLEWARE", kept)


def statement(text: str) -> Callable[[House], None]:
    return lambda house: house.sql(text)


def line(function: str, old: str, new: str = "true") -> Callable[[House], None]:
    return lambda house: house.rewritten(function, old, new)


def patched(where: Any, name: str, instead: Any) -> Callable[[House], None]:
    return lambda house: house.patch.setattr(where, name, instead)


FLAWS: dict[str, tuple[Callable[[House], None], Callable[[House], list[str]]]] = {
    "a policy that lets everybody read": (
        statement("CREATE POLICY all_of_it ON measurement FOR SELECT TO test_app USING (true)"),
        to_a_stranger,
    ),
    "a table without its wall": (
        statement("ALTER TABLE contact DISABLE ROW LEVEL SECURITY"), to_a_stranger,
    ),
    "a team that sees all of a municipality": (
        line("own_reach", "e.team_id = p.team_id AND ", ""), to_the_team_next_door,
    ),
    "a right that goes on after its end": (
        line("own_reach", "(r.ends_at IS NULL OR r.ends_at > now())"), to_kin_of_yesterday,
    ),
    "a block that nobody asks": (
        statement("DROP POLICY measurement_app_select_blocked ON measurement"), to_the_blocked,
    ),
    "a follow-up that never ends": (
        line("own_reach", "interval '30 days'", "interval '300 days'"), to_the_team_of_before,
    ),
    "a lock that only blanks the page": (
        line("ctx_account", "s.locked_at IS NULL"), to_the_locked,
    ),
    "a clinical role without a profession": (
        line("own_reach", "(NOT rs.clinical OR p.profession <> '')"), to_one_without_profession,
    ),
    "a role that one person alone can give": (
        line("posts_of", "(m.given_by_id IS NULL OR m.confirmed_by_id IS NOT NULL)"),
        to_the_unconfirmed,
    ),
    "a right that one may write oneself": (
        statement("CREATE POLICY own ON access_right FOR INSERT TO test_app WITH CHECK (true)"),
        rights_taken,
    ),
    "an emergency that lasts a week": (
        statement("ALTER TABLE access_right DROP CONSTRAINT access_right_lasts"),
        week_long_emergency,
    ),
    "a row that points across": (
        statement("ALTER TABLE contact DROP CONSTRAINT contact_enrolment"), rows_across,
    ),
    "one forgotten filter": (forget_a_filter, wall_of_the_application),
    "pages that are open unless they say otherwise": (
        patched(access, "may_open", lambda view, actor: True), undeclared_pages,
    ),
    "an identity set for the connection": (
        patched(reads, "_SET", "SELECT set_config('heime.token', %s, false)"),
        identity_left_behind,
    ),
    "a refusal that tells what exists": (tell_what_exists, existence),
    "a look that is not logged": (
        patched(see_people, "opened", lambda *args, **more: None), looks_unlogged,
    ),
    "forms that any site may send": (
        patched(CsrfViewMiddleware, "process_view", lambda *args: None), forged_posts,
    ),
    "a sign-in that leads elsewhere": (
        patched(signin, "safe_address", lambda request, wanted: wanted), led_away,
    ),
    "pages that a cache may keep": (leave_headers_out, kept_copies),
    "tokens kept as they are": (keep_tokens, tokens_in_clear),
    "text that runs": (
        lambda house: house.patch.setattr(Engine.get_default(), "autoescape", False),
        scripts_in_names,
    ),
}  # fmt: skip


@pytest.mark.parametrize("flaw", FLAWS)
def test_a_flaw_is_noticed(house: House, flaw: str):
    plant, probe = FLAWS[flaw]
    plant(house)
    assert probe(house), "planted, and nobody noticed"


@pytest.mark.parametrize("probe", {probe for _, probe in FLAWS.values()}, ids=lambda p: p.__name__)
def test_a_probe_finds_nothing_where_nothing_is_wrong(house: House, probe: Any):
    assert probe(house) == []
