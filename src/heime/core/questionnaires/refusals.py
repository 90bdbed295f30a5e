"""Why a questionnaire, or somebody's answers to one, is not taken."""

from heime.core.errors import Refused


class BadQuestionnaire(Refused):
    """A questionnaire that contradicts itself, or holds what we cannot show, keep or score."""

    code = "bad-questionnaire"


class UnknownQuestionnaire(Refused):
    code = "unknown-questionnaire"


class OtherVersion(Refused):
    """Answers to another version than the one they are read by: the words may have been others."""

    code = "other-version"


class BadAnswers(Refused):
    """Answers that this questionnaire cannot have been given. Never says what was answered."""

    code = "bad-answers"


class LicenceNeeded(Refused):
    """Somebody owns this instrument, and no licence to use it was named."""

    code = "licence-needed"
