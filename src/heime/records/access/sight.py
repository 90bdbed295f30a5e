"""One person as one reader reaches them: the application's own wall, asked once for a whole page.

Everybody's rows are asked for by reach.py, which writes the rule into each question. Here the rows
that decide about one person come along with the person, and core/sight.py decides.
"""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db.models.expressions import RawSQL

from heime.core.actor import Actor
from heime.core.phases import CLOSING, Phase
from heime.core.rights import Ground
from heime.core.roles import Scope
from heime.core.sight import (
    WHOLE,
    Facts,
    Followed,
    Held,
    Refusal,
    Sight,
    Sights,
    is_confirmed,
    scopes_of,
)
from heime.records.people.models import Enrolment
from heime.records.planned import planned_once

_LIVE = "{0}.starts_at <= now() AND ({0}.ends_at IS NULL OR {0}.ends_at > now())"
_FACTS = f"""(SELECT json_build_object(
  'begun', enrolment.starts_at <= now(), 'ended', coalesce(enrolment.ends_at <= now(), false),
  'closing', coalesce(enrolment.ends_at <= now() AND enrolment.ends_at > now() - %s, false),
  'served_by', ARRAY(
      SELECT tm.team_id FROM team_municipality tm
       WHERE tm.municipality_id = enrolment.municipality_id AND tm.team_id = ANY (%s::uuid[])
         AND {_LIVE.format("tm")}),
  'rights', ARRAY(
      SELECT json_build_array(r.ground, r.scopes, r.account_id, r.organisation_id, r.second_by_id)
        FROM access_right r
       WHERE r.enrolment_id = enrolment.id AND {_LIVE.format("r")}
         AND (r.account_id = %s OR r.organisation_id = ANY (%s::uuid[]))),
  'refusals', ARRAY(
      SELECT json_build_array(b.scopes, b.account_id, b.team_id, b.organisation_id)
        FROM access_block b WHERE b.enrolment_id = enrolment.id AND {_LIVE.format("b")}),
  'parents', ARRAY(
      SELECT o.parent_id FROM organisation o
       WHERE o.id = ANY (%s::uuid[]) AND o.parent_id IS NOT NULL),
  'is_self', EXISTS (
      SELECT FROM access_right r
       WHERE r.enrolment_id = enrolment.id AND r.account_id = %s AND r.ground = 'self'),
  'linked', EXISTS (SELECT FROM transfer t WHERE t.enrolment_id = enrolment.id)
      OR EXISTS (
          SELECT FROM patient_link l
           WHERE enrolment.patient_id IN (l.patient_id, l.twin_id) AND l.ended_at IS NULL)))"""  # noqa: S608  only names of our own

_AMONG = f"SELECT id, team_id, phase, {_FACTS} FROM enrolment WHERE id = ANY (%s::uuid[])"  # noqa: S608


def seen_by(actor: Actor, enrolment_id: UUID) -> tuple[Enrolment, Sight] | None:
    """A person, with patient, team and municipality, and what of them the actor reaches.

    None when they do not exist or nothing of them is reached.
    """
    facts = RawSQL(_FACTS, _asked_of(actor))  # noqa: S611  no text of a user's
    person = (
        Enrolment.objects.filter(id=enrolment_id)
        .select_related("patient", "team", "municipality")
        .annotate(facts=facts)
        .first()
    )
    if person is None:
        return None
    scopes = scopes_of(actor, _facts(person.team_id, person.phase, person.facts))
    return (person, Sight(actor, person.id, scopes, person.facts["linked"])) if scopes else None


def sight_of(actor: Actor, enrolment_id: UUID) -> Sight:
    """What of a person the actor reaches, for a page that has found them already; maybe nothing."""
    found = seen_by(actor, enrolment_id)
    return found[1] if found else Sight(actor, enrolment_id, frozenset())


def as_colleagues(actor: Actor, people: Collection[UUID]) -> Sights:
    """People of whom both walls have just said, in this transaction, that the actor reaches all
    that every clinician of their own team reaches (flow/read_once.py)."""
    return Sights(actor, frozenset(people), WHOLE)


def among(people: Collection[UUID], actor: Actor) -> Mapping[Scope, list[UUID]]:
    """Whom of these the actor reaches, by scope: for questions about the few people at hand."""
    found: dict[Scope, list[UUID]] = {scope: [] for scope in Scope}
    for id_, team, phase, told in planned_once(_AMONG, [*_asked_of(actor), list(people)]):
        for scope in scopes_of(actor, _facts(team, phase, told)):
            found[scope].append(id_)
    return found


def _asked_of(actor: Actor) -> list[Any]:
    teams = [post.team for post in actor.posts if post.team]
    offices = [post.organisation for post in actor.posts if post.organisation]
    return [CLOSING, teams, actor.account_id, offices, offices, actor.account_id]


def _facts(team: UUID, phase: str, told: dict[str, Any]) -> Facts:
    served_by = frozenset(UUID(one) for one in told["served_by"])
    return Facts(
        Followed(
            team, served_by, Phase(phase), told["begun"], told["ended"], told["closing"],
        ),
        [
            Held(
                Ground(ground), frozenset(scopes), _id(account), _id(organisation),
                is_confirmed(Ground(ground), second_by),
            )
            for ground, scopes, account, organisation, second_by in told["rights"]
        ],
        [
            Refusal(frozenset(scopes), _id(account), _id(team), _id(organisation))
            for scopes, account, team, organisation in told["refusals"]
        ],
        frozenset(UUID(one) for one in told["parents"]),
        told["is_self"],
    )  # fmt: skip


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None
