"""How a next of kin has it themselves: four questions of our own wording.

Not a validated scale: nothing is summed, judged or counted, and no answer opens a case. It is the
carer's own record (clinical reference 5.3): the team and the carer read it, the person never does.
A licensed form on strain (RSS) is imported where a municipality has it. The wording is to be read
by a clinician before it is used.
"""

from collections.abc import Mapping

from heime.core.errors import MissingText
from heime.core.questionnaires.form import Option, Question, Words

NAME, VERSION = "carer_check", "1.0"
TITLE: Words = {
    "nb": "Hvordan har du det selv?",
    "nn": "Korleis har du det sjølv?",
    "en": "How are you yourself?",
}


def _options(*said: tuple[str, str, str]) -> tuple[Option, ...]:
    return tuple(
        Option(value, {"nb": nb, "nn": nn, "en": en}) for value, (nb, nn, en) in enumerate(said)
    )


QUESTIONS = (
    Question(
        "c1",
        {
            "nb": "Hvordan har du sovet den siste uka?",
            "nn": "Korleis har du sove den siste veka?",
            "en": "How have you slept this last week?",
        },
        _options(
            ("Godt", "Godt", "Well"),
            ("Sånn passe", "Sånn passe", "So-so"),
            ("Dårlig", "Dårleg", "Badly"),
        ),
    ),
    Question(
        "c2",
        {
            "nb": "Hvor tungt er det å hjelpe til?",
            "nn": "Kor tungt er det å hjelpe til?",
            "en": "How heavy is it to help?",
        },
        _options(
            ("Ikke tungt", "Ikkje tungt", "Not heavy"),
            ("Litt tungt", "Litt tungt", "A little heavy"),
            ("Tungt", "Tungt", "Heavy"),
            ("Svært tungt", "Svært tungt", "Very heavy"),
        ),
    ),
    Question(
        "c3",
        {
            "nb": "Har du tid til deg selv?",
            "nn": "Har du tid til deg sjølv?",
            "en": "Do you have time for yourself?",
        },
        _options(
            ("Ja, nok", "Ja, nok", "Yes, enough"),
            ("For lite", "For lite", "Too little"),
            ("Nesten ikke", "Nesten ikkje", "Hardly any"),
        ),
    ),
    Question(
        "c4",
        {
            "nb": "Har du noen som kan ta over når du trenger det?",
            "nn": "Har du nokon som kan ta over når du treng det?",
            "en": "Is there somebody who can take over when you need it?",
        },
        _options(
            ("Ja", "Ja", "Yes"), ("Av og til", "Av og til", "Sometimes"), ("Nei", "Nei", "No")
        ),
    ),
)


def checked(sent: Mapping[str, str]) -> dict[str, int]:
    """The answers among what was sent. Raises MissingText when there is none, or one that the
    question does not have."""
    found = {}
    for question in QUESTIONS:
        said = sent.get(question.link_id, "")
        if not said:
            continue
        value = next((one.value for one in question.options if str(one.value) == said), None)
        if value is None:
            raise MissingText("Choose one of the answers that the question has.")
        found[question.link_id] = value
    if not found:
        raise MissingText("Answer at least one question.")
    return found


def in_words(items: Mapping[str, object], language: str) -> list[tuple[str, str]]:
    """Questions and answers as they were read; what the form does not have, as it stands."""
    known = {one.link_id: one for one in QUESTIONS}
    said = []
    for asked, value in items.items():
        question = known.get(asked)
        option = next((o for o in question.options if o.value == value), None) if question else None
        said.append((
            question.text[language] if question else str(asked),
            option.text[language] if option else str(value),
        ))  # fmt: skip
    return said
