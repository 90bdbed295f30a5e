"""Scenarios made by chance, the same for the same number: people, plans and what they sent.

They stay near what decides: the lines of the plan, the ends of the ranges, half an hour, two hours,
midnight, the nights when the clock changes. Most are well formed; a few are broken on purpose.
"""

import random
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any

from heime.core.events import HOME
from heime.core.kinds import BY_LABEL, KINDS
from heime.core.limits import FIELDS, PROFILES
from heime.core.quantity import SCALE, plain
from heime.ops.generated_judging import KNOWN
from heime.ops.scenarios.shapes import Quality
from tests.app.both import Case

Item = dict[str, Any]
OTHER = ("T-1", "C1", "C2", "AF-1", "F-1", "N-1", "GAD-7", "WHO-5", "M-1", "M-2", "HBPM", "NEWS2")
MEASURED = ("oxygen_saturation",) * 4 + ("heart_rate",) * 3 + ("blood_pressure",) * 4 + (
    "body_temperature", "respiratory_rate", "blood_glucose", "fev1", "pef", "inr", "pain",
)  # fmt: skip
RULES_OF = {"copd_daily": "S-", "heart_failure_daily": "HF-", "phq9": "P-", "body_weight": "W-"}
MOST = {
    "copd_daily": {f"k{n}": {1: 3, 3: 2, 8: 14}.get(n, 1) for n in range(1, 10)},
    "heart_failure_daily": {f"h{n}": {1: 3, 4: 2}.get(n, 1) for n in range(1, 11)},
    "phq9": {str(n): 3 for n in range(1, 10)},
    "gad7": {str(n): 3 for n in range(1, 8)},
    "who5": {str(n): 5 for n in range(1, 6)},
}
TOTALS = {"phq9": 27, "gad7": 21, "who5": 25}
SECONDS = (
    0, 1, 60, 200, 300, 301, 600, 900, 1500, 1799, 1800, 1801, 2400, 3600, 7200, 7201, 30_000,
    86_400,
)  # fmt: skip
FAR_WEST = timezone(timedelta(hours=-9, minutes=-30))
LATER = (0,) * 12 + (1, 240, 1740, 1800, 40_000)
AGES = (0,) * 40 + (60, 1800, 7199, 7200, 7201, 40_000, 86_400, 86_401, 200_000)
DAYS = (
    datetime(2026, 11, 21, 7, tzinfo=UTC), datetime(2026, 6, 12, 21, 50, tzinfo=UTC),
    datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 0, 20, tzinfo=UTC),
    datetime(2027, 3, 28, 0, 40, tzinfo=UTC), datetime(2027, 3, 27, 22, 45, tzinfo=UTC),
    datetime(2026, 12, 31, 22, 50, tzinfo=UTC), datetime(2028, 2, 29, 6, tzinfo=UTC),
)  # fmt: skip


def case(number: int) -> Case:
    """The scenario of that number."""
    return _Maker(random.Random(number)).case(number)


class _Maker:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.base = chance.choice(DAYS) + timedelta(seconds=chance.choice(SECONDS))
        """The newest things begin about here."""
        self.devices = chance.sample(["A", "B", "C"], 2)
        self.ill = chance.choice((0, 0, 0.5))

    def is_so(self, share: float) -> bool:
        return self.chance.random() < share

    def case(self, number: int) -> Case:
        whats = self.chance.choice([
            [self.chance.choice(MEASURED)], [self.chance.choice(MEASURED)],
            [self.chance.choice(MEASURED), self.chance.choice(MEASURED)], ["body_weight"],
            ["body_weight", "heart_failure_daily"], ["body_weight", "heart_failure_daily"],
            ["copd_daily"], ["heart_failure_daily"], [self.chance.choice(("fev1", "pef"))],
            ["phq9"], ["phq9", "gad7", "who5"], ["oxygen_saturation", "copd_daily"],
            ["oxygen_saturation", "heart_rate", "body_temperature"],
        ])  # fmt: skip
        plans = self.plans(whats)
        items = [item for what in dict.fromkeys(whats) for item in self.items(what, plans)]
        self.chance.shuffle(items)
        now = self.now(items)
        items = [one for one in items if one["received"] <= now or self.is_so(0.002)]
        split = self.chance.randint(0, min(4, len(items)))
        newest = sorted(items, key=lambda one: one["received"])
        known, came = newest[: len(newest) - split], newest[len(newest) - split :]
        return {
            "format": "heime-scenario/1", "source": f"I{number}", "title": "by chance", "why": "-",
            "rule_set": "RS-1", "time_zone": "Europe/Oslo", "ask": "judgement",
            "person": self.person(), "plans": plans, "now": self.text(now), **self.merge(whats),
            "history": [self.written(one, now, came=False) for one in known],
            "input": [self.written(one, now, came=True) for one in came],
        }  # fmt: skip

    def now(self, items: list[Item]) -> datetime:
        arrived = [one["received"] for one in items] or [self.base]
        late = self.chance.choice((max(arrived), max(arrived), self.chance.choice(arrived)))
        return late + timedelta(seconds=self.chance.choice(LATER))

    def text(self, moment: datetime) -> str:
        zone = self.chance.choice((HOME, HOME, UTC, FAR_WEST))
        return moment.astimezone(zone).isoformat(timespec="seconds")

    # --- Plan and person ---

    def plans(self, whats: list[str]) -> list[Item]:
        rules = {
            rule for what in whats for rule in KNOWN if rule.startswith(RULES_OF.get(what, "~"))
        }
        rules |= {"D-1"} if "oxygen_saturation" in whats else set()
        rules |= {"P-D1"} if "heart_rate" in whats else set()
        rules = {rule for rule in rules if self.is_so(0.85)}
        if self.is_so(0.2):
            rules |= set(self.chance.sample(OTHER, self.chance.randint(1, 2)))
        found = [self.plan("a", 1, whats, rules)]
        if self.is_so(0.15):
            found.append(self.plan("a", 2, whats, rules))
        if self.is_so(0.1):
            found.append(self.plan("b", 1, whats, {rule for rule in rules if self.is_so(0.5)}))
        for one in found[1:] if len(found) > 1 else found[: self.is_so(0.1)]:
            one["valid_from"] = self.text(
                self.base - timedelta(seconds=self.chance.choice(SECONDS))
            )
        return found

    def merge(self, whats: list[str]) -> Item:
        if self.is_so(0.95):
            return {}
        kinds = [what for what in dict.fromkeys(whats) if what in BY_LABEL]
        limits = [self.limits(kind) for kind in kinds]
        return {"merge": {"signed": self.is_so(0.7), "limits": limits}}

    def plan(self, id_: str, version: int, whats: list[str], rules: set[str]) -> Item:
        kinds = [what for what in dict.fromkeys(whats) if what in BY_LABEL]
        plan = {
            "id": id_, "version": version, "signed": not self.is_so(0.004), "rules": sorted(rules),
            "limits": [self.limits(kind) for kind in kinds if self.has_limits(kind)],
        }  # fmt: skip
        if self.is_so(0.15):
            of = self.chance.choices([*whats, "heart_rate"], k=2)
            plan["expected"] = [self.window(what) for what in of]
        if self.is_so(0.1):
            plan["missing_data_class"] = "high"
        return plan

    def has_limits(self, kind: str) -> bool:
        return self.is_so(0.1 if kind == "body_weight" else 0.93)

    def limits(self, kind: str) -> Item:
        names = [name for name, (of, _) in PROFILES.items() if of.label == kind]
        found: Item = {"kind": kind}
        if names and self.is_so(0.9):
            found["profile"] = self.chance.choice(names)
        if self.is_so(0.3) or not names:
            ends = KINDS[BY_LABEL[kind]].credible
            one = self.lines(ends.low, ends.high)
            if kind == "blood_pressure":
                one = {"systolic": one, "diastolic": self.lines(40 * SCALE, 150 * SCALE)}
            found["override"] = one
        return found

    def lines(self, low: int, high: int) -> Item:
        """Some lines of one number, all of them or none, rising from the outermost low."""
        step = (high - low) // 12
        order = ("crit_low", "red_low", "yellow_low", "yellow_high", "red_high", "crit_high")
        places = sorted(self.chance.sample(range(1, 12), 6))
        whole = {name: low + place * step for name, place in zip(order, places, strict=True)}
        left = {name for name in FIELDS if self.is_so(0.3)}
        return {
            name: None if name in left else plain(value // 1000 * 1000, 0)
            for name, value in whole.items()
        }

    def window(self, what: str) -> Item:
        start = self.base + timedelta(hours=self.chance.randint(-60, 2))
        return {
            "kind": what, "from": self.text(start),
            "to": self.text(start + timedelta(hours=self.chance.randint(1, 6))),
        }  # fmt: skip

    def person(self) -> Item:
        about: Item = {}
        if self.is_so(0.2):
            about["atrial_fibrillation_known"] = self.is_so(0.7)
        if self.is_so(0.4):
            about["dry_weight_kg"] = self.chance.choice(("78.0", "80", "83.05"))
        if self.is_so(0.4):
            about["personal_best"] = {"fev1": "1.50", "pef": "410"}
        if self.is_so(0.4):
            about["baselines"] = {"phq9": self.chance.randint(0, 20), "gad7": 6, "who5": 15}
        if self.is_so(0.3):
            breath = self.chance.randint(0, 3)
            about["standby_course"] = {"started_on": "2026-11-18", "k1_at_start": breath}
        if self.is_so(0.2):
            start = self.base - timedelta(hours=self.chance.randint(-4, 40))
            about["pauses"] = [
                {"from": self.text(start), "to": self.text(start + timedelta(hours=30))}
            ]
        return about

    # --- What was sent ---

    def items(self, what: str, plans: list[Item]) -> list[Item]:
        if what in MOST:
            return [self.form(what, at) for at in self.times(days=3)]
        times = self.times(days=self.chance.choice((0, 3, 9, 18)))
        made = [self.reading(what, at, plans) for at in times]
        for one, other in pairwise(made):
            if self.is_so(0.12):  # the same number again, often from the same meter
                alike = ("value", "systolic", "diastolic", "device", "source")
                other |= {name: one[name] for name in alike if name in one}
        if self.is_so(0.1):
            made.append(self.reset(what))
        return made

    def times(self, *, days: int) -> list[datetime]:
        """Now and then in the days before, and close together in the end."""
        skipped = self.chance.choice((0, 0, 0, 3, 4))
        past = [
            self.base - timedelta(days=n, seconds=self.chance.choice(SECONDS))
            for n in range(1, days)
            if n > skipped and self.is_so(0.85)
        ]
        at, close, few = self.base, [], self.is_so(0.7)
        for _ in range(self.chance.choice((1, 1, 2, 2, 3, 3, 4, 5, 7))):
            close.append(at)
            at += timedelta(seconds=self.chance.choice(SECONDS[1:8] if few else SECONDS[1:]))
        return past + close

    def arrived(self, at: datetime) -> datetime:
        fast = -self.chance.choice((60, 300, 301)) if self.is_so(0.01) else 0
        return at + timedelta(seconds=self.chance.choice(AGES) + fast)

    def form(self, name: str, at: datetime) -> Item:
        item: Item = {"kind": "answers", "questionnaire": name, "answered_at": at}
        calm = 0.95 if self.is_so(0.6) else 0.6
        if name in TOTALS and self.is_so(0.2):
            item["total"] = self.chance.randint(0, TOTALS[name])
        else:
            item["items"] = {
                link: None if self.is_so(0.08) else 0 if self.is_so(calm)
                else self.chance.randint(0, most)
                for link, most in MOST[name].items() if self.is_so(0.95)
            } or {next(iter(MOST[name])): None}  # fmt: skip
        if "items" in item and self.is_so(self.ill):
            item["items"] |= {"k1": 2, "k8": 3} if name == "copd_daily" else {}
            item["items"] |= {"h1": 2} if name == "heart_failure_daily" else {}
        if name == "phq9" and self.is_so(0.3):
            item["safe_now"] = self.chance.choice(("yes", "yes", "no", "unsure"))
        if self.is_so(0.2):
            item["by"] = self.chance.choice(("carer", "trained_carer"))
        return {**item, "received": self.arrived(at)}

    def reading(self, kind: str, at: datetime, plans: list[Item]) -> Item:
        spec = KINDS[BY_LABEL[kind]]
        item: Item = {"kind": kind, "unit": spec.unit.value, "measured_at": at}
        if kind == "blood_pressure":
            item["systolic"] = self.value(kind, plans, "systolic")
            item["diastolic"] = self.value(kind, plans, "diastolic")
            if self.is_so(0.3):
                item["pair"] = self.chance.choice("xyz")
        else:
            item["value"] = self.value(kind, plans, "")
        self.doubt(item)
        if self.is_so(0.05):
            item["flags"] = ["irregular_pulse"]
        if self.is_so(0.4):
            item["device"] = {"id": self.chance.choice(self.devices)}
            if self.is_so(0.5):
                item["device"]["sequence"] = self.chance.randint(1, 3)
            if self.is_so(0.15):
                item["device"]["model"] = self.chance.choice("MN")
        elif self.is_so(0.4):
            item["source"] = "manual"
        if self.is_so(0.04):
            item["oxygen"] = self.chance.choice(
                ({"on": False}, {"on": True, "flow_l_min": "2.0"}, {"on": True, "flow_l_min": "2"})
            )
        return {**item, "received": self.arrived(at)}

    def doubt(self, item: Item) -> None:
        """What the meter says against its own value; HI and LO have none."""
        if self.is_so(0.07):
            item["quality"] = self.chance.sample(Quality.__args__, self.chance.randint(1, 2))
        elif self.is_so(0.05):
            item["quality"] = [self.chance.choice(("above_range", "below_range"))]
        if not {"above_range", "below_range"}.isdisjoint(item.get("quality", ())):
            for number in ("value", "systolic", "diastolic"):
                item.pop(number, None)

    def value(self, kind: str, plans: list[Item], which: str) -> str:
        """Near a line, near the end of a range, or what is usual for this person."""
        spec = KINDS[BY_LABEL[kind]]
        second = which == "diastolic"
        plausible = spec.second_plausible if second else spec.plausible
        credible = spec.second_credible if second else spec.credible
        usual = {"oxygen_saturation": 94, "heart_rate": 80, "body_weight": 80, "fev1": 1}.get(kind)
        if kind == "fev1" and self.is_so(0.3):
            return self.chance.choice(("0.19", "0.20", "0.74", "0.75", "2.25", "2.26", "6.01"))
        if second:
            usual = 80
        elif usual is None:
            usual = (credible.low * 3 + credible.high * 2) // (5 * SCALE)
        near = self.chance.choice(self.near(kind, plans, which) or [usual * SCALE])
        wild = self.chance.choice((plausible.low, plausible.high, credible.low, credible.high))
        of = self.chance.choices((usual * SCALE, near, wild), (20, 10, 1))[0]
        step = SCALE if spec.decimals == 0 else SCALE // 10
        value = of + step * self.chance.choice((-4, -3, -2, -1, -1, 0, 0, 0, 1, 1, 2, 3, 4))
        if kind == "body_weight":
            value += self.chance.choice((0, 0, 0, 10_000, 20_000, 20_001, 30_000, 30_001, 60_000))
        elif self.is_so(0.03):
            value += self.chance.choice((-1, 1, 4999, 5000))
        return plain(max(0, value), self.chance.choice((0, spec.decimals)))

    def near(self, kind: str, plans: list[Item], which: str) -> list[int]:
        lines: list[int] = []
        for plan in plans:
            for limit in plan["limits"]:
                if limit["kind"] != kind:
                    continue
                override = limit.get("override", {})
                own = override.get(which, {}) if which else override
                lines += [round(float(text) * SCALE) for text in own.values() if text]
                if profile := PROFILES.get(limit.get("profile", "")):
                    of = profile[1].second if which == "diastolic" else profile[1].first
                    lines += [at for name in FIELDS if (at := getattr(of, name)) is not None]
        return lines

    def reset(self, kind: str) -> Item:
        at = self.base - timedelta(days=self.chance.randint(0, 12))
        item: Item = {"kind": "baseline_reset", "at": at, "reason": "hospital_stay", "received": at}
        if self.is_so(0.5):
            item["measure"] = self.chance.choice((kind, "heart_rate"))
        return item

    def written(self, one: Item, now: datetime, *, came: bool) -> Item:
        """As it stands in the file: with the time it came, or without where it may be left out."""
        item = {name: value for name, value in one.items() if name != "received"}
        at = next(item[name] for name in ("measured_at", "answered_at", "at") if name in item)
        named = {name: self.text(v) for name, v in item.items() if isinstance(v, datetime)}
        if one["received"] != (now if came else at):
            named["received_at"] = self.text(one["received"])
        if self.is_so(0.06):
            named["id"] = f"n{self.chance.randint(1, 4)}"
        whole = {**item, **named}
        if self.is_so(0.001):
            whole.pop(self.chance.choice(list(whole)))
        return whole
