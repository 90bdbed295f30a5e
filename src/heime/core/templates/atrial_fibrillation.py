"""Atrial fibrillation that is known. Pulse limits 7.2 and 4.4; missed doses DEM-1 (4.4).

The irregular-pulse flag is information here (AF-1 stays off), and three cuff readings make one
blood pressure (C-8). Which drugs are critical the doctor writes. Days and times are design.
"""

from typing import Any

from heime.core.plan_agreements import RESPONSE_MINUTES
from heime.core.templates.wording import texts

CONTENT: dict[str, Any] = {
    "template": {"name": "atrial_fibrillation", "version": 1},
    "conditions": ["atrial_fibrillation"],
    "goals": [],
    "limits": [
        {"kind": "heart_rate", "profile": "PULSE_STD"},
        {"kind": "blood_pressure", "profile": "BP_STD"},
    ],
    "rules": ["P-D1", "DEM-1", "M-1", "M-2"],
    "person": {"atrial_fibrillation_known": True},
    "expectations": [
        {"what": "blood_pressure", "days": ["mon", "wed", "fri"], "at": ["09:00"],
         "before_minutes": 180, "after_minutes": 180},
    ],
    "missing_data_class": "standard",
    "protocols": [],
    "responders": [],
    "response_minutes": dict(RESPONSE_MINUTES),
    "texts": texts(
        "Sitt stille i fem minutter og mål tre ganger med et minutt imellom.",
        "Sit stille i fem minutt og mål tre gonger med eit minutt imellom.",
        "Sit still for five minutes and measure three times, a minute apart.",
    ),
}  # fmt: skip
