"""What the demo's staff and people are in the middle of: opening hours, who is on call, the change
of shift, messages, a hand-over, a task, a case set aside.

Done through the same verbs as on the pages, as the web's role, by people who sign in with the
demo's own passwords. Which people and which words is fixed; which of their cases, the history's.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connections, transaction

from heime.core.actor import Actor
from heime.core.climbing import Step
from heime.core.hand_over import Urgency
from heime.core.hours import HOME, Hours
from heime.core.isbar import Isbar
from heime.core.setting_aside import Waits
from heime.core.zone import Zone
from heime.flow import (
    hand_over,
    keep_duty,
    read_message,
    send_message,
    sign_in,
    take_shift,
    task,
    work_case,
)
from heime.flow.send_message import Company, Draft
from heime.ops.demo_cast import LUNGS, REGIONS
from heime.records.access.reads import identify
from heime.records.people import reads as people
from heime.records.people.models import Account
from heime.records.worklist import reads as worklist
from heime.records.worklist.models import Case

NOTE = (
    "Rolig dag. To skal ringe tilbake etter time hos fastlegen; begge står på lista. Batteriene til"
    " målerne er bestilt og kommer i morgen."
)
ISBAR = Isbar(
    identify="{name}",
    situation="Varsler om pust og oksygenmetning de siste dagene.",
    background="Kols. Følges opp hjemme med oksygenmåling og daglige spørsmål etter en plan.",
    assessment="Mer tungpusten enn vanlig de siste to dagene. Snakker i hele setninger.",
    recommendation="Vi ber dere vurdere om det trengs et tilsyn i dag. Ring oss gjerne tilbake.",
)
ASKED = "Kan du se på planen? Grensene har gitt varsel hver dag denne uka."


class Day:
    """One team's day, by who does what. `now` is when the demo is filled."""

    def __init__(self, region: str, seeded: Mapping[str, Any], now: datetime) -> None:
        self.short, self.host = REGIONS[region]
        self.region, self.now = region, now
        self._words = {one["user"]: one["password"] for one in seeded["accounts"]}
        self._ids = {one["key"]: UUID(one["id"]) for one in seeded["patients"]}
        self._tokens: dict[str, str] = {}
        nurse = f"sykepleier.{self.short}"
        self.nurse = nurse if nurse in self._words else f"veileder.{self.short}"
        self.doctor, self.lead = f"lege.{self.short}", f"teamleder.{self.short}"

    @contextmanager
    def as_(self, user: str) -> Iterator[Actor]:
        """A request of theirs."""
        if user not in self._tokens:
            with transaction.atomic():
                made = sign_in.sign_in(user, self._words[user], now=self.now)
            if made is None:
                raise RuntimeError(f"The demo's {user} could not sign in.")
            self._tokens[user] = made[0]
        with transaction.atomic():
            actor = identify(self._tokens[user])
            if actor is None:
                raise RuntimeError(f"The demo's {user} is signed in no more.")
            yield actor

    def sign_out(self) -> None:
        for user in list(self._tokens):
            with self.as_(user) as by:
                sign_in.end_session(by.sign_in_id, by=by, now=self.now)
        connections["default"].close()

    def person(self, key: str) -> UUID:
        return self._ids[key]


def fill(seeded: Mapping[str, Any], *, now: datetime) -> None:
    """Everything below, for each team."""
    for region in REGIONS:
        day = Day(region, seeded, now)
        _calendar(day)
        _shift(day)
        _messages(day)
        _cases(day)
        day.sign_out()


def _calendar(day: Day) -> None:
    """Days that differ, what each host municipality has decided, and a week of on-call."""
    today = day.now.astimezone(HOME).date()
    with day.as_(day.lead) as by:
        team = people.teams_of(by)[0]
        for date_, closes, why in (
            (date(today.year, 12, 24), time(12), "Julaften"),
            (date(today.year, 12, 31), time(12), "Nyttårsaften"),
        ):
            keep_duty.set_hours(
                team.id, weekday=None, day=date_, opens=time(8), closes=closes, why=why, by=by,
                now=day.now,
            )  # fmt: skip
        keep_duty.set_step(
            team.id, Step.DECIDED, red=None, high=None, municipality=day.host,
            text="Ring vakttelefonen i hjemmetjenesten.", by=by, now=day.now,
        )  # fmt: skip
        on_call = [one.id for one in keep_duty.colleagues(team.id)]
        open_ = people.hours_of_team(team, today)
        starts = open_.turned(day.now) if not open_.is_open(day.now) else open_.closing(day.now)
        for night in range(7):
            ends = open_.next_open(starts)
            keep_duty.set_on_call(
                team.id, on_call[night % len(on_call)], starts=starts, ends=ends, by=by, now=day.now
            )
            starts = open_.closing(ends)


def _shift(day: Day) -> None:
    """The lead had the list on the last day and left a note; the nurse has it while it is open."""
    with day.as_(day.lead) as by:
        team = people.teams_of(by)[0]
        open_ = people.hours_of_team(team, day.now.astimezone(HOME).date())
        is_open = open_.is_open(day.now)
        begins = _opened(
            open_, _opened(open_, day.now) - timedelta(minutes=1) if is_open else day.now
        )
        had = take_shift.take(team.id, by=by, now=begins, after=None)
        take_shift.leave(had.id, text=NOTE, by=by, now=open_.closing(begins))
    if is_open:
        with day.as_(day.nurse) as by:
            take_shift.take(team.id, by=by, now=_opened(open_, day.now), after=had.id)


def _opened(hours: Hours, before: datetime) -> datetime:
    """When the team opened last, at or before a moment."""
    at = before - timedelta(days=7)
    while (following := hours.next_open(hours.closing(hours.next_open(at)))) <= before:
        at = following
    return hours.next_open(at)


def _messages(day: Day) -> None:
    """One thread that was answered, one that waits, and one from next of kin where they may."""
    patient, kin = f"pasient.{day.short}", f"parorende.{day.short}"
    of = {"valdres": "valdres-01", "gudbrandsdal": "nord-gudbrandsdal-02", "elverum": "elverum-01"}
    person = day.person(of[day.short])
    earlier = day.now - timedelta(days=3)
    with day.as_(patient) as by:
        thread = send_message.start(
            person, Company(), Draft(SAID[day.short][0]), by=by, now=earlier
        )
    with day.as_(day.nurse) as by:
        read_message.opened(thread.id, by=by, now=earlier + timedelta(hours=1))
        send_message.answer(
            thread.id, Draft(SAID[day.short][1]), by=by, now=earlier + timedelta(hours=1, minutes=4)
        )
    with day.as_(patient) as by:
        read_message.opened(thread.id, by=by, now=earlier + timedelta(hours=3))
        late = day.now - timedelta(hours=2)
        send_message.start(person, Company(), Draft(SAID[day.short][2]), by=by, now=late)
    if day.short != "gudbrandsdal":  # there they may see, and not write
        with day.as_(kin) as by:
            asked = Draft("Har dere tid til en prat denne uka? Jeg er hjemme etter klokka fire.")
            send_message.start(person, Company(), asked, by=by, now=day.now - timedelta(minutes=40))


def _cases(day: Day) -> None:
    """The oldest yellow is set aside, the next has a task, and one is handed over to a ward."""
    with day.as_(day.nurse) as by:
        open_ = [one for one in worklist.unfinished_cases(by) if one.taken_by_id is None]
        yellow = [one for one in open_ if one.zone == Zone.YELLOW]
        if yellow:
            _set_aside(yellow[0], by, day.now)
        if len(yellow) > 1:
            _give_task(yellow[1], day, by)
        rest = [one for one in open_ if one.zone >= Zone.YELLOW and one not in yellow[:2]]
        lungs = [one for one in rest if "copd" in one.enrolment.conditions]
        if lungs:
            _hand_over(lungs[-1], by, day.now)


def _set_aside(case: Case, by: Actor, now: datetime) -> None:
    at = max(now - timedelta(minutes=50), case.opened_at)
    work_case.take(case.id, by=by, now=at)
    work_case.set_aside(
        case.id, until=now + timedelta(hours=20), for_=Waits.PATIENT, by=by, now=at,
        text="Måler på nytt etter frokost.",
    )  # fmt: skip


def _give_task(case: Case, day: Day, by: Actor) -> None:
    doctor = Account.objects.get(username=day.doctor)
    task.give(
        case.id, ASKED, due_at=day.now + timedelta(days=1), by=by, account_id=doctor.id,
        now=max(day.now - timedelta(minutes=30), case.opened_at),
    )  # fmt: skip


def _hand_over(case: Case, by: Actor, now: datetime) -> None:
    places = {one.name: one.id for one in hand_over.receivers_for(case.enrolment)}
    if LUNGS not in places:
        return
    patient, at = case.enrolment.patient, max(now - timedelta(minutes=25), case.opened_at)
    work_case.take(case.id, by=by, now=at)
    name = f"{patient.given} {patient.family}"
    text = Isbar(**{part: said.format(name=name) for part, said in ISBAR.parts})
    hand_over.send(case.id, places[LUNGS], Urgency.TODAY, text, language="nb", by=by, now=at)


SAID = {
    "valdres": (
        "Jeg skal bort i helga. Kan jeg ta med meg vekta, eller er det nok å veie seg mandag?",
        "Det er nok å veie seg mandag. Har den gått opp mer enn planen din sier, ringer du oss.",
        "Skoene er trange om kvelden, og jeg sover med to puter. Skal jeg gjøre noe?",
    ),
    "gudbrandsdal": (
        "Fingermåleren viser bare streker om morgenen. Er det noe galt med den?",
        "Varm hendene først, og vent til tallet står stille. Hjelper det ikke, ringer du oss.",
        "Nå virker måleren. Jeg har hostet mer enn vanlig de siste to dagene.",
    ),
    "elverum": (
        "Rakk ikke oppgaven denne uka. Er det greit å ta den neste uke?",
        "Det er helt greit. Vi tar den sammen når vi snakkes på torsdag.",
        "Kan vi flytte samtalen på torsdag til litt senere på dagen?",
    ),
}
"""What was asked, what the team answered, and what was written since."""
