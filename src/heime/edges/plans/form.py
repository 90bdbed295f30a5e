"""What the editor sends, as a plan's content. What cannot be a plan is refused by the core.

The form always holds the whole plan; what it has no field for (parts' names, the template, a
course under way, pauses) stays as it was. Numbers come as people write them, with a comma.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from django.http import QueryDict

from heime.core import plan
from heime.core.care_plan import CONDITIONS
from heime.core.expectations import EVERY_DAY, TOLERANCE, WEEKDAYS
from heime.core.kinds import KINDS
from heime.core.limits import FIELDS, PROFILES
from heime.core.plan_agreements import COLOURS, LANGUAGES, RESPONSE_MINUTES
from heime.core.rules import RULES
from heime.edges.plans.document import FLAGS, SUMS, line_text

Content = dict[str, Any]
MOST_ROWS = 40
"""More things agreed, or people to answer, than any plan has."""
_OTHERWISE = {"before_minutes": TOLERANCE, "after_minutes": TOLERANCE, "every_weeks": 1}


def content_of(sent: QueryDict, before: Mapping[str, Any]) -> Content:
    """The plan that was written. before: what stood in the fields when the page was made.

    What cannot be read as a number stays as it was written; care_plan.read says where and why.
    """
    content = deepcopy(dict(before))
    _set(content, "conditions", [one for one in CONDITIONS if one in sent.getlist("conditions")])
    _set(content, "goals", _rows(_text(sent, "goals")))
    if content.get("limits") or content.get("rules") or not content.get("parts"):
        _holder(content, sent, "")
    for number, part in enumerate(content.get("parts", [])):
        _holder(part, sent, f"p{number}.")
    _merge(content, sent)
    class_ = sent.get("class", "standard")
    if class_ != "standard" or "missing_data_class" in content:
        content["missing_data_class"] = class_
    _set(content, "expectations", _agreed(sent, content.get("expectations", []), class_))
    _set(content, "responders", _responders(sent))
    content["response_minutes"] = {
        name: _whole(sent, f"minutes.{name}") or 0 for name in RESPONSE_MINUTES
    }
    _set(content, "texts", _texts(sent))
    _set(content, "person", _person(sent, content.get("person", {})))
    for name in ("standby", "diuretic"):
        _set(content, name, _medicine(sent, name, content.get(name) or {}))
    _set(content, "review_on", _text(sent, "review_on"))
    _set(content, "run_in", _run_in(sent))
    _set(content, "shadow", "shadow" in sent)
    return content


def _set(content: Content, name: str, value: Any) -> None:
    """A field that says nothing is no field."""
    if value:
        content[name] = value
    elif content.get(name):
        del content[name]


def _text(sent: QueryDict, name: str) -> str:
    return sent.get(name, "").replace("\r\n", "\n").strip()


def _rows(text: str) -> list[str]:
    return [row.strip() for row in text.split("\n") if row.strip()]


def _number(sent: QueryDict, name: str) -> str | None:
    """A decimal as text; whether it is one the core says."""
    text = _text(sent, name).replace(",", ".").replace("\u2212", "-").replace(" ", "")
    return text or None


def _whole(sent: QueryDict, name: str) -> int | str | None:
    """A whole number, or what was written instead, which the core then refuses by its place."""
    text = _text(sent, name)
    if text.isascii() and text.isdecimal() and len(text) < 7:
        return int(text)
    return text or None


def _holder(content: Content, sent: QueryDict, key: str) -> None:
    limits = [
        changed
        for entry in content.get("limits", [])
        if (changed := limit_of(entry, sent, key)) is not None
    ]
    added = sent.get(f"{key}add", "")
    if added in PROFILES:
        limits.append({"kind": PROFILES[added][0].label, "profile": added})
    content["limits"] = limits
    wanted = set(sent.getlist(f"{key}rules"))
    kept = [one for one in content.get("rules", []) if one in wanted]
    new = [one for one in RULES if one in wanted and one not in kept and not RULES[one].always]
    content["rules"] = kept + new


def limit_of(entry: Mapping[str, Any], sent: QueryDict, key: str) -> Content | None:
    """One kind's limits as written; None when they were taken away.

    Only a line that was changed in its field is changed here. Another profile brings its own
    lines, and of the fields only what was written anew.
    """
    kind, lines = plan.read_limits(entry, f"{key}limits")
    label = kind.label
    if f"{key}remove.{label}" in sent:
        return None
    profile = sent.get(f"{key}profile.{label}", entry.get("profile", ""))
    other = profile != entry.get("profile", "") and profile in PROFILES
    made: Content = {"kind": label}
    if profile in PROFILES:
        made["profile"] = profile
    override = {} if other else deepcopy(dict(entry.get("override", {})))
    numbers = (
        {"systolic": lines.first, "diastolic": lines.second}
        if KINDS[kind].has_two
        else {"": lines.first}
    )
    for sub, own in numbers.items():
        place = override.setdefault(sub, {}) if sub else override
        for name in FIELDS:
            field = f"{key}line.{label}.{sub}{'.' if sub else ''}{name}"
            if field in sent and _text(sent, field) != line_text(kind, own, name):
                place[name] = _number(sent, field)
        if sub and not place:
            del override[sub]
    if override:
        made["override"] = override
    considered = f"{key}considered.{label}" in sent
    if considered or override:
        made["considered"] = considered
    return made


def _merge(content: Content, sent: QueryDict) -> None:
    """What a doctor decided where the parts' limits differ: one part's, or lines of one's own."""
    parts = content.get("parts", [])
    if not parts:
        content.pop("merge", None)
        return
    kept = {one["kind"]: one for one in content.get("merge", {}).get("limits", [])}
    found = []
    for kind in dict.fromkeys(e["kind"] for part in parts for e in part.get("limits", [])):
        chosen = sent.get(f"merge.{kind}", "")
        of_part = {part["id"]: entry for part in parts for entry in part.get("limits", [])
                   if entry["kind"] == kind}  # fmt: skip
        if chosen in of_part:
            found.append(deepcopy(dict(of_part[chosen])) | {"considered": True})
        elif chosen == "own" and kind in kept:
            changed = limit_of(kept[kind], sent, "m.")
            found.append((changed or kept[kind]) | {"considered": True})
    _set(content, "merge", {"limits": found} if found else None)


def _agreed(
    sent: QueryDict, before: Sequence[Mapping[str, Any]], plans_class: str
) -> list[Content]:
    """Rows with something in them. What goes without saying is said only where it was before."""
    found = []
    for number in range(MOST_ROWS):
        key = f"e{number}."
        what = sent.get(f"{key}what", "")
        if not what:
            continue
        days = [one for one in WEEKDAYS if one in sent.getlist(f"{key}days")]
        one: Content = {
            "what": what,
            "days": EVERY_DAY if len(days) == len(WEEKDAYS) else days,
            "at": [at.strip() for at in _text(sent, f"{key}at").split(",") if at.strip()],
        }
        said: Mapping[str, Any] = before[number] if number < len(before) else {}
        class_ = sent.get(f"{key}class", plans_class)
        if class_ != plans_class or "class" in said:
            one["class"] = class_
        for name, otherwise in _OTHERWISE.items():
            given = _whole(sent, f"{key}{name}")
            if given is not None and (given != otherwise or name in said):
                one[name] = given
        found.append(one)
    return found


def _responders(sent: QueryDict) -> list[Content]:
    return [
        {
            "for": sent.get(f"r{number}.for", "office"),
            "name": _text(sent, f"r{number}.name"),
            "staffed": sent.get(f"r{number}.staffed", "hours"),
        }
        for number in range(MOST_ROWS)
        if _text(sent, f"r{number}.name")
    ]


def _texts(sent: QueryDict) -> Content:
    said = {
        colour: {code: text for code in LANGUAGES if (text := _text(sent, f"text.{colour}.{code}"))}
        for colour in COLOURS
    }
    return said if any(said.values()) else {}


def _person(sent: QueryDict, before: Mapping[str, Any]) -> Content:
    person = deepcopy(dict(before))
    for name in FLAGS:
        _set(person, name, f"fact.{name}" in sent)
    _set(person, "dry_weight_kg", _number(sent, "fact.dry_weight_kg"))
    best = {name: value for name in ("fev1", "pef") if (value := _number(sent, f"fact.{name}"))}
    _set(person, "personal_best", best)
    _set(person, "habitual_news2", _whole(sent, "fact.habitual_news2"))
    known = {name: sum_ for name, sum_ in (person.get("baselines") or {}).items()
             if name not in SUMS}  # fmt: skip
    for name in SUMS:
        given = _whole(sent, f"fact.{name}")
        if given is not None:
            known[name] = given
    _set(person, "baselines", known)
    _set(person, "critical_drugs", _rows(_text(sent, "fact.drugs")))
    person.pop("news2_scale", None)
    person.pop("news2_scale_2", None)
    if "fact.scale_2" in sent:
        person["news2_scale"] = 2
        person["news2_scale_2"] = {
            name: _text(sent, f"scale_2.{name}") for name in ("reason", "decided_on", "review_on")
        }
    return person


def _medicine(sent: QueryDict, name: str, before: Mapping[str, Any]) -> Content | None:
    """The doctor's own text, letter by letter; none when text and criteria are empty."""
    text, criteria = _text(sent, f"{name}.text"), _text(sent, f"{name}.start_criteria")
    if not text and not criteria:
        return None
    made = {**before, "text": text, "start_criteria": criteria,
            "review_on": _text(sent, f"{name}.review_on")}  # fmt: skip
    _set(made, "reviewed_on", _text(sent, f"{name}.reviewed_on"))
    return made


def _run_in(sent: QueryDict) -> Content | None:
    started = _text(sent, "run_in.started_on")
    if not started:
        return None
    return {"started_on": started, "weeks": _whole(sent, "run_in.weeks") or 0}
