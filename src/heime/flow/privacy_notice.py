"""What a municipality tells people about their data: its own text, or our draft until then."""

from dataclasses import dataclass
from datetime import datetime

from heime.core.errors import MissingText, NotFound
from heime.core.privacy_draft import DRAFTS
from heime.records.people.changes import PrivacyNotice
from heime.records.people.models import Municipality


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice as it is read. draft: nobody in the municipality has approved it."""

    municipality: str
    language: str
    paragraphs: list[str]
    version: int
    valid_from: datetime | None
    draft: bool


def shown(number: int, language: str, *, now: datetime) -> Shown:
    """The notice in force, in this language or the municipality's own. Raises NotFound."""
    place = Municipality.objects.filter(number=number).first()
    if place is None:
        raise NotFound("There is no such municipality here.")
    for wanted in dict.fromkeys((language, place.language)):
        held = PrivacyNotice.objects.filter(
            municipality=place, language=wanted, valid_from__lte=now, approved_at__isnull=False
        )
        newest = held.order_by("-version").first()
        if newest is not None:
            return Shown(
                place.name, wanted, _paragraphs(newest.text), newest.version, newest.valid_from,
                draft=False,
            )  # fmt: skip
    text = DRAFTS.get(language, DRAFTS[place.language]).format(municipality=place.name)
    return Shown(
        place.name, language if language in DRAFTS else place.language, _paragraphs(text), 0, None,
        draft=True,
    )  # fmt: skip


def take_in(number: int, language: str, text: str, *, approved_by: str, now: datetime) -> int:
    """A text that somebody in the municipality stands for; return its version. Older ones stay.

    Raises NotFound and MissingText.
    """
    if not text.strip() or not approved_by.strip():
        raise MissingText("A notice has a text, and somebody who stands for it.")
    place = Municipality.objects.filter(number=number).first()
    if place is None:
        raise NotFound(f"{number} is not known here.")
    before = PrivacyNotice.objects.filter(municipality=place, language=language)
    newest = before.order_by("-version").values_list("version", flat=True).first() or 0
    PrivacyNotice.objects.create(
        municipality=place, language=language, version=newest + 1, text=text.strip(),
        valid_from=now, approved_by=approved_by.strip(), approved_at=now,
    )  # fmt: skip
    return newest + 1


def _paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]
