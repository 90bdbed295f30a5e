"""A list of people from a file: what is read, and what is said of each line that cannot be."""

import json
from datetime import date

import pytest

from heime.core import people_list
from heime.core.people_list import LARGEST, MOST, BadList, Fault

HEADING = "fødselsnummer;fornavn;etternavn;født;kjønn;diagnoser"
BJORN = "14834550327;Bjørn;Åsen;14.03.1945;mann;kols + hjertesvikt"


def one(text: str) -> people_list.Line:
    (line,) = people_list.read(text)
    return line


def test_a_line_is_a_person() -> None:
    line = one(f"{HEADING}\n{BJORN}\n")
    assert (line.at, line.number, line.given, line.family) == (2, "14834550327", "Bjørn", "Åsen")
    assert (line.born, line.sex) == (date(1945, 3, 14), "male")
    assert line.conditions == ("copd", "heart_failure")
    assert line.fault is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [";", ","])
def test_however_the_spreadsheet_wrote_it(encoding, ending, separator) -> None:
    text = f"{HEADING}\n{BJORN}\n\n".replace(";", separator).replace("\n", ending)
    line = one(people_list.decoded(text.encode(encoding)))
    assert (line.given, line.family, line.fault) == ("Bjørn", "Åsen", None)


def test_a_nought_that_the_spreadsheet_took_away_comes_back() -> None:
    assert one("fnr;fornavn;etternavn\n1834550327;Bjørn;Åsen").number == "01834550327"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (";Bjørn;Åsen;;;", Fault.NO_NUMBER),
        ("14834550327;;Åsen;;;", Fault.NO_NAME),
        ("14834550327;Bjørn;Åsen;31.02.1945;;", Fault.NO_DATE),
        ("14834550327;Bjørn;Åsen;;;gikt", Fault.UNKNOWN_CONDITION),
        (f"14834550327;{'B' * 81};Åsen;;;", Fault.TOO_LONG),
        ("14834550327;Bjørn", Fault.NOT_ONE_LINE),
    ],
)
def test_what_is_wrong_is_said_with_its_line(line, fault) -> None:
    found = one(f"{HEADING}\n{line}")
    assert (found.at, found.fault) == (2, fault)


def test_the_same_person_twice_is_one_and_a_fault() -> None:
    found = people_list.read(f"{HEADING}\n{BJORN}\n{BJORN}")
    assert [line.fault for line in found] == [None, Fault.TWICE]


@pytest.mark.parametrize(
    "text",
    [
        "", " \n", "navn;adresse\nA;B", HEADING, '{"resourceType": "Patient"}', "{", "[1]",
        f'{HEADING}\n"148;Bjørn', '{"resourceType": "Bundle", "entry": 1}',
        HEADING + f"\n{BJORN}" * (MOST + 1),
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused_whole(text) -> None:
    with pytest.raises(BadList):
        people_list.read(text)


def test_a_file_that_is_too_large_or_no_text_is_not_read() -> None:
    for content in (b"a" * (LARGEST + 1), b"PK\x03\x04\x00"):
        with pytest.raises(BadList):
            people_list.decoded(content)


def patient(**more) -> dict:
    return {
        "resourceType": "Patient",
        "identifier": [{"system": "urn:oid:2.16.578.1.12.4.1.4.1", "value": "14834550327"}],
        "name": [{"use": "nickname", "family": "X"}, {"use": "official", "family": "Åsen",
                                                      "given": ["Bjørn", "Olav"]}],
        "birthDate": "1945-03-14", "gender": "male",
        "telecom": [{"system": "phone", "value": "00 00 11 22"}],
    } | more  # fmt: skip


def bundle(*resources: object) -> str:
    entries = [{"resource": one} for one in resources]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries})


def test_a_bundle_of_patients_is_a_list_too() -> None:
    line = one(bundle(patient()))
    assert (line.given, line.family, line.born) == ("Bjørn Olav", "Åsen", date(1945, 3, 14))
    assert (line.sex, line.phone, line.fault) == ("male", "00 00 11 22", None)


@pytest.mark.parametrize(
    "odd", [None, 1, "x", {"resourceType": "Device"}, patient(name="Åsen"), patient(identifier={})]
)
def test_an_odd_entry_is_a_fault_and_no_crash(odd) -> None:
    assert people_list.read(bundle(odd, patient()))[0].fault is not None
