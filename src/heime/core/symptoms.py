"""The daily questions of COPD and heart failure (RS-1 7.5; asked as in reference 3.5 and 4.2).

A blank answer never fires a rule and never counts as a no (CL-19).
"""

from collections.abc import Mapping, Sequence

from heime.core.zone import Zone

Answers = Mapping[str, int | None]

# HF-S4: each of these alone. h5, h9 and h10 are asked for the follow-up and feed no rule (CL-36).
_HEART = ("h1", "h2", "h3", "h4")
_SPUTUM = ("k2", "k3")
_MINORS = ("k4", "k5", "k6")


def _is(answers: Answers, item: str, least: int = 1) -> bool:
    value = answers.get(item)
    return value is not None and value >= least


def heart_failure(answers: Answers, rules: frozenset[str]) -> list[tuple[str, Zone]]:
    """The heart-failure symptom rules that fire, with their zones."""
    fired: list[tuple[str, Zone]] = []
    worse = [item for item in _HEART if _is(answers, item)]
    if _is(answers, "h1", 3) or _is(answers, "h7") or _is(answers, "h6"):
        fired.append(("HF-S1", Zone.RED))
    if answers.get("h1") == 2 and (_is(answers, "h2") or _is(answers, "h3")):
        fired.append(("HF-S2", Zone.RED))
    if len(worse) >= 2:
        fired.append(("HF-S3", Zone.YELLOW))
    if worse or _is(answers, "h8"):
        fired.append(("HF-S4", Zone.YELLOW))
    return [one for one in fired if one[0] in rules]


def heart_is_worse(answers: Answers) -> bool:
    """Whether a worsening symptom stands beside a weight of the same day (W-2)."""
    return any(_is(answers, item) for item in _HEART)


def copd(
    answers: Answers,
    rules: frozenset[str],
    *,
    yesterday: Answers | None,
    breath_at_start: int | None,
) -> list[tuple[str, Zone]]:
    """The COPD symptom rules that fire, with their zones.

    yesterday: the newest form of the previous local day, None without one (S-R3, CL-19).
    breath_at_start: k1 when the standby course began; None when none is under way (S-R4, CL-20).
    """
    fired: list[tuple[str, Zone]] = []
    if _is(answers, "k1", 3) or _is(answers, "k7") or _is(answers, "k3", 2) or _is(answers, "k9"):
        fired.append(("S-R1", Zone.RED))
    if _is(answers, "k1", 2) and yesterday is not None and _is(yesterday, "k1", 2):
        fired.append(("S-R3", Zone.RED))
    breath = answers.get("k1")
    if (
        breath_at_start is not None
        and breath is not None
        and _is(answers, "k8", 3)
        and breath >= max(1, breath_at_start)
    ):
        fired.append(("S-R4", Zone.RED))
    if majors_of(answers):
        fired.append(("S-Y1", Zone.YELLOW))
    if sum(_is(answers, item) for item in _MINORS) >= 2:
        fired.append(("S-Y2", Zone.YELLOW))
    return [one for one in fired if one[0] in rules]


def majors_of(answers: Answers) -> Sequence[str]:
    """The Anthonisen majors: more breathless, more sputum, coloured sputum (3.2).

    Coloured is k3 = 1. Blood (k3 = 2) is a red sign of its own (S-R1).
    """
    breath = ["k1"] if _is(answers, "k1") else []
    return breath + [item for item in _SPUTUM if answers.get(item) == 1]


def breathless(answers: Answers) -> int:
    """How much more breathless than usual, whichever question asked (C1)."""
    return max(answers.get("k1") or 0, answers.get("h1") or 0)


def said(questionnaire: str, answers: Answers) -> str:
    """The items that were answered with more than nothing, for the sentence."""
    letter = "h" if questionnaire == "heart_failure_daily" else "k"
    return ",".join(
        item for item, value in sorted(answers.items()) if item.startswith(letter) and value
    )
