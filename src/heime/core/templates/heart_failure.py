"""Heart failure. Limits 7.2 and 4.1; rules 7.5; daily questions 4.2.

Weight is judged by its change, not by limits, and never alone (4.1). The weight rule on dry weight
is silent until a doctor has set one. Times of day are design; in the morning is 1.6.
"""

from typing import Any

from heime.core.plan_agreements import RESPONSE_MINUTES
from heime.core.templates.wording import texts

CONTENT: dict[str, Any] = {
    "template": {"name": "heart_failure", "version": 1},
    "conditions": ["heart_failure"],
    "goals": [],
    "limits": [
        {"kind": "blood_pressure", "profile": "BP_HF"},
        {"kind": "heart_rate", "profile": "PULSE_STD"},
    ],
    "rules": [
        "W-1", "W-2", "W-3", "W-4", "W-5", "HF-S1", "HF-S2", "HF-S3", "HF-S4", "AF-1", "C1", "C2",
        "M-1", "M-2",
    ],
    "person": {},
    "expectations": [
        {"what": "body_weight", "days": "every_day", "at": ["08:00"],
         "before_minutes": 180, "after_minutes": 180},
        {"what": "blood_pressure", "days": "every_day", "at": ["08:00"],
         "before_minutes": 180, "after_minutes": 180},
        {"what": "heart_failure_daily", "days": "every_day", "at": ["08:00"],
         "before_minutes": 180, "after_minutes": 180},
    ],
    "missing_data_class": "standard",
    "protocols": [],
    "responders": [],
    "response_minutes": dict(RESPONSE_MINUTES),
    "texts": texts(
        "Vei deg på samme måte i morgen tidlig, før frokost.",
        "Veg deg på same måten i morgon tidleg, før frukost.",
        "Weigh yourself in the same way tomorrow morning, before breakfast.",
    ),
}  # fmt: skip
