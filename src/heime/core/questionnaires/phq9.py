"""PHQ-9: depression over two weeks. Source of words, codes and status: clinical reference 6.1, 6.2.

The bokmål is a transcription at second hand and is marked so until somebody has compared it with
the official sheet letter by letter. No nynorsk: a translation of our own would not be PHQ-9. The
unscored question of the sheet, on how hard things have been, waits for the same check.
"""

from heime.core.questionnaires.form import OURS, Option, Question, Questionnaire
from heime.core.questionnaires.safety import SAFE_NOW

LOINC = "http://loinc.org"

FREQUENCY = (
    Option(0, {"nb": "Ikke i det hele tatt", "en": "Not at all"}, "LA6568-5", LOINC),
    Option(1, {"nb": "Noen dager", "en": "Several days"}, "LA6569-3", LOINC),
    Option(2, {"nb": "Mer enn halvparten av dagene", "en": "More than half the days"},
           "LA6570-1", LOINC),
    Option(3, {"nb": "Nesten hver dag", "en": "Nearly every day"}, "LA6571-9", LOINC),
)  # fmt: skip

STEM = {
    "nb": "Hvor ofte har du vært plaget av ett eller flere av de følgende problemene i løpet av "
    "de siste to ukene?",
    "en": "Over the last 2 weeks, how often have you been bothered by any of the following "
    "problems?",
}

_ITEMS = (
    ("44250-9", "Liten interesse for eller glede av å gjøre ting",
     "Little interest or pleasure in doing things"),
    ("44255-8", "Følt deg nedfor, deprimert eller fylt av håpløshet",
     "Feeling down, depressed, or hopeless"),
    ("44259-0", "Vansker med å sovne, sove uten avbrudd eller sovet for mye",
     "Trouble falling or staying asleep, or sleeping too much"),
    ("44254-1", "Følt deg trett eller energiløs", "Feeling tired or having little energy"),
    ("44251-7", "Dårlig matlyst eller å spise for mye", "Poor appetite or overeating"),
    ("44258-2", "Vært misfornøyd med deg selv eller følt deg mislykket, eller følt at du har "
     "sviktet deg selv eller familien din",
     "Feeling bad about yourself — or that you are a failure or have let yourself or your family "
     "down"),
    ("44252-5", "Vansker med å konsentrere deg om ting, slik som å lese avisen eller se på tv",
     "Trouble concentrating on things, such as reading the newspaper or watching television"),
    ("44253-3", "Beveget deg eller snakket så langsomt at andre kan ha merket det? Eller motsatt "
     "– følt deg så urolig eller rastløs at du har beveget deg mye mer enn vanlig",
     "Moving or speaking so slowly that other people could have noticed? Or the opposite — being "
     "so fidgety or restless that you have been moving around a lot more than usual"),
    ("44260-8", "Tanker om at det ville vært bedre om du var død eller om å skade deg selv",
     "Thoughts that you would be better off dead or of hurting yourself in some way"),
)  # fmt: skip

# A blank is not forced away: up to two are made up for by the scale's own rule, and a blank
# item 9 is something a person must look at (RS-1 P-3, P-4).
PHQ9 = Questionnaire(
    name="phq9",
    version="1.0",
    url=OURS + "phq9",
    title={"nb": "PHQ-9", "nn": "PHQ-9", "en": "PHQ-9"},
    languages=("nb", "en"),
    status="Bokmål: awaiting check against the official text.",
    licence="No permission required to reproduce, translate, display or distribute.",
    attribution="PHQ-9 © Pfizer. Developed by Spitzer, Williams, Kroenke and colleagues. "
    "Bokmål: Johnson, Hoffart, Ulvenes, Sexton, Wampold.",
    questions=(
        *(
            Question(
                str(number), {"nb": nb, "en": en}, FREQUENCY,
                required=False, safety=number == 9, code=code,
            )
            for number, (code, nb, en) in enumerate(_ITEMS, start=1)
        ),
        SAFE_NOW,
    ),
    awaiting={"nb": "check against the official text", "nn": "official translation"},
    stem=STEM,
    whole=True,
    code="44249-1",
)  # fmt: skip
