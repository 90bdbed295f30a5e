"""The pages for corrections and erasing: seen by whom, and what a press of a button does."""

from __future__ import annotations

import pytest

from heime.records.access.models import SignIn
from heime.records.keeping.models import Correction, Erasure
from heime.records.measurements.models import Measurement
from heime.records.messages.models import Message, Thread
from heime.records.worklist.models import Case
from tests.people import DB


def text(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def at(around) -> str:
    return f"/person/{around.cast.astrid.id}"


@pytest.fixture
def weight(around) -> Measurement:
    return Measurement.objects.using(DB).get(enrolment_id=around.cast.astrid.id, kind=4)


def proved(who, now) -> None:
    SignIn.objects.using(DB).filter(account=who).update(stepped_up_at=now)


def test_a_correction_is_made_and_stands_on_every_page_of_the_person(
    around, at, weight, signed_in
) -> None:
    ingrid = signed_in(around.cast.ingrid)
    form = {"about": f"reading:{weight.id}", "text": "Vekta sto skjevt", "mistaken": "1"}

    assert "72.4" in text(ingrid.get(f"{at}/rettelser"))
    assert ingrid.post(f"{at}/rettelser", form).status_code == 302

    case = Case.objects.using(DB).filter(enrolment=around.cast.astrid).first()
    for page in (f"{at}/rettelser", f"{at}/", f"/sak/{case.id}/"):
        shown = text(ingrid.get(page))
        assert "Vekta sto skjevt" in shown, page
        assert "72.4" in shown, "and what it points at, beside it"


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"about": "", "text": "x"},
        {"about": "reading:x", "text": "x"},
        {"about": "patient:1", "text": "x"},
        {"about": "plan:999999", "text": "x"},
    ],
)
def test_what_cannot_be_corrected_is_told_on_the_same_page(around, at, signed_in, form) -> None:
    answer = signed_in(around.cast.ingrid).post(f"{at}/rettelser", form)

    assert answer.status_code == 422
    assert 'role="alert"' in text(answer)
    assert not Correction.objects.using(DB).exists()


def test_what_would_go_is_shown_before_anything_is_proposed(around, at, weight, signed_in) -> None:
    form = {"about": [f"reading:{weight.id}"], "look": "1", "reason": "Feil person"}
    page = text(signed_in(around.cast.ingrid).post(f"{at}/sletting", form))

    assert "readings: 1" in page
    assert "Feil person" in page, "what was typed is still there"
    assert not Erasure.objects.using(DB).exists()


def test_proposing_asks_for_a_proof_and_deciding_is_anothers(
    around, at, weight, signed_in, now
) -> None:
    ingrid, nina = signed_in(around.cast.ingrid), signed_in(around.nina)
    form = {"about": [f"reading:{weight.id}"], "reason": "Feil person"}
    assert "til=" in ingrid.post(f"{at}/sletting", form).url
    proved(around.cast.ingrid, now)
    assert ingrid.post(f"{at}/sletting", form).url == f"{at}/sletting"
    assert "Somebody else must decide." in text(ingrid.get(f"{at}/sletting"))
    one = Erasure.objects.using(DB).get()

    assert ingrid.post(f"/sletting/{one.id}/avgjor", {"answer": "carry-out"}).status_code == 422
    assert "Feil person" in text(nina.get(f"{at}/sletting"))
    proved(around.nina, now)
    assert nina.post(f"/sletting/{one.id}/avgjor", {"answer": "carry-out"}).status_code == 302

    assert not Measurement.objects.using(DB).filter(id=weight.id).exists()
    assert "Erased" in text(nina.get(f"{at}/sletting"))
    assert ingrid.get(f"{at}/").status_code == 200, "the pages go on without it"


def test_a_case_whose_reading_was_erased_can_still_be_opened(around, at, signed_in, now) -> None:
    case = Case.objects.using(DB).filter(enrolment=around.cast.astrid).first()
    ingrid, nina = signed_in(around.cast.ingrid), signed_in(around.nina)
    proved(around.cast.ingrid, now)
    proved(around.nina, now)
    rows = [f"reading:{case.measurement_id}", f"note:{case.id}"]
    ingrid.post(f"{at}/sletting", {"about": rows, "reason": "Feil person"})
    one = Erasure.objects.using(DB).get()
    nina.post(f"/sletting/{one.id}/avgjor", {"answer": "carry-out"})

    page = ingrid.get(f"/sak/{case.id}/")
    assert page.status_code == 200
    assert "Ringte henne." not in text(page)
    assert nina.post(f"{at}/uttrekk", {"form": "pdf"}).getvalue().startswith(b"%PDF")


@pytest.mark.parametrize("who", ["astrid", "marit", "gry", "kari"])
@pytest.mark.parametrize("page", ["rettelser", "sletting"])
def test_nobody_outside_the_team_opens_them(around, at, signed_in, who, page) -> None:
    account = getattr(around, who, None) or getattr(around.cast, who)

    assert signed_in(account).get(f"{at}/{page}").status_code in (403, 404)


def written(around, now) -> Message:
    """What Astrid wrote to the team."""
    place = {"municipality_id": around.cast.astrid.municipality_id,
             "enrolment_id": around.cast.astrid.id}  # fmt: skip
    thread = Thread.objects.using(DB).create(
        **place, started_at=now, started_by=around.astrid, title="Naboen", with_patient=True,
        newest_at=now,
    )  # fmt: skip
    return Message.objects.using(DB).create(
        **place, thread=thread, side="patient", sent_by=around.astrid, sent_at=now,
        text="Naboen min er syk.",
    )  # fmt: skip


def test_whoever_decides_sees_what_it_is_and_where_else_it_may_be_written(
    around, at, signed_in, now
) -> None:
    case = Case.objects.using(DB).get(enrolment=around.cast.astrid)
    message = written(around, now)
    place = {"municipality_id": case.municipality_id, "enrolment_id": case.enrolment_id}
    Erasure.objects.using(DB).create(
        **place, reason="Feil person", proposed_by=around.cast.ingrid, proposed_at=now,
        rows=[
            {"sort": "reading", "id": str(case.measurement_id)},
            {"sort": "message", "id": str(message.id)},
        ],
    )  # fmt: skip
    page = text(signed_in(around.nina).get(f"{at}/sletting"))
    waits = page[page.index("waiting-title") : page.index("add-title")]

    assert message.text[:20] in waits
    assert f"/sak/{case.id}/" in waits
    assert "Ringte henne." in waits


def test_messages_are_chosen_among_with_who_wrote_them(around, at, signed_in, now) -> None:
    message = written(around, now)
    page = text(signed_in(around.cast.ingrid).get(f"{at}/sletting"))

    assert f"message:{message.id}" in page
    assert message.text[:20] in page
