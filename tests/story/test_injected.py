"""What people write is shown as they wrote it, and never does anything: in a real browser.

Every text that somebody can put into the database holds a bit of everything that has ever run
where it should have been read. Then every page is opened by everybody who may see it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from heime.core.roles import Role
from heime.records.access.models import Block, Objection, Right, SignIn, Source
from heime.records.keeping.models import Correction, Erasure
from heime.records.people.changes import PrivacyNotice
from heime.records.people.models import Account, Contact, Organisation, Patient, Team
from heime.records.worklist.models import Case
from tests import people
from tests.flow import letting_in
from tests.people import DB, LOM
from tests.walls import walk

PLANTED = "/planted"
CORPUS = [
    f"<script src={PLANTED}></script>",
    f"<img src={PLANTED} onerror=alert(1)>",
    f"<svg/onload=import('{PLANTED}')>",
    f'"><iframe src={PLANTED}>',
    f"'><link rel=stylesheet href={PLANTED}>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "{{ request }}{% debug %}{% now 'Y' %}",
    "${alert(1)}#{alert(1)}<%= alert(1) %>",
    "javascript:alert(1)//",
    "\u202egnp.exe\u202c \u2066skjult\u2069",
    "\u200b\ufeff\u0301\u0301\u0301",
    "&lt;b&gt;&#x3c;script&#x3e;",
    "a' OR 1=1 --",
    f"<style>@import '{PLANTED}';</style>",
    f"<form action={PLANTED}><button autofocus onfocus=alert(1)>",
    f'<div hx-get="{PLANTED}" hx-trigger="load" hx-on::load="alert(1)">',
    "<math><mi xlink:href=javascript:alert(1)>",
    '<template shadowrootmode="open"><script>alert(1)</script></template>',
]
WRITTEN: dict[Any, tuple[str, ...]] = {
    Patient: ("given", "family", "address", "phone", "gp_office", "matters"),
    Contact: ("name", "relation", "phone"),
    Case: ("note",),
    Right: ("reason", "finding"),
    Block: ("reason",),
    Objection: ("text", "answer"),
    Correction: ("text",),
    Erasure: ("reason",),
    Team: ("name",),
    Organisation: ("name",),
    Source: ("name",),
    SignIn: ("device",),
    PrivacyNotice: ("text", "approved_by"),
}
"""Table → its columns that hold what somebody wrote."""


@pytest.fixture
def planted(cast, now, monkeypatch) -> letting_in.Around:
    """The cast and those around Astrid, with the corpus in every text."""
    monkeypatch.setattr(people, "everybody", lambda at: cast)
    around = letting_in.everybody()
    place = {"municipality_id": LOM, "enrolment_id": cast.astrid.id}
    case = people.red_case(cast, now - timedelta(hours=3))
    device = people.Measurement.objects.using(DB)
    device.filter(enrolment_id=cast.astrid.id).update(device=" ".join(CORPUS))
    given = people.right(
        cast.astrid, people.Ground.GP, organisation=around.office, given_by=cast.ingrid, now=now
    )
    letting_in.consent(around)
    people.block(cast.astrid, organisation=around.legevakt, made_by=cast.ingrid, now=now)
    said = {"text": "x", "made_by": around.astrid, "made_at": now}
    Objection.objects.using(DB).create(**place, **said, right=given)
    Correction.objects.using(DB).create(
        **place, sort="note", about=str(case.id), text="x", mistaken=True, asked_by_person=True,
        made_by=cast.ingrid, made_at=now,
    )  # fmt: skip
    Erasure.objects.using(DB).create(
        **place, reason="x", rows=[{"sort": "note", "id": str(case.id)}],
        proposed_by=cast.ingrid, proposed_at=now,
    )  # fmt: skip
    PrivacyNotice.objects.using(DB).create(
        municipality_id=LOM, language="nb", version=9, text="x", valid_from=now,
        approved_by="x", approved_at=now,
    )  # fmt: skip
    content = people.COPD_PLAN | {"goals": CORPUS, "texts": {"red": {"nb": " ".join(CORPUS)}}}
    people.plan(cast.astrid, content, approved_by=cast.nils, now=now, number=2, valid_from=now)
    Case.objects.using(DB).filter(id=case.id).update(
        state="closed", closed_at=now, closed_by=cast.ingrid, outcome="advice", note="x"
    )
    people.red_case(cast, now, value="85")
    _plant()
    return around


def _plant() -> None:
    """Put the corpus into every column of WRITTEN, and into the names of staff."""
    one = itertools.cycle(CORPUS)
    for model, columns in WRITTEN.items():
        for row in model.objects.using(DB).all():
            texts = {
                column: _as_long_as(model._meta.get_field(column).max_length, one)
                for column in columns
            }
            model.objects.using(DB).filter(pk=row.pk).update(**texts)
    for account in Account.objects.using(DB).exclude(name=""):
        Account.objects.using(DB).filter(pk=account.pk).update(name=_as_long_as(120, one))


def _as_long_as(most: int | None, one: Iterator[str]) -> str:
    """Everything where there is room, else one piece after the other, as far as it goes."""
    whole = "\n".join(CORPUS)
    return whole if most is None or most >= len(whole) else next(one)[:most]


def addresses(ids: list[Any]) -> list[str]:
    """Every page that is looked at, for each id that may stand in its address."""
    found = []
    for name, address in walk.pages().items():
        if name in walk.ELSEWHERE:
            continue
        known = ids if "{id}" in address else ids[:1]
        found += [address.replace("{id}", str(id_)) for id_ in known]
    return [one for one in found if "<" not in one]


def watched(page: Any, seen: list[str]) -> None:
    """Write down whatever would mean that something ran, or was stopped from it."""
    page.on("dialog", lambda dialog: (seen.append(f"dialog on {page.url}"), dialog.dismiss()))
    page.on(
        "request",
        lambda asked: (
            seen.append(f"{asked.url} asked for by {page.url}")
            if urlsplit(asked.url).path in (PLANTED, "/csp")
            else None
        ),
    )
    page.add_init_script(
        "addEventListener('securitypolicyviolation', e =>"
        " console.error('STOPPED ' + e.effectiveDirective + ' ' + e.sample))"
    )
    page.on(
        "console",
        lambda said: (
            seen.append(f"{said.text} on {page.url}")
            if any(word in said.text for word in ("STOPPED", "Refused", "Trusted"))
            else None
        ),
    )


@pytest.mark.parametrize(
    "who",
    ["lead", "patient", *[pytest.param(one, marks=pytest.mark.long)
                          for one in ("kin", "administrator")]],
)  # fmt: skip
def test_nothing_that_is_written_anywhere_does_anything(planted, enter, now, who) -> None:
    boss = people.account("kirsten", "Kirsten <b>Dahl</b>", "", member_of=None, now=now)
    people.post(boss, Role.ADMINISTRATOR, municipality=LOM, now=now)
    account = {
        "lead": planted.nina, "patient": planted.astrid, "kin": planted.marit,
        "administrator": boss,
    }[who]  # fmt: skip
    astrid = planted.cast.astrid
    cases = list(Case.objects.using(DB).values_list("id", flat=True))
    page, seen = enter(account, path="/inn/okter"), []
    watched(page, seen)
    shown, refused = 0, set()
    for address in addresses([astrid.id, *cases]):
        asked = page.request.get(address)
        status = asked.status
        if "attachment" in asked.headers.get("content-disposition", ""):
            continue  # a file to keep: the browser never shows it
        if status == 405 or (status in (403, 404) and status in refused):
            continue  # takes forms only, or is refused with the same page as one before
        refused.add(status)
        answer = page.goto(address, wait_until="domcontentloaded")
        body = page.content()
        shown += "&lt;script" in body or "&lt;img" in body
        assert answer is None or answer.status < 500, address
        assert "<script>alert" not in body, address
        assert (
            page.evaluate("document.querySelectorAll('iframe, svg[onload], [onerror]').length") == 0
        )
    page.wait_for_timeout(200)

    assert seen == []
    assert shown >= {"lead": 6, "patient": 1, "kin": 0, "administrator": 0}[who], "it was there"


def test_a_page_that_is_changed_in_place_is_as_safe(planted, enter, now) -> None:
    """The list and the panel beside it come in by script, which is where such things run."""
    page, seen = enter(planted.nina), []
    watched(page, seen)
    page.goto("/")
    page.locator(".row a.open").first.click()
    page.locator("#panel h1").wait_for()
    page.locator("#panel [data-take]").first.click()
    page.locator("#panel #note").fill(" ".join(CORPUS))
    page.get_by_role("button", name="Lukk saken").click()
    page.locator("#panel .missing").first.wait_for()

    assert "&lt;script" in page.content()
    assert seen == []


def test_the_test_would_notice(enter, cast) -> None:
    page, seen = enter(cast.ingrid), []
    watched(page, seen)
    page.goto("/")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=/planted>')")
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<b onclick=\"alert(1)\" id=planted>b</b>')"
    )
    page.locator("#planted").click()
    page.wait_for_timeout(300)

    assert any(PLANTED in one for one in seen)
    assert any("STOPPED script-src" in one for one in seen), "an inline handler was stopped"


def test_text_never_becomes_a_script(enter, cast) -> None:
    """The browser itself refuses to make code of text, whatever a script of ours would do."""
    page = enter(cast.ingrid)

    for attempt in (
        "eval('1')",
        "new Function('return 1')()",
        "Object.assign(document.createElement('script'), {text: 'window.ran = 1'})",
        "Object.assign(document.createElement('script'), {src: '/planted'})",
        "trustedTypes.createPolicy('mine', {createScript: text => text})",
    ):
        # In a moment of the page's own: what is evaluated from here is not under its policy.
        refused = page.evaluate(
            "() => new Promise(told => setTimeout(() => { try {"
            f" {attempt}; told(false) }} catch (e) {{ told(true) }} }}))"
        )
        assert refused, attempt
