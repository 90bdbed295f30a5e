"""The readable copy in words: what each section of the PDF says, in the reader's language."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from heime.core.hours import HOME
from heime.core.kinds import Kind
from heime.core.quantity import Scaled
from heime.core.rights import Ground
from heime.edges import naming
from heime.edges.clinic import corrected, planview, words
from heime.edges.record import about, letters
from heime.edges.record import kept as others
from heime.edges.record.about import moment
from heime.flow import export
from heime.flow.export import Everything
from heime.records.measurements.models import Judgement, Measurement

MOST_READINGS = 500
"""Of each kind, the newest, in the PDF. The FHIR file has all of them, whatever their number."""


@dataclass(frozen=True, slots=True)
class Table:
    head: list[str]
    rows: list[list[str]]
    widths: list[int]


@dataclass(frozen=True, slots=True)
class Chart:
    """points, second: from 0 to 1 both ways. alt: what it shows, for who does not see it."""

    alt: str
    low: str
    high: str
    points: list[tuple[float, float]]
    second: list[tuple[float, float]]
    since: str
    until: str


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    texts: list[str] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Copy:
    """The whole document. lang: of the words; page: the word for a page."""

    lang: str
    title: str
    page: str
    intro: list[str]
    sections: list[Section]


def copy_of(of: Everything, now: datetime) -> Copy:
    """Everything in words. Readings are read here, a few at a time."""
    return Copy(
        lang=get_language() or "nb",
        title=_("Everything that is kept about you in Heime"),
        page=_("Page"),
        intro=[
            _("Made %(time)s for %(municipality)s, which is responsible for what stands here.")
            % {"time": moment(now), "municipality": of.person.municipality.name},
            _(
                "What next of kin have answered about themselves is theirs and not in it. An"
                " address that is protected is not in it either."
            ),
        ],
        sections=[
            _person(of),
            *_plans(of, now),
            *_readings(of),
            _answers(of),
            _cases(of),
            _messages(of),
            _others(of),
            _corrections(of),
            _rights(of),
            _log(of),
        ],
    )


def _person(of: Everything) -> Section:
    patient = of.person.patient
    facts = [
        (_("Name"), f"{patient.given} {patient.family}"),
        (_("Born"), f"{patient.birth_date:%d.%m.%Y}" if patient.birth_date else ""),
        (_("Phone"), patient.phone),
        (_("Address"), patient.address),
        (_("GP office"), patient.gp_office),
        (_("What matters to you"), patient.matters),
        (_("Next of kin"), ", ".join(f"{one.name} ({one.relation})" for one in of.contacts)),
    ]
    facts += [(_("Follow-up"), about.follow_up(one)) for one in of.follow_ups]
    return Section(_("About you"), facts=[fact for fact in facts if fact[1]])


def _plans(of: Everything, now: datetime) -> Iterable[Section]:
    if not of.plans:
        yield Section(_("Your plan"), texts=[_("No plan has been approved.")])
    for version in reversed(of.plans):
        view = planview.view(version, now)
        title = _("Your plan, version %(number)s") % {"number": version.number}
        since = _("In force from %(time)s, signed by %(name)s.") % {
            "time": moment(version.valid_from), "name": view.approved_by,
        }  # fmt: skip
        limits = [
            [f"{row.name} ({row.unit})" if row.unit else row.name, about.limits(row)]
            for row in view.limits
        ]
        yield Section(
            title,
            texts=[since, *view.goals, *(f"{one.word}: {one.text}" for one in view.texts)],
            facts=[*view.facts, *view.expected, *view.responders, *view.rules],
            tables=[Table([_("Limits"), ""], limits, [4, 10])] if limits else [],
        )


@dataclass(slots=True)
class _Kind:
    count: int = 0
    newest: deque[tuple[Measurement, Judgement | None]] = field(
        default_factory=lambda: deque(maxlen=MOST_READINGS)
    )


def _readings(of: Everything) -> Iterable[Section]:
    kinds: dict[int, _Kind] = {}
    for reading, judged in export.readings(of):
        of_kind = kinds.setdefault(reading.kind, _Kind())
        of_kind.count += 1
        of_kind.newest.append((reading, judged))
    if not kinds:
        yield Section(_("Readings"), texts=[_("There are no readings.")])
    for number, kept in sorted(kinds.items()):
        rows = list(kept.newest)
        told = _("Readings in all: %(count)s.") % {"count": kept.count}
        if kept.count > len(rows):
            told += " " + _("The newest stand here (%(count)s); the data file has all of them.") % {
                "count": len(rows)
            }
        chart = _chart(number, [one for one, _judged in rows if one.id not in of.withdrawn])
        yield Section(
            words.kind_name(number),
            texts=[told],
            charts=[chart] if chart else [],
            tables=[
                Table(
                    [_("When"), _("Value"), _("Judged as")],
                    [
                        [
                            moment(one.measured_at),
                            about.value(one),
                            about.judged_as(one, judged, of),
                        ]
                        for one, judged in reversed(rows)
                    ],
                    [3, 3, 4],
                )
            ],
        )


def _chart(number: int, rows: Sequence[Measurement]) -> Chart | None:
    usable = [one for one in rows if one.value is not None and not one.rejected]
    if len(usable) < 2:
        return None
    values = [v for one in usable for v in (one.value, one.second) if v is not None]
    low, high = min(values), max(values)
    if low == high:
        return None  # nothing to see
    first, last = usable[0].measured_at, usable[-1].measured_at
    across, up = (last - first).total_seconds() or 1, high - low

    def at(one: Measurement, value: Scaled) -> tuple[float, float]:
        x = (one.measured_at - first).total_seconds() / across
        return (round(x, 4), round((value - low) / up, 4))

    names = {
        "kind": words.kind_name(number), "low": words.line(number, low),
        "high": words.line(number, high), "unit": words.unit(Kind(number)),
        "from": _day(first), "to": _day(last),
    }  # fmt: skip
    return Chart(
        alt=_("%(kind)s from %(from)s to %(to)s, between %(low)s and %(high)s %(unit)s") % names,
        low=names["low"],
        high=names["high"],
        points=[at(one, one.value) for one in usable if one.value is not None],
        second=[at(one, one.second) for one in usable if one.second is not None],
        since=names["from"],
        until=names["to"],
    )


def _day(at: datetime) -> str:
    return f"{at.astimezone(HOME):%d.%m.%Y}"


def _answers(of: Everything) -> Section:
    rows = [
        [
            moment(form.answered_at),
            words.kind_name(form.questionnaire),
            words.answered_by(form.by),
            about.answers(form),
        ]
        for form, _judged in export.answers(of)
    ]
    head = [_("When"), _("Form"), _("Answered by"), _("Answers")]
    return _section(_("Answers"), _("No forms have been answered."), head, rows, [3, 3, 2, 7])


def _cases(of: Everything) -> Section:
    rows = [
        [
            moment(one.opened_at),
            f"{words.zone_words(one.zone, one.priority)}, {words.kind_name(one.kind)}",
            about.closed(one),
            one.note,
        ]
        for one in of.cases
    ]
    head = [_("Opened"), _("About"), _("Closed"), _("Note")]
    return _section(_("Cases"), _("There have been no cases."), head, rows, [3, 4, 4, 5])


def _messages(of: Everything) -> Section:
    head = [_("When"), _("Who"), _("Message")]
    found = letters.rows(of)
    return _section(_("Messages"), _("There are no messages."), head, found, [3, 3, 9])


def _others(of: Everything) -> Section:
    """The newest of each sort; the data file has all, and every column."""
    head = [_("When"), _("What"), _("Content")]
    title, none = _("From home, and what else is kept"), _("There is nothing else.")
    return _section(title, none, head, others.rows(export.others(of)), [3, 4, 8])


def _corrections(of: Everything) -> Section:
    rows = [
        [moment(one.made_at), corrected.sort(one.sort), one.text, one.made_by.name]
        for one in of.corrections
    ]
    head = [_("When"), _("About"), _("Correction"), _("By")]
    return _section(_("Corrections"), _("Nothing has been corrected."), head, rows, [3, 3, 7, 3])


def _rights(of: Everything) -> Section:
    names = about.holders(of)
    given = [
        [
            names.of(one),
            naming.ground(Ground(one.ground)),
            about.span(one.starts_at, one.ends_at),
            one.reason,
        ]
        for one in of.rights
    ]
    refused = [
        [names.blocked(one), _("Blocked"), about.span(one.starts_at, one.ends_at), one.reason]
        for one in of.blocks
    ]
    objected = [
        [_("You"), _("Objection"), _day(one.made_at), f"{one.text} {one.answer}".strip()]
        for one in of.objections
    ]
    head = [_("Who"), _("By what right"), _("When"), _("Reason")]
    return _section(
        _("Who may see you, besides the team"), _("Nobody has been given a right, or blocked."),
        head, [*given, *refused, *objected], [4, 3, 4, 5],
    )  # fmt: skip


def _log(of: Everything) -> Section:
    rows = [[_day(line.last), line.sentence] for line in of.log]
    head = [_("Day"), _("What")]
    return _section(_("Who has looked"), _("Nobody has looked."), head, rows, [2, 12])


def _section(
    title: str, otherwise: str, head: list[str], rows: list[list[str]], widths: list[int]
) -> Section:
    if not rows:
        return Section(title, texts=[otherwise])
    return Section(title, tables=[Table(head, rows, widths)])
