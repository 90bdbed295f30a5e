"""A push, sealed by us and opened as a browser opens it; and what a push service may answer."""

import base64
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwk, jwt

from heime.edges.partners.channels import Browser, Gone, KnockFailed
from heime.edges.partners.push import Push, public_key, read_key, seal, takes, usable

OURS = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
HOSTS = ["fcm.googleapis.com", ".push.apple.com", "localhost"]
CONTACT = "mailto:drift@heime.example"


def text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def content(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Phone:
    """The browser's half: it holds the private key, and opens what it is sent."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = b"sixteen bytes of"
        self.point = self.key.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )

    def at(self, endpoint: str) -> Browser:
        return Browser(endpoint, text(self.point), text(self.secret))

    def opened(self, sealed: bytes) -> bytes:
        salt, length, size = sealed[:16], sealed[20], int.from_bytes(sealed[16:20], "big")
        sender, said = sealed[21 : 21 + length], sealed[21 + length :]
        assert len(said) <= size
        shared = self.key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        )
        info = b"WebPush: info\0" + self.point + sender
        secret = HKDF(hashes.SHA256(), 32, self.secret, info).derive(shared)
        key = HKDF(hashes.SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(secret)
        nonce = HKDF(hashes.SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(secret)
        plain = AESGCM(key).decrypt(nonce, said, None)
        assert plain.endswith(b"\x02")
        return plain[:-1]


class Service:
    """A push service on this machine: keeps what it got, answers what it is told to."""

    def __init__(self) -> None:
        self.status, self.got = 201, []  # type: ignore[var-annotated]
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.got.append((self.path, dict(self.headers), body))
                self.send_response(service.status)
                self.send_header("Location", "/message/17")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.endpoint = f"http://localhost:{self.server.server_port}/send/abc"
        self.thread = Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def service():
    made = Service()
    yield made
    made.close()


def test_the_standards_own_example_comes_out_byte_for_byte():
    browser = Browser(
        "https://push.example.net/",
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
    )
    sealed = seal(
        b"When I grow up, I want to be a watermelon", browser,
        salt=content("DGv6ra1nlYgDCS1FRnbzlw"), own=OURS,
    )  # fmt: skip
    assert text(sealed) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIg"
        "Dll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVB"
        "St2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_a_phone_reads_what_it_is_sent_and_the_service_cannot(service):
    phone = Phone()
    push = Push(OURS, CONTACT, hosts=HOSTS)

    receipt = push.send(phone.at(service.endpoint), "Du har noe å gjøre i Heime.", "/hjem/")

    ((path, headers, body),) = service.got
    assert (path, receipt) == ("/send/abc", "/message/17")
    assert json.loads(phone.opened(body)) == {
        "text": "Du har noe å gjøre i Heime.", "link": "/hjem/",
    }  # fmt: skip
    assert b"Heime" not in body
    assert (headers["Content-Encoding"], headers["Urgency"]) == ("aes128gcm", "normal")
    assert int(headers["TTL"]) > 0


def test_the_service_can_tell_that_it_is_us(service):
    push = Push(OURS, CONTACT, hosts=HOSTS)
    push.send(Phone().at(service.endpoint), "Noe venter.", "/hjem/")

    ((_, headers, _body),) = service.got
    scheme, _, said = headers["Authorization"].partition(" ")
    parts = dict(part.strip().split("=", 1) for part in said.split(","))
    point = content(parts["k"])
    key = jwk.ECKey.import_key(
        {"kty": "EC", "crv": "P-256", "x": text(point[1:33]), "y": text(point[33:])}
    )
    claims = jwt.decode(parts["t"], key, algorithms=["ES256"]).claims
    assert (scheme, parts["k"]) == ("vapid", public_key(read_key(OURS)))
    assert claims["aud"] == service.endpoint.removesuffix("/send/abc")
    assert claims["sub"] == CONTACT


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_told_of_as_gone(service, status):
    service.status = status
    with pytest.raises(Gone):
        Push(OURS, CONTACT, hosts=HOSTS).send(Phone().at(service.endpoint), "Noe venter.", "/")


@pytest.mark.parametrize(
    ("status", "again"), [(503, True), (429, True), (400, False), (302, False)]
)
def test_other_answers_are_failures_and_some_are_tried_again(service, status, again):
    service.status = status
    with pytest.raises(KnockFailed) as failure:
        Push(OURS, CONTACT, hosts=HOSTS).send(Phone().at(service.endpoint), "Noe venter.", "/")
    assert failure.value.try_again is again
    assert len(service.got) == 1, "an answer that points elsewhere is not followed"


@pytest.mark.parametrize(
    ("endpoint", "expected"),
    [
        ("https://fcm.googleapis.com/fcm/send/x", True),
        ("https://web.push.apple.com/x", True),
        ("http://fcm.googleapis.com/fcm/send/x", False),
        ("https://fcm.googleapis.com.evil.example/x", False),
        ("https://fcm.googleapis.com@169.254.169.254/x", False),
        ("https://fcm.googleapis.com:8443/x", False),
        ("https://push.apple.com.example/x", False),
        ("https://127.0.0.1/x", False),
        ("https://[::1]/x", False),
        ("https://[/x", False),
        ("https://fcm.googleapis.com:x/", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_only_browsers_own_mailboxes_are_called(endpoint, expected):
    assert takes(endpoint, ["fcm.googleapis.com", ".push.apple.com"]) is expected


def test_an_address_of_before_that_is_no_longer_taken_is_not_called(service):
    with pytest.raises(Gone):
        Push(OURS, CONTACT, hosts=HOSTS[:2]).send(Phone().at(service.endpoint), "x", "/")
    assert not service.got


def test_keys_that_nothing_can_be_sealed_with_are_refused():
    good = Phone().at("https://fcm.googleapis.com/x")
    assert usable(good)
    for p256dh, auth in [
        ("", good.auth), ("BAAA", good.auth), ("æ", good.auth), (good.p256dh, "c2hvcnQ"),
        (good.p256dh, ""), (text(b"\4" + b"\1" * 64), good.auth),
    ]:  # fmt: skip
        assert not usable(Browser(good.endpoint, p256dh, auth))
