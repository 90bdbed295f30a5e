"""Every answer of every page carries the headers that keep a browser from doing more than it is
asked to, whoever asks and whatever the answer is."""

import pytest
from django.test import Client
from django.urls import reverse

from heime.edges import csp, web
from tests import people
from tests.walls import walk

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
FRAMED = {"helseid-front-channel", "idporten-front-channel"}
"""Shown in a frame of the provider's, who asks for it; for them alone (test_oidc_doors.py)."""
FOR_ANYBODY = {"own-public-keys", "home", "home-worker", "home-manifest"}
"""Public by nature, and may be kept: our keys, and the app itself, which knows nobody."""
NEVER_ENDS = {"changes"}
NO_ID = "0192f3a4-0000-7000-8000-000000000001"


@pytest.fixture
def client() -> Client:
    return Client()


def lacking(name: str, answer) -> list[str]:
    """What a header that is missing or other than ALWAYS makes of a page, in lines."""
    not_here = {"X-Frame-Options"} if name in FRAMED else set()
    not_here |= {"Cache-Control"} if name in FOR_ANYBODY else set()
    wanted = {header: value for header, value in ALWAYS.items() if header not in not_here}
    found = [
        f"{name} {answer.status_code} {header}: {answer.headers.get(header)}"
        for header, value in wanted.items()
        if value not in answer.headers.get(header, "")
    ]
    policy = answer.headers.get("Content-Security-Policy", "")
    for rule in ("default-src 'none'", "frame-ancestors"):
        if rule not in policy:
            found.append(f"{name} {answer.status_code} has the policy {policy!r}")
    if "unsafe" in policy or "*" in policy:
        found.append(f"{name} {answer.status_code} has a policy with a hole: {policy}")
    return found


def test_every_answer_of_every_page_has_them(cast, now) -> None:
    token, _ = people.signed_in(cast.ingrid, now)
    found = []
    for signed_in in (True, False):
        for name, address in walk.pages().items():
            if name in NEVER_ENDS:
                continue
            client = Client(raise_request_exception=False)
            if signed_in:
                client.cookies["heime"] = token
            for send in (client.get, client.post):
                found += lacking(name, send(address.replace("{id}", NO_ID)))

    assert not found


def test_the_stream_of_changes_has_them_too(cast, now) -> None:
    client = Client(headers={"cookie": f"heime={people.signed_in(cast.ingrid, now)[0]}"})
    answer = client.get(reverse("changes"))

    assert lacking("changes", answer) == []


def test_pictures_and_scripts_have_them_and_may_be_kept(client) -> None:
    answer = client.get("/static/icon.svg")
    answer.close()

    assert answer.status_code == 200
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == web.POLICY
    assert "no-store" not in answer.headers["Cache-Control"]


def test_the_policy_lets_nothing_in_that_is_written_into_a_page() -> None:
    rules = dict(rule.partition(" ")[::2] for rule in web.POLICY.split("; "))

    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"
    assert rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert rules["require-trusted-types-for"] == "'script'"
    assert rules["trusted-types"] == "default"


class TestReports:
    REPORT = (
        f'{{"csp-report": {{"document-uri": "http://testserver/sak/{NO_ID}/?navn=Astrid",'
        ' "effective-directive": "script-src-elem", "blocked-uri": "https://evil.example/Astrid",'
        ' "script-sample": "alert(Astrid)"}}'
    )

    def sent(self, client, body: str):
        return client.post("/csp", body, content_type="application/csp-report")

    def test_a_report_is_written_down_without_anything_that_somebody_wrote(
        self, client, database, caplog, monkeypatch
    ) -> None:
        monkeypatch.setattr(csp, "_quota", csp.Quota(csp.WRITTEN, csp.SPAN))
        answer = self.sent(client, self.REPORT)

        assert answer.status_code == 204
        said = caplog.messages[0]
        assert "script-src-elem" in said
        assert "/sak/<uuid:case_id>/" in said
        for own in ("Astrid", NO_ID, "evil", "navn", "alert"):
            assert own not in said

    def test_whatever_is_sent_is_answered_and_not_repeated(
        self, client, database, caplog, monkeypatch
    ) -> None:
        monkeypatch.setattr(csp, "_quota", csp.Quota(csp.WRITTEN, csp.SPAN))
        for body in ("", "[]", "{}", '{"csp-report": 4}', "\x00", '{"csp-report": {"a": []}}'):
            assert self.sent(client, body).status_code == 204
        self.sent(client, '{"csp-report": {"document-uri": "http://[Astrid"}}')
        self.sent(client, '{"csp-report": {"effective-directive": "x\\nAstrid was here"}}')

        assert not [said for said in caplog.messages if "Astrid" in said or "\n" in said]

    def test_too_many_are_refused(self, client, database, caplog, monkeypatch) -> None:
        monkeypatch.setattr(csp, "_quota", csp.Quota(2, csp.SPAN))
        answers = [self.sent(client, self.REPORT).status_code for _ in range(4)]

        assert answers == [204, 204, 429, 429]
        assert len(caplog.messages) >= 2

    def test_a_new_span_begins_anew(self) -> None:
        quota = csp.Quota(1, 60)

        assert [quota.take(0), quota.take(59), quota.take(60), quota.take(61)] == [
            True, False, True, False,
        ]  # fmt: skip
