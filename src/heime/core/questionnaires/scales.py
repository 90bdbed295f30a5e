"""Scores by published scales only: no sum of our own, and no level read out of a single item."""

from dataclasses import dataclass

from heime.core.questionnaires.form import OURS, Answers, Questionnaire, Words
from heime.core.questionnaires.refusals import BadAnswers, UnknownQuestionnaire


@dataclass(frozen=True, slots=True)
class Band:
    """What a total from `low` on is called, up to the next band."""

    low: int
    name: str
    words: Words


@dataclass(frozen=True, slots=True)
class Scale:
    """One published way to score.

    items: the link ids that are added up; none for a scale of which only the sum is kept.
    highest: the highest raw sum there is.
    factor: what the raw sum is multiplied by to give the total.
    blanks_made_up_for: how many blank items the scale itself has a rule for: the sum is raised
        in proportion to those answered, rounded half up.
    code: LOINC of the total.
    source: where the way to score and the bands come from.
    """

    items: tuple[str, ...]
    highest: int
    bands: tuple[Band, ...]
    source: str
    factor: int = 1
    blanks_made_up_for: int = 0
    code: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """What a form came to. Unit of `total`: score, without dimension (UCUM {score}).

    total: None when too much was left blank; then `band` is empty too.
    raw: the sum as answered, before anything was made up for or multiplied.
    prorated: whether blanks were made up for; wherever the total is shown it must say so.
    """

    total: int | None
    raw: int
    blanks: int
    prorated: bool
    band: str


def _band(low: int, name: str, nb: str, nn: str, en: str) -> Band:
    return Band(low, name, {"nb": nb, "nn": nn, "en": en})


_MILD = ("mild", "mild", "mild", "mild")
_MODERATE = ("moderate", "moderat", "moderat", "moderate")
_SEVERE = ("severe", "alvorlig", "alvorleg", "severe")

SCALES = {
    "phq9": Scale(
        items=tuple("123456789"),
        highest=27,
        bands=(
            _band(0, "minimal", "ingen eller minimal", "ingen eller minimal", "none or minimal"),
            _band(5, *_MILD),
            _band(10, *_MODERATE),
            _band(15, "moderately_severe", "moderat til alvorlig", "moderat til alvorleg",
                  "moderately severe"),
            _band(20, *_SEVERE),
        ),
        source="Clinical reference 6.2 (bands read at second hand; the rule for blanks recalled).",
        blanks_made_up_for=2,
        code="44261-6",
    ),
    "gad7": Scale(
        items=tuple("1234567"),
        highest=21,
        bands=(
            _band(0, "minimal", "ingen eller minimal", "ingen eller minimal", "none or minimal"),
            _band(5, *_MILD),
            _band(10, *_MODERATE),
            _band(15, *_SEVERE),
        ),
        source="Clinical reference 6.3. It gives no rule for blanks, so none is applied.",
        code="70274-6",
    ),
    "who5": Scale(
        items=tuple("12345"),
        highest=25,
        bands=(
            _band(0, "depression_likely", "depresjon er sannsynlig", "depresjon er sannsynleg",
                  "depression is likely"),
            _band(29, "poor", "redusert trivsel", "redusert trivsel", "poor well-being"),
            _band(51, "above_cut_off", "over grensen", "over grensa", "above the cut-off"),
        ),
        source="Clinical reference 6.4 (Topp 2015, recalled). It gives no rule for blanks.",
        factor=4,
    ),
    "rss": Scale(
        items=(),
        highest=60,
        bands=(
            _band(0, "below_cut_off", "under grensen", "under grensa", "below the cut-off"),
            _band(24, "at_risk", "økt risiko for pårørende", "auka risiko for pårørande",
                  "raised risk for the carer"),
            _band(31, "high_risk", "høy risiko for pårørende", "høg risiko for pårørande",
                  "high risk for the carer"),
        ),
        source="Clinical reference 5.2 (Ulstein, read in abstract). The sum only: no item text.",
    ),
}  # fmt: skip
"""Questionnaire name -> how it is scored. The daily questions have no score: rules judge them."""


def score(questionnaire: Questionnaire, answers: Answers) -> Score:
    """The score of one form. Items that are left out or None are blank.

    Refuses a questionnaire without a published scale, and values that are no answer to it.
    """
    scale = _scale(questionnaire.name)
    # A namesake from outside has other items, and must not borrow this scale.
    if not scale.items or questionnaire.url != OURS + questionnaire.name:
        raise UnknownQuestionnaire("There is no published scale for the items of this form.")
    given = []
    for link_id in scale.items:
        value = answers.get(link_id)
        question = questionnaire.question(link_id)
        if value is None or question is None:
            continue
        if type(value) is not int or value not in question.values:
            raise BadAnswers(f"{link_id}: that is not among the answers to this question.")
        given.append(value)
    return _scored(scale, sum(given), blanks=len(scale.items) - len(given))


def from_sum(name: str, raw: int) -> Score:
    """The score where only the raw sum is known: added up elsewhere, or items not shipped."""
    scale = _scale(name)
    if type(raw) is not int or not 0 <= raw <= scale.highest:
        raise BadAnswers(f"total: the sum of {name} is a whole number from 0 to {scale.highest}.")
    return _scored(scale, raw, blanks=0)


def total(name: str, raw: int, *, blanks: int) -> int | None:
    """The total of a scale from the sum of what was answered; None with too many blanks."""
    return _scored(_scale(name), raw, blanks=blanks).total


def _scale(name: str) -> Scale:
    found = SCALES.get(name)
    if found is None:
        raise UnknownQuestionnaire("There is no published scale for this questionnaire.")
    return found


def _scored(scale: Scale, raw: int, *, blanks: int) -> Score:
    if blanks > scale.blanks_made_up_for:
        return Score(None, raw, blanks, prorated=False, band="")
    whole = raw
    if blanks:
        answered = len(scale.items) - blanks
        # Half up in whole numbers: floor(raw * items / answered + 1/2).
        whole = (2 * raw * len(scale.items) + answered) // (2 * answered)
    total = whole * scale.factor
    band = max((band for band in scale.bands if band.low <= total), key=lambda one: one.low)
    return Score(total, raw, blanks, prorated=blanks > 0, band=band.name)
