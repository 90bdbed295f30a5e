"""What is said of answers: daily questions, scores, and how several findings count together.

Item 9 of PHQ-9 and the question of being safe now are told as they were answered, and no more:
a flag for a person to look at, never a level of risk (clinical reference 6.6).
"""

from heime.core.sentences.text import Text

HEART_FAILURE: dict[str, Text] = {
    "HF-S1": Text(
        "Svarene forteller om [{symptoms}|tung pust i ro, besvimelse eller vondt i brystet], "
        "og det er rødt i planen.",
        "Svara fortel om [{symptoms}|tung pust i ro, svimeanfall eller vondt i brystet], "
        "og det er raudt i planen.",
        "The answers tell of [{symptoms}|breathlessness at rest, fainting or chest pain], "
        "and that is red in the plan.",
    ),
    "HF-S2": Text(
        "Svarene forteller om [{symptoms}|mye tyngre pust, også liggende eller om natten], "
        "og det er rødt til sammen.",
        "Svara fortel om [{symptoms}|mykje tyngre pust, også liggjande eller om natta], "
        "og det er raudt til saman.",
        "The answers tell of [{symptoms}|much heavier breathing, also lying or at night], "
        "and together that is red.",
    ),
    "HF-S3": Text(
        "Svarene forteller om flere symptomer som er verre enn vanlig[: {symptoms}]; to eller "
        "flere er gult.",
        "Svara fortel om fleire symptom som er verre enn vanleg[: {symptoms}]; to eller fleire "
        "er gult.",
        "The answers tell of several symptoms that are worse than usual[: {symptoms}]; two or "
        "more is yellow.",
    ),
    "HF-S4": Text(
        "Svarene forteller om [{symptoms}|et symptom som er verre enn vanlig]; ett symptom er "
        "nok til gult.",
        "Svara fortel om [{symptoms}|eit symptom som er verre enn vanleg]; eitt symptom er nok "
        "til gult.",
        "The answers tell of [{symptoms}|a symptom that is worse than usual]; one symptom is "
        "enough for yellow.",
    ),
}

COPD: dict[str, Text] = {
    "S-R1": Text(
        "Svarene forteller om [{symptoms}|tung pust i ro, forvirring, blod i slimet eller vondt "
        "i brystet], og det er rødt i planen.",
        "Svara fortel om [{symptoms}|tung pust i ro, forvirring, blod i slimet eller vondt i "
        "brystet], og det er raudt i planen.",
        "The answers tell of [{symptoms}|breathlessness at rest, confusion, blood in the phlegm "
        "or chest pain], and that is red in the plan.",
    ),
    "S-R3": Text(
        "Svarene forteller om [{symptoms}|mye tyngre pust enn vanlig] to dager på rad, og det er "
        "rødt i planen.",
        "Svara fortel om [{symptoms}|mykje tyngre pust enn vanleg] to dagar på rad, og det er "
        "raudt i planen.",
        "The answers tell of [{symptoms}|much heavier breathing than usual] two days in a row, "
        "and that is red in the plan.",
    ),
    "S-R4": Text(
        "Pusten er ikke bedre[ på dag {day}] etter at reservekuren i planen ble startet; fra dag "
        "3 er det rødt.",
        "Pusten er ikkje betre[ på dag {day}] etter at reservekuren i planen vart starta; frå dag "
        "3 er det raudt.",
        "Breathing is no better[ on day {day}] after the standby course in the plan was started; "
        "from day 3 that is red.",
    ),
    "S-Y1": Text(
        "Svarene forteller om [{symptoms}|tyngre pust, mer slim eller farget slim]; ett av disse "
        "hovedtegnene er nok til gult.",
        "Svara fortel om [{symptoms}|tyngre pust, meir slim eller farga slim]; eitt av desse "
        "hovudteikna er nok til gult.",
        "The answers tell of [{symptoms}|heavier breathing, more phlegm or coloured phlegm]; one "
        "of these main signs is enough for yellow.",
    ),
    "S-Y2": Text(
        "Svarene forteller om flere mindre tegn til at det er verre enn vanlig[: {symptoms}]; "
        "to eller flere er gult.",
        "Svara fortel om fleire mindre teikn på at det er verre enn vanleg[: {symptoms}]; to "
        "eller fleire er gult.",
        "The answers tell of several minor signs that things are worse than usual"
        "[: {symptoms}]; two or more is yellow.",
    ),
}

MIND: dict[str, Text] = {
    "P-0": Text(
        "På spørsmålet om å være trygg akkurat nå er svaret [«{answer}»|et annet enn ja], og det "
        "er rødt.",
        "På spørsmålet om å vere trygg akkurat no er svaret [«{answer}»|eit anna enn ja], og det "
        "er raudt.",
        "To the question of being safe right now the answer is [“{answer}”|other than yes], and "
        "that is red.",
    ),
    "P-1": Text(
        "Svaret på spørsmål 9 i PHQ-9 er [{answer}|2 eller mer], på en skala fra 0 til 3; fra 2 "
        "er det rødt.",
        "Svaret på spørsmål 9 i PHQ-9 er [{answer}|2 eller meir], på ein skala frå 0 til 3; frå 2 "
        "er det raudt.",
        "The answer to question 9 of PHQ-9 is [{answer}|2 or more], on a scale from 0 to 3; from "
        "2 that is red.",
    ),
    "P-2": Text(
        "Svaret på spørsmål 9 i PHQ-9 er [{answer}|1], på en skala fra 0 til 3; 1 er gult og "
        "haster.",
        "Svaret på spørsmål 9 i PHQ-9 er [{answer}|1], på ein skala frå 0 til 3; 1 er gult og "
        "hastar.",
        "The answer to question 9 of PHQ-9 is [{answer}|1], on a scale from 0 to 3; 1 is yellow "
        "and urgent.",
    ),
    "P-3": Text(
        "Spørsmål 9 i PHQ-9 er ikke besvart, og da er det gult og haster.",
        "Spørsmål 9 i PHQ-9 er ikkje svart på, og då er det gult og hastar.",
        "Question 9 of PHQ-9 is not answered, and then it is yellow and urgent.",
    ),
    "P-4": Text(
        "[{blanks} i PHQ-9 er ikke besvart|Flere spørsmål i PHQ-9 er ikke besvart], og med mer "
        "enn to ubesvarte blir det ingen sum.",
        "[{blanks} i PHQ-9 er ikkje svart på|Fleire spørsmål i PHQ-9 er ikkje svart på], og når "
        "det er meir enn to, blir det ingen sum.",
        "[{blanks} of PHQ-9 are not answered|Several questions of PHQ-9 are not answered], and "
        "with more than two there is no total.",
    ),
    "P-5": Text(
        "Summen i PHQ-9 er [{total}|20 eller mer] av 27; fra 20 er det gult og haster.",
        "Summen i PHQ-9 er [{total}|20 eller meir] av 27; frå 20 er det gult og hastar.",
        "The total of PHQ-9 is [{total}|20 or more] out of 27; from 20 that is yellow and urgent.",
    ),
    "P-6": Text(
        "Summen i PHQ-9 er [{total}|mellom 15 og 19] av 27; fra 15 til 19 er det gult.",
        "Summen i PHQ-9 er [{total}|mellom 15 og 19] av 27; frå 15 til 19 er det gult.",
        "The total of PHQ-9 is [{total}|between 15 and 19] out of 27; from 15 to 19 that is "
        "yellow.",
    ),
    "P-7": Text(
        "Summen i PHQ-9 har økt med [{rise}|6 eller mer][ fra {before}][ til {total}]; fra 6 er "
        "det gult.",
        "Summen i PHQ-9 har auka med [{rise}|6 eller meir][ frå {before}][ til {total}]; frå 6 er "
        "det gult.",
        "The total of PHQ-9 has risen by [{rise}|6 or more][ from {before}][ to {total}]; from 6 "
        "that is yellow.",
    ),
    "GAD-7": Text(
        "Summen i GAD-7 er [{total} av 21|på eller over en grense][, mot {before} før]; gult er "
        "fra 15, eller en økning på 4 eller mer.",
        "Summen i GAD-7 er [{total} av 21|på eller over ei grense][, mot {before} før]; gult er "
        "frå 15, eller ein auke på 4 eller meir.",
        "The total of GAD-7 is [{total} out of 21|at or above a limit][, against {before} "
        "before]; yellow is from 15, or a rise of 4 or more.",
    ),
    "WHO-5": Text(
        "Resultatet i WHO-5 er [{percent}|på eller under en grense][, mot {before} før]; gult er "
        "28~% eller lavere, eller et fall på 10 poeng eller mer.",
        "Resultatet i WHO-5 er [{percent}|på eller under ei grense][, mot {before} før]; gult er "
        "28~% eller lågare, eller eit fall på 10 poeng eller meir.",
        "The result of WHO-5 is [{percent}|at or below a limit][, against {before} before]; "
        "yellow is 28~% or lower, or a fall of 10 points or more.",
    ),
    "RSS": Text(
        "Summen i skjemaet om pårørendes belastning (RSS) er [{total}|over 23] av 60; over 23 er "
        "gult, og over 30 haster det.",
        "Summen i skjemaet om belastninga til pårørande (RSS) er [{total}|over 23] av 60; over 23 "
        "er gult, og over 30 hastar det.",
        "The total of the form on the carer's strain (RSS) is [{total}|above 23] out of 60; above "
        "23 is yellow, and above 30 is urgent.",
    ),
}

TOGETHER: dict[str, Text] = {
    "C1": Text(
        "Oksygenmetning er gul eller rød samme dag som pusten er mye tyngre enn vanlig, og det "
        "er rødt til sammen.",
        "Oksygenmetting er gul eller raud same dag som pusten er mykje tyngre enn vanleg, og det "
        "er raudt til saman.",
        "Oxygen saturation is yellow or red the same day as breathing is much heavier than usual, "
        "and together that is red.",
    ),
    "C2": Text(
        "Tre eller flere områder er gule eller røde samme dag[: {domains}], og det er rødt til "
        "sammen.",
        "Tre eller fleire område er gule eller raude same dag[: {domains}], og det er raudt til "
        "saman.",
        "Three or more areas are yellow or red the same day[: {domains}], and together that is "
        "red.",
    ),
    "PR-1": Text(
        "To eller flere områder er gule eller røde samme dag[: {domains}], og da haster det.",
        "To eller fleire område er gule eller raude same dag[: {domains}], og då hastar det.",
        "Two or more areas are yellow or red the same day[: {domains}], and then it is urgent.",
    ),
}
