"""Codes given by hand: to colleagues who lost their key, and to patients with a phone."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from heime.flow import device_code
from heime.flow.own_factors import add_app
from heime.records.access.models import Right, SignIn
from heime.records.audit.models import Entry
from heime.records.credentials.models import DeviceCode
from heime.records.people.models import Account, Membership
from tests import people
from tests.edges.signin.local.totp import code_at

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
Enter = Callable[..., Client]


@pytest.fixture
def leader(cast, now) -> Account:
    """Berit leads the northern team."""
    made = people.account("berit", "Berit Lie", "SP", member_of=cast.north, now=now)
    Membership.objects.using("arrange").filter(account=made).update(role="lead")
    return made


def shown_in(answer) -> str:
    found = re.search(r'id="given"[^>]*>([A-Z0-9]{4}) ([A-Z0-9]{4})<', answer.content.decode())
    assert found, "no code on the page"
    return "".join(found.groups())


def recovered(client: Client, who: Account) -> str:
    return shown_in(client.post(f"/inn/kolleger/{who.id}", {"checked": "face-to-face"}))


def bound_by_app(client: Client, code: str, password: str = people.PASSWORD, new: str = ""):
    """Type the code and set up an app with it."""
    client.post("/inn/enhet", {"code": code})
    page = client.get("/inn/enhet/app")
    if page.status_code != 200:
        return page
    secret = re.search(r'<p class="code">([A-Z2-7 ]+)</p>', page.content.decode())[1]
    code = code_at(secret.replace(" ", ""), datetime.now(UTC))
    form = {"code": code, "password": password, "new": new, "again": new}
    return client.post("/inn/enhet/app", form)


def test_a_leader_takes_the_lost_key_away_and_gives_a_code(leader, cast, sure, log, now) -> None:
    add_app(cast.ingrid, SECRET, by=None, now=now)
    people.signed_in(cast.ingrid, now)

    code = recovered(sure(leader), cast.ingrid)

    assert not Authenticator.objects.using("arrange").exists()
    assert SignIn.objects.using("arrange").get(account=cast.ingrid).ended_at is not None
    kept = DeviceCode.objects.using("arrange").get()
    assert code.encode() not in bytes(kept.code_hash)
    assert kept.expires_at - kept.given_at == timedelta(hours=24)
    entry = Entry.objects.using("arrange").get(action="recovery")
    assert (entry.account_id, entry.detail) == (leader.id, f"face-to-face: {cast.ingrid.id}")


def test_the_code_binds_a_new_device_once(leader, cast, sure) -> None:
    code = recovered(sure(leader), cast.ingrid)
    client = Client()

    entered = bound_by_app(client, f" {code[:4].lower()}-{code[4:]} ")

    assert (entered.status_code, entered.url) == (302, "/")
    assert client.get("/inn/okter").status_code == 200
    assert bound_by_app(Client(), code).url == "/inn/enhet"


def test_the_code_alone_is_not_enough_for_an_app(leader, cast, sure) -> None:
    code = recovered(sure(leader), cast.ingrid)

    assert bound_by_app(Client(), code, password="wrong").status_code == 422
    assert DeviceCode.objects.using("arrange").get().used_at is None


def test_the_owner_is_told_at_the_next_sign_in_by_other_means(leader, cast, sure, now) -> None:
    code = recovered(sure(leader), cast.ingrid)
    assert bound_by_app(Client(), code).url == "/", "whoever uses the code tells nobody"
    Authenticator.objects.using("arrange").all().delete()
    add_app(cast.ingrid, SECRET, by=None, now=now)
    client = Client()
    client.cookies["heime_language"] = "en"
    client.post("/inn/lokalt/", {"user": "ingrid", "password": people.PASSWORD})

    entered = client.post("/inn/lokalt/kode", {"code": code_at(SECRET, datetime.now(UTC))})

    assert entered.url == "/inn/beskjed"
    assert "Berit Lie fjernet nøklene" in client.get("/inn/beskjed").content.decode()
    client.post("/inn/beskjed")
    assert client.get("/inn/beskjed").url == "/"


def test_a_code_is_good_for_a_day(leader, cast, sure, now) -> None:
    code = recovered(sure(leader), cast.ingrid)
    DeviceCode.objects.using("arrange").update(expires_at=now - timedelta(seconds=1))

    assert Client().post("/inn/enhet", {"code": code}).status_code == 422


def test_a_new_code_replaces_the_one_before(leader, cast, sure) -> None:
    client = sure(leader)
    first = recovered(client, cast.ingrid)
    second = recovered(client, cast.ingrid)

    assert Client().post("/inn/enhet", {"code": first}).status_code == 422
    assert Client().post("/inn/enhet", {"code": second}).status_code == 302


def test_codes_cannot_be_guessed_at_length(cast) -> None:
    client = Client()
    answers = [client.post("/inn/enhet", {"code": "AAAA AAAA"}).status_code for _ in range(11)]

    assert answers == [422] * 10 + [429]


def test_no_letter_of_a_code_looks_like_another() -> None:
    assert not set("B8I1LO0S5Z2") & set(device_code.ALPHABET)
    assert len(set(device_code.ALPHABET)) == len(device_code.ALPHABET)


def test_a_leader_helps_their_own_and_nobody_else(leader, cast, sure, now) -> None:
    """Kari works elsewhere; Tor works for the leader's team, but has another place besides."""
    Membership.objects.using("arrange").create(
        account=cast.tor, role="coordinator", starts_at=now - timedelta(days=1)
    )
    client = sure(leader)

    for other in (cast.kari, cast.tor, leader):
        answer = client.post(f"/inn/kolleger/{other.id}", {"checked": "face-to-face"})
        assert answer.status_code == 404
    assert not DeviceCode.objects.using("arrange").exists()


def test_a_nurse_gives_no_codes_to_colleagues(cast, sure) -> None:
    client = sure(cast.ingrid)

    assert client.get("/inn/kolleger").status_code == 403
    assert client.get(f"/inn/kolleger/{cast.tor.id}").status_code == 403


def test_without_a_fresh_proof_no_code_is_given(leader, cast, signed_in: Enter) -> None:
    answer = signed_in(leader).post(f"/inn/kolleger/{cast.ingrid.id}", {"checked": "face-to-face"})

    assert answer.url.startswith("/inn/bekreft")
    assert not DeviceCode.objects.using("arrange").exists()


def test_how_they_were_known_must_be_said(leader, cast, sure) -> None:
    client = sure(leader)

    for said in ({}, {"checked": "looked-like-them"}):
        page = client.post(f"/inn/kolleger/{cast.ingrid.id}", said).content.decode()
        assert 'id="given"' not in page
    assert not DeviceCode.objects.using("arrange").exists()


def test_a_nurse_gives_her_patient_a_code_for_an_account_without_a_name(cast, sure) -> None:
    answer = sure(cast.ingrid).post(f"/inn/pasient/{cast.astrid.id}", {"checked": "id-document"})

    code = shown_in(answer)
    own = Right.objects.using("arrange").get(ground="self")
    assert (own.enrolment_id, own.given_by_id) == (cast.astrid.id, cast.ingrid.id)
    assert (own.account.name, own.account.has_usable_password()) == ("", False)
    client = Client()
    assert client.post("/inn/enhet", {"code": code}).url == "/inn/enhet/nokkel"
    assert client.get("/inn/enhet/app").url == "/inn/enhet", "patients have no password"
    entry = Entry.objects.using("arrange").get(action="device-code.given")
    assert (entry.enrolment_id, entry.municipality_id) == (cast.astrid.id, people.LOM)


def test_the_second_code_is_for_the_same_account(cast, sure) -> None:
    client = sure(cast.ingrid)
    for _ in range(2):
        client.post(f"/inn/pasient/{cast.astrid.id}", {"checked": "id-document"})

    assert Right.objects.using("arrange").filter(ground="self").count() == 1
    assert len(set(DeviceCode.objects.using("arrange").values_list("account_id"))) == 1


def test_somebody_elses_patient_does_not_exist(cast, sure) -> None:
    answer = sure(cast.kari).post(f"/inn/pasient/{cast.astrid.id}", {"checked": "id-document"})

    assert answer.status_code == 404
    assert "Lunde" not in answer.content.decode()
