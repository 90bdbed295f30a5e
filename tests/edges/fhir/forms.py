"""Answered questionnaires as a sender writes them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

COPD = "urn:heime:questionnaire:copd_daily|1.0"
HEART = "urn:heime:questionnaire:heart_failure_daily|1.0"
PHQ9 = "urn:heime:questionnaire:phq9|1.0"
QUIET = {"k1": 0, "k3": 0, "k7": 0, "k9": 0}


def answered(
    who: UUID | str,
    items: dict[str, int | None] | None = None,
    *,
    questionnaire: str = COPD,
    minutes_ago: float = 1,
    key: str = "",
    **more: Any,
) -> dict[str, Any]:
    """A form of now, about one of ours; whole numbers as answers, None for a blank."""
    at = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    made = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": questionnaire,
        "status": "completed",
        "subject": {"reference": f"Patient/{who}"},
        "authored": at.isoformat(timespec="milliseconds"),
        "item": [item(name, value) for name, value in (items or QUIET).items()],
    }
    if key:
        made["identifier"] = {"system": "urn:app", "value": key}
    return made | more


def item(link_id: str, value: int | None) -> dict[str, Any]:
    if value is None:
        return {"linkId": link_id}
    return {"linkId": link_id, "answer": [{"valueInteger": value}]}
