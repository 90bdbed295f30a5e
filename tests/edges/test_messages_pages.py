"""What the pages of messages show, to whom, and that nothing sent to them is ever run."""

from __future__ import annotations

import re
import struct
import zlib
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from heime.records.messages.models import File, Message, Thread
from tests import people
from tests.flow import writing
from tests.flow.letting_in import did
from tests.flow.writing import start
from tests.people import DB


@pytest.fixture
def around(database):
    people.loop_done(datetime.now(UTC))
    return writing.everybody()


def enter(who, language="nb") -> Client:
    client = Client()
    client.cookies["heime"], _ = people.signed_in(who, datetime.now(UTC))
    client.cookies["heime_language"] = language
    return client


def png() -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"tEXt", b"Place\0Kvernhuslia")
        + (chunk(b"IDAT", zlib.compress(b"\0\0\0\0")) + chunk(b"IEND", b""))
    )


def test_from_home_to_the_team_and_back(around):
    home = enter(around.astrid)
    sent = home.post(
        f"/hjem/meldinger/ny/{around.cast.astrid.id}/",
        {"text": "Jeg hoster mer.\nMest om natten.", "urgent": "0",
         "file": SimpleUploadedFile("bilde.png", png(), "text/html")},
    )  # fmt: skip
    thread = Thread.objects.using(DB).get()
    assert sent.headers["Location"] == f"/hjem/meldinger/{thread.id}/"

    team = enter(around.cast.ingrid)
    listed = team.get("/meldinger/").content.decode()
    assert "Astrid Lunde" in listed
    assert "Jeg hoster mer." in listed
    opened = team.get(f"/meldinger/{thread.id}/").content.decode()
    assert "Mest om natten." in opened
    assert "Trenger ikke svar" in opened
    team.post(f"/meldinger/{thread.id}/svar", {"text": "Takk. Vi ringer deg i dag."})

    read = home.get(f"/hjem/meldinger/{thread.id}/").content.decode()
    assert "Vi ringer deg i dag." in read
    assert "Lest av Ingrid Moe" in read
    assert "116 117" in read
    assert "Ingen melding venter på svar" in team.get("/meldinger/").content.decode()


def test_a_file_is_given_out_as_what_it_is_and_nothing_in_it_runs(around):
    thread = start(around.astrid, around, files=[png(), b"%PDF-1.7\n1 0 obj\n%%EOF\n"])
    team = enter(around.cast.ingrid)
    for file in File.objects.using(DB).filter(thread=thread):
        answer = team.get(f"/vedlegg/{file.id}/")
        assert answer.headers["Content-Type"] == file.sort
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Content-Disposition"].startswith(
            "attachment" if file.sort == "application/pdf" else "inline"
        )
        assert b"Kvernhuslia" not in answer.content
        assert enter(around.marit).get(f"/vedlegg/{file.id}/").status_code == 404
        assert enter(around.cast.kari).get(f"/vedlegg/{file.id}/").status_code == 404


def test_a_file_that_is_not_taken_leaves_what_was_written(around):
    home = enter(around.astrid)
    answer = home.post(
        f"/hjem/meldinger/ny/{around.cast.astrid.id}/",
        {"text": "Se vedlegget.", "urgent": "0",
         "file": SimpleUploadedFile("x.png", b"<script>alert(1)</script>", "image/png")},
    )  # fmt: skip
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Se vedlegget." in page
    assert "ingenting er sendt" in page
    assert not Message.objects.using(DB).exists()


def test_what_is_written_is_shown_as_it_was_written_and_never_run(around):
    thread = start(around.astrid, around, "<img src=x onerror=alert(1)>\n\u202eabc")
    for who, path in ((around.cast.ingrid, "/meldinger/"), (around.astrid, "/hjem/meldinger/")):
        page = enter(who).get(f"{path}{thread.id}/").content.decode()
        assert "<img src=x" not in page
        assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_the_time_of_an_answer_stands_there_before_anything_is_sent(around):
    page = enter(around.astrid).get(f"/hjem/meldinger/ny/{around.cast.astrid.id}/").content.decode()
    assert re.search(r"Vanlig: svar innen \S", page)
    assert re.search(r"Haster: svar innen \S", page)
    assert "ring 113" in page


def test_the_help_page_gives_numbers_first_and_a_call_after(around):
    home = enter(around.astrid, "nn")
    page = home.get("/hjem/hjelp").content.decode()
    assert page.index("tel:113") < page.index("tel:116117") < page.index("Ring meg")
    home.post(f"/hjem/hjelp/{around.cast.astrid.id}/ring")
    assert "Ring straks" in enter(around.cast.tor).get("/meldinger/").content.decode()


def test_a_search_stands_in_no_address(around):
    start(around.astrid, around, "Inhalatoren er tom.")
    team = enter(around.cast.ingrid)
    path = f"/meldinger/person/{around.cast.astrid.id}/"
    assert "Inhalatoren" in team.post(path, {"sok": "tom"}).content.decode()
    assert "Inhalatoren" not in team.post(path, {"sok": "fastlege"}).content.decode()


def test_a_team_lead_writes_a_template_and_the_nurse_gets_it_in_the_persons_language(around):
    from heime.records.people.models import Patient

    Patient.objects.using(DB).filter(id=around.cast.astrid.patient_id).update(language="nn")
    wording = {
        "sted": "3434", "name": "Fekk meldinga", "nb": "Hei [navn]!",
        "nn": "Hei [navn]! Vi er her [åpningstid].", "en": "Hello [navn]!",
    }  # fmt: skip
    assert enter(around.cast.ingrid).post("/meldinger/maler", wording).status_code == 403
    assert enter(around.nina).post("/meldinger/maler", wording).status_code == 302

    thread = start(around.astrid, around)
    team = enter(around.cast.ingrid)
    page = team.get(f"/meldinger/{thread.id}/").content.decode()
    chosen = re.search(r'<option value="([0-9a-f-]{36})"', page)
    assert chosen
    page = team.post(
        f"/meldinger/{thread.id}/svar", {"text": "", "mal": chosen[1], "sett-inn": "1"}
    ).content.decode()
    assert "Hei Astrid! Vi er her 08:00–15:30." in page
    assert Message.objects.using(DB).filter(side="team").count() == 0


def test_the_gp_writes_to_the_team_about_a_person(around):
    gp = enter(around.gry)
    gp.post(f"/meldinger/person/{around.cast.astrid.id}/ny", {"text": "Kan dere veie henne?"})
    thread = Thread.objects.using(DB).get()
    assert (
        "Breelvi legekontor"
        in enter(around.cast.ingrid).get(f"/meldinger/{thread.id}/").content.decode()
    )
    assert "Kan dere veie henne?" in gp.get("/meldinger/").content.decode()


def test_more_than_a_message_with_files_may_hold_is_refused_before_it_is_read():
    from heime.edges import bounds

    id_ = "018f0000-0000-7000-8000-000000000000"
    for path in (f"/meldinger/{id_}/svar", f"/meldinger/person/{id_}/ny",
                 f"/hjem/meldinger/ny/{id_}/", f"/hjem/meldinger/{id_}/"):  # fmt: skip
        assert bounds.takes_files(path), path
    for path in ("/inn/", f"/meldinger/{id_}/ta", "/hjem/meldinger", f"/vedlegg/{id_}/"):
        assert not bounds.takes_files(path), path


def test_what_corrects_a_message_stands_under_it_for_those_in_the_thread(around):
    from heime.core.corrections import Sort as About
    from heime.flow import correct
    from heime.records.messages.models import Message

    thread = start(around.astrid, around, "Jeg tok to tabletter.")
    said = Message.objects.using(DB).get(thread_id=thread.id, sort="said")
    did(
        around.cast.ingrid,
        lambda by, now: correct.add(
            thread.enrolment_id, About.MESSAGE, str(said.id), text="Det var én tablett.",
            mistaken=True, asked_by_person=True, by=by, now=now,
        ),
    )  # fmt: skip

    for who, place in ((around.cast.ingrid, "/meldinger"), (around.astrid, "/hjem/meldinger")):
        page = enter(who).get(f"{place}/{thread.id}/").content.decode()
        assert "Det var én tablett." in page, place
