"""What a judgement leaves to wait for: a second reading, the pair, a value that can be used."""

from heime.core.takes import LENGTH
from heime.core.zone import State
from heime.records.measurements.batch import Judged
from heime.records.worklist.batch import Wait


def waiting_after(judged: Judged, before: Wait | None) -> Wait | None:
    """What is awaited of this kind once a judgement has been followed up."""
    verdict = judged.verdict
    if verdict.state is State.REJECTED:
        # What is already waited for is as urgent, and must not be forgotten for this.
        return before or (_wait(judged, "valid") if verdict.changes_at else None)
    if verdict.changes_at is not None:
        return _wait(judged, _why(judged))
    return None if before is None or _answers(judged, before) else before


def _why(judged: Judged) -> str:
    rules = judged.verdict.rules
    return "pair" if "C-8" in rules and "C-1" not in rules else "confirmation"


def _answers(judged: Judged, waiting: Wait) -> bool:
    """Whether a settled verdict ends what was waited for: its own session's, or any valid value."""
    if waiting.why == "valid":
        return judged.measured_at > waiting.measured_at - LENGTH
    start = judged.verdict.started_at
    return start - LENGTH < waiting.measured_at < start + LENGTH


def _wait(judged: Judged, why: str) -> Wait:
    verdict = judged.verdict
    assert verdict.changes_at is not None  # noqa: S101  the caller asked
    return Wait(
        judged.enrolment,
        judged.municipality,
        judged.kind,
        why,
        verdict.zone,
        verdict.started_at,
        verdict.changes_at,
        judged.measured_at,
        judged.measurement,
        judged.judged_at,
    )
