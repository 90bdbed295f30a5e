"""Every field of every page, filled with what nobody writes by accident, by somebody who holds
every role: it is refused or it does nothing. The fields come from the code (ops/openapi/forms.py).
"""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from heime.core.roles import Role
from heime.ops.openapi import forms, pages
from tests import people
from tests.edges.asked_at_random import GOOD, NEVER_ENDS
from tests.people import VANG

HOSTILE = {
    "a null byte": "a\x00b",
    "a character from right to left": "\u202eab\u2066",
    "eight thousand characters": "a" * 8000,
    "a quote": "'; DROP TABLE patient--",
    "a template": "{{ settings.SECRET_KEY }}{% debug %}",
    "a huge number": "9" * 400,
    "digits of another script": "٣٤٥٤",
    "superscript digits": "²³",
    "a null byte after a prefix": "t:\x00",
    "a place of digits that are none": "m:²³²³",
    "a list in JSON": "[" * 3000,
    "an object in JSON": '{"id": [], "response": 1, "rawId": {}}',
    "a number in JSON": "1e400",
}
ENDS_THE_SIGN_IN = {"sign-out", "lock", "end-other-sessions", "leave", "try-out"}


@pytest.fixture
def everything(cast: Any, now: datetime) -> Client:
    """Somebody of Valdres with every role that an account may have."""
    who = people.account("alt", "Ada Alt", "LE", member_of=cast.valdres, now=now)
    for role in (Role.DOCTOR, Role.LEAD):
        people.post(who, role, team=cast.valdres, now=now)
    for role in (Role.MANAGER, Role.AUDITOR, Role.ADMINISTRATOR):
        people.post(who, role, municipality=VANG, now=now)
    for role in (Role.COORDINATOR, Role.SUPPORT):
        people.post(who, role, now=now)
    token, row = people.signed_in(who, now)
    row.stepped_up_at = datetime.now(UTC)
    row.save(using=people.DB)
    client = Client(headers={"Host": "localhost"}, raise_request_exception=False)
    client.cookies["heime"] = token
    client.cookies["heime_language"] = "en"
    return client


@pytest.fixture
def tablet(cast: Any, now: datetime) -> Any:
    """A tablet that is lent to Gudbrand, for the pages that change and clear one."""
    from heime.records.access.models import Source
    from heime.records.home.models import HomeDevice
    from heime.records.kiosk.models import KioskDevice

    place = {"municipality_id": cast.gudbrand.municipality_id, "enrolment_id": cast.gudbrand.id}
    source = Source.objects.using(people.DB).create(name="Brett 14", sort="home")
    found = HomeDevice.objects.using(people.DB).create(
        **place, source=source, account=cast.kari, name="Brett 14", kiosk=True, made_at=now
    )
    KioskDevice.objects.using(people.DB).create(
        **place, device=found, mode="normal", text_size=1, lent_by=cast.kari, lent_at=now
    )
    return found


def asked(cast: Any, tablet: Any) -> Iterator[tuple[str, str, str, list[str]]]:
    """(name, method, address, fields) of everything that takes a field."""
    for address, pattern in pages.addresses():
        name = str(pattern.name)
        for method in pages.methods_of(pattern.callback):
            read = forms.read_by(pattern.callback)
            fields = sorted(read.form if method == "POST" else read.query)
            if fields and name not in ENDS_THE_SIGN_IN and f"{name}.{method}" not in NEVER_ENDS:
                yield name, method, with_ids(address, cast, tablet), fields


def with_ids(address: str, cast: Any, tablet: Any) -> str:
    for part, known in (("enrolment_id", cast.gudbrand), ("device_id", tablet)):
        address = address.replace(f"<uuid:{part}>", str(known.id))
    while "<uuid:" in address:
        before, _, rest = address.partition("<uuid:")
        address = before + str(uuid4()) + rest.partition(">")[2]
    return address


@pytest.mark.parametrize("every", [5, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize("what", HOSTILE)
@pytest.mark.usefixtures("cheap_passwords")
def test_no_field_breaks_a_page(everything: Client, cast: Any, tablet: Any, what: str, every: int):
    """All fields at once on every page; one at a time a fifth of them for each value, by turns, and
    all of them in the long tests."""
    value, broken, tried = HOSTILE[what], [], 0
    for name, method, address, fields in asked(cast, tablet):
        alone = fields[list(HOSTILE).index(what) % every :: every]
        filled = [dict.fromkeys(fields, value)]
        filled += [{n: GOOD.get(n, "x") for n in fields} | {field: value} for field in alone]
        for form in filled:
            send = everything.get if method == "GET" else everything.post
            answer = send(address, form, headers={"Accept": "application/problem+json"})
            tried += 1
            if answer.status_code >= 500:
                broken.append(f"{method} {name} {[n for n, v in form.items() if v == value]}")
    assert tried > 50
    assert not broken, "\n".join(broken)


def test_the_pages_of_a_lent_tablet_are_reached(everything: Client, cast: Any, tablet: Any):
    """Else the test above would fill in the forms of nothing."""
    tried = {name: address for name, _method, address, _fields in asked(cast, tablet)}

    assert {"lend-tablet", "change-tablet", "clear-tablet"} <= set(tried)
    assert (
        everything.post(tried["change-tablet"], {"mode": "simple", "size": "2"}).status_code == 302
    )


DEEP = "[" * 7000


@pytest.mark.parametrize("path", ["/fhir/enrol", "/csp"])
@pytest.mark.parametrize(
    "body", [DEEP, '{"a":' * 1500, "\x00", "\udcff", '"', "1e400", "[]", "null"]
)
def test_no_json_breaks_a_page_that_reads_it(cast: Any, path: str, body: str):
    client = Client(headers={"Host": "localhost"}, raise_request_exception=False)
    for kind in ("application/json", "application/csp-report", "multipart/form-data; boundary=x"):
        raw = body.encode("utf-8", "surrogateescape")
        answer = client.generic("POST", path, raw, content_type=kind)
        assert answer.status_code in (204, 400, 429), answer.content


@pytest.mark.parametrize(("head", "claims"), [(DEEP, "{}"), ('{"alg":"ES256"}', DEEP)])
def test_no_assertion_breaks_the_giving_of_tokens(cast: Any, head: str, claims: str):
    both = [
        base64.urlsafe_b64encode(part[:2800].encode()).rstrip(b"=").decode()
        for part in (head, claims)
    ]
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": f"{both[0]}.{both[1]}.AA",
    }
    answer = Client(raise_request_exception=False).post("/fhir/token", form)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


def test_a_null_byte_is_refused_with_a_reason(everything: Client, cast: Any):
    for asked in (
        everything.post("/personer/", {"sok": "a\x00b"}),
        everything.post("/personer/", {"sok\x00": "a"}),
        everything.get("/?sak=%00"),
    ):
        assert asked.status_code == 400
        assert b"could not read" in asked.content


def test_a_method_that_a_page_does_not_have_is_a_page_that_says_so(everything: Client, cast: Any):
    program = {"Accept": "application/problem+json"}
    answer = everything.generic("PUT", "/personer/", headers=program)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, POST")
    assert answer.json()["code"] == "wrong-method"
    assert everything.get(f"/sak/{cast.gudbrand.id}/ta").content.startswith(b"<!doctype html>")
