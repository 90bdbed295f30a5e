"""The questionnaires that come with the product. Others come in by register.bring_in."""

from heime.core.questionnaires.copd_daily import COPD_DAILY
from heime.core.questionnaires.form import Questionnaire
from heime.core.questionnaires.gad7 import GAD7
from heime.core.questionnaires.heart_failure_daily import HEART_FAILURE_DAILY
from heime.core.questionnaires.phq9 import PHQ9
from heime.core.questionnaires.refusals import UnknownQuestionnaire
from heime.core.questionnaires.who5 import WHO5

SHIPPED = {form.name: form for form in (PHQ9, WHO5, GAD7, COPD_DAILY, HEART_FAILURE_DAILY)}


def named(name: str) -> Questionnaire:
    """The questionnaire of this name. The carers' scale RSS has no questions: see scales.py."""
    found = SHIPPED.get(name)
    if found is None:
        raise UnknownQuestionnaire("There is no questionnaire of that name here.")
    return found
