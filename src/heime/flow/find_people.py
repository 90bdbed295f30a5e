"""Finding people among those one reaches: by the beginning of a name, or by identity number.

What is searched for is never logged, only that somebody searched; whoever is shown is.
"""

from datetime import datetime

from django.db.models import Q

from heime.core import national_id
from heime.core.actor import Actor
from heime.core.national_id import BadNationalId
from heime.core.phases import CLOSING
from heime.core.roles import Scope
from heime.flow import see_people
from heime.records.access import reach
from heime.records.people.identity import lookup
from heime.records.people.models import Enrolment

MOST = 200
"""Shown at once; whoever has more to look through searches."""


def people_of(by: Actor, *, sought: str = "", now: datetime) -> list[Enrolment]:
    """Those whom the actor reaches, by name; all of them, or those that fit what is sought."""
    words = sought.split()
    found = reach.enrolments_within(by, Scope.CONTACT).filter(
        Q(ends_at=None) | Q(ends_at__gt=now - CLOSING)
    )
    if words:
        by_number = "".join(words).isdigit()
        see_people.searched(by=by, now=now, detail="number" if by_number else "name")
        found = found.filter(_has_number("".join(words)) if by_number else _begins(words))
    people = list(
        found.select_related("patient", "team", "municipality").order_by(
            "patient__family", "patient__given", "-starts_at"
        )[: MOST + 1]
    )
    see_people.listed([(one.id, one.municipality_id) for one in people[:MOST]], by=by, now=now)
    return people


def _has_number(digits: str) -> Q:
    """Nobody, for what is no identity number."""
    try:
        national_id.parse(digits)
    except BadNationalId:
        return Q(pk__in=[])
    return Q(patient__national_id_lookup=lookup(digits))


def _begins(words: list[str]) -> Q:
    """Every word begins a given or a family name."""
    fits = Q()
    for word in words:
        fits &= (
            Q(patient__given__istartswith=word)
            | Q(patient__family__istartswith=word)
            | Q(patient__given__icontains=f" {word}")
            | Q(patient__family__icontains=f" {word}")
        )
    return fits
