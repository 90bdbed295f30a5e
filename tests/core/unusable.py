"""A scenario, and everything that makes one unusable: what it is, and what the message names."""

from typing import Any


def spo2(value: str, at: str, **more: Any) -> dict[str, Any]:
    return {
        "kind": "oxygen_saturation",
        "value": value,
        "unit": "%",
        "measured_at": f"2026-11-21T{at}:00+01:00",
        **more,
    }


def scenario(**changes: Any) -> dict[str, Any]:
    return {
        "format": "heime-scenario/1",
        "source": "mine",
        "title": "one reading",
        "why": "C-1",
        "rule_set": "RS-1",
        "time_zone": "Europe/Oslo",
        "ask": "judgement",
        "now": "2026-11-21T08:01:00+01:00",
        "person": {},
        "plans": [
            {
                "id": "copd",
                "version": 1,
                "signed": True,
                "limits": [{"kind": "oxygen_saturation", "profile": "SPO2_COPD"}],
                "rules": [],
            }
        ],
        "history": [],
        "input": [spo2("90", "08:00")],
        "expect": {"zone": "yellow", "state": "pending", "priority": None},
    } | changes


def with_item(**changes: Any) -> dict[str, Any]:
    return scenario(input=[{**spo2("90", "08:00"), **changes}])


def with_plan(**changes: Any) -> dict[str, Any]:
    return scenario(plans=[{**scenario()["plans"][0], **changes}])


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in scenario().items() if key != name}


def answers(questionnaire: str, **more: Any) -> dict[str, Any]:
    return {
        "kind": "answers",
        "questionnaire": questionnaire,
        "answered_at": "2026-11-21T08:00:00+01:00",
        **more,
    }


DEEP: Any = []
for _ in range(400):
    DEEP = [DEEP]

UNUSABLE: list[tuple[str, dict[str, Any] | bytes, str]] = [
    ("nothing", b"", "file"),
    ("not JSON", b"{'a': 1}", "malformed"),
    ("half a file", b'{"format": "heime-', "truncated"),
    ("not UTF-8", b'{"format": "\xff\xfe"}', "file"),
    ("a list", b"[]", "file: Expected"),
    ("NaN", b'{"format": NaN}', "malformed"),
    ("very deep", b"[" * 200_000, "file"),
    ("an unknown field", scenario(colour="red"), "colour"),
    ("a field left out", without("why"), "why"),
    ("another format", scenario(format="heime-scenario/2"), "format"),
    ("another rule set", scenario(rule_set="RS-2"), "rule_set"),
    ("another time zone", scenario(time_zone="UTC"), "time_zone"),
    ("no plan", scenario(plans=[]), "plans"),
    ("no moment", without("now"), "now"),
    (
        "a moment and steps",
        scenario(steps=[{"at": "2026-11-21T08:00:00+01:00", "input": []}]),
        "now",
    ),
    ("a number for a value", with_item(value=90), "input/0: value"),
    ("a value with an exponent", with_item(value="9e1"), "value"),
    ("not a number", with_item(value="NaN"), "value"),
    ("a value with a line end", with_item(value="90\n"), "value"),
    ("a huge value", with_item(value="9" * 4000), "input/0"),
    ("too many decimals", with_item(value="90.12345"), "input/0"),
    ("another unit", with_item(unit="mmHg"), "input/0.unit"),
    (
        "no unit",
        {**scenario(), "input": [{k: v for k, v in spo2("90", "08:00").items() if k != "unit"}]},
        "unit",
    ),
    ("a time without offset", with_item(measured_at="2026-11-21T08:00:00"), "measured_at"),
    ("a time in UTC by letter", with_item(measured_at="2026-11-21T08:00:00Z"), "measured_at"),
    ("an impossible date", with_item(measured_at="2026-02-30T08:00:00+01:00"), "measured_at"),
    ("an impossible hour", with_item(measured_at="2026-02-20T25:00:00+01:00"), "measured_at"),
    ("an impossible offset", with_item(measured_at="2026-02-20T08:00:00+99:00"), "measured_at"),
    ("the year one", with_item(measured_at="0001-01-01T00:00:00+01:00"), "measured_at"),
    ("the last year of all", scenario(now="9999-12-31T23:59:59-12:00"), "now"),
    (
        "arrived after the moment",
        with_item(received_at="2026-11-21T08:01:01+01:00"),
        "input/0.received_at",
    ),
    ("taken after the moment", with_item(measured_at="2026-11-21T08:07:00+01:00"), "input/0"),
    ("history of tomorrow", scenario(history=[spo2("90", "08:02")]), "history/0"),
    ("an unknown kind", with_item(kind="blood_pressure_left"), "input/0.kind"),
    ("a kind that is no text", with_item(kind=7), "input/0.kind"),
    ("an unknown quality", with_item(quality=["irregular_pulse"]), "quality"),
    ("an unknown flag", with_item(flags=["demo"]), "flags"),
    ("an unknown field of an item", with_item(colour="red"), "colour"),
    ("a nested item", with_item(device=DEEP), "device"),
    ("an unknown rule", with_plan(rules=["S-R2"]), "plans[0].rules[0]"),
    ("a rule that is always on", with_plan(rules=["G-2"]), "plans[0].rules[0]"),
    (
        "an unknown profile",
        with_plan(limits=[{"kind": "oxygen_saturation", "profile": "SPO2"}]),
        "plans[0].limits[0].profile",
    ),
    (
        "a profile of another kind",
        with_plan(limits=[{"kind": "heart_rate", "profile": "SPO2_COPD"}]),
        "profile",
    ),
    ("limits of an unknown kind", with_plan(limits=[{"kind": "mood"}]), "plans[0].limits[0].kind"),
    (
        "an unknown line",
        with_plan(limits=[{"kind": "heart_rate", "override": {"orange_low": "1"}}]),
        "override",
    ),
    (
        "a line that is a number",
        with_plan(limits=[{"kind": "heart_rate", "override": {"red_low": 40}}]),
        "red_low",
    ),
    (
        "lines that contradict",
        with_plan(
            limits=[
                {"kind": "oxygen_saturation", "profile": "SPO2_COPD", "override": {"red_low": "92"}}
            ]
        ),
        "plans[0].limits[0]",
    ),
    (
        "limits twice",
        with_plan(limits=[{"kind": "heart_rate"}, {"kind": "heart_rate"}]),
        "limits[1]",
    ),
    ("version nought", with_plan(version=0), "version"),
    ("an unknown class", with_plan(missing_data_class="low"), "missing_data_class"),
    (
        "a window backwards",
        with_plan(
            expected=[
                {
                    "kind": "oxygen_saturation",
                    "from": "2026-11-20T08:00:00+01:00",
                    "to": "2026-11-20T07:00:00+01:00",
                }
            ]
        ),
        "expected[0].to",
    ),
    (
        "a window of an unknown kind",
        with_plan(
            expected=[
                {
                    "kind": "mood",
                    "from": "2026-11-20T08:00:00+01:00",
                    "to": "2026-11-20T09:00:00+01:00",
                }
            ]
        ),
        "expected[0].kind",
    ),
    ("an unknown questionnaire", scenario(input=[answers("cat", total=3)]), "questionnaire"),
    (
        "items and a total",
        scenario(input=[answers("gad7", total=3, items={"1": 1})]),
        "items or total",
    ),
    ("neither", scenario(input=[answers("gad7")]), "items or total"),
    ("no item", scenario(input=[answers("gad7", items={})]), "items"),
    ("an unknown item", scenario(input=[answers("gad7", items={"8": 1})]), "items"),
    ("an answer too high", scenario(input=[answers("gad7", items={"1": 4})]), "items.1"),
    ("a sum too high", scenario(input=[answers("phq9", total=28)]), "total"),
    ("a sum of a diary", scenario(input=[answers("copd_daily", total=3)]), "total"),
    ("half an expectation", scenario(expect={"zone": "red"}), "expect.state"),
    (
        "an unknown rule expected",
        scenario(expect={"zone": "red", "state": "final", "priority": None, "rules": ["S-R2"]}),
        "rules",
    ),
    (
        "an unknown value expected",
        scenario(
            expect={"zone": "red", "state": "final", "priority": None, "values": {"mood": "1"}}
        ),
        "values",
    ),
    (
        "a protocol that nobody asked for",
        scenario(protocol={"name": "hbpm", "start_date": "2026-11-14"}),
        "protocol",
    ),
    ("a protocol without its own", scenario(ask="protocol"), "protocol"),
    (
        "a start that is no day",
        scenario(ask="protocol", protocol={"name": "hbpm", "start_date": "2026-11-31"}),
        "start_date",
    ),
    ("an unknown baseline", scenario(person={"baselines": {"madrs": 3}}), "madrs"),
]
