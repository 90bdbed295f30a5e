"""A protected address is on no page, in no list and in no copy, whoever asks."""

from __future__ import annotations

import pytest

from heime.core.protection import Protection
from heime.core.rights import Ground
from heime.core.roles import READING, Role
from heime.flow import move, protect_address
from heime.flow.protect_address import Where
from heime.records.access.models import SignIn
from heime.records.people.models import Patient
from tests import people
from tests.flow import letting_in
from tests.people import DB, VANG
from tests.walls import walk

OPEN_BEFORE = ("Kvernhuslia 19", "00 00 19 46")
SEALED = ("Løynda 17", "00 00 77 77")
SECRETS = tuple(
    said for text in (*OPEN_BEFORE, *SEALED) for said in (text, text.replace(" ", ""))
)  # a link to a phone has no spaces in it
ENDLESS = {"changes"}


@pytest.fixture
def hidden(around, now):
    """Astrid, whose address was open once; and everybody who may see anything of hers."""
    astrid = around.cast.astrid
    Patient.objects.using(DB).filter(id=astrid.patient_id).update(
        address=OPEN_BEFORE[0], phone=OPEN_BEFORE[1]
    )
    people.red_case(around.cast, now)
    letting_in.consent(around, *READING)
    people.right(
        astrid, Ground.GP, organisation=around.office, given_by=around.cast.ingrid, now=now
    )
    letting_in.did(
        around.cast.ingrid, protect_address.protect, astrid.id, Protection.STRICTLY, Where(*SEALED)
    )
    return around


def whole(answer) -> str:
    """Everything in an answer. A file can be read once."""
    body = answer.getvalue() if answer.streaming else answer.content
    answer.close()
    return body.decode(errors="replace") + str(answer.headers)


def told(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


@pytest.mark.parametrize("who", ["ingrid", "nils", "nina", "gry", "astrid", "marit"])
@pytest.mark.usefixtures("cheap_passwords")
def test_no_page_tells_it(hidden, signed_in, who) -> None:
    account = getattr(hidden.cast, who, None) if who in ("ingrid", "nils") else getattr(hidden, who)
    client = signed_in(account)
    SignIn.objects.using(DB).filter(account=account).update(stepped_up_at=letting_in.now())
    asked = 0
    for name, address in walk.pages().items():
        if name in walk.ELSEWHERE or name in ENDLESS:
            continue
        for query in walk.ASKED.get(name, [""]):
            at = (address + query).replace("{id}", str(hidden.cast.astrid.id))
            answer = client.get(at)
            assert told(whole(answer)) == [], at
            asked += answer.status_code == 200
    assert asked > 3, "somebody who sees nothing would prove nothing"
    assert told(whole(client.post("/personer/", {"sok": "Astrid"}))) == []


@pytest.mark.parametrize("who", ["astrid", "nina"])
def test_no_copy_tells_it(hidden, signed_in, monkeypatch, who) -> None:
    from heime.edges import paper

    given: list[bytes] = []
    real = paper.msgspec.json.encode
    monkeypatch.setattr(
        paper.msgspec.json, "encode", lambda *a, **k: given.append(real(*a, **k)) or given[-1]
    )
    account = getattr(hidden, who)
    client = signed_in(account)
    SignIn.objects.using(DB).filter(account=account).update(stepped_up_at=letting_in.now())

    for form in ("fhir", "pdf"):
        answer = client.post(f"/person/{hidden.cast.astrid.id}/uttrekk", {"form": form})
        assert answer.status_code == 200
        assert told(whole(answer)) == []
    written = b"".join(given).decode()
    assert "Lunde" in written, "what the PDF is made of was looked at"
    assert told(written) == []


def test_a_copy_where_she_lives_now_does_not_tell_where_she_lived(around, now, signed_in) -> None:
    """Her record in Lom had her address openly; she moved to Vang, and is protected there."""
    astrid = around.cast.astrid
    Patient.objects.using(DB).filter(id=astrid.patient_id).update(
        address=OPEN_BEFORE[0], phone=OPEN_BEFORE[1]
    )
    offer = letting_in.did(around.cast.ingrid, move.propose, astrid.id, VANG, "Flytter.")
    new = letting_in.did(around.cast.kari, move.accept, offer.id, around.cast.valdres.id)
    letting_in.did(
        around.cast.kari, protect_address.protect, new.id, Protection.STRICTLY, Where(*SEALED)
    )
    odd = people.account("odd", "Odd Lie", "SP", member_of=None, now=now)
    people.post(odd, Role.LEAD, team=around.cast.valdres, now=now)
    client = signed_in(odd)
    SignIn.objects.using(DB).filter(account=odd).update(stepped_up_at=letting_in.now())

    copy = whole(client.post(f"/person/{new.id}/uttrekk", {"form": "fhir"}))

    assert str(astrid.id) in copy, "the history is in it"
    assert told(copy) == []
    assert told(whole(client.get(f"/person/{new.id}/"))) == []


def test_the_walk_would_notice(hidden, signed_in) -> None:
    client = signed_in(hidden.cast.ingrid)

    opened = client.post(
        f"/person/{hidden.cast.astrid.id}/endringer/adresse-apnet", {"reason": "visit"}
    )

    assert set(SEALED) <= set(told(whole(opened)))
