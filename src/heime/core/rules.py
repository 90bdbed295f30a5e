"""The rules of RS-1 that this version judges by, with where each comes from.

`always` rules are on for everybody; the others only where a plan names them. An id that is not
here is refused when a plan is read: a rule that nobody evaluates must not look switched on.
"""

from dataclasses import dataclass

RULE_SET = "RS-1"


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    source: str
    """Section of the clinical reference. All are design choices that need clinical sign-off."""
    always: bool


_ALWAYS = {
    "G-2": "7.1 a limit is reached",
    "V-1": "7.3 outside what is plausible",
    "V-2": "7.3 the meter marked its own reading",
    "V-3": "7.3 upper and lower pressure too close",
    "V-4": "7.3 plausible but not credible until confirmed",
    "C-1": "7.3 one reading that is not green waits for another",
    "C-2": "7.3 nobody measured again in time",
    "C-3": "7.3 the second reading decides",
    "C-4": "7.3 red then green asks for a third",
    "C-5": "7.3 the median of the last three decides",
    "C-6": "7.3 a critical line is final at once",
    "C-7": "7.3 leading green readings are dropped",
    "C-8": "7.3 blood pressure is the mean of a pair",
    "L-1": "7.7 how late readings are judged",
}
_BY_PLAN = {
    "W-1": "7.5 gain of more than 2.0 kg over the lowest of three days",
    "W-2": "7.5 such a gain with a worsening symptom the same day",
    "W-3": "7.5 gain of more than 3.0 kg",
    "W-4": "7.5 more than 3.0 kg from dry weight",
    "W-5": "7.5 gain of more than 2.0 kg over the latest of D-4 to D-7",
}
RULES: dict[str, Rule] = {
    **{id_: Rule(id_, source, True) for id_, source in _ALWAYS.items()},
    **{id_: Rule(id_, source, False) for id_, source in _BY_PLAN.items()},
}

# Not rules of RS-1 but reasons all the same: why a reading could not be judged at all.
NO_PLAN = "no-plan"
NO_LIMIT = "no-limit"
RULE_FAILED = "rule-failed"
NOTHING_VALID = "nothing-valid"
"""A rejected reading that no valid one followed within the half hour."""
