"""Searching QuestionnaireResponses: the parameters that differ from those of Observation."""

from collections.abc import Mapping
from dataclasses import replace

from heime.core.questionnaires.shipped import SHIPPED
from heime.core.topics import ASKED
from heime.edges.fhir import search
from heime.edges.fhir.outcome import Unusable
from heime.edges.fhir.search import Query, Reader
from heime.records.measurements.search import Wanted

_NAME_OF = {form.url: form.name for form in SHIPPED.values()}
_ORDERS = {"authored": False, "-authored": True}


def _questionnaire(query: Query, value: str) -> Query:
    """A canonical with or without its version, any of a list; one we do not know finds nothing."""
    wanted = frozenset(
        _NAME_OF[url] for one in value.split(",") if (url := one.partition("|")[0]) in _NAME_OF
    )
    kept = wanted if query.questionnaires is None else query.questionnaires & wanted
    return replace(query, questionnaires=kept)


def _sort(query: Query, value: str) -> Query:
    if value not in _ORDERS:
        text = "We sort by authored or -authored."
        raise Unusable(400, "not-supported", "", text, "bad-search")
    return replace(query, newest_first=_ORDERS[value])


_SHARED = ("patient", "subject", "_id", "_count", "page", "_format")
READERS: Mapping[str, Reader] = {
    **{name: search.READERS[name] for name in _SHARED},
    "questionnaire": _questionnaire,
    "authored": search.READERS["date"],
    "_sort": _sort,
}


def parse(query_string: str, strict: bool) -> Query:
    """Understand a search for answers. Raises Unusable, also when it names no patient: who holds
    the id of a form reads the form.
    """
    query = search.parse(query_string, strict, READERS)
    if query.enrolment is None:
        raise Unusable(400, "invalid", "", "A search for answers needs a patient.", "bad-search")
    return query


def wanted(query: Query) -> Wanted:
    """What is asked of the database; one row more than is shown, to know whether more come."""
    assert query.enrolment is not None  # noqa: S101  parse demands it
    names = query.questionnaires
    return Wanted(
        enrolment=query.enrolment,
        kinds=None if names is None else tuple(ASKED[name] for name in names),
        since=query.since,
        before=query.before,
        not_in=query.not_in,
        newest_first=query.newest_first,
        after=None if query.after is None else (query.after.measured_at, query.after.id),
        id=query.id,
        count=query.count + 1,
    )
