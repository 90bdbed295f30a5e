"""Why: from rules and values to what is said. Every rule has its words, in every language."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from django.utils import translation

from heime.core import explain, plan, reasons, rules, symptoms
from heime.core.asked import Answers
from heime.core.kinds import Kind
from heime.core.picture import Part
from heime.core.questionnaires.shipped import named
from heime.core.reading import Quality, Reading
from heime.core.verdict import Verdict
from heime.core.zone import State, Zone
from heime.edges.clinic import why

NOW = datetime(2026, 11, 23, 9, 42, tzinfo=UTC)

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


def part(
    what: str, fired: str, *values: float, zone: Zone = Zone.RED, state: State = State.FINAL,
    answers: Answers | None = None, **facts: str,
) -> Part:  # fmt: skip
    scaled = tuple(round(value * TEN_THOUSAND) for value in values)
    verdict = Verdict(
        NOW, zone, state, None, tuple(fired.split()), (UUID(int=1),), scaled,
        facts=tuple(facts.items()),
    )  # fmt: skip
    return Part(what, verdict, answers, PLAN)


def in_words(one: Part, language: str = "nb", readings: tuple[Reading, ...] = ()) -> str:
    with translation.override(language):
        return why.reason(reasons.explain(one, readings)).replace("\u00a0", " ")


def said(
    kind: Kind, fired: str, *values: float, zone: Zone = Zone.RED, state: State = State.FINAL,
    language: str = "nb", **facts: str,
) -> str:  # fmt: skip
    return in_words(part(kind.label, fired, *values, zone=zone, state=state, **facts), language)


def form(name: str, safe_now: str | None = None, **items: int | None) -> Answers:
    numbered = {item.removeprefix("q"): value for item, value in items.items()}
    return Answers(UUID(int=1), name, NOW, NOW, numbered, None, safe_now)


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
def test_every_rule_has_words_on_a_page(language: str) -> None:
    others = [rules.NO_PLAN, rules.NO_LIMIT, rules.RULE_FAILED, rules.NOTHING_VALID]
    with translation.override(language):
        nothing = why.sentence("no-such-rule")
        for rule in [*rules.RULES, *others]:
            assert why.sentence(rule) not in ("", nothing), f"{rule} in {language}"


@pytest.mark.parametrize("rule", [*rules.RULES, "no-plan", "no-limit", "rule-failed"])
@pytest.mark.parametrize("what", ["oxygen_saturation", "fev1", "copd_daily", "phq9", "together"])
def test_whatever_fired_a_row_says_something_and_no_unlikely_value(rule: str, what: str) -> None:
    """Only V-4 is about an unlikely value; any other rule must say what it found itself."""
    sentence = in_words(part(what, rule, zone=Zone.YELLOW))

    assert sentence
    assert ("lite sannsynlig" in sentence) == (rule == "V-4")


@pytest.mark.parametrize(
    ("fired", "facts", "sentence"),
    [
        ("D-1 C-3", {"baseline_median": "96.5"},
         "Oksygenmetning 92 % er minst 4 prosentpoeng under det vanlige nivået de siste 14 dagene,"
         " 96,5 % (endring −4,5 prosentpoeng). Andre måling."),
        ("T-1", {"baseline_median": "96", "robust_z": "-4"},
         "Oksygenmetning 92 % er for andre gang på rad langt fra det vanlige nivået, 96 %"
         " (robust z −4, grense ±3)."),
    ],
)  # fmt: skip
def test_without_a_line_the_rule_says_it_itself(fired: str, facts: dict, sentence: str) -> None:
    assert said(SPO2, fired, 92, zone=Zone.YELLOW, **facts) == sentence


def test_beside_a_line_that_was_reached_the_others_are_brief() -> None:
    fired = said(SPO2, "G-2 D-1 C-3 T-1", 86, baseline_median="95", robust_z="-9")

    assert fired == (
        "Oksygenmetning 86 % (grense 88), −9 fra vanlig, langt fra vanlig to ganger på rad,"
        " andre måling"
    )
    assert said(BP, "G-2 C-3 AF-1", 165, 84, sessions="2") == (
        "Blodtrykk 165/84 mmHg (overtrykk, grense 160), ujevn puls i 2 målerunder, andre måling"
    )


def test_a_form_says_what_was_answered_and_only_what_the_rule_looked_at() -> None:
    answers = form("copd_daily", k1=3, k3=1, k4=1, k9=0)
    one = part("copd_daily", "S-R1 S-Y1", answers=answers, symptoms="k1,k3,k4")

    assert in_words(one) == (
        "Svarene forteller om tung pust i ro, og det er rødt i planen."
        " Svarene forteller om tyngre pust enn vanlig og gult eller grønt slim; ett av disse"
        " hovedtegnene er nok til gult."
    )


def test_two_symptoms_are_not_told_twice() -> None:
    answers = form("heart_failure_daily", h1=1, h4=2)

    sentence = in_words(part("heart_failure_daily", "HF-S3 HF-S4", answers=answers), "nn")

    assert sentence == (
        "Svara fortel om fleire symptom som er verre enn vanleg: tyngre pust enn vanleg og meir"
        " hovne bein enn vanleg; to eller fleire er gult."
    )


def test_item_nine_and_being_safe_come_before_the_sum() -> None:
    answers = form("phq9", "unsure", q9=1)
    one = part("phq9", "P-0 P-2 P-6", answers=answers, phq9_total="17")

    assert in_words(one, "en") == (
        "To the question of being safe right now the answer is “unsure”, and that is red."
        " The answer to question 9 of PHQ-9 is 1, on a scale from 0 to 3; 1 is yellow and urgent."
    )


def test_a_form_that_no_rule_looks_at_is_not_said_to_lack_a_limit() -> None:
    assert in_words(part("who5", "no-limit", zone=Zone.GREY)) == (
        "WHO-5 kunne ikke vurderes: planen har ingen regler for det"
    )


def test_silence_a_week_and_several_together_say_what_they_are_about() -> None:
    gap = part("oxygen_saturation", "M-2", **{"hours": "24"})
    week = part("hbpm", "HBPM", days="6", readings="22", systolic="141.5", diastolic="88")
    both = part("together", "C2 PR-1", domains="spo2,pulse,symptoms")

    assert in_words(gap).startswith("Oksygenmetning: det som var avtalt, har manglet i 24 timer")
    assert "over 6 dager (22 målinger) er 141,5/88 mmHg" in in_words(week)
    assert in_words(both) == (
        "Tre eller flere områder er gule eller røde samme dag: oksygenmetning, puls og symptomer,"
        " og det er rødt til sammen."
    )


def reading(value: float | None, minutes: int = 0, quality: Quality = Quality.NONE) -> Reading:
    scaled = None if value is None else round(value * TEN_THOUSAND)
    at = NOW + timedelta(minutes=minutes)
    return Reading(UUID(int=minutes + 1), SPO2, scaled, at, at, quality=quality)


@pytest.mark.parametrize(
    ("rule", "readings", "sentence"),
    [
        ("V-1", [reading(12)], "Oksygenmetning 12 % er utenfor det som er mulig"),
        ("V-2", [reading(90, quality=Quality.MOVEMENT)], "meldte selv om bevegelse"),
        ("C-4", [reading(86), reading(94, 6)], "var rød (86 %) og den neste grønn (94 %)"),
    ],
)
def test_a_case_says_what_the_readings_were(rule: str, readings: list, sentence: str) -> None:
    (told,) = reasons.sentences(part(SPO2.label, rule, state=State.REJECTED), readings)

    with translation.override("nb"):
        assert sentence in why.sentence(told.rule, told.facts).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("fired", "percent", "sentence"),
    [
        ("N-1", "6.2", "Vekten har gått ned 6,2 % på 90 dager"),
        ("N-2", "6.2", "Vekten har gått ned 6,2 % på 30 dager"),
        ("N-2", "12", "Vekten har gått ned raskt"),
        ("N-1 N-2", "6.2", "Vekten har gått ned 6,2 % på 90 dager"),
        ("N-1 N-2", "12", "Vekten har gått ned minst 5 % på 90 dager"),
    ],
)
def test_a_loss_is_given_days_only_when_they_are_known(
    fired: str, percent: str, sentence: str
) -> None:
    told = said(KG, fired, 71.2, zone=Zone.YELLOW, weight_loss_percent=percent)

    assert told.startswith(sentence)


def test_numbers_follow_the_language() -> None:
    assert "38.4 °C (limit 38.0)" in said(CEL, "G-2 C-3", 38.4, language="en")
    assert "38,4 °C (grense 38,0)" in said(CEL, "G-2 C-3", 38.4, language="nn")


SYMPTOM_RULES = {
    "copd_daily": ("S-R1", "S-R3", "S-Y1", "S-Y2"),
    "heart_failure_daily": ("HF-S1", "HF-S2", "HF-S3", "HF-S4"),
}


@pytest.mark.parametrize("name", SYMPTOM_RULES)
def test_what_a_rule_says_it_counted_is_what_raised_it(name: str) -> None:
    """Taking away the counted answers takes away the rule; taking away the others does not."""
    questions = [question for question in named(name).questions if question.link_id != "k8"]
    rules_on = frozenset(SYMPTOM_RULES[name])
    yesterday = {"k1": 2}

    def fires(items: dict) -> set[str]:
        if name == "copd_daily":
            found = symptoms.copd(items, rules_on, yesterday=yesterday, breath_at_start=None)
        else:
            found = symptoms.heart_failure(items, rules_on)
        return {rule for rule, _ in found}

    random = Random(7)
    for _ in range(400):
        items = {one.link_id: random.choice([None, *one.values]) for one in questions}
        for rule in fires(items):
            counted = explain.counted(rule, replace(form(name), items=items))
            assert rule in fires({item: items[item] for item in counted}), (rule, items)
            others = {item: value for item, value in items.items() if item not in counted}
            assert rule not in fires(others), (rule, items)
