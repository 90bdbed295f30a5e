"""`./heime up`: for real use. Empty, no demo accounts, and no start with an unsafe setting.

Without HEIME_DATABASE_URL it runs a PostgreSQL of its own in the data folder, which then also
holds the secrets. With it, that database is used, and every secret must be given as a setting.
"""

import argparse
import base64
import binascii
import os
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path

from heime.ops import database, datafolder, installation
from heime.ops.datafolder import DataFolder
from heime.ops.group import Group
from heime.ops.installation import KEYS, ROLES, step

LOCAL_HOSTS = "localhost,127.0.0.1,[::1]"
SHORTEST_SECRET = 50


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    parser.add_argument(
        "--port",
        type=installation.port_number,
        default=os.environ.get("HEIME_PORT", "8480"),
        help="the port to listen on (HEIME_PORT, or 8480)",
    )
    parser.add_argument("--data", type=Path, help="the data folder (HEIME_DATA)")


def run(args: argparse.Namespace) -> int:
    named = args.data or os.environ.get("HEIME_DATA")
    given = {name: value for name in (*KEYS.values(), *ROLES.values()) if (value := setting(name))}
    if (fault := unsafe(args.host, os.environ, given)) is not None:
        return installation.refused(fault)
    return installation.run(
        Path(named) if named else datafolder.default("real"),
        "real",
        args.host,
        args.port,
        lambda group, folder: _start(group, folder, args, given),
        without=[key for key, name in KEYS.items() if name in given],
    )


def setting(name: str) -> str | None:
    """A secret that was given, itself or in the file that `name`_FILE names; None if neither."""
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SystemExit(f"heime: {name}_FILE cannot be read: {error.strerror}.") from None
    return os.environ.get(name)


def unsafe(host: str, env: Mapping[str, str], given: Mapping[str, str]) -> str | None:
    """What makes these settings too dangerous to start with, as a sentence; None when they will do.

    given: those of the secrets that were given.
    """
    hosts = env.get("HEIME_HOSTS", "").split(",")
    if env.get("HEIME_MODE", "real") != "real":
        return "HEIME_MODE is not 'real'. Demo settings have no place in real use; unset it."
    if env.get("DJANGO_SETTINGS_MODULE", "heime.config.settings") != "heime.config.settings":
        return "DJANGO_SETTINGS_MODULE names other settings than Heime's own; unset it."
    if "*" in (name.strip() for name in hosts):
        return "HEIME_HOSTS may not hold '*': name the hosts that people use."
    if not _loopback(host) and hosts == [""]:
        return f"--host {host} lets others in: set HEIME_HOSTS to the names that they use."
    return _unsafe_secrets(given)


def _unsafe_secrets(given: Mapping[str, str]) -> str | None:
    urls = [name for name in ROLES.values() if name in given]
    missing = [name for name in (*ROLES.values(), *KEYS.values()) if name not in given]
    if urls and missing:
        return f"{urls[0]} is set and {missing[0]} is not: a database of yours needs all of them."
    secret = given.get("HEIME_SECRET_KEY")
    if secret is not None and (len(secret) < SHORTEST_SECRET or len(set(secret)) < 10):
        return f"HEIME_SECRET_KEY is too easy to guess: take {SHORTEST_SECRET} random characters."
    identity = given.get("HEIME_IDENTITY_KEY")
    if identity is not None and not _random_bytes(identity):
        return "HEIME_IDENTITY_KEY must be 32 random bytes, written as base64."
    return None


def _random_bytes(text: str) -> bool:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return len(key) == 32 and len(set(key)) > 10


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _start(
    group: Group, folder: DataFolder, args: argparse.Namespace, given: Mapping[str, str]
) -> None:
    print(f"Heime, in {folder.path}", flush=True)
    env = {"HEIME_HOSTS": os.environ.get("HEIME_HOSTS", LOCAL_HOSTS), **given}
    if ROLES["owner"] in given:
        env |= {"HEIME_MODE": "real", "HEIME_DATA": str(folder.path)}
    else:
        with step("PostgreSQL"):
            cluster = installation.start_postgres(group, folder)
        env |= installation.settings(folder, cluster)
        database.prepare(cluster.url(), env[ROLES["owner"]])
    with step("database"):
        database.refuse_powerful_roles(env[ROLES["owner"]])
        installation.bring_up_to_date(env)
    with step("pages"):
        installation.build_pages(folder)
    with step("web and jobs"):
        installation.start_services(group, env, args.host, args.port)
    base_url = f"http://{args.host}:{args.port}"
    folder.tell_more(base_url=base_url, settings=env)
    print(f"\n  Heime is at {base_url}\n  Ctrl-C or SIGTERM stops everything.", flush=True)
    if not _loopback(args.host):
        print("  This is plain HTTP: let a proxy in front of it speak TLS with the world.")
