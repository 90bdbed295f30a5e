"""The log as the person will read it, for staff who answer for the team."""

from uuid import uuid4

import psycopg
import pytest
from django.test import RequestFactory
from django.utils import translation

from heime.core.actor import Actor
from heime.edges.log import personlog
from heime.flow import see_people
from heime.records.access.reads import identify
from heime.records.audit.asking import Asking, asking
from heime.records.people.models import Membership
from tests import people


@pytest.fixture
def shown(cast, now):
    """The page as somebody sees it, in the transaction that a request has."""
    from django.db import transaction

    def show(account, language: str = "nb") -> str:
        token, _ = people.signed_in(account, now)
        request = RequestFactory().get("/")
        with transaction.atomic(), translation.override(language):
            request.actor = identify(token)
            return personlog.log_page(request, enrolment_id=cast.astrid.id).content.decode()

    return show


@pytest.fixture
def lead(cast, now):
    nina = people.account("nina", "Nina Lie", "SP", member_of=None, now=now)
    Membership.objects.using(people.DB).create(
        account=nina, team=cast.north, role="lead", starts_at=now
    )
    return nina


def look(cast, now, **more: object) -> None:
    from django.db import transaction

    token, _ = people.signed_in(cast.ingrid, now)
    with transaction.atomic(), asking(Asking(uuid4(), role="nurse", **more)):
        actor = identify(token)
        assert isinstance(actor, Actor)
        see_people.opened(cast.astrid.id, cast.astrid.municipality_id, by=actor, now=now)


@pytest.mark.parametrize(
    ("language", "title", "sentence"),
    [
        ("nb", "Hvem som har sett", "så siden om deg fordi teamet følger deg opp."),
        ("nn", "Kven som har sett", "såg sida om deg fordi teamet følgjer deg opp."),
        ("en", "Who has looked", "saw the page about you because the team follows you up."),
    ],
)
def test_it_tells_who_what_and_why(cast, now, shown, lead, language, title, sentence):
    look(cast, now, ground="care")

    html = shown(lead, language)

    assert title in html
    assert "Ingrid Moe, " in html
    assert sentence in html


def test_an_emergency_is_marked_and_acts_of_a_day_fold_into_one_line(cast, now, shown, lead):
    look(cast, now, ground="emergency")
    look(cast, now, ground="emergency")

    html = shown(lead)

    assert 'data-sort="emergency"' in html
    assert "Nødtilgang" in html
    assert html.count("Ingrid Moe") == 1
    assert "2 handlinger" in html


def test_a_nurse_of_another_team_finds_nobody(cast, now, shown):
    html = shown(cast.kari, "en")

    assert "We cannot find this" in html
    assert "Ingrid Moe" not in html


def test_a_look_that_cannot_be_logged_does_not_happen(cast, now, signed_in, database):
    case = people.red_case(cast, now)
    client = signed_in(cast.ingrid)
    client.raise_request_exception = False
    with psycopg.connect(database.superuser_url, autocommit=True) as superuser:
        superuser.execute("ALTER TABLE audit_entry ADD CONSTRAINT broken CHECK (false) NOT VALID")
        answer = client.get(f"/sak/{case.id}/")
        superuser.execute("ALTER TABLE audit_entry DROP CONSTRAINT broken")

    assert answer.status_code == 500
    assert "Lunde" not in answer.content.decode()
