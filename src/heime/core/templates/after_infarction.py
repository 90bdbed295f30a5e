"""After a heart attack. What is followed: 4.5, with mood by PHQ-9 (6.2, 7.5). Limits 7.2.

Chest pain is never judged here: it is 113 at once, and no measurement lowers that (4.5).
Days and times are design; PHQ-9 asks about two weeks and comes every fourth.
"""

from typing import Any

from heime.core.plan_agreements import RESPONSE_MINUTES
from heime.core.templates.wording import texts

CONTENT: dict[str, Any] = {
    "template": {"name": "after_infarction", "version": 1},
    "conditions": ["after_infarction"],
    "goals": [],
    "limits": [
        {"kind": "blood_pressure", "profile": "BP_STD"},
        {"kind": "heart_rate", "profile": "PULSE_STD"},
    ],
    "rules": [
        "AF-1", "DEM-1", "P-0", "P-1", "P-2", "P-3", "P-4", "P-5", "P-6", "P-7", "M-1", "M-2",
    ],
    "person": {},
    "expectations": [
        {"what": "blood_pressure", "days": ["mon", "thu"], "at": ["09:00"],
         "before_minutes": 180, "after_minutes": 180},
        {"what": "body_weight", "days": ["mon"], "at": ["09:00"],
         "before_minutes": 180, "after_minutes": 180},
        {"what": "phq9", "days": ["mon"], "every_weeks": 4, "at": ["12:00"],
         "before_minutes": 360, "after_minutes": 480},
    ],
    "missing_data_class": "standard",
    "protocols": [],
    "responders": [],
    "response_minutes": dict(RESPONSE_MINUTES),
    "texts": texts(
        "Sitt stille i fem minutter og mål en gang til. Har du vondt i brystet, ring 113.",
        "Sit stille i fem minutt og mål ein gong til. Har du vondt i brystet, ring 113.",
        "Sit still for five minutes and measure once more. If your chest hurts, call 113.",
    ),
}  # fmt: skip
