"""The figures of `./heime bench promise` as a document."""

from pathlib import Path
from typing import Any

DOCUMENT = Path("docs/safety/promise.md")
ROOT = Path(__file__).resolve().parents[4]
PROMISE = 0.10

_HEAD = """# The promise, measured: alerts per patient-day

Written by `./heime bench promise`; do not edit. The product aims at no more than {promise:.2f}
manual alerts per patient-day (a nurse for eighty patients). This is what the default templates come
to when **{people} invented people** live {days} days. It shows what the rules do with invented
bodies whose troubles were put in on purpose. **It shows no benefit for anybody**, and figures of
real people will be others.

- An *alert* is a session, form, event, silence or combination that became final and yellow or red.
- A *task* is what a person must look at: alerts of one kind and rule within 72 hours count once,
  unless they get worse. The promise is about tasks.
- Readings come as often as the invented people have agreed to measure, up to three times a day,
  and about one in twenty is forgotten. Two in five live close to a default limit.
- They are the demo's people twice over, with the scenes that the demo stages on its last day.
- The default templates stand for a plan that no doctor has yet considered. *Limits set for the
  person* moves a few lines for those who live close to them, and gives those with home oxygen a
  profile of their own, as the reference asks (clinical reference 3.3).
"""
_VERDICT_BAD = """
## {verdict}

The untouched default templates come to **{rate:.3f}** tasks per patient-day, {times:.1f} times the
promise. With limits set for the person it is **{own:.3f}**.
"""
_CAUGHT = """
## Seeded deteriorations

*Caught* is any alert but one of silence, from the day the trouble began until it was over. *By its
onset* is on or before the day it is plain to see. *By chance* is how many of them an equally long
stretch of the same people's well days would have "caught": where that is near the number caught,
the rules have not seen the trouble, they have only spoken often.
"""
_FOOT = """
## What this cannot say

- The bodies are invented by the same project as the rules, and follow no published data.
- Every trouble is of one of a few courses; real ones are quieter, later, or unlike any of them.
- Confirmation depends on people measuring again; here about nineteen in twenty do.
- Nobody worked the list: what staff do about an alert changes what comes after it.
"""


def write(figures: dict[str, Any]) -> Path:
    """Write the document into the repository this runs from; return where."""
    path = ROOT / DOCUMENT
    path.write_text(text(figures), encoding="utf-8")
    return path


def text(figures: dict[str, Any]) -> str:
    variants = figures["variants"]
    base = variants[0]
    own = next(one for one in variants if one["name"] == "limits set for the person")
    parts = [
        _HEAD.format(promise=PROMISE, people=figures["people"], days=figures["days"]),
        _verdict(base["tasks_per_patient_day"], own["tasks_per_patient_day"]),
        _variants(variants),
        _helps(base, variants),
        *(_details(one) for one in (base, own)),
        _CAUGHT,
        *(_caught(one) for one in (base, own)),
        _FOOT,
    ]
    return "\n".join(part.strip("\n") + "\n" for part in parts)


def _verdict(rate: float, own: float) -> str:
    if rate <= PROMISE:
        kept = "The promise holds for these invented people"
    elif own <= PROMISE:
        kept = "The promise holds only once limits are set for the person"
    else:
        kept = "The promise does not hold"
    return _VERDICT_BAD.format(verdict=kept, rate=rate, times=rate / PROMISE, own=own)


def _variants(variants: list[dict[str, Any]]) -> str:
    lines = [
        "## Variants", "",
        "| Plans | alerts a patient-day | tasks a patient-day | caught | by its onset |",
        "| --- | --: | --: | --: | --: |",
    ]  # fmt: skip
    for one in variants:
        troubles = one["deteriorations"].values()
        seeded, caught, early = (
            sum(t[name] for t in troubles) for name in ("seeded", "caught", "by_onset_day")
        )
        lines.append(
            f"| {one['name']} | {one['alerts_per_patient_day']:.3f} |"
            f" {one['tasks_per_patient_day']:.3f} | {caught} of {seeded} | {early} |"
        )
    return "\n".join(lines) + "\n"


def _helps(base: dict[str, Any], variants: list[dict[str, Any]]) -> str:
    """Which rules are above, and what each variant would save and cost."""
    above = [
        f"{rule} ({of['per_patient_day']:.3f})"
        for rule, of in base["by_rule"].items()
        if of["per_patient_day"] >= PROMISE / 10
    ]
    lines = ["## What would help", ""]
    lines.append(f"Rules of a tenth of the promise or more by themselves: {', '.join(above)}.\n")
    caught = _all_caught(base)
    for one in variants[1:]:
        less = base["tasks_per_patient_day"] - one["tasks_per_patient_day"]
        lost = caught - _all_caught(one)
        lines.append(
            f"- *{one['name']}*: {less:+.3f} tasks a patient-day saved;"
            f" {abs(lost)} deteriorations {'fewer' if lost >= 0 else 'more'} caught."
        )
    lines.append("\nWhether a saving is worth what it misses is for a doctor and a nurse to say.")
    return "\n".join(lines) + "\n"


def _all_caught(variant: dict[str, Any]) -> int:
    return sum(trouble["caught"] for trouble in variant["deteriorations"].values())


def _details(one: dict[str, Any]) -> str:
    quiet = one["tasks_per_patient_day_of_those_who_never_got_worse"]
    lines = [f"## By rule: {one['name']}", ""]
    if quiet is not None:
        lines.append(f"Those who never got worse: {quiet:.3f} tasks a patient-day.\n")
    lines += ["| Rule | tasks | a patient-day |", "| --- | --: | --: |"]
    lines += [
        f"| {rule} | {of['tasks']} | {of['per_patient_day']:.4f} |"
        for rule, of in one["by_rule"].items()
    ]
    lines += ["", "| First condition | people | tasks a patient-day |", "| --- | --: | --: |"]
    lines += [
        f"| {name} | {of['people']} | {of['per_patient_day']:.3f} |"
        for name, of in one["by_condition"].items()
    ]
    return "\n".join(lines) + "\n"


def _caught(one: dict[str, Any]) -> str:
    lines = [
        f"### {one['name'].capitalize()}", "",
        "| Trouble | seeded | caught | missed | by its onset | by chance | median day |"
        " days after onset: how many |",
        "| --- | --: | --: | --: | --: | --: | --: | --- |",
    ]  # fmt: skip
    for trouble, of in one["deteriorations"].items():
        days = ", ".join(f"{day:+d}: {many}" for day, many in of["day_after_onset"].items())
        median = "–" if of["median_day"] is None else f"{of['median_day']:+g}"
        lines.append(
            f"| {trouble} | {of['seeded']} | {of['caught']} | {of['missed']} |"
            f" {of['by_onset_day']} | {of['expected_by_chance']} | {median} | {days} |"
        )
    return "\n".join(lines) + "\n"
