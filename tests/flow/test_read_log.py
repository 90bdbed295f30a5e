"""A person's log in plain words: for them and for who answers for the team, and never unlogged."""

from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from django.db import connection, connections, transaction

from heime.core.errors import NotFound
from heime.flow import read_log, see_people
from heime.records.access.reads import identify
from heime.records.audit.asking import Asking, asking
from heime.records.audit.models import Entry
from tests import people


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def cast(database: Any, now: datetime) -> Any:
    return people.everybody(now)


@pytest.fixture
def lead(cast, now):
    """Nina leads Ingrid's team, and so may read the log of those it follows up."""
    nina = people.account("nina", "Nina Lie", "SP", member_of=None, now=now)
    from heime.records.people.models import Membership

    Membership.objects.using(people.DB).create(
        account=nina, team=cast.north, role="lead", starts_at=now
    )
    return people.signed_in(nina, now)[0]


def as_(token: str) -> Any:
    actor = identify(token)
    assert actor is not None
    return actor


def told(token: str, cast, now, language: str = "nb") -> list[str]:
    with transaction.atomic():
        lines = read_log.log_of(cast.astrid.id, by=as_(token), now=now, language=language)
    return [line.sentence for line in lines]


def test_who_looked_is_told_in_plain_words(cast, lead, now):
    ingrid, _ = people.signed_in(cast.ingrid, now)
    request = Asking(cast.north.id, role="nurse", organisation_id=cast.north.id, ground="care")
    with transaction.atomic(), asking(request):
        see_people.opened(cast.astrid.id, cast.astrid.municipality_id, by=as_(ingrid), now=now)

    assert told(lead, cast, now)[-1] == (
        "Ingrid Moe, sykepleier i Oppfølgingsteamet Nord-Gudbrandsdal, så siden om deg"
        " fordi teamet følger deg opp."
    )


def test_what_is_known_of_the_request_stands_in_its_entries(cast, now):
    ingrid, _ = people.signed_in(cast.ingrid, now)
    request = Asking(cast.north.id, "TREAT", "nurse", cast.north.id, "care", "pc")
    with transaction.atomic(), asking(request):
        see_people.opened(cast.astrid.id, cast.astrid.municipality_id, by=as_(ingrid), now=now)

    entry = Entry.objects.using(people.DB).get()
    assert (entry.request_id, entry.purpose, entry.role) == (cast.north.id, "TREAT", "nurse")
    assert (entry.ground, entry.device, entry.denied) == ("care", "pc", None)


def test_reading_the_log_is_itself_in_it(cast, lead, now):
    told(lead, cast, now)

    assert Entry.objects.using(people.DB).get().action == "log.read"
    assert told(lead, cast, now)[0].startswith("Nina Lie, sykepleier, så denne loggen")


def test_somebody_elses_log_is_not_found_and_the_try_is_logged(cast, now):
    kari, _ = people.signed_in(cast.kari, now)
    with transaction.atomic(), pytest.raises(NotFound):
        read_log.log_of(cast.astrid.id, by=as_(kari), now=now, language="nb")

    entry = Entry.objects.using(people.DB).get()
    assert (entry.action, entry.denied, entry.enrolment_id) == ("log.read", True, cast.astrid.id)


def test_a_log_that_cannot_be_written_is_not_read(cast, lead, now, database):
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        superuser.execute(
            "ALTER TABLE audit_entry ADD CONSTRAINT full_disk CHECK (false) NOT VALID"
        )
        with pytest.raises(Exception, match="full_disk"), transaction.atomic():
            read_log.log_of(cast.astrid.id, by=as_(lead), now=now, language="nb")
        superuser.execute("ALTER TABLE audit_entry DROP CONSTRAINT full_disk")


def test_the_database_itself_shows_a_reader_only_their_own_part(cast, lead, now):
    """The application's question aside: the role reads what the token gives, and no more."""
    for who in (cast.astrid, cast.gudbrand):
        Entry.objects.using(people.DB).create(
            at=now, action="person.opened", enrolment_id=who.id,
            municipality_id=who.municipality_id,
        )  # fmt: skip

    def seen(token: str) -> list[Any]:
        with transaction.atomic(using="log"), connections["log"].cursor() as cursor:
            cursor.execute("SELECT set_config('heime.token', %s, true)", [token])
            cursor.execute("SELECT enrolment_id FROM audit_entry")
            return [row[0] for row in cursor.fetchall()]

    ingrid, _ = people.signed_in(cast.ingrid, now)
    assert seen(lead) == [cast.astrid.id]
    assert seen(ingrid) == [], "a nurse does the work; the log is for who answers for it"
    assert seen("") == []
    with transaction.atomic(), connection.cursor() as cursor:
        with pytest.raises(Exception, match="permission denied"):
            cursor.execute("SELECT 1 FROM audit_entry")
        transaction.set_rollback(True)


def test_an_auditor_reads_the_log_of_their_municipality_and_no_other(cast, now):
    from heime.records.people.models import Membership

    eva = people.account("eva", "Eva Lien", "", member_of=None, now=now)
    Membership.objects.using(people.DB).create(
        account=eva, municipality_id=people.LOM, role="auditor", starts_at=now
    )
    token, _ = people.signed_in(eva, now)
    for who in (cast.astrid, cast.gudbrand):
        Entry.objects.using(people.DB).create(
            at=now, action="denied", enrolment_id=who.id, municipality_id=who.municipality_id
        )
    with transaction.atomic(using="log"), connections["log"].cursor() as cursor:
        cursor.execute("SELECT set_config('heime.token', %s, true)", [token])
        cursor.execute("SELECT municipality_id FROM audit_entry")
        assert cursor.fetchall() == [(people.LOM,)]
