"""Depression in guided self-help (6.7): PHQ-9 and GAD-7 before each weekly contact, WHO-5 monthly.

The rules on item 9 are all on and belong together (6.6). The weekday is design.
"""

from typing import Any

from heime.core.plan_agreements import RESPONSE_MINUTES
from heime.core.templates.wording import texts

CONTENT: dict[str, Any] = {
    "template": {"name": "depression", "version": 1},
    "conditions": ["depression"],
    "goals": [],
    "limits": [],
    "rules": [
        "P-0", "P-1", "P-2", "P-3", "P-4", "P-5", "P-6", "P-7", "GAD-7", "WHO-5", "M-1", "M-2",
    ],
    "person": {},
    "expectations": [
        {"what": "phq9", "days": ["mon"], "at": ["12:00"],
         "before_minutes": 360, "after_minutes": 480},
        {"what": "gad7", "days": ["mon"], "at": ["12:00"],
         "before_minutes": 360, "after_minutes": 480},
        {"what": "who5", "days": ["mon"], "every_weeks": 4, "at": ["12:00"],
         "before_minutes": 360, "after_minutes": 480},
    ],
    "missing_data_class": "standard",
    "protocols": [],
    "responders": [],
    "response_minutes": dict(RESPONSE_MINUTES),
    "texts": texts(
        "Fortsett med det du og veilederen har avtalt. Har du det vanskelig nå, ring 116 117 eller"
        " Mental Helse 116 123.",
        "Hald fram med det du og rettleiaren har avtalt. Har du det vanskeleg no, ring 116 117"
        " eller Mental Helse 116 123.",
        "Carry on with what you and your guide have agreed. If things are hard right now, call"
        " 116 117 or Mental Helse 116 123.",
    ),
}  # fmt: skip
