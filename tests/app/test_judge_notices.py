"""Would the proof notice a wrong rule on the phone? One line broken at a time, in a copy."""

import shutil
from pathlib import Path

import pytest

from tests.app import both, invented
from tests.app.node import ROOT
from tests.app.test_judge import FEW, OPEN, OWN, of_file

JUDGE = Path("app/src/home/judge")

BROKEN = {
    "a line belongs to the milder zone": ("limits.ts", "value <= line", "value < line"),
    "a second reading is not waited for": ("session.ts", "now >= start + LENGTH", "now >= start"),
    "half an hour is a minute longer": ("takes.ts", "start + LENGTH)", "start + LENGTH + 60_000)"),
    "red then green is green": ("session.ts", "last.zone === GREEN) {", "last.zone === RED) {"),
    "the median of all": ("takes.ts", "takes.slice(-3)", "takes.slice(0)"),
    "green ones in front stay": ("session.ts", "leadingGreen(used)", "0 * used.length"),
    "only a mean can be critical": ("session.ts", "const one = readings.find((reading)",
                                    "const one = readings.slice(9).find((reading)"),
    "pairs are rounded down": ("takes.ts", "2 * sum + SCALE * values.length", "2 * sum"),
    "a label makes no pair": ("takes.ts", "one.pair ? byLabel.get(one.pair) : filling", "filling"),
    "no need to confirm": ("validity.ts", "if (!holds(spec.credible, value)) return false;", ""),
    "duplicates count": ("validity.ts", "if (isDuplicate(reading, earlier)) return true;", ""),
    "a gain of exactly two kilos": ("weight.ts", "if (gain > WEIGHT.gain) fired",
                                    "if (gain >= WEIGHT.gain) fired"),
    "symptoms beside the weight forgotten": ("weight.ts", "&& worseSymptom", "&& false"),
    "a blank is a yes": ("symptoms.ts", "(items[item] ?? 0)", "(items[item] ?? 1)"),
    "yesterday is two days ago": ("asked.ts", "localDay(form.at) - 1", "localDay(form.at) - 2"),
    "item 9 at two is yellow": ("scores.ts", "nine >= 2", "nine > 2"),
    "unsure counts as safe": ("scores.ts", ' || safeNow === "unsure"', ""),
    "blanks are not made up for": ("scores.ts", "blanks > MOST_BLANKS", "blanks > 0"),
    "winter all year": ("time.ts", "? 2 * HOUR : HOUR", "? HOUR : HOUR"),
    "late is judged as fresh": ("verdict.ts", "age <= FRESH ||", "age <= STALE ||"),
    "grey is green": ("verdict.ts", "export const GREY = 2", "export const GREY = 1"),
    "two domains are nothing": ("index.ts", "many ? HIGH", "false ? HIGH"),
    "what is missing is nothing": ("missing.ts", "still.length > 0", "still.length > 9"),
    "an old version of the plan holds": ("plan.ts", "one.file.version > version", "version === 0"),
    "the baseline is one lower": ("baseline.ts", "twice + 2 * away", "twice + 2 * away - 20_000"),
    "HI is no number among numbers": ("session.ts", "if (off.length === 0)", "if (off.length < 9)"),
    "LO is past the high lines": ("offscale.ts", 'below: { yellow: "yellow_low", red: "red_low"',
                                  'below: { yellow: "yellow_high", red: "red_high"'),
    "other rules are forgotten": ("index.ts", "if (!inDoubt ||", "if (inDoubt ||"),
}  # fmt: skip


@pytest.fixture(scope="module")
def asked() -> list[tuple[both.Case, dict | None]]:
    """What the ordinary tests ask, with the server's answers."""
    cases = [one for path in (*OPEN, *OWN) for one in of_file(path)]
    cases += [invented.case(number) for number in range(FEW)]
    return [(case, both.server(case)) for case in cases]


@pytest.mark.long
@pytest.mark.parametrize("name", BROKEN)
def test_it_is_noticed(name: str, asked: list, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file, now, then = BROKEN[name]
    for folder in (JUDGE, Path("app/src/generated")):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    script = tmp_path / both.SCRIPT.relative_to(ROOT)
    script.parent.mkdir(parents=True)
    shutil.copy(both.SCRIPT, script)
    broken = tmp_path / JUDGE / file
    whole = broken.read_text(encoding="utf-8")
    assert whole.count(now) == 1, "the line is not there any more: break another"
    broken.write_text(whole.replace(now, then), encoding="utf-8")
    monkeypatch.setattr(both, "SCRIPT", script)

    said = both.phone([case for case, _ in asked])

    unlike = [both.difference(one, wanted) for one, (_, wanted) in zip(said, asked, strict=True)]
    assert any(unlike)
