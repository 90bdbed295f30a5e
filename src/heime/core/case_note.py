"""The note of a case, made from what was done in it: nobody types anything twice.

Plain text in the municipality's language. Whoever closes the case reads it, changes it and answers
for it; nothing here judges, advises or says what it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from heime.core.casework import Act
from heime.core.hours import HOME
from heime.core.sentences.text import LANGUAGES, Text, fill

MOST_PROPOSED = 60
"""Minutes: somebody who had a case for half a day did not work on it all the time."""

DONE: dict[Act, Text] = {
    Act.CALL: Text(
        "ringte og fikk svar[ ({minutes}~min)].[ {text}]",
        "ringde og fekk svar[ ({minutes}~min)].[ {text}]",
        "called and got an answer[ ({minutes}~min)].[ {text}]",
    ),
    Act.CALL_MISSED: Text(
        "ringte, men fikk ikke svar.[ {text}]",
        "ringde, men fekk ikkje svar.[ {text}]",
        "called, but got no answer.[ {text}]",
    ),
    Act.MESSAGE: Text(
        "sendte melding.[ {text}]", "sende melding.[ {text}]", "sent a message.[ {text}]"
    ),
    Act.VIDEO: Text(
        "snakket på video[ ({minutes}~min)].[ {text}]",
        "snakka på video[ ({minutes}~min)].[ {text}]",
        "talked by video[ ({minutes}~min)].[ {text}]",
    ),
    Act.ADVICE: Text(
        "ga råd fra planen[: «{text}»].",
        "gav råd frå planen[: «{text}»].",
        "gave the plan's advice[: “{text}”].",
    ),
    Act.REMEASURE: Text(
        "ba om ny måling[: {text}].",
        "bad om ny måling[: {text}].",
        "asked for a new measurement[: {text}].",
    ),
    Act.PLAN: Text(
        "endret planen.[ {text}]", "endra planen.[ {text}]", "changed the plan.[ {text}]"
    ),
    Act.TASK: Text(
        "ga en kollega en oppgave[: {text}].",
        "gav ein kollega ei oppgåve[: {text}].",
        "gave a colleague a task[: {text}].",
    ),
    Act.TASK_DONE: Text(
        "gjorde oppgaven[: {text}].", "gjorde oppgåva[: {text}].", "did the task[: {text}]."
    ),
    Act.HAND_OVER: Text(
        "overleverte[: {text}].", "overleverte[: {text}].", "handed over[: {text}]."
    ),
    Act.NOTE: Text("noterte: {text}", "noterte: {text}", "noted: {text}"),
}  # fmt: skip
"""What was done, after when and by whom."""

_FOUND = Text("Grunn: {text}", "Grunn: {text}", "Reason: {text}")
_USED = Text("Målt: {text}.", "Målt: {text}.", "Measured: {text}.")
_DID = Text("Gjort:", "Gjort:", "Done:")
_NOTHING = Text("Gjort: ", "Gjort: ", "Done: ")


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that was done. text: what somebody wrote with it."""

    what: Act
    at: datetime
    by: str
    text: str = ""
    minutes: int | None = None


def note_of(
    reason: str, measured: Sequence[str], done: Sequence[Done], *, language: str
) -> str:  # fmt: skip
    """The draft: why the case came, what was measured, and what was done, the oldest first.

    reason and measured: in the same language already. With nothing done it ends open, to be
    written on.
    """
    place = LANGUAGES.index(language) if language in LANGUAGES else 0
    lines = [fill(_FOUND[place], {"text": reason})]
    if measured:
        lines.append(fill(_USED[place], {"text": ", ".join(measured)}))
    if not done:
        return "\n".join([*lines, _NOTHING[place]])
    return "\n".join([*lines, _DID[place], *(_line(one, place) for one in done)])


def _line(one: Done, place: int) -> str:
    text = one.text.strip()
    if one.what in (Act.REMEASURE, Act.TASK, Act.TASK_DONE, Act.HAND_OVER, Act.ADVICE):
        text = text.rstrip(".")  # the sentence around it ends by itself
    words = {"text": text, "minutes": "" if one.minutes is None else str(one.minutes)}
    said = fill(DONE[one.what][place], words)
    at = one.at.astimezone(HOME)
    return f"– {at:%d.%m. %H:%M} {one.by} {said[:1].lower()}{said[1:]}"


def minutes_of(done: Sequence[Done], taken_at: datetime | None, now: datetime) -> int:
    """How long the work may have taken: what was told of each act, else since it was taken."""
    told = sum(one.minutes or 0 for one in done)
    if told or taken_at is None:
        return told
    since = max(timedelta(0), now - taken_at)
    return min(MOST_PROPOSED, -(-int(since.total_seconds()) // 300) * 5)
