"""What is new about a person since this colleague last opened them, in a few words."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from heime.core.actor import Actor
from heime.core.roles import Scope
from heime.flow import at_the_desk
from heime.records.access.reach import within_reach
from heime.records.desk.models import Seen
from heime.records.worklist.models import Case, CaseEvent


def about(cases: Sequence[Case], actor: Actor) -> dict[UUID, str]:
    """By case: empty when nothing has happened since."""
    seen = at_the_desk.seen_by([case.enrolment_id for case in cases], by=actor)
    known = [case for case in cases if case.enrolment_id in seen]
    since = min((seen[case.enrolment_id].at for case in known), default=None)
    events = _since(known, since, actor) if since else {}
    return {
        case.id: said(case, seen.get(case.enrolment_id), events.get(case.id, ())) for case in cases
    }


def _since(
    cases: Sequence[Case], since: datetime, actor: Actor
) -> Mapping[UUID, list[tuple[datetime, str]]]:
    found: dict[UUID, list[tuple[datetime, str]]] = defaultdict(list)
    rows = CaseEvent.objects.filter(
        within_reach(actor, Scope.CASES), case_id__in=[case.id for case in cases], at__gt=since
    ).exclude(by_id=actor.account_id)
    for case, at, what in rows.values_list("case_id", "at", "what"):
        found[case].append((at, what))
    return found


def said(case: Case, seen: Seen | None, events: Sequence[tuple[datetime, str]]) -> str:
    """The one thing that matters most: new to you, worse, more results, or that it changed."""
    if seen is None or seen.at < case.opened_at:
        return pgettext("to the reader", "New")
    whats = Counter(what for at, what in events if at > seen.at)
    if seen.zone is not None and (case.zone, case.priority) > (seen.zone, seen.priority or 0):
        return _("Worse since last")
    if whats["worsened"]:
        return _("Worse since last")
    if whats["joined"]:
        count = whats["joined"]
        return ngettext("%(count)s new result", "%(count)s new results", count) % {"count": count}
    return _("Changed since last") if whats else ""
