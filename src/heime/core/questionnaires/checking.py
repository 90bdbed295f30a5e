"""Refuses a questionnaire that contradicts itself, and says where and why."""

from collections.abc import Iterator, Mapping

from heime.core.questionnaires.form import (
    LANGUAGES,
    STEM,
    Compare,
    Question,
    Questionnaire,
    When,
    Words,
)
from heime.core.questionnaires.refusals import BadQuestionnaire


def check(questionnaire: Questionnaire) -> None:
    """Nothing, if it can be asked, kept and judged. Otherwise refuses with every fault."""
    found = faults(questionnaire)
    if found:
        raise BadQuestionnaire(" ".join(found))


def faults(questionnaire: Questionnaire) -> list[str]:
    """What is wrong, one sentence for each thing, with its place first."""
    found = list(_of_the_whole(questionnaire))
    seen: set[str] = set()
    for at, question in enumerate(questionnaire.questions):
        where = f"questions[{at}]"
        if not question.link_id:
            found.append(f"{where}.link_id: a question needs a link id.")
        elif question.link_id == STEM:
            found.append(f"{where}.link_id: '{STEM}' is the line over the questions.")
        elif question.link_id in seen:
            found.append(f"{where}.link_id: '{question.link_id}' is there twice.")
        seen.add(question.link_id)
        found += _unsaid(f"{where}.text", question.text, questionnaire.languages)
        found += _of_the_options(where, question, questionnaire.languages)
        found += _of_the_conditions(where, question, questionnaire)
    return found + _circles(questionnaire)


def _of_the_whole(questionnaire: Questionnaire) -> Iterator[str]:
    for part in ("name", "version", "url", "licence"):
        if not getattr(questionnaire, part):
            yield f"{part}: must be there."
    if not questionnaire.languages:
        yield "languages: it must be said in at least one."
    for language in questionnaire.languages:
        if language not in LANGUAGES:
            yield f"languages: we do not speak '{language}'."
    if not questionnaire.questions:
        yield "questions: there are none."
    yield from _unsaid("title", questionnaire.title, questionnaire.languages)
    if questionnaire.stem:
        yield from _unsaid("stem", questionnaire.stem, questionnaire.languages)


def _unsaid(where: str, words: Words, languages: tuple[str, ...]) -> list[str]:
    return [
        f"{where}: not said in '{language}'." for language in languages if not words.get(language)
    ]


def _of_the_options(where: str, question: Question, languages: tuple[str, ...]) -> Iterator[str]:
    if not question.options:
        yield f"{where}.options: a question needs answers to choose among."
    values: set[int] = set()
    for at, option in enumerate(question.options):
        here = f"{where}.options[{at}]"
        # Data can be wrong in ways that types rule out: True is no number, nor is 1.0.
        if type(option.value) is not int or option.value < 0:
            yield f"{here}.value: an answer needs a whole number that it counts."
        elif option.value in values:
            yield f"{here}.value: another answer to this question counts the same."
        values.add(option.value)
        yield from _unsaid(f"{here}.text", option.text, languages)
    if len({option.named for option in question.options}) < len(question.options):
        yield f"{where}.options: two answers have the same code."
    for language in languages:
        texts = [option.text.get(language) for option in question.options]
        if len(set(texts)) < len(texts):
            yield f"{where}.options: two answers say the same in '{language}'."


def _of_the_conditions(
    where: str, question: Question, questionnaire: Questionnaire
) -> Iterator[str]:
    for at, when in enumerate(question.when):
        here = f"{where}.when[{at}]"
        other = questionnaire.question(when.question)
        if other is None:
            yield f"{here}.question: there is no question '{when.question}'."
        else:
            yield from _of_one_condition(here, when, other)


def _of_one_condition(here: str, when: When, other: Question) -> Iterator[str]:
    if when.compare is Compare.EXISTS:
        if type(when.answer) is not bool:
            yield f"{here}.answer: whether there is an answer is yes or no."
    elif type(when.answer) is not int or when.answer not in other.values:
        yield f"{here}.answer: that is no answer to '{other.link_id}'."


def _circles(questionnaire: Questionnaire) -> list[str]:
    """Questions that wait for each other, each circle told once, by the way round it."""
    waits: Mapping[str, list[str]] = {
        question.link_id: [when.question for when in question.when]
        for question in questionnaire.questions
    }
    told: dict[frozenset[str], str] = {}
    settled: set[str] = set()
    for start in waits:
        # Depth first without recursion: an imported form may be as deep as it likes.
        path = [start]
        left = [list(waits[start])] if start not in settled else []
        while left:
            if not left[-1]:
                settled.add(path.pop())
                left.pop()
                continue
            step = left[-1].pop()
            if step in path:
                way = [*path[path.index(step) :], step]
                told.setdefault(frozenset(way), " -> ".join(way))
            elif step in waits and step not in settled:
                path.append(step)
                left.append(list(waits[step]))
    return [f"when: these questions wait for each other: {way}." for way in told.values()]
