"""COPD. Limits 7.2; rules 7.4 to 7.7; daily questions 3.5.

The profile is for people without confirmed hypercapnic failure: for them a doctor chooses one of
the SPO2_HYPERCAP profiles (3.3). Times of day are design.
"""

from typing import Any

from heime.core.plan_agreements import RESPONSE_MINUTES
from heime.core.templates.wording import texts

CONTENT: dict[str, Any] = {
    "template": {"name": "copd", "version": 1},
    "conditions": ["copd"],
    "goals": [],
    "limits": [
        {"kind": "oxygen_saturation", "profile": "SPO2_COPD"},
        {"kind": "heart_rate", "profile": "PULSE_STD"},
        {"kind": "body_temperature", "profile": "TEMP_STD"},
        {"kind": "respiratory_rate", "profile": "RR_STD"},
    ],
    "rules": [
        "D-1", "P-D1", "F-1", "T-1", "S-R1", "S-R3", "S-R4", "S-Y1", "S-Y2", "C1", "C2",
        "M-1", "M-2",
    ],
    "person": {},
    # The oximeter shows the pulse as well; temperature and breathing are measured when asked for.
    "expectations": [
        {"what": "oxygen_saturation", "days": "every_day", "at": ["09:00"],
         "before_minutes": 180, "after_minutes": 180},
        {"what": "copd_daily", "days": "every_day", "at": ["09:00"],
         "before_minutes": 180, "after_minutes": 180},
    ],
    "missing_data_class": "standard",
    "protocols": [],
    "responders": [],
    "response_minutes": dict(RESPONSE_MINUTES),
    "texts": texts(
        "Hvil i fem minutter med varme hender og mål en gang til.",
        "Kvil i fem minutt med varme hender og mål ein gong til.",
        "Rest for five minutes with warm hands and measure once more.",
    ),
}  # fmt: skip
