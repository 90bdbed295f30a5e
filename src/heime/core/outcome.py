"""What a course of guided self-help came to (clinical reference 6.8, IAPT definitions; CL-34)."""

from dataclasses import dataclass

from heime.core.moods import RELIABLE_RISE_GAD, RELIABLE_RISE_PHQ

CASE_PHQ = 10
CASE_GAD = 8


@dataclass(frozen=True, slots=True)
class Scores:
    phq9: int
    gad7: int

    @property
    def is_case(self) -> bool:
        return self.phq9 >= CASE_PHQ or self.gad7 >= CASE_GAD


def of(start: Scores, end: Scores) -> str:
    """One of `recovered_reliable`, `recovered_not_reliable`, `reliable_improvement`,
    `no_reliable_change`, `reliable_deterioration`, `not_a_case`.
    """
    if not start.is_case:
        return "not_a_case"
    fell = start.phq9 - end.phq9 >= RELIABLE_RISE_PHQ or start.gad7 - end.gad7 >= RELIABLE_RISE_GAD
    rose = end.phq9 - start.phq9 >= RELIABLE_RISE_PHQ or end.gad7 - start.gad7 >= RELIABLE_RISE_GAD
    better = fell and not rose
    if not end.is_case:
        return "recovered_reliable" if better else "recovered_not_reliable"
    if better:
        return "reliable_improvement"
    return "reliable_deterioration" if rose and not fell else "no_reliable_change"
