"""The list on paper: whom to call first, then everybody with phones, kin, values and zone texts.

Made from what records/desk/printed.py reads; set by typst, which is given texts and nothing else.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from heime.core import alphabet, care_plan, plan
from heime.core.care_plan import CarePlan
from heime.core.hours import HOME
from heime.core.kinds import Kind
from heime.core.plan import Plan
from heime.edges import paper
from heime.edges.clinic import marks, moments, sparkline, words

log = logging.getLogger(__name__)

_TEMPLATE = Path(__file__).with_name("printed.typ")


def written(
    people: Sequence[Mapping[str, Any]], *, team: str, now: datetime, left_out: int = 0
) -> bytes:
    """The PDF, in the language of the moment."""
    ordered = sorted(people, key=lambda one: alphabet.order_of(f"{one['family']} {one['given']}"))
    open_first = sorted(
        (one for one in ordered if one["open"]),
        key=lambda one: (-one["open"]["zone"], -one["open"]["priority"], one["open"]["opened_at"]),
    )
    said = {
        "lang": get_language() or "nb",
        "title": _("Printed list"),
        "team": team,
        "made": _("Made %(time)s") % {"time": _moment(now)},
        "page": _("page"),
        "intro": _intro(len(people), left_out),
        "first": _("Call first: open cases, the worst first"),
        "none_open": _("Nobody had an open case when the list was made."),
        "everybody": _("Everybody the team follows up"),
        "head": [_("Name"), _("Phone"), _("Case"), _("Since")],
        "open": [_open_row(one, now) for one in open_first],
        "people": [_person(one, now) for one in ordered],
    }
    return paper.typeset(_TEMPLATE, said)


def _intro(count: int, left_out: int) -> list[str]:
    lines = [
        _("Use this when Heime does not answer, or says that judging has stood still. It shows how"
          " things were when it was made: what came later is not here."),
        _("Call those with a red case first, then yellow, then those who were due to measure."
          " Write down what you do, with the time; it is entered in Heime afterwards."),
        _("Emergency: 113. Out-of-hours care: 116 117."),
        ngettext("%(count)s person.", "%(count)s people.", count) % {"count": count},
    ]  # fmt: skip
    if left_out:
        lines.append(
            ngettext(
                "%(count)s person is left out: they have refused somebody in the team access.",
                "%(count)s people are left out: they have refused somebody in the team access.",
                left_out,
            )
            % {"count": left_out}
        )
    lines.append(_("Keep it locked away, and shred it when the next one is printed."))
    return lines


def _moment(at: datetime) -> str:
    local = at.astimezone(HOME)
    return f"{moments.weekday(local.date())} {local:%H:%M}"


def _name(one: Mapping[str, Any]) -> str:
    return f"{one['family']}, {one['given']}"


def _phone(one: Mapping[str, Any]) -> str:
    if one["protection"]:
        return marks.level(one["protection"])
    return str(one["phone"]) or _("no phone known")


def _open_row(one: Mapping[str, Any], now: datetime) -> list[str]:
    case = one["open"]
    about = f"{words.zone_words(case['zone'], case['priority'])}: {words.kind_name(case['kind'])}"
    taken = f" ({case['has_it']})" if case["has_it"] else ""
    return [
        _name(one), _phone(one), about + taken,
        moments.stamp(datetime.fromisoformat(case["opened_at"]), now),
    ]  # fmt: skip


def _person(one: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    judged, whole = _plans(one["plan"])
    born = date.fromisoformat(one["birth_date"]).strftime("%d.%m.%Y") if one["birth_date"] else ""
    conditions = ", ".join(words.condition(code) for code in one["conditions"])
    case = one["open"]
    return {
        "name": _name(one),
        "about": " · ".join(filter(None, [born, one["place"], conditions])),
        "phone": _phone(one),
        "kin": [
            f"{kin['name']} ({kin['relation']}): {kin['phone']}"
            for kin in one["kin"] or ()
            if not one["protection"]
        ],
        "case": words.zone_words(case["zone"], case["priority"]) if case else "",
        "values": [_value(reading, judged, now) for reading in one["latest"] or ()],
        "texts": list(_texts(whole, one["language"])),
        "no_plan": "" if judged else _("No approved plan."),
    }


def _plans(content: dict[str, Any] | None) -> tuple[Plan | None, CarePlan | None]:
    """The plan as judging and as people read it; None for what cannot be read."""
    judged, whole = None, None
    try:
        judged = plan.read(content) if content else None
        whole = care_plan.read(content) if content else None
    except Exception as fault:  # whatever is wrong with a plan, its person stays on the list
        log.error("a plan could not be read for the printed list: %s", type(fault).__name__)
    return judged, whole


def _value(reading: Mapping[str, Any], judged: Plan | None, now: datetime) -> list[str]:
    kind = Kind(reading["kind"])
    lines = judged.limits.get(kind) if judged else None
    drawn = sparkline.nearest(lines.first) if lines else (None, None)
    limit = "–".join(words.line(kind, line) for line in drawn if line is not None)
    return [
        words.kind_name(kind),
        words.amount(kind, reading["value"], reading["second"], reading["decimals"]),
        _("limit %(lines)s") % {"lines": limit} if limit else "",
        moments.stamp(datetime.fromisoformat(reading["measured_at"]), now),
    ]


def _texts(whole: CarePlan | None, language: str) -> list[list[str]]:
    """What the plan tells the person to do, zone by zone, as they read it."""
    found = []
    names = {"green": _("Green"), "yellow": _("Yellow"), "red": _("Red")}
    for part in whole.all_parts if whole else ():
        for zone, name in names.items():
            said = part.texts.get(zone, {})
            text = said.get(language) or said.get("nb") or next(iter(said.values()), "")
            if text:
                found.append([name, text])
    return found
