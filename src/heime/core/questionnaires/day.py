"""What one person is asked today: each thing once, and not more than they can bear.

Source: clinical reference 8.6: identical questions are merged, at most ten a day, the rest
rotated. The rules here, all of them design that needs clinical sign-off:

1. Questions that any rule needs to reach red by answers alone are asked every day (`safety`).
2. A published scale is asked whole or not at all, one a day, the one with a safety question first.
3. What today calls for comes next: all the COPD questions during a standby course, swelling
   when the weight is up (`pinned`).
4. The places left go round among all other questions, so that each has its turn within the week.

Only 1 may make the day longer than ten.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from heime.core.questionnaires.form import Answers, Question, Questionnaire

MOST_A_DAY = 10

Place = tuple[str, str]
"""One question of one form: (questionnaire name, link id)."""

# The form whose words are used stands first: the fuller question covers the other. The answers
# count the same in both.
SAME = (
    (("copd_daily", "k1"), ("heart_failure_daily", "h1")),
    (("heart_failure_daily", "h6"), ("copd_daily", "k9")),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the day, and every place its answer goes to.

    follows: asked only if its own conditions hold, and then on top of the ten.
    """

    question: Question
    places: tuple[Place, ...]

    @property
    def follows(self) -> bool:
        return bool(self.question.when)


@dataclass(frozen=True, slots=True)
class Day:
    """asked: in the order they are asked. put_off: questions whose turn is another day.
    later: published scales that wait for another day; they stay expected until answered."""

    asked: tuple[Asked, ...]
    put_off: tuple[Place, ...]
    later: tuple[str, ...]


def questions_for(
    forms: Sequence[Questionnaire], day: date, *, pinned: Collection[Place] = ()
) -> Day:
    """The questions of one day for somebody from whom all these forms are expected.

    forms: in the plan's own order. day: the person's local calendar day; it decides whose turn it
        is, so the same day asked for twice gives the same questions.
    pinned: questions that today calls for; they go before those whose turn it is.
    """
    scale, later = _one_scale(forms)
    daily = _merged([form for form in forms if not form.whole])
    always = [one for one in daily if one.question.safety]
    rest = [one for one in daily if not one.question.safety and not one.follows]
    taken = len(always) + sum(not one.follows for one in scale)
    room = max(0, MOST_A_DAY - taken)
    first = [one for one in rest if set(one.places) & set(pinned)][:room]
    turns = _whose_turn([one for one in rest if one not in first], room - len(first), day)
    chosen = [*always, *first, *turns]
    chosen += [one for one in daily if one.follows and _leads_to(one, chosen)]
    return Day(
        asked=(*(one for one in daily if one in chosen), *scale),
        put_off=tuple(place for one in daily if one not in chosen for place in one.places),
        later=later,
    )


def _one_scale(forms: Sequence[Questionnaire]) -> tuple[list[Asked], tuple[str, ...]]:
    """The scale of the day, question by question, and the names of those that wait."""
    scales = sorted(
        (form for form in forms if form.whole),
        key=lambda form: not any(question.safety for question in form.questions),
    )
    if not scales:
        return [], ()
    return _merged(scales[:1]), tuple(form.name for form in scales[1:])


def _merged(forms: Sequence[Questionnaire]) -> list[Asked]:
    """All questions in the order of the forms, identical ones once, at the first place."""
    by_place = {
        (form.name, question.link_id): question for form in forms for question in form.questions
    }
    found: list[Asked] = []
    done: set[Place] = set()
    for place, question in by_place.items():
        if place in done:
            continue
        same = next((group for group in SAME if place in group), (place,))
        places = tuple(one for one in same if one in by_place)
        done.update(places)
        safety = any(by_place[one].safety for one in places)
        if len(places) > 1:
            question = replace(by_place[places[0]], safety=safety)
        found.append(Asked(question, places))
    return found


def _whose_turn(rest: Sequence[Asked], room: int, day: date) -> list[Asked]:
    """The next `room` of a circle that moves on every day: none waits longer than it must."""
    if room >= len(rest):
        return list(rest)
    start = day.toordinal() * room
    return [rest[(start + step) % len(rest)] for step in range(room)]


def _leads_to(follower: Asked, chosen: Sequence[Asked]) -> bool:
    form = follower.places[0][0]
    asked = {place for one in chosen for place in one.places}
    return any((form, when.question) in asked for when in follower.question.when)


def spread(day: Day, answers: Mapping[int, int | None]) -> dict[str, Answers]:
    """The answers of the day sorted into the forms they belong to: name -> answers.

    answers: index in `day.asked` -> value, or None where it was passed over.
    """
    found: dict[str, dict[str, int | None]] = {}
    for at, value in answers.items():
        for name, link_id in day.asked[at].places:
            found.setdefault(name, {})[link_id] = value
    return dict(found)
