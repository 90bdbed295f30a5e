"""Rows of any table in a copy: as FHIR for a machine, and in a line for a reader."""

from collections import deque
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from heime.edges.record.about import moment
from heime.flow.export_rest import Kept

TEXTS = (
    "why", "reason", "text", "said", "what", "medicine", "name", "content", "answer", "kept",
    "due_at", "settled_at", "before", "after", "started_on", "kind", "sort", "told_by", "step",
    "mode", "state", "how", "situation", "background", "assessment", "recommendation", "revoked_at",
    "wiped_at", "figure", "value", "detail", "died_on", "push", "sms", "quiet_from", "quiet_until",
    "window_end", "respiratory_rate", "oxygen_saturation", "systolic", "heart_rate",
    "consciousness", "body_temperature",
)  # fmt: skip
"""The columns that a reader is told of, in this order. The data file has the others too."""
MOST = 200
"""Of each table, the newest, for a reader."""
_STRUCTURE = "https://heime.invalid/fhir/StructureDefinition/kept"


def basic(row: Kept) -> dict[str, Any]:
    """One row as a FHIR Basic: its table, and each column as an extension."""
    return {
        "resourceType": "Basic",
        "id": row.id,
        "extension": [
            {"url": f"{_STRUCTURE}#{name}", "valueString": text}
            for name, text in row.columns.items()
        ],
        "code": {"text": row.table},
        "subject": {"reference": f"Patient/{row.enrolment}"},
        "created": row.at.date().isoformat(),
    }


def rows(found: Iterable[Kept]) -> list[list[str]]:
    """When, what and its content, the newest of each table first."""
    of_table: dict[str, deque[Kept]] = {}
    for row in found:
        of_table.setdefault(row.table, deque(maxlen=MOST)).append(row)
    return [
        [moment(row.at), named(row.table), "; ".join(_said(row))]
        for table in of_table.values()
        for row in reversed(table)
    ]


def _said(row: Kept) -> list[str]:
    return [row.columns[name] for name in TEXTS if name in row.columns]


def named(table: str) -> str:
    """What a row of a table is, in words."""
    return {
        "home_entry": _("Sent from home"),
        "home_mark": _("Marked as wrong from home"),
        "home_course": _("Standby medicine started"),
        "home_promise": _("A promise that somebody would look"),
        "home_device": _("A phone that may send"),
        "kiosk_device": _("A tablet that was lent"),
        "happening": _("Something that happened"),
        "vital_set": _("Observations for NEWS2"),
        "invalidation": _("A reading that does not count"),
        "entered": _("Entered by staff"),
        "acknowledged": _("A green answer that was read"),
        "case_act": _("Done in a case"),
        "task": _("A task about you"),
        "hand_over": _("A hand-over"),
        "hand_over_act": _("A step of a hand-over"),
        "climb": _("Nobody had answered in time"),
        "phase_change": _("A change in the follow-up"),
        "death": _("A death that was recorded"),
        "transfer": _("An earlier follow-up"),
        "app_look": _("How the app looks"),
        "reminder_wish": _("How you want to be reminded"),
        "reminder_later": _("You asked to be reminded later"),
        "reminder": _("A reminder"),
        "referral": _("A proposal of follow-up"),
        "intake_step": _("A step before the follow-up"),
        "start_figure": _("A figure from before the start"),
        "closing": _("The end of a follow-up"),
        "erasure": _("A decision to erase"),
        "notice": _("Somebody was told that something waits"),
    }.get(table, table)
