"""Importing FHIR files: people first, each reading once, and a clear list of what was refused."""

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest

from heime.core import national_id
from heime.core.arrival import Kept
from heime.core.errors import NotFound, Refused, UnknownKind
from heime.edges.fhir.observation import Incoming
from heime.ops.import_bundles import import_files, wrong_wish
from heime.ops.import_report import Report, summary
from heime.ops.imported_people import Person, invented, person_in
from tests.edges.fhir.examples import ASTRID, NOW, mmhg, pressure, pulse, quantity

FNR = "urn:oid:2.16.578.1.12.4.1.4.1"
TENOR = "04817197073"


class Municipality:
    """A sink that keeps all in memory, as a municipality would: people by number, readings once."""

    def __init__(self, *, create: bool = True) -> None:
        self.create = create
        self.people: dict[str, Person] = {}
        self.readings: dict[tuple[UUID | None, bytes], Incoming] = {}
        self.batches: list[int] = []

    def person(self, person: Person) -> UUID:
        if person.national_id not in self.people and not self.create:
            raise NotFound("Nobody by that number is followed up here.")
        self.people[person.national_id] = person
        return uuid5(ASTRID, person.national_id)

    def receive(self, readings: list[Incoming]) -> Sequence[Kept | Refused]:
        self.batches.append(len(readings))
        return [self._one(reading) for reading in readings]

    def _one(self, reading: Incoming) -> Kept | Refused:
        about = reading.subject.enrolment
        if about is None:
            return NotFound("Nobody by that id.")
        new = (about, reading.content) not in self.readings
        self.readings[(about, reading.content)] = reading
        return Kept(about, about, 3450, NOW, False, None, new)  # type: ignore[arg-type]


def patient(number: str | None = TENOR, id: str = "1", **changes: Any) -> dict[str, Any]:
    whole = {
        "resourceType": "Patient",
        "id": id,
        "identifier": [{"system": FNR, "value": number}] if number else [],
        "name": [{"family": "Dalen", "given": ["Astrid"]}],
        "birthDate": "1971-01-04",
    }
    return whole | changes


def about(reference: str, resource: dict[str, Any]) -> dict[str, Any]:
    return resource | {"subject": {"reference": reference}}


def bundle(*entries: tuple[str, dict[str, Any]], kind: str = "transaction") -> dict[str, Any]:
    return {
        "resourceType": "Bundle",
        "type": kind,
        "entry": [{"fullUrl": url, "resource": resource} for url, resource in entries],
    }


@pytest.fixture
def file(tmp_path):
    def write(name: str, *documents: Any) -> Path:
        path = tmp_path / name
        path.write_text("\n".join(json.dumps(document) for document in documents))
        return path

    return write


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def imported(sink: Municipality, *files: Path, lenient: bool = False) -> Report:
    return import_files(files, sink, NOW, lenient_ids=lenient, progress=io.StringIO())


def test_a_bundle_with_its_own_patient(file):
    sink = Municipality()
    path = file("a.json", bundle(
        ("urn:uuid:o1", about("urn:uuid:p", pulse())),
        ("urn:uuid:o2", about("urn:uuid:p", pressure(mmhg(128), mmhg(79)))),
        ("urn:uuid:e", {"resourceType": "Encounter"}),
        ("urn:uuid:p", patient()),
    ))  # fmt: skip

    report = imported(sink, path)

    assert (report.people, report.new, report.known) == (1, 2, 0)
    assert {one.subject.enrolment for one in sink.readings.values()} == {uuid5(ASTRID, TENOR)}
    assert report.passed_over == {"Encounter": 1}
    assert report.refused == {}
    assert (sink.people[TENOR].given, sink.people[TENOR].family) == ("Astrid", "Dalen")


def test_twice_is_once(file):
    sink = Municipality()
    path = file("a.json", bundle(("p", patient()), ("o", about("p", pulse()))))

    imported(sink, path)
    again = imported(sink, path)

    assert (again.people, again.new, again.known) == (1, 0, 1)
    assert len(sink.readings) == 1


def test_single_resources_and_lines_in_any_order(file):
    sink = Municipality()
    readings = file("o.ndjson", about("Patient/1", pulse()), about("Patient/1", pulse()))
    person = file("p.json", patient())

    report = imported(sink, readings, person)

    assert (report.people, report.new, report.known) == (1, 1, 1)


def test_the_same_local_id_in_two_files_is_two_people(file):
    other = national_id.completed("108501994") or ""
    sink = Municipality()
    first = file("a.json", bundle(("", patient()), ("", about("Patient/1", pulse()))))
    second = file("b.json", bundle(("", patient(other)), ("", about("Patient/1", pulse()))))
    third = file("c.json", about("Patient/1", pulse()))

    report = imported(sink, first, second, third)

    assert len({one.subject.enrolment for one in sink.readings.values()}) == 2
    ((code, _),) = report.refused
    assert code == "not-found", "whom the third file means, nobody can know"
    assert list(report.refused.values()) == [["c.json"]]


def test_a_reading_for_somebody_who_is_followed_up_already(file):
    sink = Municipality(create=False)

    report = imported(sink, file("o.json", pulse()))

    assert report.new == 1
    assert next(iter(sink.readings.values())).subject.enrolment == ASTRID


def test_nobody_is_enrolled_unless_asked_for(file):
    sink = Municipality(create=False)
    path = file("a.json", bundle(("p", patient()), ("o", about("p", pulse()))))

    report = imported(sink, path)

    assert (report.people, report.new) == (0, 0)
    assert not report.done
    assert [places for places in report.refused.values()] == [
        ["a.json entry 0"],
        ["a.json entry 1"],
    ]


@pytest.mark.parametrize("number", [None, "04817197074", "999-36-9790"])
def test_a_person_without_a_valid_number_is_refused_unless_lenient(file, number):
    path = file("a.json", bundle(("p", patient(number)), ("o", about("p", pulse()))))

    strict = imported(Municipality(), path)
    sink = Municipality()
    lenient = imported(sink, path, lenient=True)

    assert (strict.people, strict.new) == (0, 0)
    assert {code for code, _ in strict.refused} == {"bad-national-id", "not-found"}
    assert (lenient.people, lenient.new) == (1, 1)
    (made_up,) = sink.people
    assert national_id.parse(made_up).series is national_id.Series.TENOR


def test_an_invented_number_is_always_the_same_for_one_person():
    body = json.dumps(patient(None, identifier=[{"system": "urn:x", "value": "7"}])).encode()

    first, _ = person_in(body, lenient_ids=True)
    second, _ = person_in(body.replace(b"Astrid", b"Anna"), lenient_ids=True)

    assert first.national_id == second.national_id
    assert invented(b"7") != invented(b"8")


def test_what_was_refused_is_listed_by_reason_with_its_places(file):
    bad = about("p", pulse(valueQuantity=quantity(185, "[lb_av]")))
    path = file("a.json", bundle(("p", patient()), *[("", bad)] * 7))

    report = imported(Municipality(), path)
    told = summary(report)

    assert "Refused: 7." in told
    assert "7 × unknown-unit: We do not know the unit [lb_av]" in told
    assert "a.json entry 1, 2, 3, 4, 5 and 2 more" in told


def test_no_name_and_no_number_is_told(file):
    path = file("a.json", bundle(("p", patient("04817197074")), ("o", about("p", pulse()))))

    told = summary(imported(Municipality(), path))

    assert "04817197074" not in told
    assert "Dalen" not in told


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "<Bundle/>", '{"resourceType":"Bundle","entry":3}']
)
def test_a_file_that_is_no_fhir_does_not_stop_the_others(tmp_path, file, text):
    broken = tmp_path / "broken.json"
    broken.write_text(text)
    good = file("good.json", pulse())

    report = imported(Municipality(), broken, good)

    assert report.new == 1
    assert list(report.refused.values()) == [["broken.json"]]


def test_readings_are_handed_over_in_batches(file):
    sink = Municipality()
    many = [
        pulse(effectiveDateTime=f"2026-11-20T{n // 60:02d}:{n % 60:02d}:00Z") for n in range(1001)
    ]

    report = imported(sink, file("o.ndjson", *many))

    assert (report.new, sink.batches) == (1001, [1, 200, 200, 200, 200, 200])


def test_the_newest_of_each_kind_goes_first_and_a_rejected_one_is_not_it(file):
    sink = Municipality()
    values = {3: 61, 17: 62, 9: 63, 18: 400}
    days = [
        pulse(
            effectiveDateTime=f"2026-11-{day:02d}T08:00:00Z",
            valueQuantity=quantity(value, "/min"),
        )
        for day, value in values.items()
    ]
    imported(sink, file("a.ndjson", *days, pressure(mmhg(128), mmhg(79))))

    order = [(one.kind.label, one.measured_at.day) for one in sink.readings.values()]
    assert order[:2] == [("heart_rate", 17), ("blood_pressure", 21)]
    assert sorted(order[2:]) == [("heart_rate", 3), ("heart_rate", 9), ("heart_rate", 18)]


def test_progress_grows_in_place_on_a_terminal_and_is_a_line_a_file_elsewhere(file):
    files = [file(f"{n}.json", pulse(effectiveDateTime=f"2026-11-2{n}T08:00:00Z")) for n in (0, 1)]
    told: list[io.StringIO] = [Terminal(), io.StringIO()]
    for out in told:
        import_files(files, Municipality(), NOW, lenient_ids=False, progress=out)

    assert told[0].getvalue().endswith("\rfile 2 of 2: 0 people, 2 readings\n")
    assert told[0].getvalue().count("\n") == 1
    assert told[1].getvalue() == (
        "file 1 of 2: 0 people, 2 readings\nfile 2 of 2: 0 people, 2 readings\n"
    )


@pytest.mark.parametrize(
    ("name", "given", "family"),
    [
        ({"family": "Dalen", "given": ["Astrid", "Marie"]}, "Astrid Marie", "Dalen"),
        ({"text": "Astrid Marie Dalen"}, "Astrid Marie", "Dalen"),
        ({"given": ["Astrid"]}, "", "Astrid"),
        ({"family": "x" * 300}, "", "x" * 80),
    ],
)
def test_a_name_becomes_given_and_family(name, given, family):
    person, _ = person_in(json.dumps(patient(name=[name], gender="female")).encode(),
                          lenient_ids=False)  # fmt: skip
    assert (person.given, person.family, person.sex) == (given, family, "female")


def test_values_finer_than_any_meter_are_rounded_only_when_asked_for(file):
    path = file("a.ndjson", *[pulse(valueQuantity=quantity(v, "/min")) for v in (61.1234567, 62.5)])
    plain, rounded = Municipality(), Municipality()

    strict = imported(plain, path)
    import_files([path], rounded, NOW, lenient_ids=False, rounded=True, progress=io.StringIO())

    assert [code for code, _ in strict.refused] == ["too-precise"]
    assert [one.value for one in plain.readings.values()] == [625_000]
    assert sorted(one.value or 0 for one in rounded.readings.values()) == [611_000, 625_000]


def test_many_texts_of_one_kind_of_refusal_are_told_together():
    report = Report(files=1)
    for n in range(30):
        for _ in range(30 - n):
            report.refuse(f"a.json entry {n}", UnknownKind(f"We do not know the code: {n}."))
    told = summary(report)

    assert "465 × unknown-code\n    30 × We do not know the code: 0.\n" in told
    assert "351 × in 26 other ways" in told
    assert len(told.splitlines()) < 15


def test_the_lenient_switch_is_refused_in_real_use(tmp_path):
    assert "refused in real use" in wrong_wish([], False, True, "real")
    assert "refused in real use" in wrong_wish([], True, False, "real")
    assert wrong_wish([], True, True, "demo") == ""
    assert "nothing.json" in wrong_wish([tmp_path / "nothing.json"], False, False, "real")
