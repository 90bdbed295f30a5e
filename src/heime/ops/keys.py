"""`./heime keys rotate`: new keys for what is sealed, or a new outer key around the ones there are.

Every step is committed by itself and looks at what is there first: it may be killed at any moment
and is finished by running it again. docs/running/keys.md says when to run which.
"""

import argparse
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from heime.ops import datafolder, terminal
from heime.ops.installation import refused

SEALED = (("patient", "national_id"), ("identifier", "value"), ("protected_address", "sealed"))
"""Table and column of everything that is sealed with a municipality's key."""
BATCH = 200
KEPT = timedelta(days=1)
"""How long an old key that seals nothing is kept: a process that began before may still hold it."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, metavar="DIR", help="data folder of the installation")
    acts = parser.add_subparsers(dest="act", required=True, metavar="rotate|list")
    acts.add_parser("list", help="say which keys there are and what each still seals")
    rotate = acts.add_parser("rotate", help="seal everything anew with new keys")
    what = rotate.add_mutually_exclusive_group()
    what.add_argument(
        "--rewrap-only", action="store_true", help="only put HEIME_IDENTITY_KEY around the keys"
    )
    what.add_argument(
        "--lookup", action="store_true", help="the key that numbers are found by; then restart"
    )


def run(args: argparse.Namespace) -> int:
    """Do it in the running installation. 0 when done, 1 when it cannot be done."""
    try:
        settings = terminal.as_owner(args.data)
        if args.act == "list":
            return _list()
        rewrap()
        if args.lookup:
            new_lookup(now=datetime.now(UTC))
        elif not args.rewrap_only:
            rotate(now=datetime.now(UTC))
    except (datafolder.FolderRefused, import_module("heime.records.people.keys").KeysMissing) as e:
        return refused(e)
    what = "lookup" if args.lookup else "rewrap" if args.rewrap_only else "seal"
    terminal.logged(settings, "keys.rotated", None, what)
    return 0


def rewrap() -> int:
    """Put the outer key of today around every key that another one is around. Returns how many."""
    keys, rows, transaction = _parts()
    outer = keys.fingerprint(keys.outer_keys()[0])
    done = 0
    for row in rows.exclude(wrapped_by=outer):
        with transaction.atomic():
            clear = keys.unwrap(bytes(row.wrapped), row.purpose)
            row.wrapped, row.wrapped_by = keys.wrap(clear, row.purpose)
            row.save(update_fields=["wrapped", "wrapped_by"])
        done += 1
    print(f"{done} keys were wrapped anew; {rows.count()} are wrapped by HEIME_IDENTITY_KEY.")
    return done


def rotate(*, now: datetime) -> None:
    """New keys, unless a rotation was cut short; then seal everything anew with those in use."""
    keys, rows, transaction = _parts()
    old = rows.filter(purpose=keys.SEAL, retired_at__isnull=False)
    if not any(_seals(key.id) for key in old):
        for key in rows.filter(purpose=keys.SEAL, retired_at=None, municipality__isnull=False):
            with transaction.atomic():
                wrapped, outer = keys.wrap(secrets.token_bytes(32), keys.SEAL)
                rows.filter(id=key.id).update(retired_at=now)
                rows.create(
                    purpose=keys.SEAL, municipality_id=key.municipality_id, wrapped=wrapped,
                    wrapped_by=outer, made_at=now,
                )  # fmt: skip
    keys.all_keys(fresh=True)
    for table, column in SEALED:
        done = 0
        for count in reseal(table, column):
            done += count
            print(f"\r  {table}: {done} sealed anew", end="", flush=True)
        print(f"\r  {table}: {done} sealed anew")
    print(f"{drop_unused(now=now)} old keys that sealed nothing for a day were taken away.")


def reseal(table: str, column: str) -> Iterator[int]:
    """Seal anew what no key in use has sealed, a batch at a time; tells how many each time."""
    keys, _, transaction = _parts()
    identity = import_module("heime.records.people.identity")
    in_use = {
        key.municipality: key
        for key in keys.all_keys(fresh=True).values()
        if key.purpose == keys.SEAL and not key.retired
    }
    live = [identity.head_of(key.id) for key in in_use.values()]
    connection = import_module("django.db").connection
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id, municipality_id, {column} FROM {table} WHERE {column} IS NOT NULL"  # noqa: S608
                f" AND substring({column} for %s) <> ALL (%s) LIMIT %s FOR UPDATE",
                [identity.HEAD, live, BATCH],
            )
            found = cursor.fetchall()
            cursor.executemany(
                f"UPDATE {table} SET {column} = %s WHERE id = %s",  # noqa: S608
                [
                    [identity.sealed_by(in_use[place], identity.unseal(bytes(sealed))), row]
                    for row, place, sealed in found
                ],
            )
        if not found:
            return
        yield len(found)


def drop_unused(*, now: datetime) -> int:
    """Take away keys that were retired over a day ago and seal nothing. Returns how many."""
    keys, rows, transaction = _parts()
    dropped = 0
    # What was sealed before keys had ids names none: its key (of no municipality) always stays.
    old = rows.filter(purpose=keys.SEAL, retired_at__lt=now - KEPT, municipality__isnull=False)
    for key in old:
        with transaction.atomic():
            if not _seals(key.id):
                key.delete()
                dropped += 1
    return dropped


def new_lookup(*, now: datetime) -> None:
    """A new key to find numbers by, and every hash worked out anew, in one transaction.

    Staff's numbers are kept as hashes only, so theirs stay under the old key, which stays too.
    """
    keys, rows, transaction = _parts()
    identity = import_module("heime.records.people.identity")
    identifiers = import_module("heime.core.identifiers")
    changes = import_module("heime.records.people.changes")
    patient = import_module("heime.records.people.models").Patient
    with transaction.atomic():
        clear = secrets.token_bytes(32)
        wrapped, outer = keys.wrap(clear, keys.LOOKUP)
        rows.filter(purpose=keys.LOOKUP, retired_at=None).update(retired_at=now)
        rows.create(
            purpose=keys.LOOKUP, wrapped=wrapped, wrapped_by=outer, made_at=now
        )  # fmt: skip
        for one in patient.objects.exclude(national_id=None).iterator(BATCH):
            number = identity.unseal(bytes(one.national_id))
            patient.objects.filter(id=one.id).update(
                national_id_lookup=identity.hashed(number, clear)
            )
        for one in changes.Identifier.objects.iterator(BATCH):
            number = identity.unseal(bytes(one.value))
            known_as = identifiers.known_as(identifiers.Kind(one.system), number, one.assigner)
            changes.Identifier.objects.filter(id=one.id).update(
                lookup=identity.hashed(known_as, clear)
            )
    keys.all_keys(fresh=True)
    print("Numbers are found by a new key. Restart Heime now: until then senders that name people")
    print("by number find nobody. Staff who sign in by number are found by the old key as well.")


def _list() -> int:
    keys, rows, _ = _parts()
    for key in rows.select_related("municipality").order_by("id"):
        whose = key.municipality.name if key.municipality else "all"
        state = f"old since {key.retired_at:%Y-%m-%d}" if key.retired_at else "in use"
        sealed = f"{_seals(key.id):>7} sealed" if key.purpose == keys.SEAL else ""
        print(f"{key.id:>5}  {key.purpose:<11}  {whose:<16}  {state:<20}  {sealed}")
    return 0


def _seals(key: int) -> int:
    """How many values begin with this key's id."""
    head = import_module("heime.records.people.identity").head_of(key)
    connection = import_module("django.db").connection
    count = 0
    with connection.cursor() as cursor:
        for table, column in SEALED:
            cursor.execute(
                f"SELECT count(*) FROM {table} WHERE substring({column} for %s) = %s",  # noqa: S608
                [len(head), head],
            )
            count += cursor.fetchone()[0]
    return count


def _parts() -> tuple[Any, Any, Any]:
    """What works only once Django has started: the keys, their rows, transactions."""
    return (
        import_module("heime.records.people.keys"),
        import_module("heime.records.people.changes").IdentityKey.objects,
        import_module("django.db").transaction,
    )
