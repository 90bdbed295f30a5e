"""Whom both walls take for somebody else, so that what the one is given the other is given too.

Who is signed in with a token that is no good any more is nobody, whatever role they had. A doctor
and a therapist of the team have a nurse's reach, no wider. What is said of them here, test_alike.py
shows with everything that either wall knows of an asker.
"""

import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.db import transaction

from heime.core.roles import Place, Role, Scope
from heime.records.access.reads import identify
from tests.walls.relations import PLACES, RELATIONS
from tests.walls.scene import asking

NOBODY = ("closed", "locked", "idle", "signed-out")
WITHOUT_POST = ("ended", "not-begun")
WITH_A_NURSES_REACH = (Role.DOCTOR, Role.THERAPIST)
OWN = ("live", "blocked", "elsewhere", "followed-up-before")
"""In these even they are walked: with everything that a nurse has, and with nothing."""

WANTED = [f"'{word}'" for word in (*Scope, "team", "office", "self", "emergency")]
"""What the database's questions about the asker may be asked for."""


def alike(role: Role, relation: str) -> Role:
    """As whom a role in this relation is taken; the role itself where it is like no other."""
    if relation in NOBODY:
        return Role.PATIENT if PLACES[role] is Place.PERSON else Role.NURSE
    if role in WITH_A_NURSES_REACH and relation not in OWN:
        return Role.NURSE
    return Role.NURSE if role is Role.LEAD and relation in WITHOUT_POST else role


def twins() -> Iterator[tuple[Role, str, Role]]:
    """Every (role, relation) that somebody else stands for, and who."""
    for role in Role:
        for relation in RELATIONS:
            if (other := alike(role, relation)) is not role:
                yield role, relation, other


def known_of(token: str, superuser_url: str) -> tuple[Any, dict[str, str]]:
    """Everything that the application and that the database know of whoever holds a token, but for
    the ids of their account, their sign-in and their own place, and the name of their role."""
    with transaction.atomic():
        actor = identify(token)
    told = _of_database(token, superuser_url)
    if actor is None:
        return None, told
    posts = [post.team or post.organisation or post.municipality for post in actor.posts]
    own = {str(actor.account_id): "account", str(actor.sign_in_id): "sign-in"}
    own |= {str(id_): "place" for id_ in posts}
    blank = {"account_id": "", "sign_in_id": "", "posts": len(posts)}
    for id_, word in own.items():
        told = {asked: said.replace(id_, word) for asked, said in told.items()}
    return asdict(actor) | blank, told


def _of_database(token: str, superuser_url: str) -> dict[str, str]:
    """What each of its questions about the asker answers."""
    with asking(superuser_url, token) as connection:
        named = connection.execute(
            "SELECT proname, pronargs FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
            " AND (proname LIKE 'ctx\\_%' OR proname = 'own_reach')"
        ).fetchall()
        calls = [
            f"{one['proname']}({argument})"
            for one in named
            for argument in (WANTED if one["pronargs"] else [""])
            if one["proname"] != "ctx_hashes"  # of the token itself
        ]
        asked = ", ".join(f"(SELECT string_agg(x::text, ' ') FROM {call} x)" for call in calls)
        told = connection.execute(f"SELECT ARRAY[{asked}] AS told").fetchone()
    assert told is not None
    return {
        call: " ".join(sorted(re.split(r"[{},\s]+", said or ""))).strip()
        for call, said in zip(calls, told["told"], strict=True)
    }
