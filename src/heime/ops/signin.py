"""`./heime signin`: the keys that we prove to HelseID and ID-porten with that we are we."""

import argparse
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from heime.edges.signin.oidc import own_keys

PUBLISHED_FIRST = 24
"""Hours that a new key is published before it signs, unless told otherwise."""


def arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", required=True)
    keys = what.add_parser("keys", help="our own keys").add_subparsers(dest="do", required=True)
    rotate = keys.add_parser("rotate", help="make a new key, and keep the old one while it is used")
    show = keys.add_parser("show", help="print the public keys, for registration at a provider")
    for one in (rotate, show):
        one.add_argument(
            "--file",
            default=os.environ.get("HEIME_SIGNIN_KEYS"),
            help="the file of keys (HEIME_SIGNIN_KEYS unless set)",
        )
    rotate.add_argument(
        "--in",
        type=float,
        default=PUBLISHED_FIRST,
        dest="hours",
        metavar="HOURS",
        help=f"when the new key begins to sign; {PUBLISHED_FIRST} hours unless set",
    )


def run(args: argparse.Namespace) -> int:
    if not args.file:
        print("heime: name the file of keys with --file or HEIME_SIGNIN_KEYS.")
        return 2
    path, now = Path(args.file), datetime.now(UTC)
    try:
        keys = own_keys.read(path) if path.exists() or args.do == "show" else []
    except own_keys.NoKey as fault:
        print(f"heime: {fault}")
        return 1
    if args.do == "rotate":
        # The first key has none before it to sign meanwhile.
        signs_from = now + timedelta(hours=args.hours) if keys else now
        keys = own_keys.rotated(keys, now=now, signs_from=signs_from)
        try:
            own_keys.write(path, keys)
        except OSError as error:
            print(f"heime: {path} cannot be written: {error.strerror}.")
            return 1
        print(f"A new key signs from {signs_from:%Y-%m-%d %H:%M} UTC. The public keys now:")
    shown = [own.public for own in own_keys.published(keys, now=now)]
    print(json.dumps({"keys": shown}, indent=2))
    return 0
