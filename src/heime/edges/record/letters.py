"""Messages in the copy of everything: those of the threads that the person is in themselves."""

import base64
from datetime import UTC
from typing import Any

from django.utils.translation import gettext as _

from heime.core.messages import Side, Sort
from heime.edges.record.about import moment
from heime.flow import export
from heime.flow.export import Everything
from heime.records.messages.models import File, Message


def said(one: Message) -> str:
    """What a line of a thread says."""
    return {
        Sort.SAID: one.text,
        Sort.CALL_ME: _("Asked to be called at once."),
        Sort.SETTLED: _("Read, and needed no answer."),
        Sort.CLOSED: _("The team was closed, and nobody read this then."),
    }[Sort(one.sort)]


def who(one: Message, of: Everything) -> str:
    """Who wrote it; those who sign in without a name are the person and their next of kin."""
    if one.side == Side.PATIENT:
        return _("You")
    if one.sent_by is None:
        return "Heime"
    named = {kin.account_id: kin.name for kin in of.contacts}
    return one.sent_by.name or named.get(one.sent_by_id, "") or _("Next of kin")


def rows(of: Everything) -> list[list[str]]:
    """For the PDF: when, who, what; of files how many, for they are in the data file."""
    found = []
    for one, files in export.messages(of):
        count = [_("Files: %(count)s") % {"count": len(files)}] if files else []
        found.append([moment(one.sent_at), who(one, of), " · ".join([said(one), *count])])
    return found


def communication(one: Message, files: list[File], of: Everything) -> dict[str, Any]:
    """For FHIR: a message with its files, each read when it is its turn."""
    words: list[dict[str, Any]] = [{"contentString": said(one)}]
    return {
        "resourceType": "Communication",
        "id": str(one.id),
        "status": "completed",
        "partOf": [{"identifier": {"value": str(one.thread_id)}}],
        "priority": "urgent" if one.urgent else "routine",
        "subject": {"reference": f"Patient/{one.enrolment_id}"},
        "sent": one.sent_at.astimezone(UTC)
        .isoformat(timespec="milliseconds")
        .replace("+00:00", "Z"),
        "sender": {"display": who(one, of)},
        "payload": [*words, *({"contentAttachment": _attachment(file)} for file in files)],
    }


def _attachment(file: File) -> dict[str, Any]:
    data = base64.b64encode(export.content_of(file)).decode()
    return {"contentType": file.sort, "size": file.size, "data": data}
