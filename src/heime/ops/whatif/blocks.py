"""One kind under one side: what columns settle is left alone, the rest is judged as it arrived."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby

import numpy as np

from heime.core import judging, whatif
from heime.core.agreed import Agreed
from heime.core.asked import HEART, Answers
from heime.core.kinds import Kind
from heime.core.quantity import Scaled
from heime.core.reading import Reading
from heime.core.record import Item, Record
from heime.core.series import Series, Sitting
from heime.core.takes import LENGTH
from heime.core.whatif import Raised, Side
from heime.core.zone import Zone
from heime.ops.whatif import alike, settled
from heime.ops.whatif.alike import Earlier
from heime.ops.whatif.columns import WINDOW, Column, Truths, micro
from heime.ops.whatif.history import History, OfBlocks, OfKind


def of_kind(history: History, column: Column, side: Side) -> OfKind:
    """A kind that both sides judge alike is judged once."""
    like = alike.judged_by(column.kind, side)
    known = history.known.setdefault(column.kind, [])
    for before, answer in known:
        if alike.judged_by(column.kind, before) == like:
            return answer
    answer = _judge_kind(history, column, side)
    known.append((side, answer))
    return answer


def _judge_kind(history: History, column: Column, side: Side) -> OfKind:
    step = alike.step_of(column, side)
    apart = np.array([plan is None or not plan.judges(column.kind) for _, plan in side.steps])
    judged = ~np.append(apart, True)[step]
    resets = _resets(column.kind, side)
    calm = ~judged
    for number, (_, plan) in enumerate(side.steps):
        here = (step == number) & judged
        if plan is not None and here.any():
            calm |= here & settled.settled(column, plan, judged, resets)
    calm &= alike.within_step(column, side) & ~column.wide
    if any(plan and settled.looks_back(column.kind, plan) for _, plan in side.steps):
        calm &= column.clear | ~judged  # its value may be asked for, also under a later plan
    sittings: list[list[tuple[Sitting, Scaled | None]] | None] = [None] * len(column.first)
    green = {int(day) for day in column.day[calm & judged]}
    refused = {judging.local_day(reading.measured_at) for reading in column.rejected}
    answer = OfKind(
        Raised(),
        [(date.fromordinal(day), Zone.GREEN) for day in green] + [(d, Zone.GREY) for d in refused],
        sittings, judged,
    )  # fmt: skip
    judge = _judge_weights if column.kind is Kind.BODY_WEIGHT else _judge_sessions
    judge(history, column, side, answer, list(_slices(column, calm)))
    return answer


def _resets(kind: Kind, side: Side) -> list[int]:
    """When the limits of a kind changed (CL-15)."""
    lines = [plan and plan.limits.get(kind) for _, plan in side.steps]
    return [
        micro(side.steps[number][0])
        for number in range(1, len(lines))
        if lines[number] != lines[number - 1]
    ]


def _slices(column: Column, calm: Truths) -> Iterator[tuple[int, int]]:
    """Blocks to be judged, each alone; one that came late together with the next, which may have
    overtaken it (L-1)."""
    block = 0
    last = len(calm)
    while block < last:
        if calm[block]:
            block += 1
            continue
        upto = block + 1
        while upto < last and column.late[upto - 1]:
            upto += 1
        yield block, upto
        block = upto


def _judge_sessions(
    history: History, column: Column, side: Side, answer: OfKind, slices: list[tuple[int, int]]
) -> None:
    """Judge the blocks that are left, in order of time, knowing all that came before them. Where
    another side asked the same, its answer stands."""
    agreed = Agreed(side.steps)
    same, others = _of_another_side(history, column, side)
    past: list[tuple[Sitting, Scaled | None]] = []
    done = 0
    for block, upto in slices:
        past += _past(column, answer, done, block)
        readings = column.of_block(block, upto)
        answer.judged += len(readings)
        earlier = alike.earlier(past, readings[0], agreed)
        other = others.get(block) if same[block] else None
        if other is not None and upto == block + 1 and other[0].is_like(earlier):
            found = other[1]
        else:
            series = Series(column.kind, agreed, list(column.irregular))
            series.go_on_from(earlier.sessions, {})
            raised = Raised()
            _follow(series, readings, raised, history.until)
            found = _of_blocks(column, series, raised, block, upto)
        if upto == block + 1:
            answer.answers[block] = earlier, found
        _keep(answer, found, block)
        done = block


def _of_another_side(
    history: History, column: Column, side: Side
) -> tuple[Truths, dict[int, tuple[Earlier, OfBlocks]]]:
    """Which blocks another side asked the same of, and its answers."""
    for before, answer in history.known[column.kind]:
        return alike.alike(column, before, side), answer.answers
    return np.zeros(len(column.first), bool), {}


def _follow(series: Series, readings: Sequence[Reading], raised: Raised, until: datetime) -> None:
    """Record.picture at each moment of some readings, of the one kind they are of."""
    due: datetime | None = None
    for moment, group in groupby(readings, key=lambda reading: reading.received_at):
        while due is not None and due <= moment:
            due = _look(series, due, (), raised)
        arrived = tuple(group)
        for reading in arrived:
            series.add(reading)
        due = _look(series, moment, arrived, raised)
    while due is not None and due <= until:
        due = _look(series, due, (), raised)
    series.judge(until)


def _look(
    series: Series, now: datetime, arrived: Sequence[Reading], raised: Raised
) -> datetime | None:
    """See what stands at a moment; return when time alone changes it."""
    series.judge(now)
    places = {series.place_of(reading.id) for reading in arrived}
    last = len(series.sittings) - 1
    if _is_today(series.sittings[last].began, now):
        places.add(last)
    soonest: datetime | None = None
    for place in places:
        verdict = None if place is None else series.late(place)
        if verdict is None:
            continue
        raised.result(series.kind.label, verdict, now)
        changes = verdict.changes_at
        if changes is not None and changes > now and (soonest is None or changes < soonest):
            soonest = changes
    return soonest


def _is_today(began: datetime, now: datetime) -> bool:
    """Whether a session belongs to the local day of `now`, or its half hour does (CL-02)."""
    if began <= now <= began + LENGTH:
        return True
    today = judging.local_day(now)
    return today in (judging.local_day(began), judging.local_day(began + LENGTH))


def _judge_weights(
    history: History, column: Column, side: Side, answer: OfKind, slices: list[tuple[int, int]]
) -> None:
    """Days of weights are judged beside the symptoms of the same day (W-2)."""
    agreed = Agreed(side.steps)
    for block, upto in slices:
        record = Record(agreed)
        go_on(record, column, agreed, answer, block)
        readings = column.of_block(block, upto)
        answer.judged += len(readings)
        days = {int(day) for day in column.day[block:upto]}
        forms = [form for form in _heart_forms(history) if day_of(form).toordinal() in days]
        items: list[Item] = [*readings, *forms]
        raised = Raised()
        whatif.follow(record, items, raised, until=history.until, only=column.kind.label)
        series = record.series[column.kind]
        series.judge(history.until)
        _keep(answer, _of_blocks(column, series, raised, block, upto), block)


def _of_blocks(column: Column, series: Series, raised: Raised, block: int, upto: int) -> OfBlocks:
    """What the sessions of these blocks came to."""
    found = OfBlocks(raised, [], [[] for _ in range(block, upto)])
    for sitting in series.sittings[series.past :]:
        place = block
        if upto > block + 1:
            place = int(np.searchsorted(column.start, micro(sitting.start), "right")) - 1
        verdict = sitting.verdict
        value = verdict.values[0] if verdict and verdict.values else None
        found.sittings[place - block].append((sitting, value))
        if verdict is not None:
            found.zones.append((judging.local_day(sitting.start), verdict.zone))
    return found


def _keep(answer: OfKind, found: OfBlocks, block: int) -> None:
    """Make what came of some blocks part of what came of the kind."""
    answer.raised.by_key |= found.raised.by_key
    answer.zones += found.zones
    answer.sittings[block : block + len(found.sittings)] = found.sittings


def go_on(record: Record, column: Column, agreed: Agreed, answer: OfKind, block: int) -> None:
    """Let a record know of one kind what came before a block, as far as the rules look back."""
    series = Series(column.kind, agreed, list(column.irregular))
    record.series[column.kind] = series
    first = column.readings[int(column.first[block])]
    plan = agreed.at(first.measured_at)
    weights: dict[date, Scaled] = {}
    if column.kind is Kind.BODY_WEIGHT:
        losses = plan is not None and bool(plan.rules & {"N-1", "N-2"})
        weights = settled.weights_before(column, day_of(first), losses=losses)
    since = int(np.searchsorted(column.start, column.start[block] - WINDOW, "left"))
    series.go_on_from(_past(column, answer, since, block), weights)


def _past(
    column: Column, answer: OfKind, since: int, upto: int
) -> list[tuple[Sitting, Scaled | None]]:
    """The sittings of some blocks, settled and judged ones, as far as later ones look at them."""
    found: list[tuple[Sitting, Scaled | None]] = []
    for number in range(since, upto):
        sittings = answer.sittings[number]
        if sittings is None:
            start = column.readings[column.first_of[number]].measured_at
            value = column.last_of[number] if answer.judges[number] else None
            found.append((Sitting(start, (), None), value))
        else:
            found += [(Sitting(one.start, (), None, far=one.far), value) for one, value in sittings]
    return found


def _heart_forms(history: History) -> Iterator[Answers]:
    for item in history.others:
        if isinstance(item, Answers) and item.questionnaire == HEART:
            yield item


def day_of(item: Item) -> date:
    return judging.local_day(whatif.taken(item))
