"""Rights, blocks and objections as a page shows them: who, what, by whom, until when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from heime.core.actor import Actor
from heime.core.rights import GROUNDS, Ground
from heime.edges.people import words
from heime.flow import end_right, object_to
from heime.records.access.models import Block, Objection, Right
from heime.records.people.models import Contact


@dataclass(frozen=True, slots=True)
class RightLine:
    """state: live, waiting (for a second), or over."""

    id: UUID
    who: str
    ground: str
    covers: str
    begun: str
    until: str
    giver: str
    reason: str
    state: str
    is_emergency: bool
    can_end: bool
    can_confirm: bool
    can_object: bool
    finding: str


@dataclass(frozen=True, slots=True)
class BlockLine:
    id: UUID
    whom: str
    about: str
    since: str
    ended: str
    reason: str
    is_live: bool


@dataclass(frozen=True, slots=True)
class ObjectionLine:
    id: UUID
    to: str
    text: str
    made: str
    answer: str
    answered: str
    ended_right: bool


class Names:
    """Who the accounts around a person are: staff by name, kin as the contact, the person as such.

    own: the account of the person; reader: who reads, told as "you".
    """

    def __init__(self, contacts: Sequence[Contact], own: set[UUID], reader: UUID) -> None:
        self._kin = {one.account_id: one for one in contacts if one.account_id}
        self._own, self._reader = own, reader

    def of(self, account_id: UUID | None, staff_name: str = "") -> str:
        """Who holds something, as it stands first on a line."""
        return _("You") if account_id == self._reader else self.by(account_id, staff_name)

    def by(self, account_id: UUID | None, staff_name: str = "") -> str:
        """Who gave something, inside a sentence: "given by you"."""
        if account_id is None:
            return ""
        if account_id == self._reader:
            return pgettext("given by", "you")
        if account_id in self._own:
            return _("the person")
        kin = self._kin.get(account_id)
        if kin is not None:
            return f"{kin.name} ({kin.relation})"
        return staff_name or _("Next of kin")

    def holder(self, right: Right) -> str:
        if right.organisation is not None:
            return right.organisation.name
        return self.of(right.account_id, right.account.name if right.account else "")


def right_line(
    right: Right, names: Names, by: Actor, *, clinician: bool, now: datetime
) -> RightLine:
    """clinician: whether the reader works with the person as one."""
    terms = GROUNDS[Ground(right.ground)]
    is_over = right.ends_at is not None and right.ends_at <= now
    waits = not is_over and terms.second and right.second_by_id is None
    giver = names.by(right.given_by_id, right.given_by.name)
    if right.second_by is not None:
        second = names.by(right.second_by_id, right.second_by.name)
        giver = _("%(one)s and %(two)s") % {"one": giver, "two": second}
    code, _colon, text = right.finding.partition(": ")
    because = f"{words.emergency_reason(right.code)}. " if right.code else ""
    return RightLine(
        right.id, names.holder(right), words.ground(right.ground), words.scopes(right.scopes),
        words.day(right.starts_at, now), words.day(right.ends_at, now), giver,
        f"{because}{right.reason}",
        "over" if is_over else "waiting" if waits else "live",
        right.ground == Ground.EMERGENCY,
        can_end=not is_over and end_right.may_end(right, by),
        can_confirm=waits and clinician and right.given_by_id != by.account_id,
        can_object=not is_over and Ground(right.ground) in object_to.OPEN_TO_OBJECTION,
        finding=f"{words.finding(code)}. {text}" if text else "",
    )  # fmt: skip


def block_line(block: Block, names: Names, now: datetime) -> BlockLine:
    whom = _("Everybody outside the follow-up team")
    if block.account_id:
        whom = names.of(block.account_id, block.account.name if block.account else "")
    elif block.organisation:
        whom = block.organisation.name
    elif block.team:
        whom = block.team.name
    ended = block.ends_at is not None and block.ends_at <= now
    return BlockLine(
        block.id, whom, words.refused(block.scopes), words.day(block.starts_at, now),
        words.day(block.ends_at, now) if ended else "", block.reason, not ended,
    )  # fmt: skip


def objection_lines(
    objections: Iterable[Objection], names: Names, now: datetime
) -> list[ObjectionLine]:
    return [
        ObjectionLine(
            one.id, names.holder(one.right), one.text, words.day(one.made_at, now), one.answer,
            words.day(one.answered_at, now), one.ended_right,
        )
        for one in objections
    ]  # fmt: skip
