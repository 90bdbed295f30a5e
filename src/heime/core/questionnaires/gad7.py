"""GAD-7: worry over two weeks. Source of words, codes and status: clinical reference 6.1, 6.3.

English only. Several Norwegian wordings are in circulation, and the official sheet must decide.
"""

from heime.core.questionnaires.form import OURS, Option, Question, Questionnaire
from heime.core.questionnaires.phq9 import FREQUENCY, STEM

_ITEMS = (
    ("69725-0", "Feeling nervous, anxious, or on edge"),
    ("68509-9", "Not being able to stop or control worrying"),
    ("69733-4", "Worrying too much about different things"),
    ("69734-2", "Trouble relaxing"),
    ("69735-9", "Being so restless that it is hard to sit still"),
    ("69689-8", "Becoming easily annoyed or irritable"),
    ("69736-7", "Feeling afraid as if something awful might happen"),
)

_FREQUENCY = tuple(
    Option(option.value, {"en": option.text["en"]}, option.code, option.system)
    for option in FREQUENCY
)

GAD7 = Questionnaire(
    name="gad7",
    version="1.0",
    url=OURS + "gad7",
    title={"nb": "GAD-7", "nn": "GAD-7", "en": "GAD-7"},
    languages=("en",),
    status="English only. Norwegian is waiting for its official wording.",
    licence="No permission required to reproduce, translate, display or distribute.",
    attribution="GAD-7 © Pfizer. Developed by Spitzer, Williams, Kroenke and colleagues.",
    questions=tuple(
        Question(str(number), {"en": text}, _FREQUENCY, code=code)
        for number, (code, text) in enumerate(_ITEMS, start=1)
    ),
    awaiting={"nb": "official wording", "nn": "official translation"},
    stem={"en": STEM["en"]},
    whole=True,
    code="69737-5",
)
