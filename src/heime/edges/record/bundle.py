"""Everything about a person as one FHIR R4 Bundle (collection), piece by piece.

The Patient is the follow-up, as at the FHIR door; a follow-up that is linked has a Patient of its
own. Nobody's identity number is in it.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from heime.core.corrections import Sort
from heime.core.kinds import KINDS, Kind
from heime.core.log_words import Line
from heime.core.phases import Phase
from heime.core.rights import Ground
from heime.core.topics import label
from heime.edges import naming
from heime.edges.clinic import planview, words
from heime.edges.fhir import observation_out, questionnaire_out
from heime.edges.fhir.observation_out import Stored
from heime.edges.fhir.questionnaire_out import StoredAnswers
from heime.edges.record import about, kept, letters
from heime.flow import export
from heime.flow.export import Everything
from heime.records.access.models import Block, Right
from heime.records.keeping.models import Correction
from heime.records.measurements.models import Judgement, Measurement, Response
from heime.records.people.models import Enrolment
from heime.records.plans.models import PlanVersion
from heime.records.worklist.models import Case

Resource = dict[str, Any]
_CODES = "http://terminology.hl7.org/CodeSystem"
_POINTS_AT = {
    Sort.READING: "Observation", Sort.ANSWERS: "QuestionnaireResponse", Sort.NOTE: "Task",
    Sort.PLAN: "CarePlan", Sort.MESSAGE: "Communication",
}  # fmt: skip


def written(of: Everything, *, base: str, now: datetime) -> Iterator[bytes]:
    """The Bundle in pieces, each a whole number of entries. base: our FHIR address."""
    yield f'{{"resourceType":"Bundle","type":"collection","timestamp":"{_at(now)}"'.encode()
    before = b',"entry":['
    for kind, id_, resource in _entries(of, now):
        address = msgspec.json.encode(f"{base}/{kind}/{id_}")
        yield before + b'{"fullUrl":' + address + b',"resource":' + resource + b"}"
        before = b","
    yield b"]}"


def _entries(of: Everything, now: datetime) -> Iterator[tuple[str, str, bytes]]:
    for made in _few(of, now):
        yield made["resourceType"], made["id"], msgspec.json.encode(made)
    for reading, judged in export.readings(of):
        yield "Observation", str(reading.id), _judged(observation(reading, of), judged)
    for form, _judgement in export.answers(of):
        yield "QuestionnaireResponse", str(form.id), answers(form)
    for message, files in export.messages(of):
        made = letters.communication(message, files, of)
        yield "Communication", str(message.id), msgspec.json.encode(made)
    for row in export.others(of):
        yield "Basic", row.id, msgspec.json.encode(kept.basic(row))


def _few(of: Everything, now: datetime) -> Iterator[Resource]:
    """Everything but readings and answers."""
    holders = about.holders(of)
    yield from (patient(one, of) for one in of.follow_ups)
    yield from (care_plan(one, now) for one in of.plans)
    yield from (task(one) for one in of.cases)
    yield from (consent(one, holders.of(one)) for one in of.rights)
    yield from (refusal(one, holders.blocked(one)) for one in of.blocks)
    yield from (provenance(one) for one in of.corrections)
    yield from (audit_event(one, n, of) for n, one in enumerate(of.log, 1))


def patient(one: Enrolment, of: Everything) -> Resource:
    who = one.patient
    # What is protected here is not told by an earlier record of theirs either.
    hidden = any(other.patient.protection for other in of.follow_ups)
    telecom = [{"system": "phone", "value": who.phone}] if who.phone and not hidden else []
    contacts = of.contacts if one.id == of.person.id else []
    return _filled(
        {
            "resourceType": "Patient",
            "id": str(one.id),
            "active": one.phase != Phase.ENDED,
            "name": [{"family": who.family, "given": [who.given]}],
            "telecom": telecom,
            "gender": who.sex,
            "birthDate": who.birth_date.isoformat() if who.birth_date else None,
            "deceasedDateTime": who.died_on.isoformat() if who.died_on else None,
            "address": [{"text": who.address}] if who.address and not hidden else [],
            "contact": [
                {"relationship": [{"text": kin.relation}], "name": {"text": kin.name}}
                for kin in contacts
            ],
            "communication": [{"language": {"text": who.language}, "preferred": True}],
            "generalPractitioner": [{"display": who.gp_office}] if who.gp_office else [],
            "managingOrganization": {"display": one.municipality.name},
        }
    )


def observation(row: Measurement, of: Everything) -> bytes:
    """As at the FHIR door, but with the value of what does not count: it is kept about them. A
    kind that no code list knows is told in words.
    """
    withdrawn = of.withdrawn.get(row.id)
    if not KINDS[Kind(row.kind)].loinc:
        return msgspec.json.encode(_in_words(row, "entered-in-error" if withdrawn else "final"))
    return observation_out.build(
        Stored(
            row.id, row.enrolment_id, Kind(row.kind), row.value, row.second, row.decimals,
            row.measured_at, row.received_at, row.rejected, row.device or "", row.manual,
            withdrawn, row.quality,
        ),
        with_withdrawn=True,
    )  # fmt: skip


def _in_words(row: Measurement, status: str) -> Resource:
    return {
        "resourceType": "Observation",
        "id": str(row.id),
        "status": status,
        "code": {"text": words.kind_name(row.kind)},
        "subject": _subject(row.enrolment_id),
        "effectiveDateTime": _at(row.measured_at),
        "valueString": about.value(row),
    }


def _judged(resource: bytes, judged: Judgement | None) -> bytes:
    """The same with how it was judged: in words, since no code list has our zones."""
    if judged is None:
        return resource
    said = msgspec.json.encode([{"text": about.judged(judged)}])
    return resource[:-1] + b',"interpretation":' + said + b"}"


def answers(row: Response) -> bytes:
    return questionnaire_out.response(
        StoredAnswers(
            row.id, row.enrolment_id, label(row.questionnaire), row.version, row.answered_at,
            row.received_at, row.items or {}, row.safe_now, row.by,
        )
    )  # fmt: skip


def care_plan(version: PlanVersion, now: datetime) -> Resource:
    view = planview.view(version, now)
    lines = [f"{one.name} ({one.unit}): {about.limits(one)}" for one in view.limits]
    lines += [f"{name}: {said}" for name, said in (*view.facts, *view.expected, *view.rules)]
    lines += [f"{one.word}: {one.text}" for one in view.texts]
    return _filled(
        {
            "resourceType": "CarePlan",
            "id": f"plan-{version.id}",
            "status": "active" if version.status == "approved" else "completed",
            "intent": "plan",
            "title": str(version.number),
            "subject": _subject(version.enrolment_id),
            "period": {"start": _at(version.valid_from)},
            "created": _at(version.approved_at) if version.approved_at else None,
            "author": {"display": view.approved_by},
            "activity": [
                {"detail": {"status": "in-progress", "description": line}} for line in lines
            ],
            "note": [{"text": goal} for goal in view.goals],
        }
    )


def task(case: Case) -> Resource:
    """A case: something that somebody had to look at."""
    said = f"{words.zone_words(case.zone, case.priority)}, {words.kind_name(case.kind)}"
    return _filled(
        {
            "resourceType": "Task",
            "id": str(case.id),
            "status": "completed" if case.closed_at else "in-progress",
            "intent": "order",
            "description": said,
            "for": _subject(case.enrolment_id),
            "authoredOn": _at(case.opened_at),
            "lastModified": _at(case.closed_at or case.changed_at),
            "owner": {"display": case.closed_by.name} if case.closed_by else None,
            "note": [{"text": text} for text in (words.outcome(case.outcome), case.note) if text],
        }
    )


def consent(right: Right, holder: str) -> Resource:
    """A right: whom it is to, on what ground, to what, and how long."""
    return _consent(
        str(right.id), right.enrolment_id, "permit", right.starts_at, right.ends_at, holder,
        naming.ground(Ground(right.ground)), right.scopes,
    )  # fmt: skip


def refusal(block: Block, holder: str) -> Resource:
    return _consent(
        str(block.id), block.enrolment_id, "deny", block.starts_at, block.ends_at, holder,
        block.reason, block.scopes,
    )  # fmt: skip


def _consent(
    id_: str, person: UUID, kind: str, starts: datetime, ends: datetime | None, holder: str,
    why: str, scopes: list[str],
) -> Resource:  # fmt: skip
    period = _filled({"start": _at(starts), "end": _at(ends) if ends else None})
    actor = {"role": {"text": why or kind}, "reference": {"display": holder or "-"}}
    return {
        "resourceType": "Consent",
        "id": id_,
        "status": "active",
        "scope": {"coding": [{"system": f"{_CODES}/consentscope", "code": "patient-privacy"}]},
        "category": [{"coding": [{"system": "http://loinc.org", "code": "59284-0"}]}],
        "patient": _subject(person),
        "dateTime": _at(starts),
        "policyRule": {"text": why or kind},
        "provision": {
            "type": kind,
            "period": period,
            "actor": [actor],
            "code": [{"text": one} for one in scopes] or [{"text": "*"}],
        },
    }


def provenance(one: Correction) -> Resource:
    """A correction, pointing at what it corrects."""
    sort = Sort(one.sort)
    id_ = f"plan-{one.about}" if sort is Sort.PLAN else one.about
    return {
        "resourceType": "Provenance",
        "id": str(one.id),
        "target": [{"reference": f"{_POINTS_AT[sort]}/{id_}"}],
        "recorded": _at(one.made_at),
        "reason": [{"text": one.text}],
        "activity": {"coding": [{"system": f"{_CODES}/v3-DataOperation", "code": "UPDATE"}]},
        "agent": [{"who": {"display": one.made_by.name}}],
    }


def audit_event(line: Line, number: int, of: Everything) -> Resource:
    """One line of the log in plain words, as the person reads it."""
    return {
        "resourceType": "AuditEvent",
        "id": f"log-{number}",
        "type": {"system": "http://dicom.nema.org/resources/ontology/DCM", "code": "110110"},
        "recorded": _at(line.last),
        "outcome": "4" if line.stands_out == "denied" else "0",
        "outcomeDesc": line.sentence,
        "agent": [{"who": {"display": line.who or "-"}, "requestor": True}],
        "source": {"observer": {"display": "Heime"}},
        "entity": [{"what": _subject(of.person.id)}],
    }


def _subject(enrolment: UUID) -> dict[str, str]:
    return {"reference": f"Patient/{enrolment}"}


def _at(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _filled(resource: Resource) -> Resource:
    """Without what is empty: FHIR has no empty strings and lists."""
    return {name: one for name, one in resource.items() if one not in ("", None, [], {})}
