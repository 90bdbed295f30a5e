"""The log in words a patient understands: one line for one person's day, in three languages."""

import ast
from datetime import UTC, datetime, timedelta

import pytest

from heime.core.log_words import Look, Sort, StandsOut, Who, acts, because, lines, names
from heime.core.rights import Ground
from heime.core.roles import Role
from tests.architecture.repository import source_files

MORNING = datetime(2026, 11, 21, 7, 12, tzinfo=UTC)
INGRID = Who(Sort.STAFF, "Ingrid Moe", "nurse", "Oppfølgingsteamet Valdres")
MARIT = Who(Sort.KIN, "Marit Lunde", "kin")
EPJ = Who(Sort.SYSTEM, "Journal Lom")


def look(minutes: int, who: Who = INGRID, action: str = "person.opened", **more: object) -> Look:
    at = MORNING + timedelta(minutes=minutes)
    return Look(at, who, action, **{"ground": "care", **more})  # type: ignore[arg-type]


def test_a_day_of_one_person_is_one_line_with_its_details() -> None:
    (line,) = lines(
        [look(0), look(5, action="case.taken"), look(9, action="case.closed"), look(80)], "nb"
    )

    assert line.sentence == (
        "Ingrid Moe, sykepleier i Oppfølgingsteamet Valdres, så siden om deg og endret saker om"
        " deg i arbeidslista fordi teamet følger deg opp."
    )
    assert [detail.text for detail in line.details] == [
        "Så siden om deg",
        "Endret saker om deg i arbeidslista",
        "Endret saker om deg i arbeidslista",
        "Så siden om deg",
    ]
    assert (line.first, line.last) == (MORNING, MORNING + timedelta(minutes=80))
    assert line.stands_out is StandsOut.NO


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nb", "Systemet «Journal Lom» hentet målingene dine etter avtale med kommunen."),
        ("nn", "Systemet «Journal Lom» henta målingane dine etter avtale med kommunen."),
        (
            "en",
            "The system “Journal Lom” fetched your readings by agreement with the municipality.",
        ),
    ],
)
def test_a_system_is_told_by_its_name(language: str, said: str) -> None:
    (line,) = lines([look(0, EPJ, "measurement.read", ground="mandate")], language)

    assert line.sentence == said


def test_kin_emergencies_and_refusals_stand_out_on_lines_of_their_own() -> None:
    told = lines(
        [
            look(0),
            look(1, ground="emergency"),
            look(2, MARIT, ground="consent"),
            look(3, denied=True),
        ],
        "nb",
    )

    assert [line.stands_out for line in told] == [
        StandsOut.DENIED, StandsOut.KIN, StandsOut.EMERGENCY, StandsOut.NO,
    ]  # fmt: skip
    assert "med nødtilgang, fordi det ikke kunne vente" in told[2].sentence
    assert told[1].sentence == (
        "Marit Lunde, pårørende, så siden om deg fordi du har gitt samtykke."
    )
    assert "men fikk ikke tilgang" in told[0].sentence


def test_a_day_ends_at_midnight_here_and_not_in_greenwich() -> None:
    late = datetime(2026, 11, 21, 22, 50, tzinfo=UTC)  # 23:50 in Oslo
    told = lines([look(0), Look(late, INGRID, "person.opened"),
                  Look(late + timedelta(minutes=15), INGRID, "person.opened")], "nb")  # fmt: skip

    assert [line.day.day for line in told] == [22, 21, 21]


def test_what_has_no_word_yet_is_still_told() -> None:
    (line,) = lines([look(0, Who(Sort.UNKNOWN), "something.new", ground="")], "en")

    assert line.sentence == "Somebody did something with your information."


def test_every_ground_and_role_has_words() -> None:
    assert {ground.value for ground in Ground} <= set(because.WHY)
    assert {role.value for role in Role} - {"patient"} <= set(names.ROLES)


def test_everything_that_is_logged_about_a_person_has_words() -> None:
    """Read from the code: what is given to the log together with an enrolment."""
    without = {
        action: str(path)
        for path in source_files()
        if "/core/" not in str(path)
        for action in _logged(ast.parse(path.read_text(encoding="utf-8")))
        if action not in acts.ALL
    }

    assert not without, "Give it words in core/log_words/acts.py."


def _logged(tree: ast.AST) -> list[str]:
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = getattr(node.func, "id", getattr(node.func, "attr", ""))
        first = node.args[0]
        if not isinstance(first, ast.Constant) or not isinstance(first.value, str):
            continue
        about = any(keyword.arg == "enrolment_id" for keyword in node.keywords)
        if (
            (called == "note" and about)
            or called == "note_each"
            or (called == "Act" and len(node.args) > 2)
        ):
            found.append(first.value)
    return found
