"""Pushing to a browser that its owner has allowed it for: Web Push (RFC 8030), sealed for that
browser alone (RFC 8291) and signed as from us (RFC 8292).

The push service sees an address and a sealed text. The text says that something waits, and no more.
"""

import base64
import json
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import httpx
from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from joserfc import jwk, jwt

from heime.edges.partners.channels import Browser, Gone, KnockFailed

LIVES = timedelta(hours=4)
"""How long the push service keeps it for a phone that is off: a reminder of the morning is no use
in the evening."""
SIGNED_FOR = timedelta(hours=12)
RECORD = 4096
TIMEOUT = 10.0


def takes(endpoint: str, hosts: Sequence[str]) -> bool:
    """Whether this is an address that we send to. hosts: a dot first means all below it;
    "localhost" may be spoken to without TLS, and is for tests alone."""
    try:
        parts = urlsplit(endpoint)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.username or parts.password or not endpoint.isascii():
        return False
    if host == "localhost" and "localhost" in hosts:
        return parts.scheme == "http"
    known = any(host.endswith(one) if one.startswith(".") else host == one for one in hosts)
    return parts.scheme == "https" and known and parts.port in (None, 443)


def usable(browser: Browser) -> bool:
    """Whether something can be sealed with these keys."""
    try:
        _point(browser.p256dh)
        return len(_bytes(browser.auth)) == 16
    except (ValueError, InvalidKey):
        return False


class Push:
    """The client. private_key: ours, as base64url of its 32 bytes or as PEM; contact: where a push
    service reaches whoever runs this, `mailto:` or `https:`."""

    def __init__(self, private_key: str, contact: str, *, hosts: Sequence[str]) -> None:
        self._key = read_key(private_key)
        self._contact, self._hosts = contact, tuple(hosts)

    def send(self, browser: Browser, text: str, link: str, *, urgent: bool = False) -> str:
        """Send once. Return the service's receipt. Raises Gone and KnockFailed."""
        if not takes(browser.endpoint, self._hosts):
            raise Gone
        said = json.dumps({"text": text, "link": link}, ensure_ascii=False).encode()
        headers = {
            "Authorization": self._signature(browser.endpoint),
            "Content-Encoding": "aes128gcm",
            "TTL": str(int(LIVES.total_seconds())),
            "Urgency": "high" if urgent else "normal",
        }
        try:
            answer = httpx.post(
                browser.endpoint, content=seal(said, browser), headers=headers, timeout=TIMEOUT,
                follow_redirects=False, trust_env=False,
            )  # fmt: skip
        except httpx.HTTPError as error:
            raise KnockFailed(type(error).__name__, try_again=True) from None
        if answer.status_code in (404, 410):
            raise Gone
        if not answer.is_success:
            again = answer.status_code == 429 or answer.status_code >= 500
            raise KnockFailed(f"push {answer.status_code}", try_again=again)
        return answer.headers.get("location", "")[-40:] or "taken"

    def _signature(self, endpoint: str) -> str:
        parts = urlsplit(endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int((datetime.now(UTC) + SIGNED_FOR).timestamp()),
            "sub": self._contact,
        }
        pem = self._key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )  # fmt: skip
        signed = jwt.encode({"typ": "JWT", "alg": "ES256"}, claims, jwk.ECKey.import_key(pem))
        return f"vapid t={signed}, k={public_key(self._key)}"


def seal(said: bytes, browser: Browser, *, salt: bytes = b"", own: str = "") -> bytes:
    """The text for this browser alone, in one record (RFC 8291 3.4, RFC 8188).

    salt, own: drawn anew each time; given only by the test with the standard's worked example.
    """
    salt = salt or secrets.token_bytes(16)
    ours = read_key(own) if own else ec.generate_private_key(ec.SECP256R1())
    theirs = _point(browser.p256dh)
    our_point, their_point = _uncompressed(ours.public_key()), _uncompressed(theirs)
    shared = ours.exchange(ec.ECDH(), theirs)
    info = b"WebPush: info\x00" + their_point + our_point
    secret = _derived(shared, _bytes(browser.auth), info, 32)
    key = _derived(secret, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\x00", 12)
    head = salt + RECORD.to_bytes(4, "big") + bytes([len(our_point)]) + our_point
    # The byte after the text says that this record is the last.
    return head + AESGCM(key).encrypt(nonce, said + b"\x02", None)


def read_key(text: str) -> ec.EllipticCurvePrivateKey:
    """Raises ValueError for what is no key on the curve P-256."""
    if "BEGIN" in text:
        found = serialization.load_pem_private_key(text.encode(), None)
        if not isinstance(found, ec.EllipticCurvePrivateKey) or found.curve.name != "secp256r1":
            raise ValueError("The key is not one on the curve P-256.")
        return found
    return ec.derive_private_key(int.from_bytes(_bytes(text), "big"), ec.SECP256R1())


def public_key(key: ec.EllipticCurvePrivateKey) -> str:
    """What a browser is told when it subscribes, so that it takes messages of ours alone."""
    return _text(_uncompressed(key.public_key()))


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def _point(text: str) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(text))


def _uncompressed(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
