"""What we sign ourselves, read as the provider reads it; and the life of our keys."""

import json
import stat
from datetime import UTC, datetime, timedelta

import pytest
from joserfc import jwk, jwt

from heime.edges.signin.oidc import own_keys, proofs
from heime.edges.signin.oidc.failures import Failure, SignInFailed
from heime.edges.signin.oidc.profiles import Registration
from heime.edges.signin.oidc.provider import Provider

NOW = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
WE = Registration("https://sts.example.no", "heime", "https://heime.example.no")
KEY = jwk.RSAKey.generate_key(2048, auto_kid=True)


def provider(*algorithms: str) -> Provider:
    at = "https://sts.example.no"
    return Provider(at, f"{at}/a", f"{at}/p", f"{at}/t", f"{at}/k", "", "", algorithms, True)


def read(token: str, key: jwk.Key, algorithm: str):
    return jwt.decode(token, key, algorithms=[algorithm])


def test_an_assertion_says_who_asks_to_whom_once_and_for_a_minute() -> None:
    form = proofs.client_assertion(provider("RS256", "PS256"), WE, KEY, now=NOW)
    token = read(form["client_assertion"], KEY, "PS256")

    assert token.header["typ"] == "client-authentication+jwt"
    assert token.header["kid"] == KEY.kid
    assert token.claims["iss"] == token.claims["sub"] == form["client_id"] == "heime"
    assert token.claims["aud"] == "https://sts.example.no", "the issuer, not an address of its"
    assert token.claims["exp"] - token.claims["iat"] == 60
    again = proofs.client_assertion(provider("PS256"), WE, KEY, now=NOW)
    assert read(again["client_assertion"], KEY, "PS256").claims["jti"] != token.claims["jti"]


@pytest.mark.parametrize(
    ("taken", "used"),
    [((), "PS256"), (("PS256", "RS256"), "PS256"), (("RS256", "RS512"), "RS256")],
)
def test_the_best_algorithm_that_the_provider_takes_is_used(taken, used) -> None:
    form = proofs.client_assertion(provider(*taken), WE, KEY, now=NOW)

    assert read(form["client_assertion"], KEY, used).header["alg"] == used


def test_a_provider_that_takes_none_of_ours_is_told_nothing() -> None:
    with pytest.raises(SignInFailed) as refused:
        proofs.client_assertion(provider("HS256"), WE, KEY, now=NOW)
    assert refused.value.failure is Failure.REFUSED_BY_PROVIDER


def test_the_organisation_stands_in_the_assertion() -> None:
    we = Registration(WE.issuer, WE.client, WE.base_url, organisation="999977774")
    token = read(
        proofs.client_assertion(provider(), we, KEY, now=NOW)["client_assertion"], KEY, "PS256"
    )

    (details,) = token.claims["assertion_details"]
    assert details["type"] == "helseid_authorization"
    assert details["practitioner_role"]["organization"]["identifier"] == {
        "system": "urn:oid:2.16.578.1.12.4.1.4.101", "type": "ENH", "value": "999977774",
    }  # fmt: skip


def test_a_proof_is_of_one_request_and_shows_the_public_key_only() -> None:
    key = proofs.dpop_key()
    address = "https://sts.example.no/connect/token?x=1#y"
    token = read(proofs.dpop_proof(key, "POST", address, now=NOW, nonce="theirs"), key, "ES256")

    assert token.header["typ"] == "dpop+jwt"
    assert "d" not in token.header["jwk"]
    assert jwk.import_key(token.header["jwk"]).thumbprint() == proofs.thumbprint(key)
    assert token.claims["htm"] == "POST"
    assert token.claims["htu"] == "https://sts.example.no/connect/token"
    assert token.claims["nonce"] == "theirs"
    assert "ath" not in token.claims


def test_a_proof_with_an_access_token_names_it() -> None:
    """The example of RFC 9449, section 7.1."""
    access = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"
    key = proofs.dpop_key()
    token = read(
        proofs.dpop_proof(key, "GET", "https://a.example/r", now=NOW, access_token=access),
        key, "ES256",
    )  # fmt: skip

    assert token.claims["ath"] == "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"


def test_the_challenge_is_the_one_of_the_standard() -> None:
    """RFC 7636, appendix B."""
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

    assert proofs.challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@pytest.fixture
def few_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_keys, "BITS", 2048)  # quicker to make


def test_a_new_key_is_published_before_it_signs_and_the_old_one_after(few_bits) -> None:
    first = own_keys.new(NOW - 30 * HOUR)
    keys = own_keys.rotated([first], now=NOW, signs_from=NOW + 24 * HOUR)
    second = keys[1]

    def at(moment: datetime):
        return own_keys.signing(keys, now=moment), own_keys.published(keys, now=moment)

    assert at(NOW) == (first, [first, second])
    assert at(NOW + 24 * HOUR) == (second, [first, second])
    assert at(NOW + 25 * HOUR) == (second, [second])
    assert first not in own_keys.rotated(keys, now=NOW + 25 * HOUR, signs_from=NOW + 49 * HOUR)


def test_a_file_of_keys_is_its_owners_and_comes_back_as_it_was(few_bits, tmp_path) -> None:
    path = tmp_path / "keys.json"
    own_keys.write(path, [own_keys.new(NOW), own_keys.new(NOW + HOUR)])

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [own.signs_from for own in own_keys.read(path)] == [NOW, NOW + HOUR]
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("content", [None, "", "{}", '{"keys": [{"key": {}}]}', '{"keys": [7]}'])
def test_a_damaged_file_says_what_kind_of_fault_and_nothing_of_its_content(
    tmp_path, content
) -> None:
    path = tmp_path / "keys.json"
    if content is not None:
        path.write_text(content)

    with pytest.raises(own_keys.NoKey) as fault:
        own_keys.read(path)
    assert str(path) in str(fault.value)


def test_without_a_key_that_may_sign_nobody_is_signed_in(few_bits) -> None:
    with pytest.raises(own_keys.NoKey):
        own_keys.signing([own_keys.new(NOW + HOUR)], now=NOW)


def test_only_public_parts_are_shown(few_bits) -> None:
    shown = own_keys.new(NOW).public

    assert set(shown) == {"kty", "n", "e", "kid", "use"}
    assert json.dumps(shown)
