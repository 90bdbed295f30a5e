"""WHO-5: well-being over two weeks. Source of words and status: clinical reference 6.1, 6.4.

NOTICE. The texts in this file are the World Health Organization's and those of its translators.
They are used under their own terms and are NOT under the licence of this project. WHO-5 is free to
use without permission; a later publication is reported as CC BY-NC-SA 3.0 IGO: attribution, not
for commercial purposes, share alike. Whoever sells a product with this file in it must settle that
with the owner, or leave the file out: nothing but the list in shipped.py needs it.

The bokmål is a transcription at second hand, and the English is the common wording from memory of
the field; both are marked as unchecked. No nynorsk: a translation of our own would not be WHO-5.
"""

from heime.core.questionnaires.form import OURS, Option, Question, Questionnaire

_FREQUENCY = (
    Option(5, {"nb": "Hele tiden", "en": "All of the time"}),
    Option(4, {"nb": "Det meste av tiden", "en": "Most of the time"}),
    Option(3, {"nb": "Mer enn halve tiden", "en": "More than half of the time"}),
    Option(2, {"nb": "Mindre enn halve tiden", "en": "Less than half of the time"}),
    Option(1, {"nb": "Av og til", "en": "Some of the time"}),
    Option(0, {"nb": "Aldri", "en": "At no time"}),
)

_ITEMS = (
    ("… følt meg glad og i godt humør", "I have felt cheerful and in good spirits"),
    ("… følt meg rolig og avslappet", "I have felt calm and relaxed"),
    ("… følt meg aktiv og sterk", "I have felt active and vigorous"),
    ("… følt meg opplagt og uthvilt når jeg våkner", "I woke up feeling fresh and rested"),
    ("… følt at mitt daglige liv har vært fylt av ting som interesserer meg",
     "My daily life has been filled with things that interest me"),
)  # fmt: skip

WHO5 = Questionnaire(
    name="who5",
    version="1.0",
    url=OURS + "who5",
    title={"nb": "WHO-5", "nn": "WHO-5", "en": "WHO-5"},
    languages=("nb", "en"),
    status="Bokmål and English: awaiting check against the official text.",
    licence="Free to use without permission, under its own notice and not under the licence of "
    "this project; reported as CC BY-NC-SA 3.0 IGO.",
    attribution="WHO-5 Well-Being Index, World Health Organization 1998. Bokmål: Bakke 2004 v1.1.",
    questions=tuple(
        Question(str(number), {"nb": nb, "en": en}, _FREQUENCY)
        for number, (nb, en) in enumerate(_ITEMS, start=1)
    ),
    awaiting={
        "nb": "check against the official text",
        "nn": "official translation",
        "en": "check against the official text",
    },
    stem={
        "nb": "I de siste to ukene har jeg …",
        "en": "Over the last two weeks:",
    },
    whole=True,
)
