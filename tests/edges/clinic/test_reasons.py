"""Why: from rules and values to what is said. Every rule has its words, in every language."""

import pytest
from django.utils import translation

from heime.core import plan, reasons, rules
from heime.core.kinds import Kind
from heime.core.zone import State, Zone
from heime.edges.clinic import words

PLAN = plan.read(
    {
        "limits": [
            {"kind": "oxygen_saturation", "profile": "SPO2_COPD"},
            {"kind": "blood_pressure", "profile": "BP_STD"},
            {"kind": "body_temperature", "profile": "TEMP_STD"},
        ],
        "rules": ["W-1", "W-3", "W-4", "W-5"],
        "person": {"dry_weight_kg": "71.0"},
    }
)
TEN_THOUSAND = 10_000


def said(
    kind: Kind, fired: str, *values: float, zone: Zone = Zone.RED, state: State = State.FINAL,
    language: str = "nb",
) -> str:  # fmt: skip
    scaled = [round(value * TEN_THOUSAND) for value in values]
    why = reasons.explain(kind, fired.split(), scaled, zone=zone, state=state, plan=PLAN)
    with translation.override(language):
        return words.reason(why).replace("\u00a0", " ")


SPO2, BP, KG, CEL = (
    Kind.OXYGEN_SATURATION, Kind.BLOOD_PRESSURE, Kind.BODY_WEIGHT, Kind.BODY_TEMPERATURE,
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "fired", "values", "sentence"),
    [
        (SPO2, "G-2 C-3", [86], "Oksygenmetning 86 % (grense 88), andre måling"),
        (SPO2, "G-2 C-6", [82], "Oksygenmetning 82 % (grense 83), kritisk verdi"),
        (SPO2, "G-2 C-5 C-7", [90], "Oksygenmetning 90 % (grense 91), median av de tre siste"),
        (SPO2, "G-2 C-2", [90], "Oksygenmetning 90 % (grense 91), ikke målt på nytt i tide"),
        (SPO2, "G-2 C-6 V-2", [82],
         "Oksygenmetning 82 % (grense 83), kritisk verdi, måleren meldte om dårlig signal"),
        (SPO2, "G-2 C-3 L-1", [86], "Oksygenmetning 86 % (grense 88), andre måling, mottatt sent"),
        (CEL, "G-2 C-3", [38.4], "Temperatur 38,4 °C (grense 38,0), andre måling"),
        (BP, "G-2 C-3", [186, 92], "Blodtrykk 186/92 mmHg (overtrykk, grense 180), andre måling"),
        (BP, "G-2 C-3", [165, 112],
         "Blodtrykk 165/112 mmHg (undertrykk, grense 110; overtrykk, grense 160), andre måling"),
        (BP, "G-2 C-8 C-2", [165, 84],
         "Blodtrykk 165/84 mmHg (overtrykk, grense 160), ikke målt på nytt i tide,"
         " snitt av to målinger"),
        (KG, "W-1", [74.8, 2.3], "Vekt +2,3 kg på 3 dager (grense 2,0)"),
        (KG, "W-1 W-3", [75.9, 3.4], "Vekt +3,4 kg på 3 dager (grense 3,0)"),
        (KG, "W-5", [73.4, 2.2], "Vekt +2,2 kg på 7 dager (grense 2,0)"),
        (KG, "W-4", [67.5], "Vekt −3,5 kg fra tørrvekt (grense 3,0)"),
        (KG, "W-1 W-4", [74.8, 2.3],
         "Vekt +2,3 kg på 3 dager (grense 2,0), +3,8 kg fra tørrvekt (grense 3,0)"),
        (SPO2, "no-plan", [93],
         "Oksygenmetning kunne ikke vurderes: det finnes ingen godkjent plan"),
        (SPO2, "no-limit", [93],
         "Oksygenmetning kunne ikke vurderes: planen har ingen grenser for det"),
        (SPO2, "V-1 nothing-valid", [],
         "Oksygenmetning: verdien kunne ikke brukes, og ingen ny kom innen 30 minutter"),
    ],
)  # fmt: skip
def test_the_sentence(kind: Kind, fired: str, values: list[float], sentence: str) -> None:
    assert said(kind, fired, *values) == sentence


def test_a_pending_reading_says_what_is_awaited() -> None:
    assert said(SPO2, "G-2 C-1", 90, state=State.PENDING).endswith("venter på måling nummer to")
    assert said(SPO2, "C-4", 86, state=State.PENDING).endswith("en tredje er ventet")


def test_an_unlikely_value_that_reaches_no_line() -> None:
    assert said(KG, "V-4 C-2", 79.0) == (
        "Vekt 79,0 kg, en lite sannsynlig verdi, ikke målt på nytt i tide"
    )


def test_a_rejected_value_is_not_repeated_as_if_it_were_one() -> None:
    assert "12" not in said(SPO2, "V-1", 12, zone=Zone.GREY, state=State.REJECTED)


def test_green_is_within_the_limits_and_never_simply_fine() -> None:
    assert said(SPO2, "", 95, zone=Zone.GREEN) == "Oksygenmetning 95 %, innenfor grensene i planen"


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_rule_has_words(language: str) -> None:
    others = [rules.NO_PLAN, rules.NO_LIMIT, rules.RULE_FAILED, rules.NOTHING_VALID]
    with translation.override(language):
        for rule in [*rules.RULES, *others]:
            assert words.rule_text(rule), f"{rule} has no words in {language}"


def test_numbers_follow_the_language() -> None:
    assert "38.4 °C (limit 38.0)" in said(CEL, "G-2 C-3", 38.4, language="en")
    assert "38,4 °C (grense 38,0)" in said(CEL, "G-2 C-3", 38.4, language="nn")
