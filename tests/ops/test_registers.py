"""The ASVS table and the register of processing are held against the code."""

from pathlib import Path

import pytest

from heime.ops import asvs, processing


def test_they_are_as_the_code_is() -> None:
    assert asvs.faults() == []
    assert processing.faults() == []


def test_the_baseline_is_246_and_eight() -> None:
    levels = [one.level for one in asvs.read()]

    assert sum(level < 3 for level in levels) == 246
    assert sum(level == 3 for level in levels) == 8


def test_a_requirement_that_is_taken_out_is_missed() -> None:
    table = asvs.read()
    rest = tuple(one for one in table if one.id not in ("1.2.4", "8.3.2"))

    found = list(asvs.incomplete(rest))

    assert any("V1 has 7 requirements of level 1, and not 8" in one for one in found)
    assert any("of level 3" in one for one in found)


def test_one_that_is_there_twice_is_noticed() -> None:
    table = asvs.read()

    assert list(asvs.incomplete((table[0], *table)))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "docs" / "safety").mkdir(parents=True)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_door.py").write_text("def test_it_is_shut(): ...\n")
    return tmp_path


@pytest.mark.parametrize(
    ("by", "said"),
    [
        ("tests/test_door.py::test_it_is_shut", ""),
        ("tests/test_door.py", ""),
        ("tests/test_door.py::test_it_is_open", "there is no test"),
        ("tests/test_gone.py", "there is no tests/test_gone.py"),
        ("", "name a test or a place"),
    ],
)
def test_what_is_named_must_be_there(project: Path, by: str, said: str) -> None:
    named = f', by = ["{by}"]' if by else ""
    row = f'{{ id = "1.1.1", level = 2, status = "met", says = "So."{named} }}'
    (project / asvs.DATA).write_text(f"requirement = [{row}]\n")

    found = [fault for fault in asvs.faults(project) if "1.1.1" in fault]

    assert bool(found) is bool(said)
    assert said in "".join(found)


def test_a_table_that_nobody_has_told_of_stops_the_check(project: Path) -> None:
    models = project / "src" / "heime" / "records" / "people"
    models.mkdir(parents=True)
    (models / "models.py").write_text('class A:\n    class Meta:\n        db_table = "allergy"\n')
    (project / processing.DATA).write_text(
        'preface = ""\n[[table]]\nname = "gone"\nabout = "x"\nholds = "x"\ndelicate = "none"\n'
        'keeps = "record"\n'
    )

    found = "\n".join(processing.faults(project))

    assert "say what the table allergy holds" in found
    assert "there is no table gone" in found


def test_pages_that_nobody_made_anew_are_noticed(project: Path) -> None:
    (project / processing.DATA).write_text('preface = "x"\ntable = []\n')
    assert any("run ./heime fix" in fault for fault in processing.faults(project))

    processing.write(project)
    assert processing.faults(project) == []
