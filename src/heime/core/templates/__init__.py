"""The plans that people start from: one module for each condition, and a way to join several.

Everything in them is a start value that a doctor must consider for the person (clinical reference,
head). Limits are named by profile (7.2) and never marked as considered. No template switches on
the rules for doors, falls and beds: those need a responder who is named first (5.1). Texts are
start texts without any medicine in them; what a doctor prescribes the doctor writes.

Where the reference says nothing of how often or at what hour, the module marks it as design.
"""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from heime.core.plan_content import refused
from heime.core.templates import (
    after_infarction,
    atrial_fibrillation,
    copd,
    dementia,
    depression,
    heart_failure,
    hypertension,
)
from heime.core.templates.joining import joined as _joined

Content = dict[str, Any]

TEMPLATES: Mapping[str, Content] = {
    module.CONTENT["template"]["name"]: module.CONTENT
    for module in (
        copd,
        heart_failure,
        hypertension,
        atrial_fibrillation,
        after_infarction,
        dementia,
        depression,
    )
}
"""By name, which is also the condition's. Not to be changed: ask `template` for a copy."""

START_VALUE = {
    "nb": "Startverdi – må vurderes av ansvarlig lege",
    "nn": "Startverdi – må vurderast av ansvarleg lege",
    "en": "Start value – the responsible doctor must consider it",
}
"""What stands on every limit that nobody has considered (clinical reference, head)."""


def template(name: str) -> Content:
    """A plan to start from, one's own to change. Raises BadPlan for a template there is not."""
    if name not in TEMPLATES:
        raise refused("template.name", f"there is no template called '{str(name)[:30]}'.")
    return deepcopy(TEMPLATES[name])


def joined(names: Iterable[str]) -> Content:
    """The template for a person with two or more conditions: the plans side by side.

    What they want to know is asked for once. Where their limits differ the doctor must decide
    before the plan can be approved; nothing is decided here. One name gives that template.
    """
    wanted = list(dict.fromkeys(names))
    if not wanted:
        raise refused("template", "no template is named.")
    found = [template(name) for name in wanted]
    return found[0] if len(found) == 1 else _joined(found)
