"""One judgement, two ways in: a replay that remembers all, and the door that is told a little.

And the same answer as last time: what a case is answered changes only when somebody means it.
"""

from datetime import timedelta
from pathlib import Path

import pytest

from heime.core import judging
from heime.core.baseline import Baseline
from heime.core.judging import Around
from heime.core.kinds import Kind
from heime.core.plan import Plan
from heime.core.record import Record
from heime.core.series import Series
from heime.ops.scenarios import answer, files, items
from tests.core import answers

CASES = sorted((Path(__file__).parent / "cases").glob("*.json"))
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_is_answered_as_last_time(path: Path):
    assert answers.digest(path) == answers.kept()[path.stem], answers.__doc__


def replayed(path: Path) -> tuple[Record | None, object]:
    """The record as it stands at the last moment of a case."""
    case = files.read(path.read_bytes())
    if case.ask != "judgement":
        return None, None
    record, taken = Record(items.agreed(case), items.windows(case)), items.Taken()
    moments = answer._moments(case)
    for number, raw in enumerate(case.history):
        record.add(taken.read(raw, f"history/{number}", None))
    for at, prefix, raws in moments:
        for number, raw in enumerate(raws):
            record.add(taken.read(raw, f"{prefix}input/{number}", at))
    record.picture(moments[-1][0])
    return record, moments[-1][0]


def usual_before(series: Series, place: int, plan: Plan) -> Baseline | None:
    """The baseline as it was when that sitting was judged, from those before it."""
    whole, series._values = series._values, series._values[:place]
    try:
        return series._usual(series.sittings[place].start, plan)
    finally:
        series._values = whole


def around(series: Series, place: int, plan: Plan) -> Around:
    one = series.sittings[place]
    readings = sorted([*series._all, *series.rejected], key=lambda r: r.measured_at)
    return Around(
        [r for r in dict.fromkeys(readings) if one.start <= r.measured_at < one.start + HOUR],
        newer=place + 1 < len(series.sittings),
        usual=usual_before(series, place, plan),
        far_before=place > 0 and series.sittings[place - 1].far,
        irregular=series._irregular,
    )


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_door_judges_a_session_as_the_replay_does(path: Path):
    record, now = replayed(path)
    for kind, series in record.series.items() if record else ():
        for place, one in enumerate(series.sittings):
            if one.verdict is None or kind is Kind.BODY_WEIGHT:
                continue
            plan = record.plan_at(one.start)
            told = judging.judge(one.readings[-1], plan, around(series, place, plan), now=now)
            by_replay = series.late(place)
            assert (told.zone, told.state, told.priority) == (
                by_replay.zone,
                by_replay.state,
                by_replay.priority,
            )
            assert set(by_replay.rules) <= set(told.rules)
            assert told.values == by_replay.values
            assert told.inputs == by_replay.inputs
