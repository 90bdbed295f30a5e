"""Small pieces of the copy in words, and who is who in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from heime.core.asked import Answers
from heime.core.corrections import Sort
from heime.core.hours import HOME
from heime.core.phases import Phase
from heime.core.questionnaires import form as forms
from heime.core.questionnaires.form import Words
from heime.core.questionnaires.safety import SAFE_NOW, SAFE_NOW_WORDS
from heime.core.questionnaires.shipped import SHIPPED
from heime.core.rights import Ground
from heime.edges import naming
from heime.edges.clinic import planview, words
from heime.flow.export import Everything
from heime.records.access.models import Block, Right
from heime.records.keeping.models import Erasure
from heime.records.measurements import reads as measurements
from heime.records.measurements.models import Judgement, Measurement, Response
from heime.records.people.models import Enrolment
from heime.records.worklist.models import Case


def moment(at: datetime) -> str:
    """A day and a clock, in full: a copy is read long after."""
    return f"{at.astimezone(HOME):%d.%m.%Y %H:%M}"


def span(starts: datetime, ends: datetime | None) -> str:
    first = f"{starts.astimezone(HOME):%d.%m.%Y}"
    return f"{first}–{ends.astimezone(HOME):%d.%m.%Y}" if ends else f"{first}–"


def follow_up(one: Enrolment) -> str:
    conditions = ", ".join(words.condition(code) for code in one.conditions)
    said = f"{one.team.name}, {one.municipality.name}, {span(one.starts_at, one.ends_at)}"
    return ", ".join(filter(None, [said, naming.phase(Phase(one.phase)), conditions]))


def value(one: Measurement) -> str:
    if one.value is None:
        return words.no_value(one.quality) or _("no value")
    said = words.amount(one.kind, one.value, one.second, one.decimals)
    return f"{said}, {_('not usable')}" if one.rejected else said


def judged(one: Judgement | None) -> str:
    return words.zone_words(one.zone, one.priority, one.state) if one else _("Not judged")


def judged_as(one: Measurement, how: Judgement | None, of: Everything) -> str:
    """How a reading was judged, or that it does not count."""
    if one.id in of.withdrawn:
        return _("Does not count, since %(time)s") % {"time": moment(of.withdrawn[one.id])}
    return judged(how)


def closed(case: Case) -> str:
    if case.closed_at is None or case.closed_by is None:
        return _("Not closed")
    return f"{moment(case.closed_at)}, {case.closed_by.name}: {words.outcome(case.outcome)}"


def answers(form: Response) -> str:
    """Each question with its answer, in the reader's own language where there is one."""
    said = [f"{question} {answer}" for question, answer in _answers(measurements.answers_of(form))]
    total = f"{_('Sum')}: {form.total}." if form.total is not None else ""
    return " ".join(filter(None, ["; ".join(said) + "." if said else "", total]))


def _answers(of: Answers) -> Iterator[tuple[str, str]]:
    form = SHIPPED.get(of.questionnaire)
    given = dict(of.items or {})
    if of.safe_now is not None:
        named = {word: number for number, word in SAFE_NOW_WORDS.items()}
        given[SAFE_NOW.link_id] = named.get(of.safe_now)
    for question in form.questions if form else ():
        chosen = given.get(question.link_id)
        option = None if chosen is None else question.option(chosen)
        if question.link_id in given:
            asked = _read(question.text)
            yield (
                asked if asked.endswith("?") else f"{asked}:",
                _read(option.text) if option else _("not answered"),
            )


def _read(said: Words) -> str:
    own = forms.language_of(said, words.language())
    return said[own or next(one for one in (*forms.LANGUAGES, *said) if said.get(one))]


def limits(row: planview.LimitRow) -> str:
    """The lines of one number, as the rules read them: a value on a line has reached it."""
    critical, red, yellow = _("critical"), _("red"), _("yellow")
    low = ((critical, row.crit_low), (red, row.red_low), (yellow, row.yellow_low))
    high = ((yellow, row.yellow_high), (red, row.red_high), (critical, row.crit_high))
    said = [f"{word} ≤ {line}" for word, line in low if line]
    said += [f"{word} ≥ {line}" for word, line in high if line]
    return ", ".join(said)


def counts(rows: Mapping[str, int]) -> list[str]:
    """How many rows of each kind, in words; kinds with none are left out."""
    names = {
        "measurement": _("readings: %(count)s"),
        "response": _("answered forms: %(count)s"),
        "note": _("notes: %(count)s"),
        "message": _("messages: %(count)s"),
        "message_file": _("files of them: %(count)s"),
        "vital_set": _("NEWS2 sets with their score: %(count)s"),
        "judgement": _("how they were judged: %(count)s"),
        "correction": _("corrections of them: %(count)s"),
        "home_entry": _("what was answered when they were sent from home: %(count)s"),
    }
    return [names[name] % {"count": rows[name]} for name in names if rows.get(name)]


@dataclass(frozen=True, slots=True)
class Look:
    """A case whose words may say what is to go. begins: how its note begins."""

    id: UUID
    opened: str
    begins: str
    handed_over: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision to erase. came_of_it: what went, empty when it was refused or waits.

    rows, looks: of one that waits, what would go, and where it may be written as well.
    """

    id: UUID
    reason: str
    what: list[str]
    proposed: str
    proposed_by: UUID
    decided: str
    was_done: bool
    came_of_it: list[str]
    rows: list[str]
    looks: list[Look]


def looks(found: list[tuple[Case, bool]]) -> list[Look]:
    return [Look(case.id, moment(case.opened_at), case.note[:60], sent) for case, sent in found]


def erasure(
    one: Erasure, would_go: Mapping[str, int] | None = None, rows: Sequence[str] = (),
    found: Sequence[tuple[Case, bool]] = (),
) -> Decision:  # fmt: skip
    """One decision to erase, in words.

    Of one that waits: how many rows would_go, what they are, and the cases to look at.
    """
    sorts = [Sort(row["sort"]) for row in one.rows]
    by_sort = {
        Sort.READING: "measurement", Sort.ANSWERS: "response", Sort.NOTE: "note",
        Sort.MESSAGE: "message",
    }  # fmt: skip
    asked = {by_sort[sort]: sorts.count(sort) for sort in set(sorts)}
    decided = ""
    if one.decided_at is not None and one.decided_by is not None:
        decided = f"{moment(one.decided_at)}, {one.decided_by.name}"
    return Decision(
        one.id, one.reason, counts(asked if would_go is None else would_go),
        f"{moment(one.proposed_at)}, {one.proposed_by.name}",
        one.proposed_by_id, decided, one.done is not None, counts(one.done or {}),
        list(rows), looks(list(found)),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Holders:
    """Who holds rights, by the names that the person knows them by."""

    kin: dict[UUID, str]
    own: set[UUID]

    def of(self, right: Right) -> str:
        if right.organisation is not None:
            return right.organisation.name
        return self._account(right.account_id, right.account.name if right.account else "")

    def blocked(self, block: Block) -> str:
        if block.organisation is not None:
            return block.organisation.name
        if block.team is not None:
            return block.team.name
        if block.account_id is None:
            return _("Everybody outside the follow-up team")
        return self._account(block.account_id, block.account.name if block.account else "")

    def _account(self, account: UUID | None, name: str) -> str:
        if account in self.own:
            return _("You")
        return self.kin.get(account, "") if account in self.kin else name or _("Next of kin")


def holders(of: Everything) -> Holders:
    return Holders(
        kin={one.account_id: one.name for one in of.contacts if one.account_id},
        own={one.account_id for one in of.rights if one.ground == Ground.SELF and one.account_id},
    )
