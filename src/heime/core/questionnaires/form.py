"""What a questionnaire is: questions in order, each with the answers it takes and what they count.

A question has one answer, a whole number among its options. In `Answers`, a link id that is not
there has not been asked yet, and None was passed over: a blank is an answer of its own to some
rules (RS-1 P-3, P-4) and never means no (CL-19).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from heime.core.questionnaires.refusals import UnknownQuestionnaire

LANGUAGES = ("nb", "nn", "en")

Words = Mapping[str, str]
"""The same said in several languages: language -> text."""

Answers = Mapping[str, int | None]
"""Link id -> the value of the answer, or None for a question that was passed over."""

# Only what people who can read the one can certainly read in the other. English is no stand-in:
# a scale in a foreign language measures something else.
_READ_INSTEAD = {"nn": ("nn", "nb")}


@dataclass(frozen=True, slots=True)
class Option:
    """One answer.

    value: what it counts, and what is kept.
    code, system: how FHIR names it; without a code it is named by its value.
    emergency: this answer alone is red and urgent, so the emergency numbers are shown at once.
    """

    value: int
    text: Words
    code: str = ""
    system: str = ""
    emergency: bool = False

    @property
    def named(self) -> tuple[str, str]:
        """The system and code by which FHIR names it; no two of a question are named alike."""
        return self.system or ANSWERS, self.code or str(self.value)


class Compare(StrEnum):
    """How an earlier answer is looked at; the spelling is FHIR's. Answers have no order there."""

    IS = "="
    IS_NOT = "!="
    EXISTS = "exists"


@dataclass(frozen=True, slots=True)
class When:
    """What must hold of another question for this one to be asked (FHIR's enableWhen).

    answer: the value looked for; for EXISTS whether there must be one.
    """

    question: str
    compare: Compare
    answer: int | bool


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its answers.

    required: the form is not complete while this is blank. Receiving never asks for it.
    safety: never left out of a day, however long the day's list is.
    when: asked only if all of these hold, or any of them with `any_of`; empty means always.
    code: LOINC.
    """

    link_id: str
    text: Words
    options: tuple[Option, ...]
    required: bool = True
    safety: bool = False
    when: tuple[When, ...] = ()
    any_of: bool = False
    code: str = ""

    @property
    def values(self) -> tuple[int, ...]:
        return tuple(option.value for option in self.options)

    def option(self, value: int) -> Option | None:
        """The answer that counts `value`, or None."""
        return next((option for option in self.options if option.value == value), None)


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """One version of one instrument. Other words are another version.

    url: its canonical address in FHIR.
    languages: those in which every question is said. Single texts may be said in more.
    status: how far its words can be trusted.
    awaiting: language -> what must happen before its words are released, or are there at all.
    stem: what is said over the questions.
    whole: a published scale: asked in one go, in its own order, never by pieces.
    code: LOINC of the whole.
    """

    name: str
    version: str
    url: str
    title: Words
    languages: tuple[str, ...]
    status: str
    licence: str
    attribution: str
    questions: tuple[Question, ...]
    awaiting: Words
    stem: Words
    whole: bool = False
    code: str = ""

    def question(self, link_id: str) -> Question | None:
        """The question with this link id, or None."""
        return next((one for one in self.questions if one.link_id == link_id), None)


def language_of(words: Words, reader: str) -> str | None:
    """The language in which somebody who reads `reader` can be given these words, or None."""
    instead = _READ_INSTEAD.get(reader, (reader,))
    return next((language for language in instead if words.get(language)), None)


def say(words: Words, reader: str) -> str:
    """The words as this reader gets them. Refuses where there are none that they can be given."""
    language = language_of(words, reader)
    if language is None:
        raise UnknownQuestionnaire("This is not written in a language that the reader has chosen.")
    return words[language]


def can_be_given(questionnaire: Questionnaire, reader: str) -> bool:
    """Whether every question can be said to this reader."""
    instead = _READ_INSTEAD.get(reader, (reader,))
    return any(language in questionnaire.languages for language in instead)


def note_for(questionnaire: Questionnaire, reader: str) -> str:
    """What must be said over the questions when they come in another language than asked for."""
    if reader in questionnaire.languages or not can_be_given(questionnaire, reader):
        return ""
    return ONLY_IN_BOKMAL[reader]


ONLY_IN_BOKMAL: Words = {
    "nn": "Spørsmåla finst førebels berre på bokmål. "
    "Den offisielle nynorske teksten er ikkje klar.",
}

AWAITING_CHECK: Words = {
    "nb": "Venter på kontroll mot den offisielle teksten",
    "nn": "Ventar på kontroll mot den offisielle teksten",
    "en": "Awaiting check against the official text",
}

YES_NO = (
    Option(0, {"nb": "Nei", "nn": "Nei", "en": "No"}),
    Option(1, {"nb": "Ja", "nn": "Ja", "en": "Yes"}),
)
YES_NO_URGENT = (
    YES_NO[0],
    Option(1, {"nb": "Ja", "nn": "Ja", "en": "Yes"}, emergency=True),
)

ANSWERS = "urn:heime:answer"
"""The code system of answers that no published one names."""

OURS = "urn:heime:questionnaire:"
"""The addresses of questionnaires that come with the product begin like this."""

STEM = "stem"
"""The link id that FHIR gives the line over the questions; no question may have it."""


def daily(name: str, title: Words, questions: tuple[Question, ...]) -> Questionnaire:
    """Daily questions of our own, in all our languages: judged by rules, never scored."""
    return Questionnaire(
        name=name,
        version="1.0",
        url=OURS + name,
        title=title,
        languages=LANGUAGES,
        status="Own wording, not validated; needs clinical sign-off.",
        licence="EUPL-1.2",
        attribution="Heime",
        questions=questions,
        awaiting={},
        stem={},
    )
