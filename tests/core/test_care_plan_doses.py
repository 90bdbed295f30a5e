"""No dose stands in the code, and nothing is calculated with one (clinical reference 3.6 rule 1).

What a person takes is a doctor's own free text, signed in the person's plan. A dose in the source
would be a dose that no doctor wrote for anybody.
"""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.repository import ROOT, files

READ = (".py", ".ts", ".html", ".json", ".po", ".txt", ".js")
WHERE = ("src/", "app/")

# A number and an amount of medicine. "mg/dL" and "ml/min" are measurements: a slash follows.
_NUMBER = r"(?<![\w.,#-])\d+(?:[.,]\d+)?"
_AMOUNT = (
    r"mg|mcg|[µμ]g|ml|milligrams?|milliliter|millilitres?|(?-i:ug|IE|IU)|enheter"
    r"|tab(?:l|let|letter|lett|lets)?|kaps(?:el|ler|lar)?|capsules?|pills?|piller"
    r"|dråper|dropar|drops|puffs?|sug|inhalasjon(?:er|ar)?|spray(?:er)?|plaster|doser|doses"
)
_EACH_DAY = r"(?:ganger|gonger|times)\s+(?:om|per|a|pr\.?)\s*(?:dagen|dag|day|døgn(?:et)?)"
A_DOSE = re.compile(
    rf"""(?ix)
    {_NUMBER} \s* (?:{_AMOUNT}) (?![\w/=(]|\.\w)
  | {_NUMBER} \s* (?:{_AMOUNT})? \s* [x×] \s* \d+ (?![\w.])
    \s* (?:/|per|pr\.?|dgl|daglig|dag|d\b)
  | [x×] \s* \d+ \s* (?:dgl|daglig|dagleg|per\ day|pr\.?\ dag|om\ dagen|/\s*d(?:ag|øgn)?\b)
  | (?:tas?|take|ta|bruk)\s+\d+\s+{_EACH_DAY}
    """
)
# A name that holds an amount, in arithmetic.
AN_AMOUNT = re.compile(
    r"(?:^|_)(?:dose|doses|dosage|dosering|milligrams?|mg|tablets?|tabletter|puffs?)(?:_|$)"
)
SUMS_IN_SCRIPT = re.compile(
    r"(?:\b|(?<=_))\w*(?:[dD]os(?:e|age)|[mM]illigram|[tT]ablets)(?![a-z])\w*\s*[-+*/]=?\s*[\w(]"
)
_NO_AMOUNT = re.compile(
    r"_(?:at|on|late|taken|due|time|window|minutes|id|ids|count)$|^mg_per_(?:mmol|dl)$"
)
"""Times and numbers of doses, and the units that blood is measured in."""
_SUMS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)


def doses_in(text: str) -> list[str]:
    return [found[0].strip() for found in A_DOSE.finditer(text)]


def sums_in(source: str) -> list[str]:
    """Arithmetic on amounts of medicine in Python. Reckoning with times of doses is none."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(getattr(node, "op", None), _SUMS):
            continue
        if isinstance(node, ast.BinOp):
            sides = [node.left, node.right]
        elif isinstance(node, ast.AugAssign):
            sides = [node.target, node.value]
        else:
            continue
        found += [name for side in sides if is_amount(name := name_of(side))]
    return found


def name_of(node: ast.expr) -> str:
    if isinstance(node, ast.Subscript):
        node = node.slice if isinstance(node.slice, ast.Constant) else node.value
    if isinstance(node, ast.Constant):
        return str(node.value) if isinstance(node.value, str) else ""
    if isinstance(node, ast.Call):
        inner = [name_of(argument) for argument in node.args]
        return next((name for name in inner if is_amount(name)), name_of(node.func))
    return {ast.Name: "id", ast.Attribute: "attr"}.get(type(node), "") and str(
        getattr(node, "id", getattr(node, "attr", ""))
    )


def is_amount(name: str) -> bool:
    return bool(AN_AMOUNT.search(name.lower())) and not _NO_AMOUNT.search(name.lower())


def scanned() -> dict[str, str]:
    """Name → content of our own code and texts; what is installed or built is not ours."""
    return {
        name: path.read_text(encoding="utf-8", errors="replace")
        for path in files()
        if (name := str(path.relative_to(ROOT))).startswith(WHERE)
        and path.suffix in READ
        and Path(name).name != "package-lock.json"
    }


def test_no_file_holds_a_dose() -> None:
    texts = scanned()
    found = {name: doses for name, text in texts.items() if (doses := doses_in(text))}

    assert len(texts) > 100
    assert not found, "What somebody takes is the doctor's text in the person's plan, nowhere else."


def test_nothing_calculates_with_a_dose() -> None:
    found = {}
    for name, text in scanned().items():
        sums = sums_in(text) if name.endswith(".py") else []
        if name.endswith((".ts", ".js", ".html")):
            sums = [one[0] for one in SUMS_IN_SCRIPT.finditer(text)]
        if sums:
            found[name] = sums

    assert not found


@pytest.mark.parametrize(
    "planted",
    [
        "ta 40 mg daglig i 5 dager",
        "40mg",
        "2,5 ml ved behov",
        "500 mg × 3",
        "1 tablett morgen og kveld",
        "2 puffs as needed",
        "1 x 2 daglig",
        "× 3 daglig",
        "x2 per day",
        "5000 IE subkutant",
        "250 µg",
        "take 2 times a day",
        'DOSE = "20 mg"',
        "<li>0.5 mg, then rest</li>",
    ],
)
def test_a_planted_dose_is_caught(planted: str) -> None:
    assert doses_in(f"first line\n{planted}\nlast line")


@pytest.mark.parametrize(
    "innocent",
    [
        "126 mg/dL is 7.0 mmol/L",
        "eGFR 45 ml/min",
        "97,5 % within 30 minutes",
        "300 x 150 pixels",
        "mål 2 ganger med et minutt imellom",
        "a grid of 3 x 4",
        "line 12 ie. the next",
        "room 5, tablet in the hall",
        "60 minutes late",
    ],
)
def test_a_measurement_is_no_dose(innocent: str) -> None:
    assert not doses_in(innocent)


@pytest.mark.parametrize(
    "planted",
    [
        "total = dose * 2",
        "total += plan.daily_dose",
        "mg_per_day = weight * mg_per_kg",
        "left = stock - entry['tablets']",
        "half = float(dose) / 2",
    ],
)
def test_a_planted_sum_is_caught(planted: str) -> None:
    assert sums_in(planted)


@pytest.mark.parametrize("planted", ["const t = dose * 2;", "sum += x.dailyDose * n", "dose+1"])
def test_a_planted_sum_in_a_script_is_caught(planted: str) -> None:
    assert SUMS_IN_SCRIPT.search(planted)


@pytest.mark.parametrize(
    "innocent",
    [
        "late = now - dose.scheduled_at",
        "late = taken_at - dose_due_at",
        "count = len(doses)",
        "zone = judge(dose)",
        "def seen(item: Reading | Dose) -> None: ...",
    ],
)
def test_the_time_of_a_dose_may_be_reckoned_with(innocent: str) -> None:
    assert not sums_in(innocent)
