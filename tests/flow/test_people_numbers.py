"""The numbers that name a person: one is replaced, and both find them."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from heime.core.errors import NotAllowedNow, NotFound, UnknownPerson
from heime.core.identifiers import Kind, NotTakenHere
from heime.flow import number
from heime.records.audit.models import Entry
from heime.records.people import identity, keys, numbers
from heime.records.people.changes import Identifier
from heime.records.people.models import Patient
from tests import people
from tests.flow import sending
from tests.flow.at_work import At
from tests.people import DB, LOM

D_NUMBER = "45876000044"
FNR = "12834800045"
OTHER = "30915200180"


@pytest.fixture
def cast(database):
    return people.everybody(datetime.now(UTC))


@pytest.fixture
def ingrid(cast):
    return At(cast.ingrid)


def do(who: At, verb: Any, *args: Any, **more: Any) -> Any:
    return who.do(verb, *args, now=datetime.now(UTC), synthetic=True, **more)


def patients(found_by: str) -> list[Any]:
    return list(Patient.objects.using(DB).filter(numbers.known_by(found_by)))


def test_a_birth_number_replaces_a_d_number_and_both_find_her(cast, ingrid) -> None:
    do(ingrid, number.replace, cast.astrid.id, D_NUMBER)
    do(ingrid, number.replace, cast.astrid.id, FNR)

    astrid = Patient.objects.using(DB).get(id=cast.astrid.patient_id)
    old = Identifier.objects.using(DB).get(patient_id=astrid.id)
    assert numbers.number_of(astrid) == FNR
    assert (old.system, old.use, identity.unseal(bytes(old.value))) == (Kind.DNR, "old", D_NUMBER)
    assert patients(D_NUMBER) == patients(FNR) == [astrid]
    acts = Entry.objects.using(DB).filter(action="number.replaced").values_list("detail", flat=True)
    assert list(acts) == ["dnr", "fnr"], "the log says what kind, and never the number"


def test_a_reading_by_the_old_number_is_kept_for_her(database, cast, ingrid) -> None:
    do(ingrid, number.replace, cast.astrid.id, D_NUMBER)
    do(ingrid, number.replace, cast.astrid.id, FNR)
    token = sending.client(database.superuser_url, LOM)
    of_nobody = identity.lookup(OTHER)

    received = sending.send(
        database.ingest_url,
        sending.reading(token, None, "93", lookup=identity.lookup(FNR)),
        sending.reading(token, None, "94", minutes_ago=2, lookup=identity.lookup(D_NUMBER)),
        sending.reading(token, None, "95", minutes_ago=3, lookup=of_nobody),
    )

    assert sending.kept(received, 0).enrolment == cast.astrid.id
    assert sending.kept(received, 1).enrolment == cast.astrid.id
    assert isinstance(sending.refused(received, 2), UnknownPerson)


def test_an_old_number_gives_no_right_that_the_new_one_does_not(database, cast, ingrid) -> None:
    do(ingrid, number.replace, cast.astrid.id, D_NUMBER)
    do(ingrid, number.replace, cast.astrid.id, FNR)
    elsewhere = sending.client(database.superuser_url, people.VANG)

    received = sending.send(
        database.ingest_url,
        sending.reading(elsewhere, None, "94", lookup=identity.lookup(D_NUMBER)),
    )

    assert isinstance(sending.refused(received), UnknownPerson)


def test_a_number_that_is_anothers_here_is_not_taken(cast, ingrid) -> None:
    now = datetime.now(UTC)
    other = people.person(
        "Berit", "Lund", cast.astrid.patient.birth_date, LOM, [], followed_by=cast.north, now=now
    )
    do(ingrid, number.replace, other.id, D_NUMBER)
    do(ingrid, number.replace, other.id, FNR)

    for taken in (FNR, D_NUMBER):
        with pytest.raises(NotAllowedNow):
            do(ingrid, number.replace, cast.astrid.id, taken)


def test_a_hospitals_number_is_kept_with_its_hospital_and_once(cast, ingrid) -> None:
    for _ in range(2):
        do(ingrid, number.add, cast.astrid.id, Kind.HNR, "H77", assigner="Lillevik sykehus")

    (kept,) = Identifier.objects.using(DB).filter(patient_id=cast.astrid.patient_id)
    assert (kept.system, kept.use, kept.assigner) == ("hnr", "temp", "Lillevik sykehus")
    assert identity.unseal(bytes(kept.value)) == "H77"


def test_an_invented_number_is_refused_where_real_people_are(cast, ingrid) -> None:
    with pytest.raises(NotTakenHere):
        ingrid.do(number.replace, cast.astrid.id, FNR, now=datetime.now(UTC), synthetic=False)


def test_kari_of_another_team_changes_no_number_of_hers(cast) -> None:
    with pytest.raises(NotFound):
        do(At(cast.kari), number.replace, cast.astrid.id, FNR)


def test_what_was_sealed_before_keys_had_ids_still_opens(database) -> None:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(12)
    before = keys.of_purpose(keys.SEAL)[-1].clear
    sealed = nonce + AESGCM(before).encrypt(nonce, FNR.encode(), None)

    assert identity.unseal(sealed) == FNR
    unlucky = identity.MARK + b"\0\0\0\1" + nonce[8:]
    looks_new = unlucky + AESGCM(before).encrypt(unlucky, FNR.encode(), None)
    assert identity.unseal(looks_new) == FNR, "a nonce of before that looks like a mark of today"


def test_sealing_twice_looks_different_and_an_altered_value_does_not_open(database) -> None:
    from cryptography.exceptions import InvalidTag

    with transaction.atomic():
        one, other = identity.seal(FNR, LOM), identity.seal(FNR, LOM)
    assert one != other
    with pytest.raises(InvalidTag):
        identity.unseal(one[:-1] + bytes([one[-1] ^ 1]))
