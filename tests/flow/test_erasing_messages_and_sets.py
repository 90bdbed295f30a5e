"""A message is corrected and erased as a reading is; a NEWS2 set goes with a reading of it; and
whoever decides is told where else the thing may be written."""

from __future__ import annotations

import pytest
import uuid_utils.compat as uuid7
from django.db import DatabaseError

from heime.core.corrections import Sort
from heime.core.errors import NotFound
from heime.core.kinds import Kind
from heime.core.topics import NEWS2
from heime.core.zone import Zone
from heime.flow import correct, erase, export
from heime.records.audit.models import Entry
from heime.records.happenings.models import VitalSet
from heime.records.keeping.models import Correction
from heime.records.keeping.reads import corrections_of
from heime.records.measurements.models import Course, Judgement, Measurement
from heime.records.messages.models import File, Message, Receipt
from tests import people
from tests.flow import writing
from tests.flow.letting_in import did, now, sure
from tests.flow.writing import answer, fresh, start
from tests.people import DB

SECRET = "Naboen min har kreft."


@pytest.fixture
def around(database):
    return writing.everybody()


@pytest.fixture
def thread(around):
    """Astrid writes to the team, with Marit in it; a picture, a receipt and an answer beside."""
    made = start(around.astrid, around, SECRET, kin=frozenset([around.marit.id]))
    answer(around.cast.ingrid, made, "Takk.")
    message = first(made)
    place = {"municipality_id": made.municipality_id, "enrolment_id": made.enrolment_id}
    File.objects.using(DB).create(
        **place, thread_id=made.id, message_id=message.id, sort="image/png", size=4,
        content=b"\x89PNG", sent_by=around.astrid, sent_at=message.sent_at,
    )  # fmt: skip
    Receipt.objects.using(DB).get_or_create(
        **place, thread_id=made.id, message_id=message.id, account=around.cast.ingrid,
        defaults={"side": "team", "read_at": now()},
    )  # fmt: skip
    return made


def first(thread) -> Message:
    return Message.objects.using(DB).filter(thread=thread, sort="said").earliest("sent_at")


def taken_out(around, *rows):
    def _proposes(*, by, now):
        return erase.propose(around.cast.astrid.id, rows, reason="Om en annen", by=by, now=now)

    one = did(sure(around.cast.ingrid), _proposes)
    return did(
        sure(around.nina), lambda by, now: erase.decide(one.id, carry_out=True, by=by, now=now)
    )


def corrects(around, about, who=None, text="Det var søsteren hennes"):
    def _adds(*, by, now):
        return correct.add(
            around.cast.astrid.id, Sort.MESSAGE, str(about), text=text, mistaken=True,
            asked_by_person=False, by=by, now=now,
        )  # fmt: skip

    return did(who or around.cast.ingrid, _adds)


def asked(around, verb, *rows):
    return did(around.cast.ingrid, lambda by, now: verb(around.cast.astrid.id, rows, by=by))


class TestMessage:
    def test_its_words_and_files_go_and_the_receipts_stay(self, around, thread) -> None:
        message = first(thread)
        receipts = Receipt.objects.using(DB).filter(message=message).count()
        told = asked(around, erase.what_would_go, (Sort.MESSAGE, message.id))
        done = taken_out(around, (Sort.MESSAGE, message.id)).done

        assert told["message"] == done["message"] == 1
        assert told["message_file"] == done["message_file"] == 1
        assert first(thread).text == fresh(thread).title == "—"
        assert not File.objects.using(DB).filter(message=message).exists()
        assert Receipt.objects.using(DB).filter(message=message).count() == receipts >= 1
        assert "Takk." in Message.objects.using(DB).values_list("text", flat=True)

    def test_the_title_stays_when_another_message_goes(self, around, thread) -> None:
        reply = Message.objects.using(DB).filter(thread=thread, text="Takk.").get()
        taken_out(around, (Sort.MESSAGE, reply.id))

        assert fresh(thread).title == SECRET
        assert first(thread).text == SECRET

    def test_neither_log_nor_copy_say_what_it_was(self, around, thread) -> None:
        corrects(around, first(thread).id, text="Ikke naboen, men søsteren")
        taken_out(around, (Sort.MESSAGE, first(thread).id))

        assert Correction.objects.using(DB).get().text == "—"
        assert "Naboen" not in " ".join(str(vars(e)) for e in Entry.objects.using(DB).all())
        copy = did(
            sure(around.astrid),
            lambda by, now: _copy(export.everything_about(
                around.cast.astrid.id, form="pdf", language="nb", by=by, now=now
            )),
        )  # fmt: skip
        assert ("—", 0) in copy["messages"]
        assert "aboen" not in str(copy)

    def test_it_is_corrected_for_whoever_is_in_the_thread_and_for_nobody_else(
        self, around, thread
    ) -> None:
        alone = start(around.astrid, around, "Bare til dere.")
        corrects(around, first(thread).id)
        corrects(around, first(alone).id, text="Bare for teamet")

        def seen(who):
            found = did(who, lambda by, now: correct.made([around.cast.astrid.id], by))
            return {one.text for one in found}

        assert seen(around.cast.ingrid) == {"Det var søsteren hennes", "Bare for teamet"}
        assert seen(around.astrid) == {"Det var søsteren hennes", "Bare for teamet"}
        assert seen(around.marit) == {"Det var søsteren hennes"}
        assert seen(around.gry) == seen(around.cast.kari) == set()

    def test_the_database_says_so_by_itself(self, around, thread) -> None:
        alone = start(around.astrid, around, "Bare til dere.")
        corrects(around, first(alone).id)

        def rows(who):
            return did(who, lambda by, now: Correction.objects.count())

        assert (rows(around.cast.ingrid), rows(around.astrid)) == (1, 1)
        assert (rows(around.marit), rows(around.gry), rows(around.cast.kari)) == (0, 0, 0)

    def test_pages_of_the_person_leave_it_to_the_thread(self, around, thread) -> None:
        corrects(around, first(thread).id)
        person = around.cast.astrid.id

        assert did(around.cast.ingrid, lambda by, now: corrections_of([person], by)) == []

    def test_what_heime_says_by_itself_is_nothing_to_erase(self, around, thread) -> None:
        settled = Message.objects.using(DB).create(
            municipality_id=thread.municipality_id, enrolment_id=thread.enrolment_id,
            thread_id=thread.id, sort="settled", side="team",
            sent_by=around.cast.ingrid, sent_at=now(),
        )  # fmt: skip
        with pytest.raises(NotFound):
            taken_out(around, (Sort.MESSAGE, settled.id))

    def test_the_web_itself_may_change_and_delete_none(self, around, thread) -> None:
        for change in (
            lambda: Message.objects.filter(thread=thread).update(text="—"),
            lambda: File.objects.filter(thread=thread).delete(),
            lambda: type(thread).objects.filter(id=thread.id).update(title="—"),
        ):
            with pytest.raises(DatabaseError):
                did(around.nina, lambda by, now, change=change: change())

    def test_a_correction_is_known_by_one_id_however_it_was_written(self, around, thread) -> None:
        about = first(thread).id
        corrects(around, str(about).upper())

        assert Correction.objects.using(DB).get().about == str(about)


class TestVitalSet:
    @pytest.fixture
    def taken(self, around):
        """Temperature and pulse, the set they were taken with, and its score."""
        astrid, source = around.cast.astrid, around.cast.source
        readings = [
            people.measured(astrid, kind, value, now(), source=source)
            for kind, value in ((Kind.BODY_TEMPERATURE, "39.4"), (Kind.HEART_RATE, "112"))
        ]
        for one in readings:
            people.judged(one, Zone.YELLOW, "A-1")
        made = VitalSet.objects.using(DB).create(
            municipality_id=astrid.municipality_id, enrolment_id=astrid.id, id=uuid7.uuid7(),
            measured_at=now(), received_at=now(), spread_minutes=3, by="health_personnel",
            respiratory_rate=180_000, oxygen_saturation=930_000, on_oxygen=False,
            systolic=1_200_000, heart_rate=1_120_000, consciousness="A",
            body_temperature=394_000, readings=[one.id for one in readings],
        )  # fmt: skip
        one = Judgement.objects.using(DB).get(measurement_id=readings[0].id)
        Judgement.objects.using(DB).create(
            municipality_id=astrid.municipality_id, enrolment_id=astrid.id,
            measurement_id=made.id, measured_at=one.measured_at, judged_at=one.judged_at,
            session_at=one.session_at, kind=NEWS2, zone=Zone.RED, state=one.state, priority=3,
            rules=["NEWS2"], computed=[7],
        )  # fmt: skip
        Course.objects.using(DB).create(
            municipality_id=astrid.municipality_id, enrolment_id=astrid.id, kind=NEWS2,
            newest=made.id, sittings="",
        )  # fmt: skip
        return made

    def test_it_goes_whole_with_its_score_and_the_other_readings_stand(self, around, taken) -> None:
        temperature, pulse = taken.readings
        told = asked(around, erase.what_would_go, (Sort.READING, temperature))
        done = taken_out(around, (Sort.READING, temperature)).done

        assert told["vital_set"] == done["vital_set"] == 1
        assert told["judgement"] == done["judgement"] == 2, "its own, and the set's score"
        assert not VitalSet.objects.using(DB).filter(id=taken.id).exists()
        assert not Judgement.objects.using(DB).filter(kind=NEWS2).exists()
        assert not Course.objects.using(DB).filter(kind=NEWS2).exists()
        assert Measurement.objects.using(DB).filter(id=pulse).exists()
        assert Judgement.objects.using(DB).filter(measurement_id=pulse).exists()

    def test_a_set_of_other_readings_stays(self, around, taken) -> None:
        other = people.measured(
            around.cast.astrid, Kind.BODY_WEIGHT, "72", now(), source=around.cast.source
        )
        assert taken_out(around, (Sort.READING, other.id)).done["vital_set"] == 0
        assert VitalSet.objects.using(DB).filter(id=taken.id).exists()


class TestWhatMustBeLookedAt:
    def test_the_case_that_a_reading_raised(self, around) -> None:
        case = people.red_case(around.cast, now())
        rows = [(Sort.READING, case.measurement_id)]
        looked = asked(around, erase.cases_to_look_at, *rows)

        assert [(one.id, handed) for one, handed in looked] == [(case.id, False)]

    def test_the_case_that_a_message_was_sent_from(self, around) -> None:
        case = people.red_case(around.cast, now())
        people_of = around.cast.ingrid
        thread = start(people_of, around, "Mål på nytt.", patient=True, case=case.id)
        looked = asked(around, erase.cases_to_look_at, (Sort.MESSAGE, first(thread).id))

        assert [one.id for one, _ in looked] == [case.id]

    def test_no_case_of_anything_else(self, around) -> None:
        people.red_case(around.cast, now())
        other = people.measured(
            around.cast.astrid, Kind.BODY_WEIGHT, "72", now(), source=around.cast.source
        )
        assert asked(around, erase.cases_to_look_at, (Sort.READING, other.id)) == []


def _copy(of):
    return {
        "messages": [(one.text, len(files)) for one, files in export.messages(of)],
        "corrections": [one.text for one in of.corrections],
        "log": str(of.log),
    }
