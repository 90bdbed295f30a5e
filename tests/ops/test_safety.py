"""The hazard log is held against the code: each kind of fault is noticed."""

from pathlib import Path

import pytest

from heime.ops import safety

HAZARD = """
[[hazard]]
number = {number}
name = "An alarm is not seen"
cause = "Nobody opens the list."
harm = "Somebody gets worse."
severity = 5
control = "A deadline."
"""
TRACED = """
controls = [
    { file = "src/hours.py", symbol = "due_at" },
    { file = "src/hours.py", symbol = "Hours.is_open" },
    { file = "app/theme.css", symbol = ":focus-visible" },
]
tests = [
    "tests/test_hours.py::test_the_deadline",
    "tests/test_hours.py::TestNight::test_door",
    "docs/rulebook/cases/night-01.json",
]
"""
FILES = {
    "src/hours.py": "def due_at(): ...\n\n\nclass Hours:\n    def is_open(self): ...\n",
    "app/theme.css": "a:focus-visible { outline: 1px }",
    "tests/test_hours.py": "def test_the_deadline(): ...\n\n\n"
    "class TestNight:\n    def test_door(self): ...\n",
    "docs/rulebook/cases/night-01.json": "{}",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project of its own: one hazard under control and one open."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / safety.DATA).parent.mkdir(parents=True)
    say(tmp_path, "most_open = 1\n" + hazard(1) + TRACED + hazard(2) + 'open = "No deputy."\n')
    return tmp_path


def hazard(number: int) -> str:
    return HAZARD.replace("{number}", str(number))


def say(project: Path, text: str) -> None:
    (project / safety.DATA).write_text(text)
    safety.write(project)


def change(project: Path, old: str, new: str) -> list[str]:
    """What is found when the log says something else."""
    text = (project / safety.DATA).read_text()
    assert old in text
    say(project, text.replace(old, new, 1))
    return safety.faults(project)


def test_a_log_in_order_has_no_fault(project):
    assert safety.faults(project) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("src/hours.py", "src/days.py", "no file src/days.py"),
        ('"due_at"', '"due"', "src/hours.py has no due"),
        ("Hours.is_open", "Hours.is_shut", "src/hours.py has no Hours.is_shut"),
        (":focus-visible", ":hover", "app/theme.css has no :hover"),
        ("test_the_deadline", "test_no_such", "no test tests/test_hours.py::test_no_such"),
        ("TestNight::test_door", "test_door", "no test tests/test_hours.py::test_door"),
        ("tests/test_hours", "tests/test_days", "no file tests/test_days.py"),
        ("night-01", "night-09", "no file docs/rulebook/cases/night-09.json"),
    ],
)
def test_a_trace_that_leads_nowhere_is_a_fault(project, old, new, fault):
    (said,) = change(project, old, new)

    assert said.startswith(f"{safety.DATA}: hazard 1")
    assert fault in said


def test_a_control_that_left_the_code_is_a_fault(project):
    (project / "src/hours.py").write_text("class Hours:\n    def is_open(self): ...\n")

    assert safety.faults(project) == [f"{safety.DATA}: hazard 1: src/hours.py has no due_at"]


def test_a_test_that_was_taken_away_is_a_fault(project):
    (project / "tests/test_hours.py").write_text("class TestNight:\n    def test_door(self): ...\n")

    (said,) = safety.faults(project)
    assert "no test tests/test_hours.py::test_the_deadline" in said


def test_more_open_than_before_is_a_fault(project):
    (said,) = change(project, TRACED, 'open = "Nothing is built."\n')

    assert "2 hazards are open, and only 1 may be" in said


def test_fewer_open_than_the_number_says_must_lower_it(project):
    (said,) = change(project, 'open = "No deputy."\n', TRACED)

    assert "lower most_open from 1" in said


@pytest.mark.parametrize(
    "left", ["", 'tests = ["tests/test_hours.py::test_the_deadline"]\n', TRACED.split("tests =")[0]]
)
def test_a_hazard_is_either_traced_to_both_or_open(project, left):
    said = "\n".join(change(project, 'open = "No deputy."\n', left))

    assert "hazard 2: trace it to a control and a test, or say what is open" in said


def test_a_page_that_says_something_else_is_a_fault(project):
    page = project / safety.PAGE
    page.write_text(page.read_text().replace("| open |", "| under control |"))

    assert safety.faults(project) == [
        f"{safety.PAGE} is not what {safety.DATA} says: run ./heime fix"
    ]


def test_a_missing_page_is_a_fault(project):
    (project / safety.PAGE).unlink()

    assert "run ./heime fix" in safety.faults(project)[0]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("number = 2", "number = 3", "numbered 1, 2, 3"),
        ("severity = 5", "severity = 6", "a severity is 1 to 5"),
        ("severity = 5", 'likelihood = "rare"', "likelihood"),
        ("severity = 5", 'severity = "high"', "severity"),
    ],
)
def test_a_log_that_is_not_as_agreed_is_a_fault(project, old, new, fault):
    text = (project / safety.DATA).read_text().replace(old, new, 1)
    (project / safety.DATA).write_text(text)

    assert fault in "\n".join(safety.faults(project))


def test_a_log_that_cannot_be_read_is_a_fault(project):
    (project / safety.DATA).write_text("most_open = ")

    (said,) = safety.faults(project)
    assert said.startswith(safety.DATA)


def test_our_own_log_is_whole():
    assert safety.faults() == []
    assert len(safety.read().hazard) == 34


def test_every_hazard_that_is_under_control_is_proved_by_a_test():
    for one in safety.read().hazard:
        assert one.open or one.tests, one.name
