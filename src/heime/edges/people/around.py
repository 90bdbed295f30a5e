"""What stands around one person: every right, block and objection, and what the forms offer."""

from datetime import datetime, timedelta
from typing import Any

from heime.core.actor import Actor
from heime.core.hours import HOME
from heime.core.rights import Ground
from heime.core.roles import Scope
from heime.edges.people import lines, words
from heime.edges.people.lines import Names
from heime.flow import give_right, keeping
from heime.records.access import grounds, reach
from heime.records.people.models import Enrolment


def kept(person: Enrolment, actor: Actor, now: datetime) -> dict[str, Any]:
    """Rights, blocks and objections of a person, in the order one looks for them."""
    rights = list(reach.rights_to(person.id, actor))
    own = {one.account_id for one in rights if one.ground == Ground.SELF and one.account_id}
    names = Names(reach.contacts_of(person.id, actor), own, actor.account_id)
    clinician = keeping.works_with(actor, person.id)
    told = [
        lines.right_line(one, names, actor, clinician=clinician, now=now)
        for one in rights
        if one.ground != Ground.SELF
    ]
    blocks = [lines.block_line(one, names, now) for one in reach.blocks_of(person.id, actor)]
    objections = grounds.objections_of(person.id, actor)
    return {
        "waiting": [one for one in told if one.state == "waiting"],
        "live": [one for one in told if one.state == "live"],
        "over": [one for one in told if one.state == "over"],
        "blocks": [one for one in blocks if one.is_live],
        "old_blocks": [one for one in blocks if not one.is_live],
        "objections": lines.objection_lines(objections, names, now),
        "has_own_account": bool(own),
    }


def to_choose(person: Enrolment, actor: Actor, now: datetime) -> dict[str, Any]:
    """What the forms offer."""
    today = now.astimezone(HOME).date()
    return {
        "grounds": [
            (one.value, words.ground(one)) for one in Ground if one in give_right.GIVEN_HERE
        ],
        "contacts": reach.contacts_of(person.id, actor),
        "organisations": give_right.organisations_for(person),
        "staff": grounds.who_cares_for(person),
        "scopes": [(one.value, words.scope(one)) for one in (*words.GIVEN_TO_PEOPLE, Scope.ENTRY)],
        "tomorrow": (today + timedelta(days=1)).isoformat(),
        "in_a_year": (today + timedelta(days=365)).isoformat(),
        "in_half_a_year": (today + timedelta(days=180)).isoformat(),
    }
