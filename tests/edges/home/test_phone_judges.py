"""What the phone says before anybody has it is what the server then answers.

The day comes through the real door, the phone's own code judges from it, and the entry is sent.
"""

import json
from pathlib import Path

import pytest

from tests.app import node
from tests.edges.home.phone import entry, off_scale, oxygen
from tests.edges.home.test_day import a_day

SCRIPT = Path(node.__file__).with_name("told_lines.ts")
CALM = {f"k{n}": 0 for n in range(1, 10)}


def on_the_phone(day, told, one):
    """What the app says of one entry, knowing the day and what it has told since."""
    line = json.dumps({"day": day, "told": told, "entry": one})
    ended = node.run(SCRIPT, stdin=line)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def pulse(value, **more):
    return oxygen(value, kind="heart_rate", unit="/min", **more)


def form(**items):
    return entry(
        "answers", questionnaire="copd_daily", version="1.0", items=CALM | items, safe_now=None,
        on_behalf=False,
    )  # fmt: skip


def alike(said, told):
    names = ("zone", "state", "priority", "remeasure_after_minutes")
    return {name: said[name] for name in names} == {name: told[name] for name in names}


@pytest.mark.parametrize(
    "entries",
    [
        [oxygen("95")],
        [oxygen("85"), oxygen("95"), oxygen("84")],
        [oxygen("80")],
        [oxygen("40"), oxygen("94")],
        [oxygen("94", quality=["low_perfusion"])],
        [pulse("72"), pulse("131"), pulse("110")],
        [form(), form(k1=1), form(k1=3)],
        [oxygen("85"), form(k9=1)],
        [off_scale(), oxygen("95")],
        [oxygen("95"), off_scale("above_range"), oxygen("85"), off_scale()],
    ],
    ids=lambda entries: " ".join(str(one.get("value", "form")) for one in entries),
)
def test_both_say_the_same(signed_in, bound, cast, astrid, entries):
    phone, page = bound(astrid), signed_in(astrid)
    judged = 0
    for one in entries:
        said = on_the_phone(a_day(page, cast.astrid), [], one)
        (told,) = phone.told(one)
        judged += said["judged"]
        assert told["status"] == "kept"
        assert alike(said, told) or not said["judged"], (said, told)
    assert judged


def test_without_coverage_it_knows_what_it_has_told_itself(signed_in, bound, cast, astrid):
    phone, page = bound(astrid), signed_in(astrid)
    before = a_day(page, cast.astrid)
    entries = [oxygen("85"), oxygen("86"), oxygen("94")]
    said = [on_the_phone(before, entries[:place], one) for place, one in enumerate(entries)]
    for one, told in zip(said, phone.told(*entries), strict=True):
        assert one["judged"]
        assert alike(one, told), (one, told)
