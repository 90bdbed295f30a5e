"""Gateways and partner systems: a key enrolled once, then an assertion for each short token."""

import base64
import json
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from heime.flow import service_account
from heime.records.access.models import Bearer
from heime.records.access.reads import hashed
from heime.records.credentials.models import EnrolmentCode, ServiceKey

BASE = "http://testserver"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@pytest.fixture(scope="module")
def key() -> ECKey:
    return ECKey.generate_key("P-256")


def new_code(cast: Any, now: datetime) -> str:
    """What `./heime source` prints. It runs as the tables' owner, so here as `arrange`."""
    code = service_account.device_code.new_code()
    EnrolmentCode.objects.using("arrange").create(
        source=cast.source,
        code_hash=service_account.hashed(code, purpose=service_account.PURPOSE),
        expires_at=now + service_account.CODE_LIVES,
    )
    return code


def enrol(code: str, public: dict[str, Any]) -> Any:
    return Client().post(
        "/fhir/enrol", json.dumps({"code": code, "jwk": public}), content_type="application/json"
    )


@pytest.fixture
def client_id(cast: Any, now: datetime, key: ECKey) -> str:
    answer = enrol(new_code(cast, now), key.as_dict(private=False))
    assert answer.status_code == 201, answer.content
    return str(answer.json()["client_id"])


def claims(client_id: str, **other: Any) -> dict[str, Any]:
    now = int(datetime.now(UTC).timestamp())
    sure = {
        "iss": client_id, "sub": client_id, "aud": BASE, "iat": now, "exp": now + 50,
        "jti": secrets.token_urlsafe(12),
    }  # fmt: skip
    return {name: value for name, value in (sure | other).items() if value is not None}


def signed(key: Any, said: dict[str, Any], algorithm: str = "ES256", **header: Any) -> str:
    return jwt.encode({"alg": algorithm, **header}, said, key, algorithms=[algorithm])


def ask(assertion: str, **other: str) -> Any:
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION,
        "client_assertion": assertion,
    }
    return Client().post("/fhir/token", form | other)


def error_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]


def test_an_enrolled_key_buys_a_token_of_five_minutes(
    cast, client_id: str, key: ECKey, now
) -> None:
    answer = ask(signed(key, claims(client_id)))

    assert answer.status_code == 200
    told = answer.json()
    assert (told["token_type"], told["expires_in"]) == ("Bearer", 300)
    assert answer.headers["Cache-Control"] == "no-store"
    row = Bearer.objects.using("arrange").get(token_hash=hashed(told["access_token"]))
    assert row.source_id == cast.source.id
    assert timedelta(minutes=4) < row.expires_at - now <= timedelta(minutes=5, seconds=30)


@pytest.mark.parametrize(
    ("made", "algorithm"),
    [
        (lambda: RSAKey.generate_key(2048), "PS256"),
        (lambda: OKPKey.generate_key("Ed25519"), "Ed25519"),
    ],
)
def test_other_kinds_of_keys_are_good_too(cast, now, made: Any, algorithm: str) -> None:
    own = made()
    client = enrol(new_code(cast, now), own.as_dict(private=False)).json()["client_id"]

    assert ask(signed(own, claims(client), algorithm)).status_code == 200


def test_the_private_half_is_refused_and_not_kept(cast, now, key: ECKey, arrange_rows) -> None:
    answer = enrol(new_code(cast, now), key.as_dict(private=True))

    assert error_of(answer) == (400, "invalid_request")
    assert not arrange_rows("SELECT 1 FROM service_key")


def test_a_code_enrols_one_key(cast, now, key: ECKey) -> None:
    code = new_code(cast, now)
    assert enrol(code, key.as_dict(private=False)).status_code == 201

    again = enrol(code, ECKey.generate_key("P-256").as_dict(private=False))

    assert error_of(again) == (400, "invalid_grant")


def test_a_code_is_good_for_a_day(cast, now, key: ECKey) -> None:
    code = new_code(cast, now)
    EnrolmentCode.objects.using("arrange").update(expires_at=now - timedelta(seconds=1))

    assert error_of(enrol(code, key.as_dict(private=False))) == (400, "invalid_grant")


@pytest.mark.parametrize(
    "weak",
    [
        lambda: ECKey.generate_key("P-521").as_dict(private=False),
        lambda: {"kty": "oct", "k": "c2VjcmV0"},
        lambda: {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
        lambda: {"kty": 7},
        lambda: {},
    ],
)
def test_keys_that_we_do_not_trust_are_refused(cast, now, weak: Any) -> None:
    assert error_of(enrol(new_code(cast, now), weak())) == (400, "invalid_request")


def test_an_assertion_works_once(client_id: str, key: ECKey) -> None:
    assertion = signed(key, claims(client_id))

    assert ask(assertion).status_code == 200
    assert error_of(ask(assertion)) == (401, "invalid_client")


def test_the_same_id_in_a_new_assertion_is_a_replay(client_id: str, key: ECKey) -> None:
    said = claims(client_id)
    ask(signed(key, said))

    assert error_of(ask(signed(key, said | {"exp": said["exp"] + 1}))) == (401, "invalid_client")


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "https://other.example"},
        {"aud": [BASE, "https://other.example"]},
        {"aud": f"{BASE}/fhir/token"},
        {"aud": None},
        {"exp": None},
        {"exp": "soon"},
        {"exp": True},
        {"exp": 1},
        {"exp": 4_000_000_000},
        {"sub": "somebody"},
        {"jti": None},
        {"jti": "1"},
        {"jti": ["a", "b"]},
    ],
    ids=str,
)
def test_claims_that_do_not_fit_are_refused(client_id: str, key: ECKey, wrong: Any) -> None:
    assert error_of(ask(signed(key, claims(client_id, **wrong)))) == (401, "invalid_client")


def unsigned(said: dict[str, Any]) -> str:
    parts = [{"alg": "none"}, said]
    text = [base64.urlsafe_b64encode(json.dumps(p).encode()).rstrip(b"=").decode() for p in parts]
    return f"{text[0]}.{text[1]}."


def test_an_assertion_that_nobody_signed_is_refused(client_id: str) -> None:
    assert error_of(ask(unsigned(claims(client_id)))) == (401, "invalid_client")


def test_the_public_key_is_no_shared_secret(client_id: str, key: ECKey) -> None:
    """An assertion signed with HS256, the enrolled public key as its secret."""
    secret = OctKey.import_key(json.dumps(key.as_dict(private=False)))

    answer = ask(signed(secret, claims(client_id), "HS256"))

    assert error_of(answer) == (401, "invalid_client")


@pytest.mark.parametrize("kid", ["../../etc/passwd", "' OR 1=1 --", "another"])
def test_the_header_chooses_no_key(client_id: str, kid: str) -> None:
    """Whatever key the header names or brings along, only the enrolled one counts."""
    own = ECKey.generate_key("P-256")

    answer = ask(signed(own, claims(client_id), kid=kid, jwk=own.as_dict(private=False)))

    assert error_of(answer) == (401, "invalid_client")


def test_another_clients_key_signs_nothing_for_this_one(cast, now, client_id: str) -> None:
    other = ECKey.generate_key("P-256")
    assert enrol(new_code(cast, now), other.as_dict(private=False)).status_code == 201

    assert error_of(ask(signed(other, claims(client_id)))) == (401, "invalid_client")


def test_a_revoked_key_buys_nothing_from_then_on(client_id: str, key: ECKey, now) -> None:
    assert ask(signed(key, claims(client_id))).status_code == 200

    ServiceKey.objects.using("arrange").update(revoked_at=now)

    assert error_of(ask(signed(key, claims(client_id)))) == (401, "invalid_client")


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"client_assertion_type": "jwt"}, "invalid_request"),
        ({"client_assertion": ""}, "invalid_request"),
        ({"client_assertion": "x" * 9000}, "invalid_request"),
    ],
)
def test_requests_that_make_no_sense_are_told_so(
    client_id: str, wrong: dict[str, str], error: str
) -> None:
    assert error_of(ask("a.b.c", **wrong)) == (400, error)


@pytest.mark.parametrize("text", ["a.b.c", "....", "ä", "e30.e30.e30", "e30.W10.e30"])
def test_text_that_is_no_assertion_is_refused(client_id: str, text: str) -> None:
    assert error_of(ask(text)) == (401, "invalid_client")


def test_codes_cannot_be_guessed_at_length(cast, key: ECKey) -> None:
    answers = [enrol("AAAA AAAA", key.as_dict(private=False)).status_code for _ in range(11)]

    assert answers == [400] * 10 + [429]


def test_a_token_that_ran_out_leaves_no_row(cast, client_id: str, key: ECKey, now) -> None:
    people_token = Bearer.objects.using("arrange").create(
        token_hash=b"old", source=cast.source, expires_at=now - timedelta(hours=2)
    )
    ask(signed(key, claims(client_id)))

    assert not Bearer.objects.using("arrange").filter(id=people_token.id).exists()
