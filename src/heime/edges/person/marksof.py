"""Marks on the shared axis of time: plan versions, cases, stays and changes, in words."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from heime.core.happenings import Sort
from heime.core.roles import Scope
from heime.core.zone import Zone
from heime.edges.clinic import moments, words
from heime.edges.person import entrywords
from heime.edges.person.seen import Seen
from heime.records.happenings import reads as happenings
from heime.records.plans.models import PlanVersion

SIGNS = {
    Sort.STAY: "S", Sort.OXYGEN: "O", Sort.MEDICINE: "M", Sort.DIAGNOSIS: "D", Sort.DEVICE: "U",
}  # fmt: skip
"""One letter each, beside the words that say what it is."""


def marks(seen: Seen, since: datetime, versions: Sequence[PlanVersion]) -> list[dict[str, Any]]:
    """Each with its moment, its end if it lasted, a sign and what it is."""
    found = [*_plans(seen, since, versions), *_happened(seen, since)]
    if Scope.CASES in seen.sees:
        found += _cases(seen, since)
    return sorted(found, key=lambda one: int(one["at"]))


def _mark(
    at: datetime, sign: str, sort: str, text: str, to: datetime | None = None
) -> dict[str, Any]:
    seconds = int(at.timestamp())
    end = None if to is None else int(to.timestamp())
    return {"at": seconds, "to": end, "sign": sign, "sort": sort, "text": text}


def _plans(
    seen: Seen, since: datetime, versions: Sequence[PlanVersion]
) -> Iterator[dict[str, Any]]:
    for version in versions:
        if version.valid_from >= since:
            text = _("Plan version %(number)s") % {"number": version.number}
            yield _mark(version.valid_from, "P", "plan", text)


def _happened(seen: Seen, since: datetime) -> Iterator[dict[str, Any]]:
    for one in happenings.happenings_since(seen.person.id, since, seen.sight):
        if one.struck_at is not None:
            continue
        sort = Sort(one.sort)
        to = (one.ends_at or seen.now) if sort is Sort.STAY else None
        yield _mark(
            max(one.starts_at, since), SIGNS[sort], sort.value, entrywords.sort(one.sort), to
        )


def _cases(seen: Seen, since: datetime) -> Iterator[dict[str, Any]]:
    for case in seen.cases:
        if case.opened_at >= since:
            word = words.zone_words(case.zone, case.priority)
            text = _("Case: %(what)s") % {"what": word}
            sort = "red" if case.zone == Zone.RED else "case"
            when = moments.stamp(case.opened_at, seen.now)
            yield _mark(case.opened_at, "!", sort, f"{text} {when}")
