"""Django's connections, from one test to the next."""

from typing import Any

import psycopg
from django.db import connections

from heime.config.env import django_database

NOWHERE = "postgresql://test_app:none@127.0.0.1:1/none"
Kept = dict[str, Any]
"""Django's connections by alias, between two tests: those that the last one left fit to use."""


def look_at(alias: str, url: str) -> None:
    """Point one of Django's connections at another database, without its pool."""
    if alias in connections.settings:
        end(connections[alias])
        del connections[alias]
    entry = {**connections.settings["default"], **django_database(url)}
    connections.settings[alias] = entry


def pooled(alias: str, kept: Kept) -> None:
    """Django's connection as it is when served: one closed goes back to the pool, and is used
    again, by the next test too."""
    known = kept.pop(alias, None)
    if known is not None:
        if leads_to(known) == leads_to(connections[alias]) and is_idle(known):
            connections[alias] = known
            return
        end(known)
    wrapper = connections[alias]

    def give_back() -> None:
        if is_idle(wrapper):
            wrapper.run_on_commit = []
        else:
            end(wrapper)

    wrapper.close = give_back  # type: ignore[method-assign]


def leads_to(wrapper: Any) -> tuple[str, str]:
    """Which database, and with whose rights: a test may have looked at it with another role's."""
    return wrapper.settings_dict["NAME"], wrapper.settings_dict["USER"]


def is_idle(wrapper: Any) -> bool:
    """Whether it is connected, in no transaction, and nobody has ended it from the other side."""
    held = wrapper.connection
    if held is None or held.closed or wrapper.in_atomic_block:
        return False
    if held.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
        return False
    return bool(wrapper.is_usable())


def end(wrapper: Any) -> None:
    """Close it, whatever pooled() made of that."""
    type(wrapper).close(wrapper)


def at_rest(alias: str) -> Any:
    """Take the connection from Django; None if nobody should use it again."""
    wrapper = connections[alias]
    fit = is_idle(wrapper)
    if fit:
        del connections[alias]
    look_at(alias, NOWHERE)
    return wrapper if fit else None
