"""A plan with what the app shows: times to measure, own words, and a doctor's text for standby."""

from datetime import UTC, datetime, timedelta
from typing import Any

SOON = (datetime.now(UTC) + timedelta(days=90)).date().isoformat()
STANDBY: dict[str, Any] = {
    "text": "Prednisolon 5 mg: ta 6 tabletter om morgenen i 5 dager.",
    "start_criteria": "Mer tungpust enn vanlig, og mer eller gult oppspytt.",
    "review_on": SOON,
}


def whole(**but: Any) -> dict[str, Any]:
    return {
        "conditions": ["copd"],
        "goals": ["Gå til postkassa uten å stoppe."],
        "limits": [{"kind": "oxygen_saturation", "profile": "SPO2_COPD", "considered": True}],
        "rules": ["S-R1", "S-R3", "S-R4", "S-Y1", "M-1"],
        "expectations": [
            {"what": "oxygen_saturation", "days": "every_day", "at": ["12:00"],
             "before_minutes": 719, "after_minutes": 719},
        ],
        "texts": {
            "green": {"nb": "I dag kan du gå tur."},
            "yellow": {"nb": "Ta det med ro."},
            "red": {"nb": "Ring teamet."},
        },
        "standby": STANDBY,
        "review_on": SOON,
    } | but  # fmt: skip
