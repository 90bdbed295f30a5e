"""What-if on all cores says what it says on one."""

import os

import pytest

from heime.core.errors import Refused
from heime.ops.whatif import cores


def test_everybody_is_answered_for_in_their_order(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1, 2})
    here = os.getpid()

    answers = cores.each(lambda one: (one * one, os.getpid() == here), range(50))

    assert [square for square, _ in answers] == [one * one for one in range(50)]
    assert not any(at_home for _, at_home in answers), "forked, and not done here"


def test_one_person_or_one_core_needs_no_other_process(monkeypatch: pytest.MonkeyPatch):
    here = os.getpid()
    assert cores.each(lambda _one: os.getpid(), ["Astrid"]) == [here]
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0})
    assert cores.each(lambda _one: os.getpid(), ["Astrid", "Gudbrand"]) == [here, here]
    assert cores.each(lambda one: one, []) == []


def test_what_is_refused_there_is_refused_here(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1})

    def refuse(one: str) -> str:
        if one == "Gudbrand":
            raise Refused("That plan contradicts itself.")
        return one

    with pytest.raises(Refused, match="contradicts itself"):
        cores.each(refuse, ["Astrid", "Gudbrand", "Sigrid"])
