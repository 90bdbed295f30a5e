"""An entry as it came from a phone, read strictly. Nothing is guessed; what is wrong is named.

Texts of refusals never repeat what was sent.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from heime.core import home_entry
from heime.core.arrival import Sent, SentAnswers
from heime.core.errors import UnknownKind, UnknownUnit
from heime.core.home_entry import BadEntry, By, MeterRecord, Moment, Sort
from heime.core.kinds import BY_LABEL, KINDS, Kind
from heime.core.quantity import decimals_of, scaled, unit_from_ucum
from heime.core.questionnaires import asking
from heime.core.questionnaires.form import Questionnaire
from heime.core.questionnaires.safety import SAFE_NOW_WORDS
from heime.core.questionnaires.shipped import SHIPPED
from heime.core.reading import OFF_SCALE, Quality
from heime.edges.home import acts
from heime.edges.home.acts import id_of, moment
from heime.flow.receive_home import Arrived

MOST = 100
"""Entries of one request."""
_NUMBER = re.compile(r"-?[0-9]{1,7}(\.[0-9]{1,8})?\Z")
_SAFE = frozenset(SAFE_NOW_WORDS.values())
_LONGEST_NAME = 60
_MOST_OFF = timedelta(days=36_500)

Raw = Mapping[str, Any]


def sort_of(raw: Raw) -> Sort:
    found = raw.get("sort")
    if not isinstance(found, str) or found not in set(Sort):
        raise BadEntry("sort: there is no such sort of entry.")
    return Sort(found)


def when(raw: Raw, *, sent_at: datetime, now: datetime) -> Moment:
    """When it was, by our clock. Raises BadEntry and ImpossibleTime."""
    off = raw.get("off_ms")
    if off is not None and type(off) is not int:
        raise BadEntry("off_ms: must be a whole number of milliseconds, or null.")
    if off is not None and abs(off) > _MOST_OFF / timedelta(milliseconds=1):
        raise home_entry.ImpossibleTime("No clock is that wrong.")
    at = moment(raw.get("at"), "at")
    wrong = None if off is None else timedelta(milliseconds=off)
    try:
        return home_entry.moment(at, off=wrong, sent_at=sent_at, now=now)
    except OverflowError:
        raise home_entry.ImpossibleTime("No clock is that wrong.") from None


def content(raw: Raw) -> bytes:
    """Bytes that are equal exactly when what was sent is equal."""
    return json.dumps(raw, sort_keys=True, separators=(",", ":")).encode()


def arrived(raw: Raw, person: UUID, token: str, *, sent_at: datetime, now: datetime) -> Arrived:
    """An entry, understood. Raises BadEntry, UnknownKind, UnknownUnit and the like."""
    sort, id_ = sort_of(raw), id_of(raw.get("id"))
    at = when(raw, sent_at=sent_at, now=now)
    on_behalf = raw.get("on_behalf", False)
    if not isinstance(on_behalf, bool):
        raise BadEntry("on_behalf: must be true or false.")
    by = By.CARER if on_behalf else By.PATIENT
    what: Any = None
    if sort is Sort.READING:
        what = reading(raw, person, token, at.at)
    elif sort is Sort.ANSWERS:
        what = answers(raw, person, token, at.at, by)
    else:
        what = acts.READ[sort](raw)
    record = _record(raw, what) if sort is Sort.READING else None
    return Arrived(token, person, id_, sort, by, at.at, at.phone_at, content(raw), what, record)


def reading(raw: Raw, person: UUID, token: str, at: datetime) -> Sent:
    """A value or two with their unit, in the words of the scenario format."""
    kind = BY_LABEL.get(raw["kind"]) if isinstance(raw.get("kind"), str) else None
    if kind is None:
        raise UnknownKind("kind: we do not know this kind of measurement.")
    unit = raw.get("unit")
    if not isinstance(unit, str) or unit_from_ucum(unit) is not KINDS[kind].unit:
        raise UnknownUnit("unit: this is not the unit of this kind.")
    said = quality(raw.get("quality", []))
    numbers = _numbers(raw, kind, said)
    first, second = (*numbers, None, None)[:2]
    return Sent(
        token=token, enrolment=person, lookup=None, key=str(id_of(raw.get("id"))),
        content=content(raw), kind=kind, value=None if first is None else scaled(first),
        second=None if second is None else scaled(second),
        decimals=max(map(decimals_of, numbers), default=0), measured_at=at,
        quality=said, device=_meter(raw.get("device"), kind),
        manual=_is_typed(raw), from_home=True,
    )  # fmt: skip


def _numbers(raw: Raw, kind: Kind, said: Quality) -> list[Decimal]:
    """Its value, or both; none when the meter shows HI or LO, and then there must be none."""
    names = ("systolic", "diastolic") if KINDS[kind].has_two else ("value",)
    if not said & OFF_SCALE:
        return [number(raw, name) for name in names]
    if said & OFF_SCALE == OFF_SCALE or any(raw.get(name) is not None for name in names):
        raise BadEntry("quality: what is above or below the meter's range has no value.")
    return []


def number(raw: Raw, name: str) -> Decimal:
    """Numbers travel as text, so that no binary float comes near a limit."""
    value = raw.get(name)
    if not isinstance(value, str) or not _NUMBER.match(value):
        raise BadEntry(f"{name}: must be a number written as text, such as '37.2'.")
    return Decimal(value)


def quality(value: Any) -> Quality:
    """What the meter said of its own reading."""
    if not isinstance(value, list) or len(value) > len(Quality):
        raise BadEntry("quality: must be a list of words.")
    known = {one.name.lower(): one for one in Quality if one.name}
    found = Quality.NONE
    for one in value:
        if not isinstance(one, str) or one not in known:
            raise BadEntry("quality: there is a word that we do not know.")
        found |= known[one]
    return found


def _is_typed(raw: Raw) -> bool:
    typed = raw.get("manual", raw.get("device") is None)
    if not isinstance(typed, bool):
        raise BadEntry("manual: must be true or false.")
    return typed


def _meter(value: Any, kind: Kind) -> str:
    """The meter's own id, by which a repeat is known; empty for what was typed."""
    if value is None:
        return ""
    if not isinstance(value, Mapping):
        raise BadEntry("device: must be an object, or null.")
    for name in ("id", "model"):
        text = value.get(name)
        if text is not None and (not isinstance(text, str) or len(text) > _LONGEST_NAME):
            raise BadEntry(f"device.{name}: must be a short text.")
    sequence = value.get("sequence")
    if sequence is not None and (type(sequence) is not int or not 0 <= sequence < 1 << 32):
        raise BadEntry("device.sequence: must be a whole number.")
    if value.get("at") is not None:
        moment(value["at"], "device.at")
    return value.get("id") or value.get("model") or kind.label


def _record(raw: Raw, sent: Sent) -> MeterRecord | None:
    """What the meter calls this result; None for one it has not stored, or has no time of."""
    device = raw.get("device")
    if device is None or device.get("at") is None:
        return None
    moment(device["at"], "device.at")
    sequence: int | None = device.get("sequence")
    shown = datetime.fromisoformat(device["at"]).replace(microsecond=0, tzinfo=None)
    named = (sent.kind.value, sequence, shown, sent.value, sent.second, int(sent.quality))
    key = UUID(bytes=sha256(repr(named).encode()).digest()[:16])
    return MeterRecord(key, device.get("model") or "", sequence, shown)


def answers(raw: Raw, person: UUID, token: str, at: datetime, by: By) -> SentAnswers:
    """A form by its name and version, each answer among the question's own."""
    name, version = raw.get("questionnaire"), raw.get("version")
    form = SHIPPED.get(name) if isinstance(name, str) else None
    if form is None:
        raise BadEntry("questionnaire: there is no such form.")
    if version != form.version:
        raise BadEntry("version: the form has been changed; answer it once more.")
    safe = raw.get("safe_now")
    if safe is not None and (not isinstance(safe, str) or safe not in _SAFE):
        raise BadEntry("safe_now: there is no such answer.")
    return SentAnswers(
        token=token, enrolment=person, lookup=None, key=str(id_of(raw.get("id"))),
        content=content(raw), questionnaire=form.name, version=form.version, answered_at=at,
        items=_items(raw.get("items"), form), safe_now=safe, by=by, from_home=True,
    )  # fmt: skip


def _items(value: Any, form: Questionnaire) -> dict[str, int | None]:
    """What was answered; a question that was asked and has no answer is blank (CL-19)."""
    if not isinstance(value, Mapping):
        raise BadEntry("items: must be an object.")
    given: dict[str, int | None] = {}
    for link_id, answer in value.items():
        question = form.question(link_id)
        if question is None:
            raise BadEntry("items: there is an answer to no question of this form.")
        if answer is not None and (type(answer) is not int or question.option(answer) is None):
            raise BadEntry("items: there is an answer that the question does not have.")
        given[link_id] = answer
    if not given:
        raise BadEntry("items: there is no answer.")
    visible = {one.link_id for one in asking.visible(form, given)}
    blanks: dict[str, int | None] = dict.fromkeys(visible)
    return blanks | {link_id: value for link_id, value in given.items() if link_id in visible}
