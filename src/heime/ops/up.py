"""`./heime up`: for real use. Empty, no demo accounts, and no start with an unsafe setting.

Without HEIME_DATABASE_URL it runs a PostgreSQL of its own in the data folder, which then also
holds the secrets. With it, that database is used and every other setting must be given too.
"""

import argparse
import os
from ipaddress import ip_address
from pathlib import Path

from heime.ops import child, database, datafolder, installation
from heime.ops.datafolder import DataFolder
from heime.ops.group import Group
from heime.ops.installation import ROLES, CannotStart, step

LOCAL_HOSTS = "localhost,127.0.0.1,[::1]"
OWN_SECRETS = ("HEIME_SECRET_KEY", "HEIME_IDENTITY_KEY", *ROLES.values())


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, help="the port to listen on (HEIME_PORT, or 8480)")
    parser.add_argument("--data", type=Path, help="the data folder (HEIME_DATA)")


def run(args: argparse.Namespace) -> int:
    named = args.data or os.environ.get("HEIME_DATA")
    return installation.run(
        Path(named) if named else datafolder.default("real"),
        "real",
        args.host,
        args.port or int(os.environ.get("HEIME_PORT", "8480")),
        lambda group, folder: _start(group, folder, args),
    )


def _start(group: Group, folder: DataFolder, args: argparse.Namespace) -> None:
    refuse_unsafe(args.host)
    print(f"Heime, in {folder.path}", flush=True)
    env = {"HEIME_HOSTS": os.environ.get("HEIME_HOSTS", LOCAL_HOSTS), "HEIME_MODE": "real"}
    if given("HEIME_DATABASE_URL"):
        with step("database"):
            installation.bring_up_to_date(installation.given_settings() | env)
    else:
        with step("PostgreSQL"):
            cluster = installation.start_postgres(group, folder)
        env = installation.settings(folder, cluster) | env
        with step("database"):
            database.prepare(cluster.url(), env[ROLES["owner"]])
            installation.bring_up_to_date(env)
