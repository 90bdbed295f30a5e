"""The daily questions on chronic obstructive lung disease: our own words, not validated.

Source: clinical reference 3.5. `emergency` follows 3.1 and RS-1 S-R1: an answer that is red and
urgent by itself shows the emergency numbers at once. `safety` marks the questions that some rule
needs to reach red by answers alone (S-R1, S-R3, S-R4).
"""

from heime.core.questionnaires.form import YES_NO, YES_NO_URGENT, Option, Question, daily

BREATH = (
    Option(0, {
        "nb": "Som vanlig eller bedre",
        "nn": "Som vanleg eller betre",
        "en": "As usual or better",
    }),
    Option(1, {"nb": "Litt tyngre", "nn": "Litt tyngre", "en": "A little harder"}),
    Option(2, {"nb": "Mye tyngre", "nn": "Mykje tyngre", "en": "Much harder"}),
    Option(3, {
        "nb": "Så tung at jeg er andpusten i ro eller ikke klarer å snakke hele setninger",
        "nn": "Så tung at eg er andpusten i ro eller ikkje klarer å snakke heile setningar",
        "en": "So hard that I am out of breath at rest or cannot speak in whole sentences",
    }, emergency=True),
)  # fmt: skip

_COLOUR = (
    Option(0, {
        "nb": "Klart eller hvitt, eller ikke slim",
        "nn": "Klart eller kvitt, eller ikkje slim",
        "en": "Clear or white, or no phlegm",
    }),
    Option(1, {"nb": "Gult eller grønt", "nn": "Gult eller grønt", "en": "Yellow or green"}),
    Option(2, {"nb": "Blod", "nn": "Blod", "en": "Blood"}, emergency=True),
)  # fmt: skip

_DAY_OF_COURSE = (
    Option(0, {"nb": "Nei", "nn": "Nei", "en": "No"}),
    *(
        Option(day, {"nb": f"Ja, dag {day}", "nn": f"Ja, dag {day}", "en": f"Yes, day {day}"})
        for day in range(1, 15)
    ),
)

_QUESTIONS = (
    Question("k1", {
        "nb": "Hvordan er pusten i dag, sammenliknet med en vanlig dag?",
        "nn": "Korleis er pusten i dag, samanlikna med ein vanleg dag?",
        "en": "How is your breathing today, compared with an ordinary day?",
    }, BREATH, safety=True),
    Question("k2", {
        "nb": "Har du mer slim enn vanlig?",
        "nn": "Har du meir slim enn vanleg?",
        "en": "Do you have more phlegm than usual?",
    }, YES_NO),
    Question("k3", {
        "nb": "Hvilken farge har slimet?",
        "nn": "Kva farge har slimet?",
        "en": "What colour is the phlegm?",
    }, _COLOUR, safety=True),
    Question("k4", {
        "nb": "Hoster du mer enn vanlig?",
        "nn": "Hostar du meir enn vanleg?",
        "en": "Are you coughing more than usual?",
    }, YES_NO),
    Question("k5", {
        "nb": "Har du feber, frysninger, eller føler du deg syk?",
        "nn": "Har du feber, frysningar, eller kjenner du deg sjuk?",
        "en": "Do you have a fever or chills, or do you feel ill?",
    }, YES_NO),
    Question("k6", {
        "nb": "Har du brukt mer anfallsmedisin enn vanlig siste døgn?",
        "nn": "Har du brukt meir anfallsmedisin enn vanleg siste døgnet?",
        "en": "Have you used more reliever medicine than usual in the last 24 hours?",
    }, YES_NO),
    Question("k7", {
        "nb": "Er du uvanlig trøtt, forvirret eller vanskelig å vekke? (pårørende kan svare)",
        "nn": "Er du uvanleg trøytt, forvirra eller vanskeleg å vekkje? (pårørande kan svare)",
        "en": "Are you unusually drowsy, confused or hard to wake? (next of kin may answer)",
    }, YES_NO_URGENT, safety=True),
    Question("k8", {
        "nb": "Har du startet på reservemedisin etter planen? Hvilken dag?",
        "nn": "Har du starta på reservemedisin etter planen? Kva dag?",
        "en": "Have you started your standby medicine as planned? Which day is it?",
    }, _DAY_OF_COURSE, safety=True),
    Question("k9", {
        "nb": "Har du vondt i brystet nå?",
        "nn": "Har du vondt i brystet no?",
        "en": "Do you have pain in your chest now?",
    }, YES_NO_URGENT, safety=True),
)  # fmt: skip

COPD_DAILY = daily("copd_daily", {
    "nb": "Dagens spørsmål om pusten",
    "nn": "Spørsmåla i dag om pusten",
    "en": "Today's questions on your breathing",
}, _QUESTIONS)  # fmt: skip
