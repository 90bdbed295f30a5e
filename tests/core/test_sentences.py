"""Every rule has a sentence in three languages, whole and calm, whatever facts it is given."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heime.core import rules, weight
from heime.core.kinds import KINDS, LEAST_PULSE_PRESSURE, Kind
from heime.core.quantity import SCALE
from heime.core.reading import Quality
from heime.core.sentences import SENTENCES, names, say
from heime.core.sentences.text import LANGUAGES, NBSP, facts_in

# The facts that each rule is given, as the judge gives them.
SPO2 = {"kind": "oxygen_saturation"}
PRESSURE = {"kind": "blood_pressure", "value": "182/95"}
GAIN = {"value": "82.2", "gain": "2.1"}
FACTS: dict[str, dict[str, str]] = {
    "G-2": PRESSURE | {"limit": "180", "side": "high", "number": "systolic"},
    "C-1": SPO2 | {"minutes": "5"},
    "C-2": SPO2,
    "C-3": SPO2,
    "C-4": SPO2 | {"first": "87", "second": "93"},
    "C-5": SPO2 | {"value": "88"},
    "C-6": SPO2 | {"value": "82", "limit": "83"},
    "C-7": SPO2,
    "C-8": {"kind": "blood_pressure"},
    "V-1": SPO2 | {"value": "45"},
    "V-2": SPO2 | {"quality": "low_perfusion,poor_signal"},
    "V-2/above": {"state": "above", "kind": "blood_glucose"},
    "V-2/below": {"state": "below", "kind": "blood_glucose"},
    "V-3": {"systolic": "118", "diastolic": "112"},
    "V-4": {"kind": "body_temperature", "value": "34.3"},
    "D-1": SPO2 | {"value": "92", "baseline": "96", "change": "-4"},
    "P-D1": {"kind": "heart_rate", "value": "90", "baseline": "70", "change": "20"},
    "F-1": {"kind": "fev1", "value": "1.19", "best": "1.50", "percent": "79.333333"},
    "T-1": SPO2 | {"value": "92", "baseline": "95", "z": "-3.0351"},
    "HBPM": {"systolic": "133.04", "diastolic": "86", "days": "6", "readings": "24"},
    "HBPM/invalid": {"state": "invalid", "days": "2", "readings": "8"},
    "W-1": GAIN,
    "W-2": GAIN,
    "W-3": GAIN | {"gain": "3.1"},
    "W-4": {"value": "74.1", "change": "-3.9", "dry": "78.0"},
    "W-5": GAIN,
    "HF-S1": {"symptoms": "h1,h6"},
    "HF-S2": {"symptoms": "h1,h2"},
    "HF-S3": {"symptoms": "h1,h3,h4"},
    "HF-S4": {"symptoms": "h8"},
    "S-R1": {"symptoms": "k1,k3,k7,k9"},
    "S-R3": {"symptoms": "k1"},
    "S-R4": {"day": "3"},
    "S-Y1": {"symptoms": "k1,k2,k3"},
    "S-Y2": {"symptoms": "k4,k5,k6"},
    "AF-1": {"sessions": "2"},
    "P-0": {"answer": "unsure"},
    "P-1": {"answer": "2"},
    "P-2": {"answer": "1"},
    "P-3": {"answer": ""},
    "P-4": {"blanks": "3"},
    "P-5": {"total": "21"},
    "P-6": {"total": "16"},
    "P-7": {"total": "14", "before": "8", "rise": "6"},
    "GAD-7": {"total": "15", "before": "9"},
    "WHO-5": {"percent": "28", "before": "52"},
    "DEM-1": {"drug": "oppdiktet", "minutes": "61"},
    "DEM-2": {"minutes": "12"},
    "DEM-3": {},
    "DEM-4": {"minutes": "31"},
    "N-1": {"percent": "5.0", "days": "89"},
    "N-2": {"percent": "10.02", "days": "180"},
    "RSS": {"total": "24"},
    "NEWS2": {"total": "7", "single": "respiratory_rate", "habitual": "1"},
    "NEWS2/incomplete": {"state": "incomplete"},
    "C1": {},
    "C2": {"domains": "spo2,pulse,temperature,respiration,symptoms,weight"},
    "PR-1": {"domains": "spo2,weight"},
    "M-1": {"what": "copd_daily", "hours": "48"},
    "M-2": {"what": "body_weight", "hours": "25"},
    "L-1": {"hours": "3"},
    "U-1": {"kind": "blood_pressure", "field": "systolic.red_low", "plans": "hf,copd"},
    "no-plan": SPO2,
    "no-limit": SPO2,
    "rule-failed": SPO2,
    "nothing-valid": SPO2,
}


def some_of(facts: dict[str, str]) -> list[dict[str, str]]:
    """Every way in which facts can be missing, from none to all."""
    return [
        dict(kept)
        for count in range(len(facts) + 1)
        for kept in itertools.combinations(facts.items(), count)
    ]


def test_every_rule_and_every_reason_has_a_sentence():
    reasons = {rules.NO_PLAN, rules.NO_LIMIT, rules.RULE_FAILED, rules.NOTHING_VALID}

    assert set(rules.RULES) | reasons <= set(SENTENCES)
    assert set(FACTS) == set(SENTENCES)


@pytest.mark.parametrize("rule", SENTENCES)
def test_a_sentence_is_whole_whatever_is_missing(rule):
    for facts in some_of(FACTS[rule]):
        for lang, said in say(rule.partition("/")[0], facts).items():
            assert not re.search(r"[{}\[\]|~%]s|[{}\[\]|~]", said), (lang, facts, said)
            assert "  " not in said, (lang, facts, said)
            assert not re.search(r" [.,;:)]|\( |\(\)|[.,;:]{2}", said), (lang, facts, said)
            assert said[0] == said[0].upper(), (lang, facts, said)
            assert said.endswith("."), (lang, facts, said)


@pytest.mark.parametrize("rule", SENTENCES)
def test_the_three_languages_tell_of_the_same_facts(rule):
    told = [facts_in(template) for template in SENTENCES[rule]]

    assert told[0] == told[1] == told[2]
    assert told[0] <= set(FACTS[rule]) | {"symptoms"}


@pytest.mark.parametrize("rule", SENTENCES)
def test_every_fact_that_has_a_place_is_told(rule):
    """Left out, the fact must be missed: otherwise it never reached the reader."""
    facts = FACTS[rule]
    asked = rule.partition("/")[0]
    for name in facts_in(SENTENCES[rule].nb) & set(facts):
        without = {other: facts[other] for other in facts if other != name}
        for lang in LANGUAGES:
            if facts[name] and (rule, name) not in {("P-2", "answer"), ("S-R3", "symptoms")}:
                assert say(asked, facts)[lang] != say(asked, without)[lang], (lang, name)


@given(
    rule=st.sampled_from(sorted({rule.partition("/")[0] for rule in SENTENCES})),
    facts=st.dictionaries(
        st.sampled_from(sorted({n for f in FACTS.values() for n in f})), st.text()
    ),
)
def test_no_fact_however_odd_stops_a_sentence(rule, facts):
    for said in say(rule, facts).values():
        assert said
        assert "{" not in said
        assert "}" not in said


def test_a_rule_without_words_still_says_something():
    assert say("X-99", {}) == {
        "nb": "Regelen slo ut.", "nn": "Regelen slo ut.", "en": "The rule fired."
    }  # fmt: skip


# --- The languages ---------------------------------------------------------------------------

# Words that only the one written form has. "innen" stands for bokmål here: nynorsk says "innan".
ONLY_BOKMAAL = set(
    re.findall(
        r"\w+",
        """
        ikke jeg hva hvor hvorfor hvordan hvilken hvis mer mye noe noen en et fra innen utenfor
        målingen målinger målingene vekten grensen ble tatt døren natten sengen uken dager timer
        minutter flere sammen høyere lavere laveste vanlig rød røde rødt grønn grønne gjelder
        avgjør trengs bekreftes bekreftet vurderes foreløpige foreløpig gang ganger hvile svarene
        forteller symptomer samme haster økt økning besvart alene tegn meldte bevegelse bevissthet
        hjertesvikt hjertebank oksygenmetning nærmere hverandre selv bedt utløst forlatt manglet
        pårørendes opplært mulig sannsynlig brukes regnes åpnet de annet uke
        svimmelhet tretthet ujevn ujevnt dårlig tidlig manglende løs skritt våknet oppvåkning
        """,
    )
)
ONLY_NYNORSK = set(
    re.findall(
        r"\w+",
        """
        ikkje eg kva korleis kvifor meir mykje noko nokon frå ein ei eit innan utanfor målinga
        målingar målingane vekta grensa vart teken døra natta senga veka dagar timar fleire saman
        høgare lågare vanleg raud raude raudt grøn grøne gjeld avgjer trengst stadfesta
        stadfestast førebelse gong gonger kvile fortel hastar teikn rørsle medvit hjartesvikt
        hjartebank oksygenmetting nærare kvarandre sjølv bede opplærd mogleg sannsynleg dei anna
        svimmelheit trøyttleik ujamn ujamt dårleg tidleg manglande laus steg oppvaking åleine
        """,
    )
)


def words_of(lang: str) -> dict[str, set[str]]:
    """All that can be said in a language, word by word, and by which rule."""
    at = LANGUAGES.index(lang)
    said = {rule: SENTENCES[rule][at] for rule in SENTENCES}
    for table in (
        names.KINDS, names.FORMS, names.UNITS, names.CHANGES, names.SIDES, names.NUMBERS,
        names.ANSWERS, names.DOMAINS, names.SYMPTOMS, names.QUALITY, names.PARAMETERS,
        names.FIELDS,
    ):  # fmt: skip
        said |= {f"{key}: {text[at]}": text[at] for key, text in table.items()}
    said |= {name: f"{one[at]} {many[at]}" for name, (one, many) in names.COUNTED.items()}
    return {
        rule: set(re.findall(r"[a-zæøå]+", re.sub(r"\{[a-z]+\}s?", " ", text.lower())))
        for rule, text in said.items()
    }


def test_nynorsk_is_nynorsk():
    for rule, words in words_of("nn").items():
        assert not words & ONLY_BOKMAAL, (rule, words & ONLY_BOKMAAL)


def test_bokmaal_is_bokmaal():
    for rule, words in words_of("nb").items():
        assert not words & ONLY_NYNORSK, (rule, words & ONLY_NYNORSK)


def test_each_language_has_its_own_sentence():
    for rule, text in SENTENCES.items():
        assert len(set(text)) == 3, rule


# --- What is never said ----------------------------------------------------------------------

MEDICINE = re.compile(
    r"prednis|amoxi|antibio|penicil|furos|bumet|diuret|vanndriv|vassdriv|metoprol|betablok|warfar"
    r"|marevan|digox|insulin|morfin|morphin|steroid|kortison|cortis|tablet|pille|pill\b|kapsel"
    r"|inhal|spray|\bmg\b|\bml\b|\bmikrog|liter o2|oksygentilskudd|mer oksygen|meir oksygen"
    r"|more oxygen|less oxygen|mindre oksygen"
)
ADVICE = re.compile(
    r"\b(?:bør|må du|skal du|du må|du skal|øk|reduser|slutt|ta mer|ta mindre|take more|take less"
    r"|you must|you should|should|ring|call|stop|increase|reduce)\b"
)
DIAGNOSIS = re.compile(
    r"infarkt|infarct|slag\b(?! i minuttet)|stroke|lungebetennelse|pneumonia|atrieflimmer"
    r"|fibrillation|deprimert|depressed|suicid|selvmord|sjølvmord|dement|\bdement|infeksjon"
)


@pytest.mark.parametrize("refused", [MEDICINE, ADVICE, DIAGNOSIS], ids=["medicine", "advice", "dx"])
@pytest.mark.parametrize("rule", SENTENCES)
def test_a_sentence_gives_no_medicine_no_advice_and_no_diagnosis(rule, refused):
    for said in say(rule.partition("/")[0], FACTS[rule]).values():
        assert not refused.search(said.lower()), said


def test_only_the_persons_own_answer_speaks_of_medicine():
    """k6 asks about it; the name of that answer is the one place the word is needed."""
    speaking = {
        rule
        for rule in SENTENCES
        for said in say(rule.partition("/")[0], FACTS[rule]).values()
        if "medisin" in said.lower() or "medicine" in said.lower()
    }

    assert speaking == {"S-Y2"}


# --- Some, as they are read ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "facts", "said"),
    [
        (
            "G-2",
            {"kind": "oxygen_saturation", "value": "86", "limit": "88", "side": "low"},
            "Oksygenmetning 86 % er på eller under grensen 88 % i planen.",
        ),
        (
            "G-2",
            PRESSURE | {"limit": "180", "side": "high", "number": "systolic"},
            "Blodtrykk 182/95 mmHg: overtrykket er på eller over grensen 180 mmHg i planen.",
        ),
        ("W-1", {}, "Vekten er mer enn 2,0 kg over den laveste de siste tre dagene."),
        (
            "W-1",
            GAIN,
            "Vekten 82,2 kg er 2,1 kg (grense 2,0 kg) over den laveste de siste tre dagene.",
        ),
        (
            "W-4",
            FACTS["W-4"],
            "Vekten 74,1 kg er −3,9 kg (grense 3,0 kg) fra tørrvekten 78,0 kg som legen har satt.",
        ),
        ("M-1", {}, "Det som var avtalt, har manglet i minst 48 timer; grensen er 48 timer."),
        ("M-2", {"what": "body_weight", "hours": "24"}, "Vekt: det som var avtalt, har manglet i "
         "24 timer; grensen i denne planen er 24 timer."),
    ],
)  # fmt: skip
def test_a_sentence_in_bokmaal(rule, facts, said):
    assert say(rule, facts)["nb"].replace(NBSP, " ") == said


def test_numbers_are_written_as_people_here_write_them():
    said = say(
        "T-1", {"kind": "body_temperature", "value": "37.9", "baseline": "36.6", "z": "-3.035"}
    )

    assert "37,9" in said["nb"]
    assert "\u22123,0" in said["nb"]
    assert "37,9" in said["nn"]
    assert "37.9" in said["en"]
    assert "\u22123.0" in said["en"]


def test_a_line_never_ends_between_a_number_and_its_unit():
    for rule, facts in FACTS.items():
        for said in say(rule.partition("/")[0], facts).values():
            assert not re.search(r"\d (?:%|kg|mmHg|/min|°C|l\b|minut|time|hour|da[gy])", said), said


def test_one_is_one_and_two_are_two():
    assert "1\u00a0time etter" in say("L-1", {"hours": "1"})["nb"]
    assert "2\u00a0timar etter" in say("L-1", {"hours": "2"})["nn"]
    assert "1\u00a0hour after" in say("L-1", {"hours": "1"})["en"]


def test_the_same_answer_is_named_by_what_it_meant_in_the_rule():
    assert "tung pust i ro" in say("S-R1", {"symptoms": "k1"})["nb"]
    assert "tyngre pust enn vanlig" in say("S-Y1", {"symptoms": "k1"})["nb"]
    assert "gult eller grønt slim" in say("S-Y1", {"symptoms": "k3"})["nb"]
    assert "blod i slimet" in say("S-R1", {"symptoms": "k3"})["nb"]


# --- The names and the figures keep up with the rules ----------------------------------------


def test_every_kind_has_a_name_and_every_signal_from_a_meter():
    assert set(names.KINDS) == {kind.label for kind in Kind}
    assert set(names.QUALITY) == {str(flag.name).lower() for flag in Quality}


def test_every_kind_with_a_unit_that_is_said_has_it():
    bare = {kind.label for kind in KINDS} - set(names.UNITS)

    assert bare == {"steps", "inr", "pain", "mmrc", "borg"}


@pytest.mark.parametrize(
    ("rule", "figure"),
    [
        ("V-3", LEAST_PULSE_PRESSURE),
        ("W-1", weight.GAIN),
        ("W-2", weight.GAIN),
        ("W-3", weight.LARGE_GAIN),
        ("W-4", weight.FROM_DRY),
        ("W-5", weight.GAIN),
    ],
)
def test_the_figure_in_the_sentence_is_the_one_the_rule_uses(rule, figure):
    written = {float(number) for number in re.findall(r"\d+(?:\.\d+)?", say(rule, {})["en"])}

    assert figure / SCALE in written
