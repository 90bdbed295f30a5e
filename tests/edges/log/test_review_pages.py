"""/logg/: the auditor's day, from how the log is to what came of a signal; and whom it shows."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from heime.core.pseudonym import number_of
from heime.edges.frame import begins_at
from heime.ops.audit import anchor
from heime.records.audit.models import Reveal
from tests import people
from tests.flow.auditing import fresh, logged, looked, signal
from tests.people import DB, VANG


def text(answer) -> str:
    return answer.content.decode()


def tegn(one) -> str:
    return f"/logg/tegn/{one.id}"


def test_the_auditors_day_begins_at_the_log(r, now) -> None:
    from heime.core.actor import Actor, Post
    from heime.core.roles import Role

    posts = frozenset({Post(Role.AUDITOR, municipality=3434)})
    assert begins_at(Actor(r.eva.id, "Eva", "", r.eva.id, posts, "nb")) == "/logg/"


@pytest.mark.parametrize("page", ["/logg/", "/logg/tegn/", "/logg/brudd", "/logg/navn"])
def test_the_pages_are_open_to_auditors_and_to_nobody_else(r, signed_in, now, page) -> None:
    from heime.core.roles import Role

    support = people.account("drift", "Morten", "", member_of=None, now=now)
    people.post(support, Role.SUPPORT, now=now)

    assert signed_in(r.eva).get(page).status_code == 200
    for who in (r.cast.ingrid, support):
        assert signed_in(who).get(page).status_code == 403
    assert signed_in(r.mette).get(page).status_code == (200 if page == "/logg/navn" else 403)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nb", ["Er loggen hel?", "Åpnet uten noe å gjøre", "Gå gjennom 1 tegn"]),
        ("nn", ["Er loggen heil?", "Opna utan noko å gjere", "Gå gjennom 1 teikn"]),
        ("en", ["Is the log whole?", "Opened with no work to do", "Go through 1 signal"]),
    ],
)
def test_the_overview_says_how_the_log_is_and_what_waits(r, signed_in, language, said) -> None:
    html = text(signed_in(r.eva, language).get("/logg/"))

    for sentence in (*said, "./heime audit verify --municipality 3434"):
        assert sentence in html


def test_the_figures_stand_as_a_table_too(r, signed_in, now) -> None:
    for _ in range(4):
        looked(r.cast.astrid, r.cast.ingrid, now, "exported")

    html = text(signed_in(r.eva).get("/logg/"))

    assert 'Copies and prints</strong> <span class="total">4<' in html
    assert "<td>4</td>" in html
    assert html.count("<rect") >= 2


def test_a_tail_that_is_too_old_is_an_alarm(r, signed_in, now) -> None:
    html = text(signed_in(r.eva).get("/logg/"))  # the look of an hour ago is not sealed

    assert "1 entry is not sealed, and it should be." in html
    assert 'data-color="danger"' in html


def test_an_anchor_that_the_log_does_not_agree_with_is_told(
    r, signed_in, now, database, tmp_path, monkeypatch
) -> None:
    import psycopg

    from heime.records.audit.models import Seal

    with psycopg.connect(database.worker_url, autocommit=True) as worker:
        worker.execute("SELECT seal_log(100)")
        monkeypatch.setenv("HEIME_DATA", str(tmp_path))
        assert anchor.keep_one(worker, tmp_path, now)
    client = signed_in(r.eva)
    assert "the log agrees with it" in text(client.get("/logg/"))

    Seal.objects.using(DB).filter(chain=3434).update(hash=b"made anew")
    assert "the log does not agree with it" in text(client.get("/logg/"))
    path = next((tmp_path / anchor.FOLDER).iterdir())
    path.write_text(json.dumps({"format": "nothing"}))
    assert "None is known here" in text(client.get("/logg/"))


def test_signals_name_the_employee_and_number_the_person(r, signed_in) -> None:
    html = text(signed_in(r.eva).get("/logg/tegn/"))

    assert "Ingrid Moe" in html
    assert number_of(r.cast.astrid.id) in html
    assert "Lunde" not in html
    assert str(r.cast.astrid.id) not in html


def test_a_signal_that_has_waited_long_is_late_in_a_word(r, signed_in, now) -> None:
    type(r.signal).objects.using(DB).update(made_at=now - timedelta(days=20))

    html = text(signed_in(r.eva).get("/logg/tegn/"))
    assert "Has waited for 20 days" in html
    assert "<strong>late</strong>" in html


def test_a_signal_is_shown_with_why_and_with_what_was_around_it(r, signed_in, now) -> None:
    at = now - timedelta(hours=1)
    looked(r.cast.astrid, r.cast.ingrid, at, resource="plan")
    looked(r.cast.astrid, r.cast.ingrid, at, denied=True)

    html = text(signed_in(r.eva).get(tegn(r.signal)))

    for sentence in (
        "there was no open case that day", "There was no open case about the person that day.",
        "Saw the plan as part of the team", "Tried to open the person&#x27;s page and was refused",
        "this person", "Refused", "Settle it",
    ):  # fmt: skip
        assert sentence in html
    assert "Lunde" not in html


def test_it_is_settled_with_a_finding_and_a_note(r, signed_in) -> None:
    client = signed_in(r.eva)
    for form in ({"finding": "explained"}, {"note": "Vikar"}, {"finding": "x", "note": "y"}):
        answer = client.post(f"{tegn(r.signal)}/avgjor", form)
        assert answer.status_code == 422
        assert "Choose what you found, and write a few words" in text(answer)

    answer = client.post(
        f"{tegn(r.signal)}/avgjor", {"finding": "followed-up", "note": "Sagt fra til lederen."}
    )
    assert (answer.status_code, answer.url) == (302, "/logg/tegn/")
    assert fresh(r.signal).state == "followed-up"
    html = text(client.get(tegn(r.signal)))
    assert "Not as agreed: passed on" in html
    assert "Sagt fra til lederen." in html
    assert "Settle it" not in html
    again = client.post(f"{tegn(r.signal)}/avgjor", {"finding": "explained", "note": "x"})
    assert again.status_code == 409


def test_one_about_oneself_is_neither_opened_nor_settled(r, signed_in, now) -> None:
    own = signal(looked(r.cast.astrid, r.eva, now), now)
    client = signed_in(r.eva)

    html = text(client.get("/logg/tegn/"))
    assert "This is about you: another auditor must look at it." in html
    assert str(own.id) not in html
    assert client.get(tegn(own)).status_code == 403
    answer = client.post(f"{tegn(own)}/avgjor", {"finding": "explained", "note": "x"})
    assert answer.status_code == 403
    assert fresh(own).state == "open"


@pytest.mark.parametrize("who", ["vidar"])
def test_a_signal_of_another_municipality_is_not_found(r, signed_in, who) -> None:
    client = signed_in(getattr(r, who))
    assert client.get(tegn(r.signal)).status_code == 404
    for path in ("avgjor", "navn"):
        form = {"finding": "explained", "note": "x", "reason": "x"}
        assert client.post(f"{tegn(r.signal)}/{path}", form).status_code == 404
    assert any(entry.denied for entry in logged("denied"))


def test_a_name_goes_from_one_through_another_and_back(r, sure, signed_in) -> None:
    eva, mette = sure(r.eva), sure(r.mette)
    answer = signed_in(r.per).post(f"{tegn(r.signal)}/navn", {"reason": "Fordi"})
    assert answer.status_code == 302
    assert "til=" in answer.url, "prove who you are first"
    assert not Reveal.objects.using(DB).exists()

    assert eva.post(f"{tegn(r.signal)}/navn", {"reason": ""}).status_code == 422
    assert eva.post(f"{tegn(r.signal)}/navn", {"reason": "Må ringe."}).url == tegn(r.signal)
    assert "You have asked for the name." in text(eva.get(tegn(r.signal)))
    one = Reveal.objects.using(DB).get()
    assert "You asked for this" in text(eva.get("/logg/navn"))
    assert eva.post(f"/logg/navn/{one.id}/svar", {"answer": "yes"}).status_code == 403

    waiting = text(mette.get("/logg/navn"))
    assert "Må ringe." in waiting
    assert "Lunde" not in waiting
    assert mette.post(f"/logg/navn/{one.id}/svar", {"answer": "perhaps"}).status_code == 422
    assert mette.post(f"/logg/navn/{one.id}/svar", {"answer": "yes"}).status_code == 302
    assert "Lunde" not in text(mette.get("/logg/navn"))
    assert "Astrid Lunde" in text(eva.get(tegn(r.signal)))
    assert "Lunde" not in text(sure(r.per).get(tegn(r.signal)))


def test_only_the_database_says_who_answers_for_another_municipality(r, sure) -> None:
    sure(r.eva).post(f"{tegn(r.signal)}/navn", {"reason": "Må ringe."})
    one = Reveal.objects.using(DB).get()

    assert sure(r.vidar).post(f"/logg/navn/{one.id}/svar", {"answer": "yes"}).status_code == 404


def test_an_auditor_of_several_chooses_whose_log(r, signed_in, now) -> None:
    from heime.core.roles import Role

    people.post(r.eva, Role.AUDITOR, municipality=VANG, now=now)
    client = signed_in(r.eva)

    assert "--municipality 3454" in text(client.get("/logg/?sted=3454"))
    assert "--municipality 3434" in text(client.get("/logg/?sted=3434"))
    assert client.get("/logg/?sted=4601").status_code == 200
    assert "--municipality 3451" not in text(client.get("/logg/?sted=3451"))


def test_many_has_its_figures_and_no_person(r, signed_in, now) -> None:
    entry = looked(r.cast.astrid, r.cast.tor, now)
    facts = {"people": 31, "usual": 6, "colleagues": 7}
    one = signal(entry, now, "many", enrolment_id=None, facts=facts)

    html = text(signed_in(r.eva).get(tegn(one)))

    assert "31 people were opened in one day." in html
    assert "Whom it is about" not in html
