"""ISBAR, the words in which one service hands somebody over to another: a draft for a person.

Heime puts together what is known: it measures and says which limit was passed. What it means is
left open for the nurse, who reads, changes and signs all of it before it goes anywhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from heime.core.sentences.text import Text

LONGEST = 4000
"""Characters in one part."""


@dataclass(frozen=True, slots=True)
class Isbar:
    identify: str
    situation: str
    background: str
    assessment: str
    recommendation: str

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        return tuple((one.name, getattr(self, one.name)) for one in fields(self))


PARTS: Mapping[str, Text] = {
    "identify": Text("Identitet", "Identitet", "Identify"),
    "situation": Text("Situasjon", "Situasjon", "Situation"),
    "background": Text("Bakgrunn", "Bakgrunn", "Background"),
    "assessment": Text("Analyse", "Analyse", "Assessment"),
    "recommendation": Text("Råd", "Råd", "Recommendation"),
}
_SAID: Mapping[str, Text] = {
    "from": Text("Fra", "Frå", "From"),
    "reach": Text("Telefon til pasienten", "Telefon til pasienten", "The patient's phone"),
    "kin": Text("Pårørende", "Pårørande", "Next of kin"),
    "latest": Text("Siste målinger", "Siste målingar", "Latest readings"),
    "conditions": Text("Følges opp for", "Blir følgd opp for", "Followed up for"),
    "plan": Text("Grenser i planen", "Grenser i planen", "Limits in the plan"),
    "matters": Text("Viktig for pasienten", "Viktig for pasienten", "Matters to the patient"),
    "done": Text("Gjort til nå", "Gjort til no", "Done so far"),
    "nothing": Text("ikke notert noe ennå", "ikkje notert noko enno", "nothing noted yet"),
    "judged": Text(
        "Målingene er vurdert mot pasientens egen plan: {zone}. Min vurdering: ",
        "Målingane er vurderte mot pasienten sin eigen plan: {zone}. Mi vurdering: ",
        "The readings were judged against the patient's own plan: {zone}. My assessment: ",
    ),
    "ask": Text("Vi ber dere om å: ", "Vi ber dykk om å: ", "We ask you to: "),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known, in words of the language of the draft. Empty where nothing is.

    latest, plan, done: a line each; done: what was done in the case, the oldest first.
    """

    person: str
    born: str
    place: str
    phone: str
    kin: Sequence[str]
    team: str
    reason: str
    latest: Sequence[str]
    conditions: str
    matters: str
    plan: Sequence[str]
    zone: str
    done: Sequence[str]


def draft(facts: Facts, language: str) -> Isbar:
    """The five parts, to be read and changed by whoever hands over."""

    def word(key: str) -> str:
        text = _SAID[key]
        return {"nb": text.nb, "nn": text.nn}.get(language, text.en)

    def line(key: str, value: str) -> str:
        return f"{word(key)}: {value}" if value else ""

    return Isbar(
        identify=_lines(
            ", ".join(filter(None, [facts.person, facts.born, facts.place])),
            line("reach", facts.phone), line("kin", "; ".join(facts.kin)),
            line("from", facts.team),
        ),
        situation=_lines(facts.reason, *_listed(word("latest"), facts.latest)),
        background=_lines(
            line("conditions", facts.conditions), line("matters", facts.matters),
            *_listed(word("plan"), facts.plan),
            *(_listed(word("done"), facts.done) or [line("done", word("nothing"))]),
        ),
        assessment=word("judged").format(zone=facts.zone),
        recommendation=word("ask"),
    )  # fmt: skip


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)


def _listed(title: str, lines: Sequence[str]) -> list[str]:
    return [f"{title}:", *(f"– {line}" for line in lines)] if lines else []
