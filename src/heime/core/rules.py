"""The rules of RS-1: what each may say, where it comes from, and when it is on.

`always` rules hold for everybody; the others only where a plan names them. An id that is not here
is refused when a plan is read: a rule that nobody evaluates must not look switched on.
"""

from dataclasses import dataclass

from heime.core.zone import Priority, Zone

RULE_SET = "RS-1"
DESIGN = "design, needs clinical sign-off"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    zone: what it gives when it fires; None where that depends on what it was given (a limit has
        two lines) or where it only says how sure the finding is.
    priority: HIGH or LOW where PR-1 says so (7.6); None is NORMAL.
    concerns: the part of the rulebook it belongs to.
    source: section of the clinical reference, and the publication where there is one.
    """

    id: str
    zone: Zone | None
    priority: Priority | None
    concerns: str
    source: str
    always: bool
    basis: str = DESIGN


_R, _Y = Zone.RED, Zone.YELLOW
_H, _L = Priority.HIGH, Priority.LOW

_ALWAYS: list[tuple[str, Zone | None, Priority | None, str, str]] = [
    ("G-2", None, None, "limits", "7.1 a limit is reached; the line belongs to the worse zone"),
    ("V-1", None, None, "validity", "7.3 outside what is plausible"),
    ("V-2", None, None, "validity", "7.3 the meter marked its own reading"),
    ("V-3", None, None, "validity", "7.3 upper and lower pressure too close"),
    ("V-4", None, None, "validity", "7.3 plausible but not credible until confirmed"),
    ("C-1", None, None, "confirmation", "7.3 one reading that is not green waits for another"),
    ("C-2", None, None, "confirmation", "7.3 nobody measured again in time"),
    ("C-3", None, None, "confirmation", "7.3 the second reading decides"),
    ("C-4", None, None, "confirmation", "7.3 red then green asks for a third"),
    ("C-5", None, None, "confirmation", "7.3 the median of the last three decides"),
    ("C-6", _R, _H, "confirmation", "7.3 a critical line is final at once"),
    ("C-7", None, None, "confirmation", "7.3 leading green readings are dropped"),
    ("C-8", None, None, "confirmation", "7.3 blood pressure is the mean of a pair"),
    ("PR-1", None, _H, "combinations", "7.6 two or more yellow domains the same day"),
    ("L-1", None, None, "late", "7.7 how late readings are judged"),
    ("U-1", None, None, "combinations", "8 plans with different limits for one kind"),
]
_BY_PLAN: list[tuple[str, Zone | None, Priority | None, str, str]] = [
    ("D-1", _Y, None, "copd", "7.4 SpO2 at least 4 below the person's own median"),
    ("P-D1", _Y, None, "copd", "7.4 pulse at least 20 above the person's own median"),
    ("F-1", None, None, "copd", "7.4 FEV1 or PEF below 80 or 60 % of personal best"),
    ("T-1", _Y, _L, "trend", "7.4 two sessions in a row far from the person's usual"),
    ("HBPM", _Y, _L, "hypertension", "7.4, 4.3 mean of the home week at or over 135/85"),
    ("W-1", _Y, None, "heart-failure", "7.5 gain of more than 2.0 kg over the lowest of 3 days"),
    ("W-2", _R, None, "heart-failure", "7.5 such a gain with a worsening symptom the same day"),
    ("W-3", _R, None, "heart-failure", "7.5 gain of more than 3.0 kg"),
    ("W-4", _Y, None, "heart-failure", "7.5 more than 3.0 kg from dry weight"),
    ("W-5", _Y, None, "heart-failure", "7.5 gain of more than 2.0 kg over the latest of D-4..D-7"),
    ("HF-S1", _R, _H, "heart-failure", "7.5 breathless at rest, fainting or chest pain"),
    ("HF-S2", _R, None, "heart-failure", "7.5 much more breathless, and lying or waking"),
    ("HF-S3", _Y, _H, "heart-failure", "7.5 two or more symptoms"),
    ("HF-S4", _Y, None, "heart-failure", "7.5 one symptom or dizziness"),
    ("S-R1", _R, _H, "copd", "7.5 breathless at rest, confusion, blood or chest pain"),
    ("S-R3", _R, None, "copd", "7.5 much more breathless two days running"),
    ("S-R4", _R, None, "copd", "7.5 no better on day 3 of the standby course"),
    ("S-Y1", _Y, None, "copd", "7.5, 3.2 any Anthonisen major (Anthonisen 1987)"),
    ("S-Y2", _Y, None, "copd", "7.5 two or more minor symptoms"),
    ("AF-1", _Y, None, "atrial-fibrillation", "7.5 irregular pulse in two sessions in 7 days"),
    ("P-0", _R, _H, "depression", "7.5, 6.6 not safe now"),
    ("P-1", _R, _H, "depression", "7.5, 6.6 item 9 at least 2 (Simon 2013)"),
    ("P-2", _Y, _H, "depression", "7.5, 6.6 item 9 is 1 (Simon 2013)"),
    ("P-3", _Y, _H, "depression", "7.5, 6.6 item 9 skipped"),
    ("P-4", _Y, None, "depression", "7.5, 6.2 more than two items blank"),
    ("P-5", _Y, _H, "depression", "7.5 PHQ-9 total at least 20"),
    ("P-6", _Y, None, "depression", "7.5 PHQ-9 total 15 to 19"),
    ("P-7", _Y, None, "depression", "7.5 PHQ-9 up by at least 6 (reliable change)"),
    ("GAD-7", _Y, None, "depression", "7.5 total at least 15, or up by at least 4"),
    ("WHO-5", _Y, _L, "depression", "7.5 at most 28 %, or down by at least 10 points (Topp 2015)"),
    ("DEM-1", None, None, "dementia", "7.5 a dose at least 60 minutes late"),
    ("DEM-2", _R, _H, "dementia", "7.5 out at night and not back in 10 minutes"),
    ("DEM-3", _R, _H, "dementia", "7.5 fall alarm"),
    ("DEM-4", _Y, None, "dementia", "7.5 out of bed at night, 30 minutes without motion"),
    ("N-1", _Y, None, "dementia", "7.5 weight loss of at least 5 % in 90 days (GLIM)"),
    ("N-2", _Y, _H, "dementia", "7.5 at least 5 % in 30 days or 10 % in 180 days (GLIM)"),
    ("RSS", _Y, None, "dementia", "7.5, 5.2 carer's strain above 23 or 30 (Ulstein)"),
    ("NEWS2", None, None, "news2", "2.3 aggregate score (RCP 2017)"),
    ("C1", _R, None, "combinations", "7.6 low saturation and much more breathless"),
    ("C2", _R, None, "combinations", "7.6 three or more yellow domains the same day"),
    ("M-1", _Y, None, "missing", "7.7 nothing for 48 hours (class standard)"),
    ("M-2", _Y, None, "missing", "7.7 nothing for 24 hours (class high)"),
]
RULES: dict[str, Rule] = {
    row[0]: Rule(*row, always=always)
    for always, rows in ((True, _ALWAYS), (False, _BY_PLAN))
    for row in rows
}

# Not rules of RS-1 but reasons all the same: why something could not be judged at all.
NO_PLAN = "no-plan"
NO_LIMIT = "no-limit"
RULE_FAILED = "rule-failed"
NOTHING_VALID = "nothing-valid"
"""A rejected reading that no valid one followed within the half hour."""

# Rules that only say how sure a finding is: they give no zone and so no priority of their own.
SETTLING = frozenset(
    {"C-1", "C-2", "C-3", "C-4", "C-5", "C-7", "C-8", "V-1", "V-2", "V-3", "V-4", "L-1", "PR-1"}
)


def zone_of(rule: str, given: Zone) -> Zone:
    """The zone a fired rule gives; `given` is that of the result it fired in."""
    found = RULES.get(rule)
    return given if found is None or found.zone is None else found.zone


def priority_of(fired: tuple[str, ...], zone: Zone) -> Priority | None:
    """The priority of one final result by the rules that fired in it (PR-1, CL-27).

    None unless yellow or red. LOW only when every rule that gives a zone is a low one (CL-16).
    Rules whose priority depends on what they were given (NEWS2, S-Y1, RSS) say so themselves.
    """
    if zone not in (Zone.YELLOW, Zone.RED):
        return None
    known = [RULES[rule].priority for rule in fired if rule in RULES and rule not in SETTLING]
    if Priority.HIGH in known:
        return Priority.HIGH
    return Priority.LOW if known and set(known) == {Priority.LOW} else Priority.NORMAL
