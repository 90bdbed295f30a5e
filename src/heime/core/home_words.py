"""What a person at home is told of their own values: short, calm, and no more than is known.

Three languages. A person's own words stand in their plan; these are said where it has none.
Design: the words for yellow and red must be approved with the plan they stand for.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from heime.core import explain
from heime.core.hours import HOME
from heime.core.kinds import BY_LABEL
from heime.core.picture import Picture
from heime.core.reading import Reading
from heime.core.record import Record
from heime.core.sentences.text import LANGUAGES, NBSP, Text
from heime.core.zone import State, Zone

TEXTS: dict[Zone, Text] = {
    Zone.GREEN: Text(
        "Verdiene dine er slik planen din sier at de skal være.",
        "Verdiane dine er slik planen din seier at dei skal vere.",
        "Your values are as your plan says they should be.",
    ),
    Zone.GREY: Text(
        "Dette er ikke vurdert ennå. Blir du verre, så ring.",
        "Dette er ikkje vurdert enno. Blir du verre, så ring.",
        "This is not judged yet. If you get worse, call.",
    ),
    Zone.YELLOW: Text(
        "Noe er annerledes enn det pleier å være. Følg planen din.",
        "Noko er annleis enn det plar vere. Følg planen din.",
        "Something is different from usual. Follow your plan.",
    ),
    Zone.RED: Text(
        "Dette må noen se på. Ring teamet. Er det stengt, ring 116 117. Er det akutt, ring 113.",
        "Dette må nokon sjå på. Ring teamet. Er det stengt, ring 116 117. Er det akutt, ring 113.",
        "Somebody must look at this. Call the team. If it is closed, call 116 117."
        " If it cannot wait, call 113.",
    ),
}
_AGAIN = Text(
    "Sitt i ro i fem minutter. Mål så en gang til.",
    "Sit i ro i fem minutt. Mål så ein gong til.",
    "Sit still for five minutes. Then measure once more.",
)
_BY = Text(
    "{who} ser dette før {when}.", "{who} ser dette før {when}.", "{who} sees this before {when}."
)
_OF_TEAM = Text("{name} i teamet", "{name} i teamet", "{name} in the team")
_TEAM = Text("Teamet", "Teamet", "The team")
_TODAY = Text("{time} i dag", "{time} i dag", "{time} today")
_TOMORROW = Text("{time} i morgen", "{time} i morgon", "{time} tomorrow")
_THAT_DAY = Text("{time} {day}", "{time} {day}", "{time} on {day}")
_DAYS = Text(
    "mandag tirsdag onsdag torsdag fredag lørdag søndag",
    "måndag tysdag onsdag torsdag fredag laurdag sundag",
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
)
_A_WEEK = 7


def said(text: Text, language: str) -> str:
    """A text in a person's language; bokmål when we do not speak theirs."""
    return text[LANGUAGES.index(language) if language in LANGUAGES else 0]


def zone_text(zone: Zone, own: Mapping[str, Mapping[str, str]], language: str) -> str:
    """A zone in the person's own words, by their plan; else in ours. own: of CarePlan.texts."""
    words = own.get(zone.name.lower(), {})
    return words.get(language) or words.get("nb") or said(TEXTS[zone], language)


def why(picture: Picture, record: Record, language: str) -> str:
    """The reason for the zone, a sentence for each rule that made it; empty for green."""
    if picture.zone is Zone.GREEN:
        return ""
    found: dict[str, None] = {}
    language = language if language in LANGUAGES else "nb"
    for part in picture.parts:
        if part.verdict.zone is not picture.zone and part.verdict.is_live:
            continue
        readings = _readings(record, part.what, part.verdict.inputs)
        for rule in dict.fromkeys(part.verdict.rules):
            found[explain.say(rule, explain.facts(rule, part, readings))[language]] = None
    for gap in picture.gaps:
        if gap.rule and gap.zone is picture.zone:
            found[explain.say(gap.rule, explain.of_gap(gap))[language]] = None
    return " ".join(found)


def _readings(record: Record, what: str, inputs: tuple[object, ...]) -> list[Reading]:
    kind = BY_LABEL.get(what)
    series = None if kind is None else record.series.get(kind)
    if series is None:
        return []
    rejected = [one for one in series.rejected if one.id in inputs]
    return sorted(rejected, key=lambda one: one.measured_at)


def again(picture: Picture, language: str) -> str:
    """What to do now, when another reading is wanted; else empty."""
    return "" if picture.remeasure_after is None else said(_AGAIN, language)


def promise(name: str, due: datetime, now: datetime, language: str) -> str:
    """ "Ingrid i teamet ser dette før 12:00 i morgen." name: of who has it, or empty."""
    first = name.split(" ")[0]
    who = said(_OF_TEAM, language).format(name=first) if first else said(_TEAM, language)
    return said(_BY, language).format(who=who, when=clock(due, now, language))


def clock(moment: datetime, now: datetime, language: str) -> str:
    """ "12:00 i morgen", "15:30 i dag", "08:00 mandag", "08:00 24.12."."""
    local, today = moment.astimezone(HOME), now.astimezone(HOME).date()
    away = (local.date() - today).days
    time = f"{local:%H:%M}"
    if away <= 0:
        return said(_TODAY, language).format(time=time)
    if timedelta(days=away) == timedelta(days=1):
        return said(_TOMORROW, language).format(time=time)
    named = said(_DAYS, language).split()[local.weekday()]
    day = named if away < _A_WEEK else f"{local.day}.{local.month}."
    return said(_THAT_DAY, language).format(time=time, day=day).replace(" ", NBSP)


def is_settled(picture: Picture) -> bool:
    """Whether a zone was reached that a person is told as theirs: not while one measures again."""
    return picture.state is State.FINAL


_ANSWER = Text(
    "Teamet svarer før {when}.", "Teamet svarer før {when}.", "The team answers before {when}."
)
_CALL = Text(
    "Teamet ringer deg før {when}.", "Teamet ringer deg før {when}.",
    "The team calls you before {when}.",
)  # fmt: skip
_CLOSED = Text(
    "Ingen i teamet ser dette før de åpner. Trenger du noen nå, ring 116 117 eller 113.",
    "Ingen i teamet ser dette før dei opnar. Treng du nokon no, ring 116 117 eller 113.",
    "Nobody in the team sees this before they open. If you need somebody now, call 116 117 or 113.",
)
_STARTED = Text(
    "Dag 1 er skrevet ned. Teamet ringer deg, senest {when}.",
    "Dag 1 er skriven ned. Teamet ringer deg, seinast {when}.",
    "Day 1 is written down. The team calls you, {when} at the latest.",
)
_TASK = Text(
    "Har selv meldt at reservemedisinen er startet {day}. Ring fra {first} til {last}.",
    "Har sjølv meldt at reservemedisinen er starta {day}. Ring frå {first} til {last}.",
    "Has told that the standby medicine was started {day}. Call from {first} to {last}.",
)


def answered_by(by: datetime, now: datetime, language: str) -> str:
    """When the team has answered a message."""
    return said(_ANSWER, language).format(when=clock(by, now, language))


def called_by(by: datetime, now: datetime, is_open: bool, language: str) -> str:
    """When the team calls; of a closed team first that nobody is there."""
    calls = said(_CALL, language).format(when=clock(by, now, language))
    return calls if is_open else f"{said(_CLOSED, language)} {calls}"


def call_after_start(begins: datetime, due: datetime, now: datetime, language: str) -> str:
    """That day 1 is written down, and when the team calls."""
    return said(_STARTED, language).format(when=clock(due, now, language))


def task_after_start(day: date, begins: datetime, due: datetime, language: str) -> str:
    """What the team is asked to do, in the municipality's language."""
    first, last = (f"{one.astimezone(HOME):%d.%m. %H:%M}" for one in (begins, due))
    return said(_TASK, language).format(day=f"{day:%d.%m.}", first=first, last=last)
