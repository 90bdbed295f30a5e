"""Rows of the list, each made and rendered once for all who are shown the same.

Every reader asks for everything that can change in each row (flow/at_a_glance.py), through their
own walls; what they are told is what a kept row is found by, with the language, the minute where
words depend on it, and what is the reader's own. So nobody is given a row that says anything else
than what they have just read, and one that has changed is not found. Only what is not found is
read whole and made.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language

from heime.core.actor import Actor
from heime.core.climbing import Step
from heime.core.hours import HOME
from heime.core.sight import Reader
from heime.core.worklist import Item, Sort, group_for, order_of
from heime.edges.clinic import moments, news, otherrows, results, sorts
from heime.edges.clinic import rows as judged_rows
from heime.edges.clinic.rendered import as_html
from heime.edges.clinic.row import Row
from heime.flow.at_a_glance import CASES, Own, Shown
from heime.records.measurements.reads import Point
from heime.records.people.models import Enrolment
from heime.records.worklist import reads as worklist
from heime.records.worklist.models import Awaited, Case

Says = tuple[object, ...]
MOST = 8_000
"""Rows kept in this process, some four kilobytes each; when there are more, all are let go."""
_KEPT: dict[Says, Row] = {}

Told = Mapping[UUID, tuple[Shown, Own]]


@dataclass(frozen=True, slots=True)
class Whole:
    """Cases and awaited readings with their items of the list, and what their rows are made of."""

    work: list[tuple[Item, Case | Awaited]]
    known: judged_rows.Known


Once = dict[frozenset[UUID], Whole]
"""What has been read whole, by the items it was read for: for readers of whom it is known that they
reach the same."""


def rows(
    items: Sequence[Item],
    told: Told,
    actor: Actor,
    *,
    now: datetime,
    reader: Reader | None = None,
    once: Once | None = None,
) -> dict[UUID, Row]:
    """The rows of these items, by their ids; what went away just now has none. told: what the
    reader has been told of them, through both walls. reader: where the walls have been asked about
    these people already. once: what is read whole is kept there, and not read if it is there."""
    keys = says(items, told, actor, now=now)
    found = {id_: row for id_, key in keys.items() if (row := _KEPT.get(key)) is not None}
    new = [one for one in items if one.id in keys and one.id not in found]
    if len(_KEPT) + len(new) > MOST:
        _KEPT.clear()
    for id_, row, is_as_told in _made(
        new, told, reader or actor, actor, now, {} if once is None else once
    ):
        found[id_] = row
        if is_as_told:
            _KEPT[keys[id_]] = row
    return found


def says(items: Sequence[Item], told: Told, actor: Actor, *, now: datetime) -> dict[UUID, Says]:
    """By the row's id, all that a row says to somebody who has been told this of it: whoever is
    told the same is shown the same row."""
    here = (get_language(), now.astimezone(HOME).date())
    return {
        one.id: (*here, *_key(one, *told[one.id], actor, now)) for one in items if one.id in told
    }


def _key(item: Item, shown: Shown, own: Own, actor: Actor, now: datetime) -> tuple[object, ...]:
    """All that a row says, and whatever of the moment and the reader it says it by."""
    return (
        item, shown, _news(item, own), own.lookers, item.has_it == actor.account_id,
        group_for(item, now=now), moments.passed(item.since, now),
        item.due_at and (now > item.due_at, moments.passed(item.due_at, now)),
        shown.waits_until and shown.waits_until > now,
        shown.measured_at and moments.passed(shown.measured_at, now),
        shown.newest_at and moments.passed(shown.newest_at, now),
    )  # fmt: skip


def _news(item: Item, own: Own) -> str:
    return news.said(item, own) if item.sort in CASES else ""


def _made(
    items: Sequence[Item], told: Told, reader: Reader, actor: Actor, now: datetime, once: Once
) -> list[tuple[UUID, Row, bool]]:
    """These rows, read whole; and whether what was read is still what the reader was told."""
    found: list[tuple[UUID, Row, bool]] = []
    for item, row, is_as_told in (*_judged(items, told, reader, actor, now, once),
                                  *_others(items, told, actor, now=now)):  # fmt: skip
        own = told[item.id][1]
        whole = replace(
            row, group=group_for(item, now=now), news=_news(item, own), lookers=own.lookers,
            order=order_of(item),
        )  # fmt: skip
        found.append((item.id, replace(whole, html=as_html(whole)), is_as_told))
    return found


def _judged(
    items: Sequence[Item], told: Told, reader: Reader, actor: Actor, now: datetime, once: Once
) -> list[tuple[Item, Row, bool]]:
    """Rows of cases and awaited readings, everything about them read in a few statements."""
    some = [one for one in items if one.sort in (*CASES, Sort.AWAITED)]
    ids = frozenset(one.id for one in some)
    if ids and ids not in once:
        once[ids] = _read(some, told, reader, now)
    made = []
    for item, one in once[ids].work if ids else ():
        known = once[ids].known
        if isinstance(one, Case):
            climbed = sorts.climbed(Step(item.about)) if item.about else ""
            row = replace(judged_rows.case_row(one, known, actor, now=now), climbed=climbed)
        else:
            row = judged_rows.awaited_row(one, known, now=now)
        made.append((item, row, _is_as_told(one, known, told[item.id][0])))
    return made


def _read(items: Sequence[Item], told: Told, reader: Reader, now: datetime) -> Whole:
    cases = {one.id: one for one in items if one.sort in CASES}
    waits = {(one.enrolment, int(one.about)): one for one in items if one.sort is Sort.AWAITED}
    work: list[tuple[Item, Case | Awaited]] = [
        (cases[id_], case) for id_, case in worklist.cases_by_id(list(cases), reader).items()
    ]
    work += [
        (waits[one.enrolment_id, one.kind], one)
        for one in (worklist.awaited_of({who for who, _ in waits}, reader) if waits else [])
        if (one.enrolment_id, one.kind) in waits
    ]
    curves: dict[tuple[UUID, int], list[Point]] = {
        (one.enrolment_id, kind): told[item.id][0].curve()
        for item, one in work
        if (kind := results.measured_kind(one.kind)) is not None
    }
    known = judged_rows.known_about([one for _, one in work], reader, now=now, latest=curves)
    return Whole(work, known)


def _is_as_told(one: Case | Awaited, known: judged_rows.Known, shown: Shown) -> bool:
    """Whether nothing moved between the two questions."""
    judgement = known.judgements.get(judged_rows.key_of(one))
    plan = judgement is not None and (judgement.plan_version_id or 0) in known.plans
    return (
        one.measured_at == shown.measured_at
        and (judgement is not None) == shown.judged
        and plan == (shown.plan is not None)
        and (isinstance(one, Awaited) or one.changed_at == shown.changed_at)
    )


def _others(
    items: Sequence[Item], told: Told, actor: Actor, *, now: datetime
) -> list[tuple[Item, Row, bool]]:
    """Rows of all else that needs somebody."""
    others = [one for one in items if one.sort not in (*CASES, Sort.AWAITED)]
    if not others:
        return []
    found = Enrolment.objects.filter(id__in={item.enrolment for item in others})
    people = {one.id: one for one in found.select_related("patient", "municipality")}
    return [
        (item, otherrows.row(
            item, people[item.enrolment], told[item.id][0].taken_by or "", actor, now=now), True)
        for item in others
        if item.enrolment in people
    ]  # fmt: skip
