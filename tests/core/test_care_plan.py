"""A whole plan read: what it says, and that every wrong thing is refused with where and why."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from heime.core import care_plan, plan
from heime.core.errors import Refused
from heime.core.kinds import Kind
from heime.core.quantity import scaled

TEXTS = {colour: {"nb": f"{colour}, på bokmål"} for colour in ("green", "yellow", "red")}
WHOLE = {
    "conditions": ["copd"],
    "goals": ["Gå til postkassa og hjem uten å stoppe."],
    "limits": [
        {"kind": "oxygen_saturation", "profile": "SPO2_COPD", "unit": "%"},
        {"kind": "heart_rate", "profile": "PULSE_STD", "override": {"yellow_high": "116"}},
        {"kind": "body_temperature", "profile": "TEMP_STD", "considered": True},
    ],
    "rules": ["D-1", "F-1", "M-2"],
    "person": {
        "home_oxygen": True,
        "dry_weight_kg": "78.0",
        "personal_best": {"fev1": "1.50"},
        "habitual_news2": 2,
        "news2_scale": 2,
        "news2_scale_2": {
            "reason": "Blodgass viste høy pCO2.",
            "decided_on": "2026-09-01",
            "review_on": "2027-03-01",
        },
        "baselines": {"phq9": 12, "who5": 13},
        "critical_drugs": ["apiksaban"],
        "no_self_treatment": True,
    },
    "expectations": [
        {"what": "oxygen_saturation", "days": ["mon", "thu"], "at": ["20:00", "08:00"],
         "before_minutes": 60, "after_minutes": 120},
        {"what": "copd_daily", "days": "every_day", "at": ["08:00"], "class": "standard"},
    ],
    "missing_data_class": "high",
    "protocols": [{"name": "hbpm", "start_date": "2026-11-14"}],
    "standby": {"text": "Som avtalt med legen.", "start_criteria": "Farge på slimet.",
                "review_on": "2027-01-15", "starts": ["2026-10-02", "2026-08-01"]},
    "responders": [{"for": "night", "name": "Responssenteret", "staffed": "always"}],
    "response_minutes": {"red": 45},
    "calendar": "Nord-Gudbrandsdal",
    "texts": TEXTS,
    "review_on": "2027-02-01",
    "template": {"name": "copd", "version": 1},
}  # fmt: skip


def without(content: dict, *path: str) -> dict:
    """`content` without what stands at `path`."""
    first, *rest = path
    if rest:
        return content | {first: without(content[first], *rest)}
    return {name: value for name, value in content.items() if name != first}


def test_a_whole_plan_says_what_was_written():
    read = care_plan.read(WHOLE)

    assert read.conditions == ("copd",)
    assert read.limits[Kind.HEART_RATE].first.yellow_high == scaled(Decimal(116))
    assert read.defaults == {Kind.OXYGEN_SATURATION}
    assert read.rules == {"D-1", "F-1", "M-2"}
    assert read.facts.judged.home_oxygen
    assert read.facts.judged.dry_weight == 780_000
    assert read.facts.judged.baselines == {"phq9": 12, "who5": 13}
    assert read.facts.scale_2 is not None
    assert read.facts.scale_2.review_on == date(2027, 3, 1)
    assert read.facts.no_self_treatment
    assert not read.facts.allergy_conflict
    morning_and_evening, daily = read.expectations
    assert morning_and_evening.at == (time(8), time(20))
    assert morning_and_evening.days == {0, 3}
    assert morning_and_evening.after == timedelta(hours=2)
    assert (morning_and_evening.high_class, daily.high_class) == (True, False)
    assert read.protocols[0].last_day == date(2026, 11, 20)
    assert read.standby is not None
    assert read.standby.starts == (date(2026, 8, 1), date(2026, 10, 2))
    assert read.responders[0].always_staffed
    assert read.response_minutes == {
        "red_high": 15, "red_high_no_contact": 30, "red": 45, "yellow_high": 240,
    }  # fmt: skip
    assert read.review_on == date(2027, 2, 1)


def test_judging_and_signing_read_the_same_limits_and_rules():
    judged, whole = plan.read(WHOLE), care_plan.read(WHOLE)

    assert judged.limits == whole.limits
    assert judged.rules == whole.rules
    assert judged.defaults == whole.defaults
    assert judged.high_class == whole.high_class
    assert judged.person == whole.facts.judged


def test_a_plan_of_before_with_limits_rules_and_facts_only_is_still_one():
    old = {
        "limits": [{"kind": "body_weight", "override": {"yellow_high": "84.0"}}],
        "rules": ["W-1"],
        "person": {"dry_weight_kg": "78.0", "atrial_fibrillation_known": False},
    }

    assert care_plan.read(old).limits.keys() == {Kind.BODY_WEIGHT}
    assert care_plan.read({}) == care_plan.CarePlan()


def test_a_plan_of_parts_has_one_person_and_a_merge():
    read = care_plan.read({
        "person": {"dry_weight_kg": "78.0"},
        "parts": [
            {"id": "copd", "limits": [{"kind": "oxygen_saturation", "profile": "SPO2_COPD"}],
             "rules": ["D-1"]},
            {"id": "heart_failure", "rules": ["W-4"]},
        ],
        "merge": {"limits": [{"kind": "oxygen_saturation", "profile": "SPO2_STD"}]},
    })  # fmt: skip

    assert [part.id for part in read.parts] == ["copd", "heart_failure"]
    assert read.all_rules == {"D-1", "W-4"}
    assert read.merge.keys() == {Kind.OXYGEN_SATURATION}


def limit(**entry: object) -> dict:
    return {"limits": [{"kind": "oxygen_saturation", "profile": "SPO2_COPD"} | entry]}


def expected(**entry: object) -> dict:
    usual = {"what": "pain", "days": ["mon"], "at": ["08:00"]}
    return {"expectations": [usual | entry]}


def person(**facts: object) -> dict:
    return {"person": facts}


SCALE_2 = WHOLE["person"]["news2_scale_2"]
STANDBY = WHOLE["standby"]
WRONG = [
    # unknown names
    ({"medicine": []}, "plan: there is no field called 'medicine'"),
    ([], "plan: must be an object"),
    ({"conditions": ["asthma"]}, "conditions[0]: 'asthma' is none of"),
    ({"conditions": ["copd", "copd"]}, "conditions[1]: 'copd' stands twice"),
    (limit(kind="oxygen"), "limits[0].kind: we do not know 'oxygen'"),
    (limit(kind=["x"]), "limits[0].kind: must be a name"),
    (limit(profile="SPO2"), "limits[0].profile: 'SPO2' is no profile"),
    (limit(profile="PULSE_STD"), "limits[0].profile: 'PULSE_STD' is no profile of this kind"),
    (limit(dose="1"), "limits[0]: there is no field called 'dose'"),
    ({"rules": ["D-1", "S-R2"]}, "rules[1]: 'S-R2' cannot be switched on"),
    ({"rules": ["C-6"]}, "rules[0]: 'C-6' cannot be switched on"),
    ({"rules": [["D-1"]]}, "rules[0]:"),
    ({"rules": ["D-1", "D-1"]}, "rules[1]: 'D-1' stands twice"),
    # limits that contradict each other, and units
    (limit(override={"red_low": "95"}), "limits[0]: the lines must rise"),
    (limit(override={"crit_low": "92"}), "limits[0]: crit_low must lie outside"),
    (limit(override={"red_low": "20"}), "limits[0]: red_low 20 is outside"),
    (limit(override={"red_low": 88}), "limits[0].override.red_low: must be a number written as"),
    (limit(override={"red_low": "NaN"}), "limits[0].override"),
    (limit(override={"red_low": "88.00001"}), "limits[0].override: At most 4 decimals"),
    (limit(override={"lowest": "80"}), "limits[0].override: there is no field called 'lowest'"),
    (limit(override=["red_low"]), "limits[0].override: must be an object"),
    (limit(unit="mol"), "limits[0].unit: We do not know the unit 'mol'"),
    (limit(unit="kg"), "limits[0].unit: oxygen_saturation is kept in %, not in kg"),
    (limit(considered="yes"), "limits[0].considered: must be true or false"),
    ({"limits": [*limit()["limits"], *limit()["limits"]]}, "limits[1]: limits for"),
    # dates and times
    ({"review_on": "2027-02-30"}, "review_on: there is no such date"),
    ({"review_on": "1.2.2027"}, "review_on: must be a date such as"),
    ({"review_on": None}, "review_on: must be a date"),
    ({"protocols": [{"name": "hbpm"}]}, "protocols[0].start_date: must be a date"),
    ({"protocols": [{"name": "abpm", "start_date": "2026-11-14"}]}, "protocols[0].name: 'abpm'"),
    (expected(at=["24:00"]), "expectations[0].at[0]: there is no such time of day"),
    (expected(at=["8:00"]), "expectations[0].at[0]: must be a time of day"),
    (expected(at=[]), "expectations[0].at: no time of day is named"),
    (expected(at=["08:00", "08:00"]), "expectations[0].at[1]: '08:00' stands twice"),
    (expected(days=[]), "expectations[0].days: no day is named"),
    (expected(days=["monday"]), "expectations[0].days[0]: 'monday' is none of"),
    (expected(days="weekdays"), "expectations[0].days: must be a list"),
    (expected(before_minutes=800, after_minutes=641), "expectations[0]: the window is longer"),
    (expected(after_minutes=-1), "expectations[0].after_minutes: must be from 0"),
    (expected(after_minutes=True), "expectations[0].after_minutes: must be a whole number"),
    (expected(what="mood"), "expectations[0].what: 'mood' is none of"),
    (expected(every_weeks=0), "expectations[0].every_weeks: must be from 1"),
    (expected(**{"class": "urgent"}), "expectations[0].class: 'urgent' is none of"),
    ({"expectations": expected()["expectations"] * 2}, "expectations[1]: pain is asked for twice"),
    ({"missing_data_class": "low"}, "missing_data_class: 'low' is none of"),
    # facts about the person
    (person(weight="80"), "person: there is no field called 'weight'"),
    (person(home_oxygen="no"), "person.home_oxygen: must be true or false"),
    (person(dry_weight_kg=78.0), "person.dry_weight_kg: must be a number written as text"),
    (person(dry_weight_kg="780"), "person.dry_weight_kg: is outside what can be measured"),
    (person(dry_weight_kg="Infinity"), "person.dry_weight_kg: The value is not a number"),
    (person(personal_best={"fvc": "2.0"}), "person.personal_best: there is no field called 'fvc'"),
    (person(personal_best={"pef": "1.5"}), "person.personal_best.pef: is outside"),
    (person(habitual_news2=21), "person.habitual_news2: must be from 0 to 20"),
    (person(baselines={"phq9": 28}), "person.baselines.phq9: must be from 0 to 27"),
    (person(critical_drugs=[""]), "person.critical_drugs[0]: a text is missing"),
    (person(news2_scale=3), "person.news2_scale: must be from 1 to 2"),
    (person(news2_scale=2), "person.news2_scale_2: scale 2 needs its reason"),
    (person(news2_scale_2=SCALE_2), "person.news2_scale_2: stands there although the scale is 1"),
    (person(news2_scale=2, news2_scale_2=SCALE_2 | {"reason": " "}), "reason: a text is missing"),
    (
        person(news2_scale=2, news2_scale_2=SCALE_2 | {"review_on": "2026-09-01"}),
        "person.news2_scale_2.review_on: the review must come after",
    ),
    (person(pauses=[{"from": "soon"}]), "person:"),
    # what doctors write, who answers, what people read
    ({"standby": without(STANDBY, "review_on")}, "standby.review_on: must be a date"),
    ({"standby": STANDBY | {"text": ""}}, "standby.text: a text is missing"),
    ({"diuretic": without(STANDBY, "start_criteria")}, "diuretic.start_criteria: a text is"),
    ({"standby": STANDBY | {"starts": ["yesterday"]}}, "standby.starts[0]: must be a date"),
    ({"responders": [{"for": "night", "name": "x"}]}, "responders[0].staffed: this is none of"),
    ({"responders": [{"for": "day", "name": "x", "staffed": "always"}]}, "responders[0].for"),
    ({"response_minutes": {"red": 10}}, "response_minutes: what is worse must be answered sooner"),
    ({"response_minutes": {"red_high_no_contact": 5}}, "response_minutes: next of kin"),
    ({"response_minutes": {"orange": 5}}, "response_minutes: there is no field called 'orange'"),
    ({"texts": without(TEXTS, "red")}, "texts.red.nb: a text is missing"),
    ({"texts": TEXTS | {"red": {"nn": "Raudt"}}}, "texts.red.nb: a text is missing"),
    ({"texts": TEXTS | {"red": {"nb": "Rødt", "en": " "}}}, "texts.red.en: a text is missing"),
    ({"texts": TEXTS | {"red": {"nb": "x" * 4001}}}, "texts.red.nb: is longer than 4000"),
    ({"goals": [""]}, "goals[0]: a text is missing"),
    ({"template": {"name": "copd"}}, "template.version: must be a whole number"),
    ({"shadow": "yes"}, "shadow: must be true or false"),
    # several plans in one
    ({"parts": [{"rules": []}]}, "parts[0].id: a text is missing"),
    ({"parts": [{"id": "a"}, {"id": "a"}]}, "parts[1]: 'a' stands twice"),
    ({"parts": [{"id": "a", "person": {}}]}, "parts[0]: 'person' belongs to the whole plan"),
    ({"parts": [{"id": "a", "parts": []}]}, "parts[0]: 'parts' belongs to the whole plan"),
    ({"parts": [{"id": "a", "rules": ["X"]}]}, "parts[0].rules[0]: 'X' cannot be"),
    ({"parts": [{"id": "a"} | limit(kind="x")]}, "parts[0].limits[0].kind: we do not know 'x'"),
    ({"parts": "copd"}, "parts: must be a list"),
    ({"merge": {"signed": True}}, "merge: there is no field called 'signed'"),
    ({"merge": limit(unit="g")}, "merge.limits[0].unit"),
]


@pytest.mark.parametrize(("content", "says"), WRONG, ids=[says[:45] for _, says in WRONG])
def test_what_is_wrong_is_refused_with_where_and_why(content, says):
    found = care_plan.fault(content)

    assert isinstance(found, Refused)
    assert says in str(found)


def test_nothing_that_somebody_wrote_is_repeated_in_a_refusal():
    secret = "Astrid har kreft"
    for content in (
        {"goals": [secret, 7]},
        {"standby": STANDBY | {"text": secret, "review_on": "x"}},
        person(critical_drugs=[secret, ""]),
    ):
        assert secret not in str(care_plan.fault(content))


def test_a_good_plan_has_no_fault():
    assert care_plan.fault(WHOLE) is None


def test_next_of_kin_may_be_called_as_soon_as_the_person():
    assert (
        care_plan.fault({"response_minutes": {"red_high": 20, "red_high_no_contact": 20}}) is None
    )
