"""High blood pressure. Limits 7.2; the home week 4.3 and 7.4, which a doctor starts by its date.

Between the weeks 4.3 asks for one or two days a month; here every other Monday (design).
"""

from typing import Any

from heime.core.plan_agreements import RESPONSE_MINUTES
from heime.core.templates.wording import texts

CONTENT: dict[str, Any] = {
    "template": {"name": "hypertension", "version": 1},
    "conditions": ["hypertension"],
    "goals": [],
    "limits": [
        {"kind": "blood_pressure", "profile": "BP_STD"},
        {"kind": "heart_rate", "profile": "PULSE_STD"},
    ],
    "rules": ["HBPM", "AF-1", "M-1", "M-2"],
    "person": {},
    "expectations": [
        {"what": "blood_pressure", "days": ["mon"], "every_weeks": 2, "at": ["08:00", "20:00"],
         "before_minutes": 180, "after_minutes": 180},
    ],
    "missing_data_class": "standard",
    "protocols": [],
    "responders": [],
    "response_minutes": dict(RESPONSE_MINUTES),
    "texts": texts(
        "Sitt stille i fem minutter med støtte for rygg og arm, og mål en gang til.",
        "Sit stille i fem minutt med støtte for rygg og arm, og mål ein gong til.",
        "Sit still for five minutes with back and arm supported, and measure once more.",
    ),
}  # fmt: skip
