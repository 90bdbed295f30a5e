"""Which questions are asked, which comes next, and whether the form is complete."""

from heime.core.questionnaires.form import Answers, Compare, Question, Questionnaire, When


def visible(questionnaire: Questionnaire, answers: Answers) -> list[Question]:
    """The questions to ask, given what is answered, in their own order.

    An answer to a question that is itself not asked counts as none. Expects a questionnaire that
    has been checked: a circle of conditions hides those who stand in it.
    """
    shown: dict[str, bool] = {}
    for question in questionnaire.questions:
        _settle(question.link_id, questionnaire, answers, shown)
    return [question for question in questionnaire.questions if shown[question.link_id]]


def _settle(
    link_id: str, questionnaire: Questionnaire, answers: Answers, shown: dict[str, bool]
) -> bool:
    """Whether this question is asked, worked out once. A question that leads back is not."""
    if link_id in shown:
        return shown[link_id]
    question = questionnaire.question(link_id)
    shown[link_id] = False
    if question is None:
        return False
    held = [
        _holds(
            when,
            answers.get(when.question)
            if _settle(when.question, questionnaire, answers, shown)
            else None,
        )
        for when in question.when
    ]
    shown[link_id] = not held or (any(held) if question.any_of else all(held))
    return shown[link_id]


def _holds(when: When, answer: int | None) -> bool:
    """Whether one condition holds. Without an answer, only "has none" does."""
    if when.compare is Compare.EXISTS:
        return (answer is not None) is when.answer
    if answer is None:
        return False
    return (answer == when.answer) is (when.compare is Compare.IS)


def missing(questionnaire: Questionnaire, answers: Answers) -> list[Question]:
    """The questions that the form still lacks: never shown, or required and passed over."""
    return [
        question
        for question in visible(questionnaire, answers)
        if question.link_id not in answers
        or (question.required and answers[question.link_id] is None)
    ]


def next_question(questionnaire: Questionnaire, answers: Answers) -> Question | None:
    """What to ask now, or None when the form is complete."""
    left = missing(questionnaire, answers)
    return left[0] if left else None


def complete(questionnaire: Questionnaire, answers: Answers) -> bool:
    """Whether nothing is left to ask. What was answered is received and judged all the same."""
    return not missing(questionnaire, answers)


def is_emergency(question: Question, value: int | None) -> bool:
    """Whether this answer alone shows the emergency numbers, at once and before the next question.

    Item 9 of PHQ-9 is not among them: it opens the screen of safety.py instead.
    """
    option = None if value is None else question.option(value)
    return option is not None and option.emergency


def opens_safety_screen(questionnaire: Questionnaire, answers: Answers) -> bool:
    """Whether the screen of 6.6.3 comes next: PHQ-9 item 9 was answered with anything but never.

    Says that it was, and nothing of how serious it is: that is for people to assess.
    """
    return questionnaire.name == "phq9" and (answers.get("9") or 0) >= 1
