"""What the phone needs to judge by itself: which rules it knows, and the numbers in them.

The phone judges what needs little history, and says "not judged yet" where the plan has switched on
any other rule that touches the same thing: such a rule looks further than a phone can see.
"""

from datetime import timedelta
from typing import Any

from heime.core import asked, baseline, late, moods, picture, plan, rules, spirometry, validity
from heime.core import weight as weights
from heime.core.kinds import Kind
from heime.core.quantity import Scaled, plain
from heime.core.questionnaires.scales import SCALES
from heime.core.questionnaires.shipped import SHIPPED
from heime.core.reading import ASKING_AGAIN, OFF_SCALE, REJECTING, Quality
from heime.ops.scenarios.items import CLOCK_MAY_BE_FAST

KNOWN = (
    "D-1", "P-D1", "W-1", "W-2", "W-3", "W-4", "W-5",
    "HF-S1", "HF-S2", "HF-S3", "HF-S4", "S-R1", "S-R3", "S-R4", "S-Y1", "S-Y2",
    "P-0", "P-1", "P-2", "P-3", "P-4", "P-5", "P-6", "P-7",
)  # fmt: skip
"""Of the rules that a plan switches on: those the phone judges. D-1 and P-D1 are there because they
are part of the zone of a reading, as a line is (CL-07). What is always on, it judges as well."""

_OTHERS = {
    "AF-1": ("heart_rate", "blood_pressure"),
    "HBPM": ("blood_pressure",),
    "F-1": tuple(kind.label for kind in Kind if kind in spirometry.BLOWN),
    "T-1": tuple(kind.label for kind in Kind if kind in baseline.TRENDING),
    "N-1": ("body_weight",),
    "N-2": ("body_weight",),
    "GAD-7": ("gad7",),
    "WHO-5": ("who5",),
    "RSS": ("rss",),
    "NEWS2": ("news2",),
    "DEM-1": ("dose_late", "dose_taken"),
    "DEM-2": ("door_open",),
    "DEM-3": ("fall",),
    "DEM-4": ("bed_exit",),
    "C1": ("oxygen_saturation", *asked.SYMPTOMS),
    "C2": tuple(picture.DOMAINS),
    "M-1": ("missing",),
    "M-2": ("missing",),
}
"""The other rules, and what each touches. `missing`: what was agreed and has not come."""


def content() -> dict[str, Any]:
    return {
        "knows": list(KNOWN),
        "others": {rule: list(touched) for rule, touched in _OTHERS.items()},
        "settling": sorted(rules.SETTLING),
        "judged_by": {kind.label: sorted(ids) for kind, ids in sorted(plan.JUDGED_BY.items())},
        "asked": {name: _asked(name) for name in asked.QUESTIONNAIRES},
        "domains": dict(picture.DOMAINS),
        "quality": {
            "rejecting": _flags(REJECTING),
            "asking_again": _flags(ASKING_AGAIN),
            "off_scale": _flags(OFF_SCALE),
        },
        "credible_pulse_pressure": [plain(end, 0) for end in validity.CREDIBLE_PULSE_PRESSURE],
        "clock_may_be_fast_minutes": CLOCK_MAY_BE_FAST // timedelta(minutes=1),
        "late": {
            "fresh_hours": late.FRESH // timedelta(hours=1),
            "stale_hours": late.STALE // timedelta(hours=1),
            "never": sorted(late.NEVER_LATE),
        },
        "baseline": {
            "days": baseline.WINDOW.days,
            "fewest": baseline.FEWEST,
            "relative": {
                "oxygen_saturation": {"rule": "D-1", "away": plain(-baseline.DROP, 0)},
                "heart_rate": {"rule": "P-D1", "away": plain(baseline.RISE, 0)},
            },
        },
        "weight": _weight(),
        "blown": {
            "kinds": sorted(kind.label for kind in spirometry.BLOWN),
            "credible_percent_of_best": {"fev1": list(spirometry.CREDIBLE_PERCENT)},
        },
        "phq9_reliable_rise": moods.RELIABLE_RISE_PHQ,
    }


def _weight() -> dict[str, Any]:
    return {
        "gain": _kilos(weights.GAIN),
        "large_gain": _kilos(weights.LARGE_GAIN),
        "from_dry": _kilos(weights.FROM_DRY),
        "jump": _kilos(weights.JUMP),
        "jump_days": weights.DAYS,
    }


def _asked(name: str) -> dict[str, Any]:
    """What answers there are to each question, and what scores and judges them."""
    form = SHIPPED.get(name)
    scale = SCALES.get(name)
    return {
        "version": None if form is None else form.version,
        "most": {}
        if form is None
        else {one.link_id: max(one.values) for one in form.questions if one.link_id != "safe_now"},
        "highest": None if scale is None else scale.highest,
        "judged_by": sorted(asked.RULES_OF[name]),
    }


def _flags(mask: Quality) -> list[str]:
    return [flag.name.lower() for flag in Quality if flag & mask and flag.name]


def _kilos(value: Scaled) -> str:
    return plain(value, 1)
