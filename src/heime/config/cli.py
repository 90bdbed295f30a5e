"""The one command. Each subcommand is a module with `arguments(parser)` and `run(args) -> int`."""

import argparse
import sys
from importlib import import_module

from heime.config.env import BadSetting

COMMANDS = {
    "demo": ("heime.ops.demo", "start Heime with invented people and live readings"),
    "up": ("heime.ops.up", "start Heime for real use"),
    "doctor": ("heime.ops.doctor", "say what is installed, running, reachable and undone"),
    "judge": ("heime.ops.judge", "replay scenario files through the clinical core"),
    "verify": ("heime.ops.verify", "judge everything again and report what differs"),
    "whatif": ("heime.ops.whatif", "replay history under a changed plan: alerts before and after"),
    "signin": ("heime.ops.signin", "make and show the keys for HelseID and ID-porten"),
    "audit": ("heime.ops.audit", "verify and anchor the log, and look up who saw what"),
    "import": ("heime.ops.import_bundles", "read FHIR files into one municipality"),
    "municipality": ("heime.ops.municipality", "let municipalities join and leave"),
    "team": ("heime.ops.team", "make follow-up teams, and say whom they serve"),
    "organisation": ("heime.ops.organisation", "add hospitals, GP offices and legevakt districts"),
    "staff": ("heime.ops.staff", "add an account with a first role"),
    "retention": ("heime.ops.retention", "say for how long what is kept, and what would go"),
    "keys": ("heime.ops.keys", "change the keys that seal identity numbers"),
    "source": ("heime.ops.source", "let a gateway or partner system in, or shut it out"),
    "test": ("heime.ops.test", "run the tests"),
    "check": ("heime.ops.check", "check format, types, layers, migrations and documents"),
    "fix": ("heime.ops.fix", "format and sort what can be put right by itself"),
    "bench": ("heime.ops.bench", "measure how much it can receive"),
}

# Parts of a running Heime, started by `demo` and `up` and never by hand.
INTERNAL = {
    "web": "heime.ops.web",
    "jobs": "heime.ops.jobs_process",
    "paper": "heime.ops.paper_process",
    "feed": "heime.ops.feed",
    "migrate": "heime.ops.migrate",
    "seed": "heime.ops.seed_process",
}


def main(argv: list[str] | None = None) -> int:
    """Run one command; return its exit code. Only the chosen command's module is imported."""
    argv = sys.argv[1:] if argv is None else argv
    name = argv[0] if argv else ""
    if name not in COMMANDS and name not in INTERNAL:
        return _overview(asked=name in ("help", "-h", "--help"), name=name)
    path, help_line = COMMANDS.get(name) or (INTERNAL[name], None)
    module = import_module(path)
    parser = argparse.ArgumentParser(
        prog=f"./heime {name}",
        description=help_line and f"{help_line[0].upper()}{help_line[1:]}.",
        allow_abbrev=False,
    )
    module.arguments(parser)
    try:
        return int(module.run(parser.parse_args(argv[1:])))
    except BadSetting as error:
        print(f"heime: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _overview(*, asked: bool, name: str) -> int:
    lines = ["Usage: ./heime COMMAND …   (./heime COMMAND --help says more)", ""]
    lines += [f"  {command:<12} {help_line}" for command, (_, help_line) in COMMANDS.items()]
    if name and not asked:
        lines[:0] = [f"heime: there is no command {name!r}.", ""]
    print("\n".join(lines), file=sys.stdout if asked else sys.stderr)
    return 0 if asked else 2


if __name__ == "__main__":
    sys.exit(main())
