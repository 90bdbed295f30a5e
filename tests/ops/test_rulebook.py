"""The rulebook says what the rules do, and is noticed when it does not."""

import json
import shutil
from pathlib import Path

import pytest

from heime.core.rules import RULES
from heime.ops import judge, rulebook
from heime.ops.rulebook import cases as worked
from heime.ops.scenarios import answer, files

CASES = sorted((rulebook.ROOT / rulebook.FOLDER / "cases").glob("*.json"))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A rulebook of this test's own, to damage."""
    shutil.copytree(rulebook.ROOT / rulebook.FOLDER, tmp_path / rulebook.FOLDER)
    return tmp_path


def page(copy: Path, name: str) -> Path:
    return copy / rulebook.FOLDER / name


def case(copy: Path, name: str) -> Path:
    return copy / rulebook.FOLDER / "cases" / f"{name}.json"


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


# --- What it says ----------------------------------------------------------------------------


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_is_judged_as_it_says(path: Path):
    read = files.read(path.read_bytes())

    assert judge.missed(read, answer.of(read)) == []


def test_our_own_rulebook_is_whole():
    assert rulebook.faults() == []


def test_every_rule_stands_on_one_page_with_its_words_basis_and_a_case():
    book = rulebook.read()
    pages = rulebook.pages(book, worked.read(rulebook.ROOT / rulebook.FOLDER / "cases"))
    text = "".join(pages.values())
    for rule in RULES:
        assert text.count(f"\n### {rule}\n") == 1, rule
        section = text.partition(f"\n### {rule}\n")[2].partition("\n#")[0]
        assert book.rule[rule].words in section
        assert "- Grunnlag: Forslag, må godkjennes av lege (referansen" in section
        assert "- Vist i: [" in section


def test_each_condition_has_its_start_values_as_the_judge_has_them():
    told = page(rulebook.ROOT, "copd.md").read_text(encoding="utf-8")

    assert "Startverdi – må vurderes av ansvarlig lege" in told
    assert "| SPO2_COPD | oksygenmetning | 88 | 91 | – | – | 83 | – |" in told


def test_a_case_is_told_with_what_came_and_what_came_of_it():
    told = page(rulebook.ROOT, "hypertension.md").read_text(encoding="utf-8")

    assert "- Fra før: blodtrykk 128/78 × 4, 137/82 × 16 (1.2.–5.2.)" in told
    assert "| 8.2. 08.30 | – | Gul |" in told


def test_where_the_clocks_change_the_offset_is_shown():
    told = page(rulebook.ROOT, "dementia.md").read_text(encoding="utf-8")

    assert "ytterdør åpnet – ikke tilbake (25.10. 02.55 (+02:00))" in told


# --- What is noticed -------------------------------------------------------------------------


def test_a_case_that_is_judged_otherwise_is_a_fault(copy):
    replace(case(copy, "copd-03"), '"zone": "red"', '"zone": "yellow"')

    assert "docs/rulebook/cases: copd-03 step 2: zone: expected yellow, got red" in (
        rulebook.faults(copy)
    )


def test_a_case_that_cannot_be_read_is_a_fault(copy):
    replace(case(copy, "copd-01"), '"rule_set"', '"ruleset"')

    (said,) = [fault for fault in rulebook.faults(copy) if "copd-01" in fault]
    assert "ruleset" in said


def test_a_case_that_cannot_be_read_stops_no_page_from_being_made(copy):
    replace(case(copy, "copd-01"), '"rule_set"', '"ruleset"')
    rulebook.write(copy)

    assert "Alle tre hovedtegn" not in page(copy, "copd.md").read_text(encoding="utf-8")


def test_a_rule_without_words_leaves_the_pages_as_they_are(copy):
    replace(copy / rulebook.DATA, '[rule."W-1"]', '[rule."W-9"]')
    before = page(copy, "README.md").stat().st_mtime_ns
    rulebook.write(copy)

    assert page(copy, "README.md").stat().st_mtime_ns == before


def test_a_case_that_expects_nothing_is_a_fault(copy):
    path = case(copy, "copd-01")
    text = json.loads(path.read_text(encoding="utf-8"))
    del text["expect"]
    path.write_text(json.dumps(text), encoding="utf-8")

    assert "docs/rulebook/cases: copd-01.json: expects nothing" in rulebook.faults(copy)


def test_a_case_under_another_name_is_a_fault(copy):
    case(copy, "copd-01").rename(case(copy, "copd-91"))

    assert any("copd-91.json: source: is copd-01" in fault for fault in rulebook.faults(copy))


def test_a_case_that_belongs_to_no_page_is_a_fault(copy):
    text = case(copy, "copd-01").read_text(encoding="utf-8")
    case(copy, "asthma-01").write_text(text.replace("copd-01", "asthma-01"), encoding="utf-8")

    assert rulebook.faults(copy) == ["docs/rulebook/cases: no page is called asthma"]


def test_a_rule_that_no_case_shows_is_a_fault(copy):
    case(copy, "dementia-08").unlink()

    assert rulebook.faults(copy) == ["docs/rulebook/cases: no case shows DEM-3"]


def test_a_page_with_too_few_cases_is_a_fault(copy):
    for number in (1, 4):
        case(copy, f"after-infarction-0{number}").unlink()

    said = "\n".join(rulebook.faults(copy))
    assert "after-infarction has 2 of 3 cases" in said


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('[rule."W-1"]', '[rule."W-9"]', "the rule W-1 has no words"),
        ('[rule."W-1"]', '[rule."W-9"]', "there is no rule W-9"),
        ('concerns = ["copd"]', "concerns = []", "copd must stand on one page, not 0"),
        ("concerns = []", 'concerns = ["copd"]', "copd must stand on one page, not 2"),
        ('title = "Kols"', 'titel = "Kols"', "titel"),
        ('title = "Kols"', "title = ", "rulebook.toml"),
    ],
)
def test_words_that_do_not_fit_the_rules_are_a_fault(copy, old, new, fault):
    replace(copy / rulebook.DATA, old, new)

    assert fault in "\n".join(rulebook.faults(copy))


def test_a_page_that_was_edited_is_a_fault(copy):
    replace(page(copy, "copd.md"), "| 88 | 91 |", "| 86 | 91 |")

    assert rulebook.faults(copy) == [
        "docs/rulebook/copd.md is not what the rules say: run ./heime fix"
    ]


@pytest.mark.parametrize("name", ["copd.md", "README.md"])
def test_a_page_that_is_not_there_is_a_fault(copy, name):
    page(copy, name).unlink()

    assert rulebook.faults(copy) == [
        f"docs/rulebook/{name} is not what the rules say: run ./heime fix"
    ]


def test_a_page_that_nothing_makes_is_a_fault(copy):
    page(copy, "asthma.md").write_text("# Astma\n")

    assert "docs/rulebook/asthma.md is not what the rules say" in rulebook.faults(copy)[0]


def test_new_words_give_the_page_a_new_mark_to_sign(copy):
    replace(copy / rulebook.DATA, "To eller flere av k4", "Minst to av k4")
    before = page(copy, "copd.md").read_text(encoding="utf-8")
    rulebook.write(copy)
    after = page(copy, "copd.md").read_text(encoding="utf-8")

    assert mark(before) != mark(after)
    assert rulebook.faults(copy) == []


def mark(text: str) -> str:
    return text.partition("Sidens merke: `")[2].partition("`")[0]
