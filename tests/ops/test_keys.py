"""Changing the keys that seal: nothing is lost, wherever it is cut short."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from heime.ops import keys as rotating
from heime.records.people import identity, keys, numbers
from heime.records.people.changes import Identifier, IdentityKey
from heime.records.people.models import Patient
from tests import people
from tests.looking import look_at
from tests.people import DB, LOM

NUMBERS = ["12834800045", "30915200180", "45876000044"]


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def sealed(database, now) -> Iterator[list[Patient]]:
    """Three people of Lom with numbers, and an old number of the first; as the tables' owner."""
    team = people.team("Oppfølgingsteamet", LOM)
    made = []
    for number in NUMBERS:
        one = people.person("Astrid", "Lunde", now.date(), LOM, [], followed_by=team, now=now)
        Patient.objects.using(DB).filter(id=one.patient_id).update(
            national_id=identity.seal(number, LOM), national_id_lookup=identity.lookup(number)
        )
        made.append(one.patient)
    Identifier.objects.using(DB).create(
        municipality_id=LOM, patient_id=made[0].id, system="hnr", assigner="Lillevik", use="temp",
        value=identity.seal("H7", LOM), lookup=identity.lookup("hnr|Lillevik|H7"),
    )  # fmt: skip
    look_at("default", database.owner_url)
    yield made
    look_at("default", database.app_url)


def in_clear() -> list[str]:
    rows = Patient.objects.using(DB).exclude(national_id=None).order_by("id")
    return [str(numbers.number_of(row)) for row in rows]


def sealed_by() -> set[int]:
    rows = Patient.objects.using(DB).exclude(national_id=None)
    return {int.from_bytes(bytes(row.national_id)[4:8]) for row in rows}


def test_everything_is_sealed_anew_and_still_opens(sealed, now, capsys) -> None:
    before = sealed_by()

    rotating.rotate(now=now)

    assert in_clear() == NUMBERS
    assert sealed_by().isdisjoint(before)
    assert "patient: 3 sealed anew" in capsys.readouterr().out
    old = Identifier.objects.using(DB).get()
    assert identity.unseal(bytes(old.value)) == "H7"
    assert IdentityKey.objects.filter(id__in=before).exists(), "kept for a day"
    assert rotating.drop_unused(now=now + timedelta(days=2)) >= 1
    assert not IdentityKey.objects.filter(id__in=before).exists()
    assert in_clear() == NUMBERS


def test_cut_short_and_run_again_it_makes_no_further_keys(sealed, now, monkeypatch) -> None:
    monkeypatch.setattr(rotating, "BATCH", 1)
    whole = rotating.reseal

    def killed(table: str, column: str) -> Iterator[int]:
        for n, count in enumerate(whole(table, column)):
            if n == 1:
                raise KeyboardInterrupt
            yield count

    monkeypatch.setattr(rotating, "reseal", killed)
    with pytest.raises(KeyboardInterrupt):
        rotating.rotate(now=now)
    assert in_clear() == NUMBERS, "half of it under each key, and all of it opens"
    assert len(sealed_by()) == 2
    made = IdentityKey.objects.count()

    monkeypatch.setattr(rotating, "reseal", whole)
    rotating.rotate(now=now)

    assert IdentityKey.objects.count() == made
    assert len(sealed_by()) == 1
    assert in_clear() == NUMBERS


def test_an_old_key_that_still_seals_something_is_never_taken_away(sealed, now) -> None:
    held = sealed_by()
    IdentityKey.objects.filter(id__in=held).update(retired_at=now - timedelta(days=400))

    rotating.drop_unused(now=now)

    assert IdentityKey.objects.filter(id__in=held).count() == len(held)
    IdentityKey.objects.filter(id__in=held).update(retired_at=None)


def test_the_outer_key_is_changed_without_sealing_anything_anew(sealed, settings_of_keys) -> None:
    before = {row.id: bytes(row.national_id) for row in Patient.objects.using(DB).all()}
    first = settings_of_keys.HEIME_IDENTITY_KEY
    second = base64.b64encode(secrets.token_bytes(32)).decode()

    settings_of_keys.HEIME_IDENTITY_KEY, settings_of_keys.HEIME_IDENTITY_KEY_OLD = second, first
    assert rotating.rewrap() > 0
    assert rotating.rewrap() == 0, "running it again finds nothing to do"
    settings_of_keys.HEIME_IDENTITY_KEY_OLD = ""
    keys.all_keys(fresh=True)

    assert in_clear() == NUMBERS
    assert {row.id: bytes(row.national_id) for row in Patient.objects.using(DB).all()} == before
    settings_of_keys.HEIME_IDENTITY_KEY = first
    with pytest.raises(keys.KeysMissing):
        keys.all_keys(fresh=True)  # the old outer key opens nothing any more
    settings_of_keys.HEIME_IDENTITY_KEY_OLD = second
    rotating.rewrap()


@pytest.fixture
def settings_of_keys() -> Iterator[object]:
    from django.conf import settings

    before = settings.HEIME_IDENTITY_KEY, settings.HEIME_IDENTITY_KEY_OLD
    yield settings
    settings.HEIME_IDENTITY_KEY, settings.HEIME_IDENTITY_KEY_OLD = before
    keys.all_keys(fresh=True)


def test_after_another_lookup_key_everybody_is_found_again(sealed, now) -> None:
    by_the_old = identity.lookup(NUMBERS[0])

    rotating.new_lookup(now=now)

    assert identity.lookup(NUMBERS[0]) != by_the_old
    assert by_the_old in identity.lookups(NUMBERS[0]), "staff's hashes are of the old key"
    for number, patient in zip(NUMBERS, sealed, strict=True):
        assert Patient.objects.using(DB).get(numbers.known_by(number)).id == patient.id
    assert Patient.objects.using(DB).get(numbers.known_by("hnr|Lillevik|H7")).id == sealed[0].id
    hashes = Patient.objects.using(DB).values_list("national_id_lookup", flat=True)
    assert by_the_old not in [bytes(one) for one in hashes]
