"""A password of one's own: chosen, changed, and refused when it is a bad one."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from heime.flow.own_factors import add_app
from heime.records.access.models import SignIn
from heime.records.audit.models import Entry
from heime.records.people.models import Account
from tests import people
from tests.edges.signin.local.test_codes_by_hand import bound_by_app, recovered
from tests.edges.signin.local.totp import code_at

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PAGE = "/inn/sikkerhet/passord"
GOOD = "hest gjerde lampe søndag"
Enter = Callable[..., Client]


def chosen(client: Client, new: str, *, again: str | None = None, now: str = people.PASSWORD):
    form = {"password": now, "new": new, "again": new if again is None else again}
    return client.post(PAGE, form)


def kept(who: Account) -> Account:
    return Account.objects.using("arrange").get(id=who.id)


def test_it_is_changed_by_the_one_that_counts(cast, sure: Enter) -> None:
    answer = chosen(sure(cast.ingrid), GOOD)

    assert (answer.status_code, answer.url) == (302, "/inn/sikkerhet")
    assert kept(cast.ingrid).check_password(GOOD)
    entry = Entry.objects.using("arrange").filter(action="factor.added").get()
    assert (entry.account_id, entry.detail) == (cast.ingrid.id, "password")


def test_not_without_it_and_not_without_a_fresh_proof(cast, sure, signed_in: Enter) -> None:
    assert chosen(sure(cast.ingrid), GOOD, now="something else").status_code == 422
    assert kept(cast.ingrid).check_password(people.PASSWORD)

    SignIn.objects.using("arrange").all().delete()
    asked = chosen(signed_in(cast.ingrid), GOOD)
    assert asked.url.startswith("/inn/bekreft")
    assert kept(cast.ingrid).check_password(people.PASSWORD)


def test_whoever_is_signed_in_elsewhere_is_so_no_more(cast, sure: Enter, now) -> None:
    client = sure(cast.ingrid)
    people.signed_in(cast.ingrid, now)

    chosen(client, GOOD)

    assert SignIn.objects.using("arrange").filter(ended_at=None).count() == 1
    assert client.get("/inn/okter").status_code == 200


@pytest.mark.parametrize(
    ("new", "because"),
    [
        ("kort", "at least twelve"),
        ("password1234", "Many others use"),
        ("ingrid-moe-12", "too like your name"),
        ("heime er best av alle", "name of this service"),
        ("å" * 129, "too long"),
    ],
)
def test_a_bad_one_is_refused_with_the_reason(cast, sure: Enter, new, because) -> None:
    client = sure(cast.ingrid)
    client.cookies["heime_language"] = "en"

    answer = chosen(client, new)

    assert answer.status_code == 422
    assert because in answer.content.decode()
    assert new not in answer.content.decode()
    assert kept(cast.ingrid).check_password(people.PASSWORD)


def test_both_times_the_same(cast, sure: Enter) -> None:
    client = sure(cast.ingrid)
    client.cookies["heime_language"] = "en"

    answer = chosen(client, GOOD, again=GOOD + "!")

    assert answer.status_code == 422
    assert "The two are not the same" in answer.content.decode()


def test_long_ones_and_any_signs_are_taken_as_they_are(cast, sure: Enter) -> None:
    odd = "  ΩΨ 🐎 æøå " + "x" * 80
    assert chosen(sure(cast.ingrid), odd).status_code == 302
    assert kept(cast.ingrid).check_password(odd)


def test_a_new_colleague_chooses_one_with_the_code_given_by_hand(cast, sure, now) -> None:
    berit = people.account("berit", "Berit Lie", "SP", member_of=cast.north, now=now)
    people.post(berit, people.Role.LEAD, team=cast.north, now=now)
    Account.objects.using("arrange").filter(id=cast.ingrid.id).update(password="!none")
    code = recovered(sure(berit), cast.ingrid)
    client = Client(headers={"Host": "localhost"})

    page = bound_by_app(client, code, new=GOOD)

    assert (page.status_code, page.url) == (302, "/")
    assert kept(cast.ingrid).check_password(GOOD)
    assert "heime" in client.cookies


def test_a_phone_of_a_patients_gets_no_password(cast, now) -> None:
    from heime.edges.signin.local.device import works_here

    assert works_here(cast.ingrid)
    assert not works_here(people.account("astrid", "", "", member_of=None, now=now))


def test_with_it_and_the_app_one_comes_in(cast, sure: Enter, now) -> None:
    add_app(cast.ingrid, SECRET, by=None, now=now)
    chosen(sure(cast.ingrid), GOOD)
    client = Client(headers={"Host": "localhost"})

    client.post("/inn/lokalt/", {"user": "ingrid", "password": GOOD})
    answer = client.post("/inn/lokalt/kode", {"code": code_at(SECRET, datetime.now(UTC))})

    assert answer.status_code == 302
    assert "heime" in client.cookies
