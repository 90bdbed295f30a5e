"""Every check of a provider's tokens: what passes, and what each thing wrong is called."""

from datetime import timedelta

import pytest
from joserfc import jwk, jwt

from heime.edges.signin.oidc import tokens
from heime.edges.signin.oidc.failures import Failure, SignInFailed
from heime.edges.signin.oidc.tokens import Expected
from tests.edges.signin.tokens_made import (
    ACCESS,
    CLIENT,
    ISSUER,
    NONCE,
    NOW,
    id_claims,
    key,
    key_of,
    logout_claims,
    seconds,
    signed,
    unsigned,
)

ALGORITHMS = frozenset({"RS256", "PS256", "ES256"})


def check(token: str, **more):
    expected = Expected(ISSUER, CLIENT, NONCE, **more)
    return tokens.id_token(token, expected, key_of, ALGORITHMS, access_token=ACCESS, now=NOW)


def why(token: str, **more) -> Failure:
    with pytest.raises(SignInFailed) as refused:
        check(token, **more)
    return refused.value.failure


def test_a_token_that_is_right_in_everything_passes() -> None:
    assert check(signed(id_claims()))["sub"] == "pseudonym"


@pytest.mark.parametrize(
    "changed",
    [{"aud": [CLIENT]}, {"azp": CLIENT}, {"at_hash": None}, {"auth_time": None}, {"sid": None}],
    ids=["one audience in a list", "meant for us", "no hash", "no moment of proof", "no session"],
)
def test_what_may_be_otherwise(changed) -> None:
    assert check(signed(id_claims(**changed)))


@pytest.mark.parametrize(
    ("changed", "failure"),
    [
        ({"iss": "https://evil.example"}, Failure.WRONG_ISSUER),
        ({"iss": ISSUER + "/"}, Failure.WRONG_ISSUER),
        ({"iss": None}, Failure.WRONG_ISSUER),
        ({"aud": "another"}, Failure.TOKEN_REFUSED),
        ({"aud": [CLIENT, "another"]}, Failure.TOKEN_REFUSED),
        ({"aud": None}, Failure.TOKEN_REFUSED),
        ({"azp": "another"}, Failure.TOKEN_REFUSED),
        ({"sub": None}, Failure.TOKEN_REFUSED),
        ({"sub": ""}, Failure.TOKEN_REFUSED),
        ({"exp": seconds(NOW - timedelta(seconds=11))}, Failure.TOKEN_EXPIRED),
        ({"exp": None}, Failure.TOKEN_REFUSED),
        ({"exp": "tomorrow"}, Failure.TOKEN_REFUSED),
        ({"exp": True}, Failure.TOKEN_REFUSED),
        ({"exp": 1e400}, Failure.TOKEN_REFUSED),
        ({"iat": seconds(NOW + timedelta(seconds=11))}, Failure.TOKEN_REFUSED),
        ({"iat": seconds(NOW - timedelta(minutes=11))}, Failure.TOKEN_EXPIRED),
        ({"iat": None}, Failure.TOKEN_REFUSED),
        ({"nonce": "another"}, Failure.WRONG_NONCE),
        ({"nonce": None}, Failure.WRONG_NONCE),
        ({"at_hash": "another"}, Failure.TOKEN_REFUSED),
    ],
    ids=str,
)
def test_a_claim_that_is_wrong_has_its_own_failure(changed, failure) -> None:
    assert why(signed(id_claims(**changed))) is failure


def test_clocks_may_differ_by_ten_seconds_and_no_more() -> None:
    assert check(signed(id_claims(exp=seconds(NOW - timedelta(seconds=9)))))
    assert check(signed(id_claims(iat=seconds(NOW + timedelta(seconds=9)))))


def test_a_step_up_needs_a_proof_made_after_it_was_asked_for() -> None:
    asked = NOW - timedelta(minutes=1)

    assert check(signed(id_claims()), fresh_since=asked)
    old = id_claims(auth_time=seconds(asked - timedelta(seconds=11)))
    assert why(signed(old), fresh_since=asked) is Failure.NOT_FRESH
    assert why(signed(id_claims(auth_time=None)), fresh_since=asked) is Failure.NOT_FRESH


def changed_claim() -> str:
    header, _, signature = signed(id_claims()).split(".")
    return f"{header}.{signed(id_claims(sub='else')).split('.')[1]}.{signature}"


def public_key_as_secret() -> str:
    secret = jwk.OctKey.import_key({"kty": "oct", "k": key().as_dict(private=False)["n"]})
    header = {"alg": "HS256", "kid": "first"}
    return jwt.encode(header, id_claims(), secret, algorithms=["HS256"])


FORGED = {
    "nobody's signature": lambda: unsigned(id_claims()),
    "our public key used as a secret": public_key_as_secret,
    "another's key under the same name": lambda: signed(id_claims(), by=key("2"), kid="first"),
    "a key that the provider does not have": lambda: signed(id_claims(), by=key("2"), kid="2"),
    "a changed claim": changed_claim,
    "a signature that was cut off": lambda: signed(id_claims())[:-8],
    "no name of a key": lambda: signed(id_claims(), kid=""),
    "half a token": lambda: signed(id_claims()).rpartition(".")[0],
    "no token": lambda: "",
    "letters that no token has": lambda: "æ.ø.å",
}


@pytest.mark.parametrize("what", FORGED)
def test_only_the_providers_own_signature_counts(what) -> None:
    assert why(FORGED[what]()) is Failure.BAD_SIGNATURE


def test_an_algorithm_that_this_provider_does_not_use_is_not_taken() -> None:
    with pytest.raises(SignInFailed):
        tokens.signed(signed(id_claims()), key_of, frozenset({"PS256"}))


def test_a_key_that_is_for_another_algorithm_is_not_used() -> None:
    only_pss = jwk.RSAKey.import_key({**key().as_dict(private=True), "alg": "PS256"})

    with pytest.raises(SignInFailed):
        tokens.signed(signed(id_claims()), lambda kid: only_pss, ALGORITHMS)


def test_an_access_token_says_whose_it_is_where_we_can_read_it() -> None:
    assert tokens.bound_to(signed({"cnf": {"jkt": "thumb"}})) == "thumb"
    assert tokens.bound_to(signed({"cnf": {}})) is None
    assert tokens.bound_to("opaque") is None
    assert tokens.bound_to("a.b.c") is None


def logout(token: str):
    return tokens.logout_token(token, ISSUER, CLIENT, key_of, ALGORITHMS, now=NOW)


def test_a_logout_token_that_is_right_passes() -> None:
    claims = logout(signed(logout_claims(), typ="logout+jwt"))

    assert (claims["sid"], claims["jti"]) == ("session-1", "once")


@pytest.mark.parametrize(
    ("changed", "failure"),
    [
        ({"iss": "https://evil.example"}, Failure.WRONG_ISSUER),
        ({"aud": "another"}, Failure.TOKEN_REFUSED),
        ({"exp": seconds(NOW - timedelta(minutes=1))}, Failure.TOKEN_EXPIRED),
        ({"events": None}, Failure.TOKEN_REFUSED),
        ({"events": {"something else": {}}}, Failure.TOKEN_REFUSED),
        ({"nonce": NONCE}, Failure.TOKEN_REFUSED),
        ({"sid": None}, Failure.TOKEN_REFUSED),
        ({"jti": None}, Failure.TOKEN_REFUSED),
    ],
    ids=str,
)
def test_a_logout_token_that_is_wrong_ends_nothing(changed, failure) -> None:
    with pytest.raises(SignInFailed) as refused:
        logout(signed(logout_claims(**changed)))
    assert refused.value.failure is failure


def test_an_id_token_is_no_logout_token_and_the_other_way_round() -> None:
    with pytest.raises(SignInFailed):
        logout(signed(id_claims(jti="x")))
    assert why(signed(logout_claims())) is Failure.WRONG_NONCE
