"""People, access, emergency, review, staff and one's own page: usable by everybody, and whole."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page

from heime.core import identifiers
from heime.core.kinds import Kind
from heime.core.protection import Protection
from heime.core.rights import Ground
from heime.core.roles import Role, Scope
from heime.core.zone import Zone
from heime.flow import carer_answers, move, number, protect_address
from heime.flow.protect_address import Where
from heime.records.access.models import Right, SignIn
from heime.records.people.models import Membership
from tests import people
from tests.flow import letting_in
from tests.people import DB, LOM
from tests.story.faces import wrong_with


@pytest.fixture
def around(cast, now, monkeypatch):
    """Every kind of right, block and thing that waits, around Astrid."""
    monkeypatch.setattr(people, "everybody", lambda at: cast)
    found = letting_in.everybody()
    astrid = cast.astrid
    for day in range(12):
        reading = people.measured(
            astrid, Kind.OXYGEN_SATURATION, str(90 + day % 4), now - timedelta(days=day + 1),
            source=cast.source,
        )  # fmt: skip
        people.judged(reading, Zone.GREEN, by_plan=cast.plan)
    people.red_case(cast, now)
    letting_in.consent(found, Scope.VALUES, Scope.PLAN, lasts=timedelta(days=20))
    people.right(astrid, Ground.GP, organisation=found.office, given_by=cast.ingrid, now=now)
    people.right(
        astrid, Ground.EMERGENCY, account=found.lars, given_by=found.lars, now=now,
        reason="Funnet bevisstløs hjemme av naboen.",
    )  # fmt: skip
    people.right(
        astrid, Ground.INCAPACITY, account=found.marit, given_by=cast.nils, now=now,
        reason="Forstår ikke lenger hva samtykket gjelder.",
    )  # fmt: skip
    Right.objects.using(DB).filter(ground=Ground.EMERGENCY).update(
        code="unconscious", review_at=now + timedelta(days=5)
    )
    people.block(
        astrid, made_by=found.astrid, now=now, account=cast.tor, scopes=[Scope.MESSAGES],
        reason="Vi er naboer.",
    )  # fmt: skip
    changed(cast, found, now)
    return found


def changed(cast, found, now) -> None:
    """Her address is protected and a twin stands beside her, one is offered, Marit has answered."""
    astrid = cast.astrid
    people.person("Astri", "Lunde", astrid.patient.birth_date, LOM, ["copd"],
                  followed_by=cast.north, now=now)  # fmt: skip
    letting_in.did(cast.ingrid, protect_address.protect, astrid.id, Protection.STRICTLY,
                   Where("Løynda 17", "00 00 77 77"))  # fmt: skip
    letting_in.did(cast.ingrid, number.add, astrid.id, identifiers.Kind.HNR, "H77", synthetic=True,
                   assigner="Lillevik sykehus")  # fmt: skip
    letting_in.did(cast.kari, move.propose, cast.gudbrand.id, LOM, "Flytter til dattera i Lom.")
    letting_in.did(found.marit, carer_answers.answer, astrid.id, "carer-burden", "1", {"q1": 3})


@pytest.fixture
def anne(around, now):
    """Administrator of Lom, with a colleague and somebody who waits."""
    made = people.account("anne", "Anne Lie", "", member_of=None, now=now)
    people.post(made, Role.ADMINISTRATOR, municipality=LOM, now=now)
    bjorn = people.account("bjorn", "Bjørn Sletten", "", member_of=None, now=now)
    people.post(bjorn, Role.ADMINISTRATOR, municipality=LOM, now=now)
    siri = people.account("siri", "Siri Nygard", "SP", member_of=None, now=now)
    Membership.objects.using(DB).create(
        account=siri, team=around.cast.north, role="nurse", starts_at=now, given_by=bjorn
    )
    return made


def wide(page: Page) -> int:
    """How far the page is wider than the screen."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [
        ("nn", 390, "dark"),
        pytest.param("nb", 1280, "light", marks=pytest.mark.long),
        pytest.param("en", 390, "light", marks=pytest.mark.long),
    ],
)
def test_everybody_can_use_the_pages_about_people(
    around, anne, enter, complaints, language, width, scheme
) -> None:
    person = around.cast.astrid.id
    for who, paths in (
        (around.nina, ["/", "/personer/", f"/person/{person}/", f"/person/{person}/tilgang",
                       f"/person/{person}/endringer", "/personer/tilbud", "/personer/like",
                       "/gjennomgang/", "/nod/"]),
        (around.gry, ["/personer/", f"/person/{person}/"]),
        (around.astrid, ["/hjem/tilgang"]),
        (around.marit, ["/hjem/tilgang"]),
        (anne, ["/ansatte/"]),
    ):  # fmt: skip
        page = enter(who, language=language, width=width, scheme=scheme, path="/inn/okter")
        SignIn.objects.using(DB).filter(account=who).update(stepped_up_at=letting_in.now())
        for path in paths:
            page.goto(path)
            for summary in page.locator("main details > summary").all():
                if summary.is_visible():
                    summary.click()
            # On a phone the bar of places lies over whatever is behind it, but not at the end.
            page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
            assert wrong_with(page) == [], f"{who.username} {path}"
            assert wide(page) <= 0, f"{who.username} {path} is wider than the screen"
    assert complaints == []
