"""Measuring at home: what a meter shows, and measuring again when the first reading was not green.

A round is one use of one instrument: an oximeter shows oxygen and pulse at once, a cuff is blown
up two or three times. After a round that is not green, or that failed, most people rest five
minutes and do another, as they have been asked to (RS-1 C-1, C-4).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

from heime.core.kinds import Kind
from heime.core.plan import Plan
from heime.core.quantity import Scaled, scaled
from heime.core.reading import Quality
from heime.core.zone import Zone
from heime.ops.population.body import HABITS, UNEVEN
from heime.ops.population.person import OSLO, Condition, Instrument, Person, Sample, Signal

Levels = Callable[[Signal], float]
"""Where each signal of the body lies at the moment of measuring."""

OBEYS = 0.93
"""How likely a person measures again when asked."""
OBEYS_TWICE = 0.7
DISTURBED = 0.008
"""How likely a round is spoilt by movement, cold fingers or a loose cuff."""
SLIPS = 0.0012
"""How likely a round gives a number that no body has."""

SLOW_CLOCK = "cuff/valdres-08"
"""This meter's clock is four minutes behind."""
BEHIND = timedelta(minutes=4)

SIGNALS: dict[Kind, Signal] = {
    Kind.OXYGEN_SATURATION: Signal.SPO2, Kind.HEART_RATE: Signal.PULSE,
    Kind.BODY_WEIGHT: Signal.WEIGHT, Kind.BODY_TEMPERATURE: Signal.TEMPERATURE,
    Kind.RESPIRATORY_RATE: Signal.BREATHING, Kind.BLOOD_GLUCOSE: Signal.GLUCOSE,
}  # fmt: skip

DISTURBANCES: dict[Instrument, tuple[Quality, ...]] = {
    Instrument.OXIMETER: (Quality.MOVEMENT, Quality.POOR_SIGNAL, Quality.LOW_PERFUSION),
    Instrument.CUFF: (Quality.MOVEMENT, Quality.CUFF_LOOSE, Quality.BAD_POSITION),
}

WRONG: dict[Instrument, tuple[str, str | None]] = {
    Instrument.OXIMETER: ("41", None),  # the finger half out
    Instrument.CUFF: ("79", "134"),  # typed the wrong way round
    Instrument.SCALE: ("7.4", None),  # a bag was weighed
    Instrument.THERMOMETER: ("26.4", None),  # taken out of the cold
    Instrument.WATCH: ("160", None),  # one zero too many
    Instrument.GLUCOSE_METER: ("71", None),  # the point forgotten
}


@dataclass(frozen=True, slots=True)
class Round:
    """One use of an instrument, and how it looks to the person: None when it failed."""

    samples: tuple[Sample, ...]
    zone: Zone | None


def measure(
    person: Person,
    plan: Plan,
    instrument: Instrument,
    at: datetime,
    levels: Levels,
    rng: Random,
    *,
    passing: Mapping[Signal, float] | None = None,
    least_rest: float = 5.0,
) -> list[Round]:
    """Measure once, and again as long as the person is asked to and obeys: one to three rounds.

    passing: what only the first round shows (stairs, a cold hand), gone after the rest.
    least_rest: minutes before the next round, which begins within 1.6 times as many.
    """
    burst = passing or {}
    rounds = [_round(person, plan, instrument, at, lambda s: levels(s) + burst.get(s, 0.0), rng)]
    while len(rounds) < 3 and _asked_again(rounds):
        if rng.random() >= (OBEYS if len(rounds) == 1 else OBEYS_TWICE):
            break
        # No more than 1.6 times the least, so that three rounds stay within one session.
        ended = rounds[-1].samples[-1].measured_at
        at = later(ended, minutes=rng.uniform(least_rest, 1.6 * least_rest))
        rounds.append(_round(person, plan, instrument, at, levels, rng))
    return rounds


def _asked_again(rounds: list[Round]) -> bool:
    """Whether the app asks for one more: it failed, was not green, or was red and then green."""
    last = rounds[-1].zone
    if last is None:
        return True
    if len(rounds) == 1:
        return last is not Zone.GREEN
    return last is Zone.GREEN and rounds[0].zone is Zone.RED


def _round(
    person: Person, plan: Plan, instrument: Instrument, at: datetime, levels: Levels, rng: Random
) -> Round:
    shown = show(person, instrument, at, levels, rng)
    if rng.random() < SLIPS:
        return Round(tuple(_slipped(one, instrument) for one in shown), None)
    flags = DISTURBANCES.get(instrument)
    if flags and rng.random() < DISTURBED:
        flag = rng.choice(flags)
        return Round(tuple(replace(one, quality=flag) for one in shown), None)
    return Round(shown, zone_of(shown, plan))


def show(
    person: Person, instrument: Instrument, at: datetime, levels: Levels, rng: Random
) -> tuple[Sample, ...]:
    """What one undisturbed round shows, in order of time."""
    if instrument is Instrument.CUFF:
        return _cuff(person, at, levels, rng)
    match instrument:
        case Instrument.OXIMETER:
            kinds: tuple[Kind, ...] = (Kind.OXYGEN_SATURATION, Kind.HEART_RATE)
        case Instrument.SCALE:
            kinds = (Kind.BODY_WEIGHT,)
        case Instrument.THERMOMETER:
            kinds = (Kind.BODY_TEMPERATURE,)
        case Instrument.WATCH:
            kinds = (Kind.RESPIRATORY_RATE,)
        case Instrument.GLUCOSE_METER:
            kinds = (Kind.BLOOD_GLUCOSE,)
    return tuple(_single(person, instrument, kind, at, levels, rng) for kind in kinds)


def _cuff(person: Person, at: datetime, levels: Levels, rng: Random) -> tuple[Sample, ...]:
    """Two blood pressures a minute or two apart (three in known AF), and the last one's pulse."""
    shown = []
    for number in range(3 if person.home.atrial_fibrillation_known else 2):
        if number:
            at = later(at, minutes=rng.uniform(1, 2))
        settling = 2.0 if number == 0 else 0.0  # the first one is a little high
        systolic = _drawn(Signal.SYSTOLIC, levels, rng, person) + settling
        diastolic = min(_drawn(Signal.DIASTOLIC, levels, rng, person), systolic - 18)
        shown.append(_sample(
            person, Instrument.CUFF, Kind.BLOOD_PRESSURE, f"{systolic:.0f}", at, f"{diastolic:.0f}"
        ))  # fmt: skip
    return (*shown, _single(person, Instrument.CUFF, Kind.HEART_RATE, at, levels, rng))


def _single(
    person: Person, instrument: Instrument, kind: Kind, at: datetime, levels: Levels, rng: Random
) -> Sample:
    value = _drawn(SIGNALS[kind], levels, rng, person)
    if kind is Kind.RESPIRATORY_RATE:
        text = f"{2 * round(value / 2)}"  # counted for half a minute and doubled
    elif kind in (Kind.BODY_WEIGHT, Kind.BODY_TEMPERATURE, Kind.BLOOD_GLUCOSE):
        text = f"{value:.1f}"
    else:
        text = f"{value:.0f}"
    return _sample(person, instrument, kind, text, at)


def _drawn(signal: Signal, levels: Levels, rng: Random, person: Person) -> float:
    habit = HABITS[signal]
    uneven = signal is Signal.PULSE and person.home.atrial_fibrillation_known
    spread = habit.reading * (UNEVEN if uneven else 1.0)
    return min(habit.ceiling, max(habit.floor, rng.gauss(levels(signal), spread)))


def _sample(
    person: Person,
    instrument: Instrument,
    kind: Kind,
    value: str,
    at: datetime,
    second: str | None = None,
) -> Sample:
    typed = types(person, instrument)
    device = "" if typed else f"{instrument}/{person.key}"
    return Sample(person.key, kind, value, second, at, typed, device, Quality.NONE)


def types(person: Person, instrument: Instrument) -> bool:
    """Whether values are typed: counted breaths, and what a helper reads off for a person."""
    helped = Condition.DEMENTIA in person.conditions
    return instrument is Instrument.WATCH or (
        helped and instrument in (Instrument.SCALE, Instrument.THERMOMETER)
    )


def _slipped(sample: Sample, instrument: Instrument) -> Sample:
    """The same sample with a number that cannot be; a pulse shown beside it is left as it was."""
    if sample.kind is Kind.HEART_RATE:
        return sample
    value, second = WRONG[instrument]
    return replace(sample, value=value, second=second, slip=True)


def zone_of(shown: tuple[Sample, ...], plan: Plan) -> Zone:
    """The zone of one round as the app shows it: the worst of its kinds, cuffs as a mean."""
    worst = Zone.GREEN
    cuffs = [one for one in shown if one.kind is Kind.BLOOD_PRESSURE]
    pressure = plan.limits.get(Kind.BLOOD_PRESSURE)
    if cuffs and pressure is not None:
        systolic = _mean([int(one.value) for one in cuffs])
        diastolic = _mean([int(one.second or 0) for one in cuffs])
        worst = pressure.zone_of(systolic, diastolic)
    for one in shown:
        limits = plan.limits.get(one.kind)
        if limits is not None and one.kind is not Kind.BLOOD_PRESSURE:
            worst = max(worst, limits.zone_of(scaled(Decimal(one.value)), None))
    return worst


def _mean(shown: list[int]) -> Scaled:
    """Rounded half up to whole mm[Hg] (RS-1 G-3)."""
    return scaled(Decimal((2 * sum(shown) + len(shown)) // (2 * len(shown))))


def later(at: datetime, *, minutes: float) -> datetime:
    """So much real time later, in whole seconds; sums on a local time would forget summer time."""
    return datetime.fromtimestamp(int(at.timestamp() + 60 * minutes), OSLO)


def by_its_clock(sample: Sample, at: datetime) -> Sample:
    """The sample as it is sent, in UTC, with the moment that the meter's own clock gives it.

    UTC because local times of one zone compare by the hands of the clock, and go wrong in the
    night when summer time ends.
    """
    at = at.astimezone(UTC)
    return replace(sample, measured_at=at - BEHIND if sample.device == SLOW_CLOCK else at)
