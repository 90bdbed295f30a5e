"""One person after the other, on all cores: nobody's history has anything to do with another's."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, TypeVar

One = TypeVar("One")
Made = TypeVar("Made")
GROUP = 64
"""How many people's histories are held at once: a year of one is some 2 400 readings."""

_held: list[tuple[Callable[[Any], Any], Sequence[Any]]] = []
"""In a process of the pool: what it is to do, and with whom."""


def each(work: Callable[[One], Made], people: Sequence[One]) -> list[Made]:
    """What `work` makes of each, in their order. Only that is carried between the processes: they
    are forked, and have the people already. For a process without threads of its own.

    An exception of `work` is raised here.
    """
    cores = min(len(os.sched_getaffinity(0)), len(people))
    if cores < 2:
        return [work(one) for one in people]
    with ProcessPoolExecutor(
        cores, mp_context=get_context("fork"), initializer=_hold, initargs=(work, people)
    ) as pool:
        return list(pool.map(_of, range(len(people))))


def _hold(work: Callable[[Any], Any], people: Sequence[Any]) -> None:
    _held[:] = [(work, people)]


def _of(place: int) -> Any:
    ((work, people),) = _held
    return work(people[place])
