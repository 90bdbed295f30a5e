"""What the core says of a scenario, in the words of the format (section 8)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from msgspec import UNSET

from heime.core import explain, hbpm, outcome, plan
from heime.core.baseline import decimal_text
from heime.core.hbpm import Week
from heime.core.judging import rejected
from heime.core.picture import Picture
from heime.core.quantity import SCALE
from heime.core.reading import Reading
from heime.core.record import Item, Record
from heime.core.rules import zone_of
from heime.core.series import Series
from heime.core.validity import rejected_by
from heime.core.verdict import Verdict
from heime.core.zone import Priority, State, Zone
from heime.ops.scenarios import items
from heime.ops.scenarios.files import Unusable, day, time
from heime.ops.scenarios.items import Taken
from heime.ops.scenarios.shapes import Scenario

NAMED = {
    "baseline_median", "robust_z", "weight_gain_kg", "weight_loss_percent", "percent_of_best",
    "phq9_total", "gad7_total", "who5_percent", "news2_total", "hbpm_mean_systolic",
    "hbpm_mean_diastolic",
}  # fmt: skip


def of(case: Scenario) -> dict[str, Any]:
    """The one object that `heime judge` prints for a file. Raises Unusable."""
    if case.ask == "activation":
        return _activation(case)
    if case.ask == "outcome":
        return _outcome(case)
    if case.ask == "protocol":
        return _protocol(case)
    return _judgement(case)


def _judgement(case: Scenario) -> dict[str, Any]:
    record = Record(items.agreed(case), items.windows(case))
    taken = Taken()
    moments = _moments(case)
    for item in sorted(_history(case, taken, moments[0][0]), key=_when):
        record.add(item)
    answers = []
    for at, prefix, raws in moments:
        arrived = [taken.read(raw, f"{prefix}input/{n}", at) for n, raw in enumerate(raws)]
        for item in sorted(arrived, key=_when):
            record.add(item)
        picture = record.picture(at, [item.id for item in arrived])
        answers.append(_answer(picture, record, taken, at))
    whole = {"scenario": case.source, **answers[-1]}
    if case.steps is not UNSET:
        steps = [
            {"at": step.at, **answer} for step, answer in zip(case.steps, answers, strict=True)
        ]
        whole["steps"] = steps
    return whole


def _history(case: Scenario, taken: Taken, first: datetime) -> Iterator[Item]:
    """What was known before the first moment."""
    for number, raw in enumerate(case.history):
        item = taken.read(raw, f"history/{number}", None)
        if item.received_at > first:
            raise Unusable(f"history/{number}.received_at: is after the moment that judges it")
        yield item


def _when(item: Item) -> datetime:
    """Things that arrive together are taken in by the time they were taken (CL-30)."""
    for name in ("measured_at", "answered_at", "at"):
        if (moment := getattr(item, name, None)) is not None:
            found: datetime = moment
            return found
    return item.received_at


def _moments(case: Scenario) -> list[tuple[datetime, str, list[dict[str, Any]]]]:
    if case.steps is not UNSET:
        return [
            (time(step.at, f"steps[{n}].at"), f"steps/{n}/", step.input)
            for n, step in enumerate(case.steps)
        ]
    assert case.now is not UNSET  # noqa: S101  checked when it was read
    return [(time(case.now, "now"), "", [] if case.input is UNSET else case.input)]


def _answer(picture: Picture, record: Record, taken: Taken, now: datetime) -> dict[str, Any]:
    return {
        "zone": picture.zone.name.lower(),
        "state": picture.state.name.lower(),
        "priority": _priority(picture.priority),
        "reasons": list(_reasons(picture, taken)),
        "remeasure_after_minutes": picture.remeasure_after,
        "sessions": list(_sessions(record, taken, now)),
        "values": dict(_values(part.verdict for part in picture.parts)),
    }


def _priority(priority: Priority | None) -> str | None:
    return None if priority is None else priority.name.lower()


def _reasons(picture: Picture, taken: Taken) -> Iterator[dict[str, Any]]:
    for part in picture.parts:
        for rule in dict.fromkeys(part.verdict.rules):
            readings = taken.readings(part.verdict.inputs)
            facts = explain.facts(rule, part, readings)
            zone = zone_of(rule, part.verdict.zone)
            yield _reason(rule, zone, facts, part.verdict.inputs, taken)
    for rule, parts in picture.combined:
        inputs = tuple(id_ for part in parts for id_ in part.verdict.inputs)
        facts = {"domains": ",".join(picture.domains)}
        yield _reason(rule, Zone.RED, facts, inputs, taken)
    if picture.domains:
        inputs = tuple(
            id_ for part in picture.parts if part.verdict.zone >= Zone.YELLOW
            for id_ in part.verdict.inputs
        )  # fmt: skip
        yield _reason("PR-1", picture.zone, {"domains": ",".join(picture.domains)}, inputs, taken)
    for gap in picture.gaps:
        if gap.rule:
            yield _reason(gap.rule, gap.zone, explain.of_gap(gap), (), taken)


def _reason(
    rule: str, zone: Zone, facts: dict[str, str], inputs: Sequence[UUID], taken: Taken
) -> dict[str, Any]:
    return {
        "rule": rule,
        "zone": zone.name.lower(),
        "text": explain.say(rule, facts),
        "inputs": [taken.name_of[id_] for id_ in dict.fromkeys(inputs)],
    }


def _sessions(record: Record, taken: Taken, now: datetime) -> Iterator[dict[str, Any]]:
    for series in record.series.values():
        yield from _of_series(series, taken)
    for part in record.everything_asked():
        yield _session(part.what, part.verdict, part.verdict.inputs, taken)
    for _, part in record.everything_scored():
        yield _session(part.what, part.verdict, part.verdict.inputs, taken)
    for part in record.everything_happened(now):
        yield _session(part.what, part.verdict, part.verdict.inputs[:1], taken)


def _of_series(series: Series, taken: Taken) -> Iterator[dict[str, Any]]:
    for place, inputs in enumerate(series.inputs()):
        verdict = series.late(place)
        if verdict is not None:
            yield _session(series.kind.label, verdict, inputs, taken)
    for reading in series.rejected:
        if series.place_of(reading.id) is None:
            verdict = rejected(reading, rejected_by(reading) or "V-2")
            yield _session(series.kind.label, verdict, [reading.id], taken)


def _session(what: str, verdict: Verdict, inputs: Sequence[UUID], taken: Taken) -> dict[str, Any]:
    return {
        "kind": what,
        "started_at": verdict.started_at.isoformat(),
        "inputs": [taken.name_of[id_] for id_ in inputs],
        "zone": (verdict.zone if verdict.is_live else Zone.GREY).name.lower(),
        "state": verdict.state.name.lower(),
        "rules": list(dict.fromkeys(verdict.rules)),
    }


def _values(verdicts: Iterator[Verdict]) -> Iterator[tuple[str, str]]:
    for verdict in verdicts:
        for name, text in verdict.facts:
            if name in NAMED:
                yield name, text


def _plain(case: Scenario, zone: Zone | None, state: State, **more: Any) -> dict[str, Any]:
    return {
        "scenario": case.source,
        "zone": None if zone is None else zone.name.lower(),
        "state": state.name.lower(),
        "priority": None,
        "reasons": [],
        "remeasure_after_minutes": None,
        "sessions": [],
        "values": {},
    } | more


def _activation(case: Scenario) -> dict[str, Any]:
    """U-1: plans with different limits for one kind need a doctor's merge (CL-33)."""
    read = items.plans(case)
    newest = items.newest(read)
    merged = {kind for kind, _ in items.merged_limits(case)}
    signed = case.merge is not UNSET and case.merge.signed
    conflicts = [
        conflict
        for conflict in plan.conflicts([(one.id, content) for one, content in newest])
        if not signed or (merged and conflict[0] not in merged)
    ]
    if conflicts:
        reasons = [
            {
                "rule": "U-1",
                "zone": "grey",
                "text": explain.say(
                    "U-1", {"kind": kind.label, "field": field, "plans": ",".join(names)}
                ),
                "inputs": [],
            }
            for kind, field, names in conflicts
        ]
        return _plain(case, Zone.GREY, State.BLOCKED, reasons=reasons)
    if not all(one.signed for one, _ in newest):
        return _plain(case, Zone.GREY, State.BLOCKED)
    return _plain(case, Zone.GREY, State.FINAL)


def _outcome(case: Scenario) -> dict[str, Any]:
    assert case.outcome is not UNSET  # noqa: S101  checked when it was read
    start, end = case.outcome.start, case.outcome.end
    came_to = outcome.of(outcome.Scores(start.phq9, start.gad7), outcome.Scores(end.phq9, end.gad7))
    return _plain(case, None, State.FINAL) | {"state": None, "outcome": came_to}


def _protocol(case: Scenario) -> dict[str, Any]:
    assert case.protocol is not UNSET and case.now is not UNSET  # noqa: S101  checked when read
    items.plans(case)
    taken = Taken()
    now = time(case.now, "now")
    given = list(_history(case, taken, now))
    for number, raw in enumerate([] if case.input is UNSET else case.input):
        given.append(taken.read(raw, f"input/{number}", now))
    readings = {one.id: one for one in reversed(given) if isinstance(one, Reading)}
    start = day(case.protocol.start_date, "protocol.start_date")
    week = hbpm.week(list(readings.values()), start)
    return _plain(
        case,
        Zone.GREY if week.zone is None else week.zone,
        State.INVALID if week.zone is None else State.FINAL,
        priority=None if week.zone is Zone.GREEN else "low",
        reasons=list(_of_week(week, taken)),
        values=_week_values(week),
    )


def _of_week(week: Week, taken: Taken) -> Iterator[dict[str, Any]]:
    if week.zone is Zone.GREEN:
        return
    facts = explain.of_week(week)
    zone = Zone.GREY if week.zone is None else week.zone
    yield _reason("HBPM", zone, facts, [r.id for r in week.readings], taken)


def _week_values(week: Week) -> dict[str, str]:
    if week.zone is None:
        return {}
    return {
        "hbpm_mean_systolic": decimal_text(Fraction(week.systolic, SCALE)),
        "hbpm_mean_diastolic": decimal_text(Fraction(week.diastolic, SCALE)),
    }
