"""A plan's content as the editor shows it: every field with its name, its value and its choices.

What is shown here is what form.py reads back; the two keep to the same names of fields.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from heime.core import plan
from heime.core.care_plan import CONDITIONS
from heime.core.errors import Refused
from heime.core.expectations import CLASSES, EVERY_DAY, QUESTIONNAIRES, TOLERANCE
from heime.core.kinds import BY_LABEL, KINDS, Kind
from heime.core.limits import PROFILES, Limits
from heime.core.plan_agreements import COLOURS, DUTIES, LANGUAGES, RESPONSE_MINUTES
from heime.core.quantity import plain
from heime.core.rules import RULES
from heime.edges.clinic import why, words
from heime.edges.plans import names

Content = Mapping[str, Any]
Choice = tuple[str, str, bool]
"""A value, what it is called, and whether it is chosen."""
FLAGS = ("home_oxygen", "atrial_fibrillation_known", "allergy_conflict", "no_self_treatment")
Typed = Mapping[str, str]
NOTHING: Typed = {}
SUMS = ("phq9", "gad7", "who5")


@dataclass(frozen=True, slots=True)
class Cell:
    """One line of one number. name: of the field. title: what a screen reader says."""

    name: str
    title: str
    value: str


@dataclass(frozen=True, slots=True)
class Lines:
    """The six lines of one number of a kind."""

    label: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class LimitBlock:
    """The limits of one kind: its numbers, the profile they come from, and if it was considered."""

    kind: str
    title: str
    unit: str
    numbers: list[Lines]
    profiles: list[Choice]
    is_considered: bool


@dataclass(frozen=True, slots=True)
class Holder:
    """What holds limits and rules: the plan, or one part of it. key: before its fields' names."""

    key: str
    title: str
    limits: list[LimitBlock]
    can_add: list[Choice]
    rules: list[tuple[str, str, bool]]


@dataclass(frozen=True, slots=True)
class Agreed:
    """One thing to measure or answer; the last of a plan's is empty, to be filled in."""

    key: str
    what: list[Choice]
    days: list[Choice]
    every_weeks: int | str
    at: str
    before: int | str
    after: int | str
    classes: list[Choice]


def holders(content: Content, typed: Typed = NOTHING) -> list[Holder]:
    """The plan itself and each of its parts; a plan in parts holds no limits of its own."""
    parts = [
        _holder(f"p{number}.", one, ", ".join(words.condition(c) for c in one["conditions"]), typed)
        for number, one in enumerate(content.get("parts", []))
    ]
    own = content.get("limits") or content.get("rules")
    return [_holder("", content, "", typed), *parts] if own or not parts else parts


def _holder(key: str, content: Content, title: str, typed: Typed) -> Holder:
    entries = content.get("limits", [])
    having = {one["kind"] for one in entries}
    on = set(content.get("rules", []))
    switches = sorted(id_ for id_, rule in RULES.items() if not rule.always)
    return Holder(
        key, title[:1].upper() + title[1:],
        [limit_block(key, one, typed) for one in entries],
        [(name, f"{words.what_name(kind.label)}: {names.profile(name)}", False)
         for name, (kind, _) in PROFILES.items() if kind.label not in having],
        [(id_, why.sentence(id_), id_ in on) for id_ in switches],
    )  # fmt: skip


def limit_block(key: str, entry: Content, typed: Typed = NOTHING) -> LimitBlock:
    """One kind's limits as they hold, after profile and what was changed in it."""
    kind, lines = plan.read_limits(entry, "limits")
    place = f"{key}line.{kind.label}."
    title = words.what_name(kind.label)
    if KINDS[kind].has_two:
        upper, lower = words.pressure_names()
        numbers = [
            _lines(f"{place}systolic.", f"{title}, {upper}", kind, lines.first, typed),
            _lines(f"{place}diastolic.", f"{title}, {lower}", kind, lines.second, typed),
        ]
    else:
        numbers = [_lines(place, title, kind, lines.first, typed)]
    chosen = entry.get("profile", "")
    own = [(n, names.profile(n), n == chosen) for n, (k, _) in PROFILES.items() if k is kind]
    considered = bool(entry.get("considered", "override" in entry))
    return LimitBlock(kind.label, title, words.unit(kind), numbers, own, considered)


def _lines(place: str, label: str, kind: Kind, limits: Limits, typed: Typed) -> Lines:
    cells = []
    for name in names.LINES:
        shown = typed.get(f"{place}{name}", line_text(kind, limits, name))
        cells.append(Cell(f"{place}{name}", f"{label}, {names.line(name)}", shown))
    return Lines(label, cells)


def line_text(kind: Kind, limits: Limits, name: str) -> str:
    """A line as it stands in its field: with a comma in Norwegian, empty for none."""
    line = getattr(limits, name)
    return "" if line is None else words.figure(plain(line, KINDS[kind].decimals))


def agreed(content: Content) -> list[Agreed]:
    class_ = content.get("missing_data_class", "standard")
    own = [*content.get("expectations", []), {}]
    return [_agreed(number, one, one.get("class", class_)) for number, one in enumerate(own)]


def _agreed(number: int, one: Content, class_: str) -> Agreed:
    what, days = one.get("what", ""), one.get("days", EVERY_DAY if one else [])
    every = days == EVERY_DAY
    may = [*BY_LABEL, *QUESTIONNAIRES]
    return Agreed(
        f"e{number}.",
        [(code, words.what_name(code), code == what) for code in may],
        [(code, name, every or code in days) for code, name in names.weekdays()],
        one.get("every_weeks", 1),
        ", ".join(one.get("at", [])),
        one.get("before_minutes", TOLERANCE), one.get("after_minutes", TOLERANCE),
        [(code, names.missed(code), code == class_) for code in CLASSES],
    )  # fmt: skip


def responders(content: Content) -> list[dict[str, Any]]:
    """Each responder, and an empty one to be filled in."""
    own = [*content.get("responders", []), {}]
    return [
        {
            "key": f"r{number}.",
            "name": one.get("name", ""),
            "duties": [(code, names.duty(code), code == one.get("for")) for code in DUTIES],
            "staffed": [(code, names.staffed(code), code == one.get("staffed", "hours"))
                        for code in ("hours", "always")],
        }
        for number, one in enumerate(own)
    ]  # fmt: skip


def texts(content: Content) -> list[dict[str, Any]]:
    """What the person reads at each colour, in each language."""
    own = content.get("texts", {})
    return [
        {
            "code": colour,
            "zone": {"red": 4, "yellow": 3, "green": 1}[colour],
            "word": names.colour(colour),
            "said": [(f"text.{colour}.{code}", names.language(code), code,
                      own.get(colour, {}).get(code, "")) for code in LANGUAGES],
        }
        for colour in reversed(COLOURS)
    ]  # fmt: skip


def facts(content: Content) -> dict[str, Any]:
    person = content.get("person", {})
    best, sums = person.get("personal_best") or {}, person.get("baselines") or {}
    numbers = [("dry_weight_kg", person.get("dry_weight_kg"))]
    numbers += [(name, best.get(name)) for name in ("fev1", "pef")]
    whole = [("habitual_news2", person.get("habitual_news2"))]
    whole += [(name, sums.get(name)) for name in SUMS]
    return {
        "flags": [(f"fact.{name}", names.question(name), bool(person.get(name)))
                  for name in FLAGS],
        "numbers": [(f"fact.{name}", names.question(name),
                     "" if value is None else words.figure(str(value)))
                    for name, value in [*numbers, *whole]],
        "drugs": "\n".join(person.get("critical_drugs") or []),
        "scale_2": person.get("news2_scale_2") or {},
        "is_scale_2": person.get("news2_scale") == 2,
    }  # fmt: skip


def _medicine(content: Content) -> Iterator[tuple[str, Content]]:
    for name in ("standby", "diuretic"):
        yield name, content.get(name) or {}


def drawable(content: Content, before: Content) -> dict[str, Any]:
    """The content, with the limits that stood there before where new ones cannot be drawn."""

    def limits(now: Content, then: Content) -> Any:
        try:
            for entry in now.get("limits", []):
                plan.read_limits(entry, "limits")
        except Refused:
            return then.get("limits", [])
        return now.get("limits", [])

    parts = zip(content.get("parts", []), before.get("parts", []), strict=False)
    drawn = {**content, "limits": limits(content, before)}
    if content.get("parts"):
        drawn["parts"] = [{**now, "limits": limits(now, then)} for now, then in parts]
    return drawn


def document(content: Content, typed: Typed = NOTHING) -> dict[str, Any]:
    """Everything that the editor's template shows of a plan.

    typed: what stands in the fields for lines, where it could not be read as limits.
    """
    own = set(content.get("conditions", []))
    minutes = RESPONSE_MINUTES | content.get("response_minutes", {})
    return {
        "conditions": [(code, words.condition(code), code in own) for code in CONDITIONS],
        "goals": "\n".join(content.get("goals", [])),
        "holders": holders(content, typed),
        "agreed": agreed(content),
        "class": [(code, names.missed(code), code == content.get("missing_data_class", "standard"))
                  for code in CLASSES],
        "responders": responders(content),
        "minutes": [(f"minutes.{name}", names.minutes(name), value)
                    for name, value in minutes.items()],
        "texts": texts(content),
        "facts": facts(content),
        "medicines": dict(_medicine(content)),
        "review_on": content.get("review_on", ""),
        "run_in": content.get("run_in") or {},
        "shadow": bool(content.get("shadow")),
    }  # fmt: skip
