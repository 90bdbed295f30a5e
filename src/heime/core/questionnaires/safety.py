"""What is said to somebody who may not be safe, before the form and right after item 9.

Source: clinical reference 6.6. It is a flag for people to act on: no level of risk is computed
here or anywhere else. The words never say that somebody is watching when nobody is.
"""

from dataclasses import dataclass

from heime.core.questionnaires.form import Compare, Option, Question, When, Words, say

# How the scenario format and the rules name the three answers. Unsure counts as no (6.6.3).
SAFE, NOT_SAFE, UNSURE = 0, 1, 2
SAFE_NOW_WORDS = {SAFE: "yes", NOT_SAFE: "no", UNSURE: "unsure"}


@dataclass(frozen=True, slots=True)
class Phone:
    """A number to call.

    number: as it is read out; `dial` is what the telephone is given.
    check: what must be done before each release. The numbers are recalled, not looked up.
    """

    key: str
    number: str
    name: Words
    check: str = "verify at release"

    @property
    def dial(self) -> str:
        return "tel:" + self.number.replace(" ", "")


EMERGENCY = Phone(
    "emergency",
    "113",
    {
        "nb": "Akutt fare for liv og helse",
        "nn": "Akutt fare for liv og helse",
        "en": "Life in danger",
    },
)
OUT_OF_HOURS_DOCTOR = Phone(
    "out-of-hours-doctor",
    "116 117",
    {"nb": "Legevakt", "nn": "Legevakt", "en": "Out-of-hours doctor"},
)
MENTAL_HELSE = Phone(
    "mental-helse",
    "116 123",
    {
        "nb": "Mental Helse, noen å snakke med",
        "nn": "Mental Helse, nokon å snakke med",
        "en": "Mental Helse, someone to talk to",
    },
)
KIRKENS_SOS = Phone(
    "kirkens-sos",
    "22 40 00 40",
    {
        "nb": "Kirkens SOS, noen å snakke med",
        "nn": "Kirkens SOS, nokon å snakke med",
        "en": "Kirkens SOS, someone to talk to",
    },
)
PHONES = (EMERGENCY, OUT_OF_HOURS_DOCTOR, MENTAL_HELSE, KIRKENS_SOS)
"""In the order they are shown on the item 9 screen."""

THANKS: Words = {
    "nb": "Takk for at du forteller om dette. Du skal ikke være alene med det.",
    "nn": "Takk for at du fortel om dette. Du skal ikkje vere åleine med det.",
    "en": "Thank you for telling us. You should not have to be alone with this.",
}
CALL_NOW: Words = {
    "nb": "Er du i fare nå, ring 113. Du kan også ringe et av de andre numrene her.",
    "nn": "Er du i fare no, ring 113. Du kan òg ringje eit av dei andre nummera her.",
    "en": "If you are in danger now, call 113. You can also call one of the other numbers here.",
}
CALL_ME: Words = {"nb": "Ring meg", "nn": "Ring meg", "en": "Call me"}
NOBODY_READS_NOW: Words = {
    "nb": "Ingen i teamet leser svaret ditt akkurat nå. Vent ikke på oss: ring et av numrene her.",
    "nn": "Ingen i teamet les svaret ditt akkurat no. Vent ikkje på oss: ring eit av nummera her.",
    "en": "Nobody in the team is reading your answer right now. Do not wait for us: "
    "call one of the numbers here.",
}

_BEFORE: Words = {
    "nb": "Svarene dine leses av {who} {hours}. Ingen leser dem utenom den tiden. "
    "Trenger du hjelp nå, ring {emergency} ved fare for liv, legevakt på {doctor}, "
    "eller snakk med noen på {talk} eller {sos}.",
    "nn": "Svara dine blir lesne av {who} {hours}. Ingen les dei utanom den tida. "
    "Treng du hjelp no, ring {emergency} ved fare for liv, legevakt på {doctor}, "
    "eller snakk med nokon på {talk} eller {sos}.",
    "en": "Your answers are read by {who} {hours}. Nobody reads them outside those hours. "
    "If you need help now, call {emergency} if life is in danger, the out-of-hours doctor on "
    "{doctor}, or talk to someone on {talk} or {sos}.",
}


def expected_reading(reader: str, *, who: str, hours: str) -> str:
    """What stands before the form: who reads it and when, and where help is now (6.6.2).

    who, hours: the team and its opening hours in the reader's own words, as «på hverdager
        8–15.30»; they are the team's own, so nothing is promised that it does not keep.
    """
    return say(_BEFORE, reader).format(
        who=who,
        hours=hours,
        emergency=EMERGENCY.number,
        doctor=OUT_OF_HOURS_DOCTOR.number,
        talk=MENTAL_HELSE.number,
        sos=KIRKENS_SOS.number,
    )


# Never required: nobody is held back from sending what they have already dared to say.
SAFE_NOW = Question(
    "safe_now",
    {
        "nb": "Er du trygg akkurat nå?",
        "nn": "Er du trygg akkurat no?",
        "en": "Are you safe right now?",
    },
    (
        Option(SAFE, {"nb": "Ja", "nn": "Ja", "en": "Yes"}, code="yes"),
        Option(NOT_SAFE, {"nb": "Nei", "nn": "Nei", "en": "No"}, code="no", emergency=True),
        Option(
            UNSURE,
            {"nb": "Usikker", "nn": "Usikker", "en": "Unsure"},
            code="unsure",
            emergency=True,
        ),
    ),
    required=False,
    safety=True,
    when=tuple(When("9", Compare.IS, value) for value in (1, 2, 3)),
    any_of=True,
)
