"""The demo's people and their measured life, made up from a seed.

Nothing here reads a clock, a disk or a database: the same seed and the same `now` give the same
people and the same readings, to the byte. Nobody in it exists. How it is done: docs/demo.md.

    people(seed)                         fifty people in three introduction cases
    history(people, seed, now)           sixty days of readings that end at `now`
    deteriorations(people, seed, now)    who really got worse, and when
    answers(people, seed, now)           what they answered in the same sixty days
    live(people, seed, start, speed)     readings without end, for the feeder
    live_answers(…)                      and answers
"""

from heime.ops.population.answers import answers, live_answers
from heime.ops.population.cohort import people
from heime.ops.population.history import history
from heime.ops.population.live import live
from heime.ops.population.person import (
    Agreed,
    AgreedForm,
    Answered,
    Condition,
    Home,
    Instrument,
    NextOfKin,
    Person,
    PlanSeed,
    Sample,
    Sex,
    Signal,
)
from heime.ops.population.trouble import Trouble
from heime.ops.population.truth import Deterioration, deteriorations

__all__ = [
    "Agreed",
    "AgreedForm",
    "Answered",
    "Condition",
    "Deterioration",
    "Home",
    "Instrument",
    "NextOfKin",
    "Person",
    "PlanSeed",
    "Sample",
    "Sex",
    "Signal",
    "Trouble",
    "answers",
    "deteriorations",
    "history",
    "live",
    "live_answers",
    "people",
]
