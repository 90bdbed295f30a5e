"""Mild or moderate dementia (5.1): medicine dispenser, weight and nutrition, the carer's strain.

Doors, falls and beds (DEM-2, DEM-3, DEM-4) are left off: they go to a response service that is
staffed day and night, and can be switched on when one is named. The carer's answers are the
carer's own (5.2) and are not asked for here. The day of weighing is design.
"""

from typing import Any

from heime.core.plan_agreements import RESPONSE_MINUTES
from heime.core.templates.wording import texts

CONTENT: dict[str, Any] = {
    "template": {"name": "dementia", "version": 1},
    "conditions": ["dementia"],
    "goals": [],
    "limits": [],
    "rules": ["DEM-1", "N-1", "N-2", "RSS", "M-1", "M-2"],
    "person": {},
    "expectations": [
        {"what": "body_weight", "days": ["mon"], "at": ["10:00"],
         "before_minutes": 240, "after_minutes": 480},
    ],
    "missing_data_class": "standard",
    "protocols": [],
    "responders": [],
    "response_minutes": dict(RESPONSE_MINUTES),
    "texts": texts(
        "Du trenger ikke gjøre noe nå.",
        "Du treng ikkje gjere noko no.",
        "You need not do anything now.",
    ),
}  # fmt: skip
