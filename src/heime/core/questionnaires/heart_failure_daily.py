"""The daily questions on heart failure: our own words, not validated.

Source: clinical reference 4.2. `emergency` follows RS-1 HF-S1. `safety` marks the questions that
some rule needs to reach red by answers alone (HF-S1, HF-S2).
"""

from heime.core.questionnaires.copd_daily import BREATH
from heime.core.questionnaires.form import YES_NO, YES_NO_URGENT, Option, Question, daily

_SWELLING = (
    Option(0, {"nb": "Som vanlig", "nn": "Som vanleg", "en": "As usual"}),
    Option(1, {"nb": "Mer", "nn": "Meir", "en": "More"}),
    Option(2, {"nb": "Mye mer", "nn": "Mykje meir", "en": "Much more"}),
)

# The only one where no is the worse answer: 0 still means that all is as it should be.
_AS_AGREED = (
    Option(0, {"nb": "Ja", "nn": "Ja", "en": "Yes"}),
    Option(1, {"nb": "Nei", "nn": "Nei", "en": "No"}),
)

_QUESTIONS = (
    Question("h1", {
        "nb": "Hvordan er pusten i dag?",
        "nn": "Korleis er pusten i dag?",
        "en": "How is your breathing today?",
    }, BREATH, safety=True),
    Question("h2", {
        "nb": "Må du ligge høyere enn vanlig, eller sove i stol, for å få puste?",
        "nn": "Må du liggje høgare enn vanleg, eller sove i stol, for å få puste?",
        "en": "Do you have to lie higher than usual, or sleep in a chair, to be able to breathe?",
    }, YES_NO, safety=True),
    Question("h3", {
        "nb": "Våknet du i natt fordi det var tungt å puste?",
        "nn": "Vakna du i natt fordi det var tungt å puste?",
        "en": "Did you wake last night because it was hard to breathe?",
    }, YES_NO, safety=True),
    Question("h4", {
        "nb": "Er føttene eller leggene mer hovne?",
        "nn": "Er føtene eller leggene meir hovne?",
        "en": "Are your feet or lower legs more swollen?",
    }, _SWELLING),
    Question("h5", {
        "nb": "Er du mer sliten enn vanlig?",
        "nn": "Er du meir sliten enn vanleg?",
        "en": "Are you more worn out than usual?",
    }, YES_NO),
    Question("h6", {
        "nb": "Har du vondt eller trykk i brystet nå?",
        "nn": "Har du vondt eller trykk i brystet no?",
        "en": "Do you have pain or pressure in your chest now?",
    }, YES_NO_URGENT, safety=True),
    Question("h7", {
        "nb": "Har du besvimt siste døgn?",
        "nn": "Har du svima av siste døgnet?",
        "en": "Have you fainted in the last 24 hours?",
    }, YES_NO_URGENT, safety=True),
    Question("h8", {
        "nb": "Er du svimmel når du reiser deg?",
        "nn": "Er du svimmel når du reiser deg?",
        "en": "Are you dizzy when you stand up?",
    }, YES_NO),
    Question("h9", {
        "nb": "Har du hjertebank eller ujevn puls?",
        "nn": "Har du hjartebank eller ujamn puls?",
        "en": "Is your heart pounding, or is your pulse uneven?",
    }, YES_NO),
    Question("h10", {
        "nb": "Har du tatt medisinene som avtalt?",
        "nn": "Har du teke medisinane som avtalt?",
        "en": "Have you taken your medicines as agreed?",
    }, _AS_AGREED),
)  # fmt: skip

HEART_FAILURE_DAILY = daily("heart_failure_daily", {
    "nb": "Dagens spørsmål om hjertet",
    "nn": "Spørsmåla i dag om hjartet",
    "en": "Today's questions on your heart",
}, _QUESTIONS)  # fmt: skip
