"""What can be measured: one row per kind, with its unit and the ranges a value is checked against.

Plausible: outside it the value is rejected (RS-1 V-1). Credible: outside it the person is asked
to measure again (V-4), and a second reading within `tolerance` confirms the first.
Source of the ranges and codes: clinical reference 1.1 (ranges are design choices that need
clinical sign-off) and 7.3 V-4 for the tolerances.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

from heime.core.quantity import Scaled, Unit, scaled


class Kind(IntEnum):
    """A kind of measurement. The database stores the number: add new ones, never renumber."""

    OXYGEN_SATURATION = 1
    HEART_RATE = 2
    BLOOD_PRESSURE = 3
    BODY_WEIGHT = 4
    BODY_TEMPERATURE = 5
    RESPIRATORY_RATE = 6
    BLOOD_GLUCOSE = 7
    FEV1 = 8
    FVC = 9
    PEF = 10
    STEPS = 11
    SLEEP = 12
    INR = 13
    PAIN = 14
    MMRC = 15
    BORG = 16

    @property
    def label(self) -> str:
        """The name that scenario files, plans and the catalogue of texts use."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Range:
    """A closed range; a missing end is open. Both ends belong to the range."""

    low: Scaled
    high: Scaled

    def holds(self, value: Scaled) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Spec:
    """All that is known of one kind.

    unit: the only unit its values are kept in.
    decimals: how many are shown when the sender gave no more.
    plausible, credible: of the value; for blood pressure of the systolic.
    second_plausible, second_credible: of the diastolic; None for kinds with one number.
    tolerance: how near a second reading must be to confirm a non-credible one (V-4); None where
        a new session replaces the first instead (CL-10).
    loinc, snomed: the codes written on output. The first LOINC is the one its FHIR profile demands.
        Without any, the reference has not settled the code and the FHIR door takes no such kind.
    loinc_also: codes read as the same kind.
    """

    unit: Unit
    decimals: int
    plausible: Range
    credible: Range
    tolerance: Scaled | None
    loinc: tuple[str, ...] = ()
    snomed: str = ""
    loinc_also: tuple[str, ...] = ()
    snomed_also: tuple[str, ...] = ()
    second_plausible: Range | None = None
    second_credible: Range | None = None

    @property
    def has_two(self) -> bool:
        """Whether a reading is a pair of numbers, as blood pressure is."""
        return self.second_plausible is not None


def _range(low: str, high: str) -> Range:
    return Range(scaled(Decimal(low)), scaled(Decimal(high)))


def _tolerance(text: str) -> Scaled:
    return scaled(Decimal(text))


KINDS: dict[Kind, Spec] = {
    Kind.OXYGEN_SATURATION: Spec(
        Unit.PERCENT,
        0,
        _range("50", "100"),
        _range("70", "100"),
        _tolerance("2"),
        loinc=("2708-6", "59408-5"),
        snomed="431314004",
    ),
    Kind.HEART_RATE: Spec(
        Unit.PER_MINUTE,
        0,
        _range("20", "300"),
        _range("35", "180"),
        _tolerance("10"),
        loinc=("8867-4",),
        snomed="364075005",
        loinc_also=("8889-8",),
        snomed_also=("78564009",),
    ),
    Kind.BLOOD_PRESSURE: Spec(
        Unit.MMHG,
        0,
        _range("50", "300"),
        _range("70", "250"),
        None,
        loinc=("85354-9",),
        snomed="75367002",
        second_plausible=_range("20", "200"),
        second_credible=_range("40", "150"),
    ),
    # A jump of more than 5 kg in 7 days is asked about too (W rules); the range alone is here.
    # 29563-7 is a misprint for 29463-7 in a published Norwegian table: read, never written.
    Kind.BODY_WEIGHT: Spec(
        Unit.KILOGRAM,
        1,
        _range("25", "300"),
        _range("30", "250"),
        None,
        loinc=("29463-7",),
        snomed="27113001",
        loinc_also=("29563-7",),
    ),
    Kind.BODY_TEMPERATURE: Spec(
        Unit.CELSIUS,
        1,
        _range("30.0", "43.0"),
        _range("34.5", "41.5"),
        _tolerance("0.3"),
        loinc=("8310-5",),
        snomed="276885007",
        loinc_also=("8331-1", "8333-7", "8328-7"),
        snomed_also=("386725007",),
    ),
    Kind.RESPIRATORY_RATE: Spec(
        Unit.PER_MINUTE,
        0,
        _range("4", "80"),
        _range("6", "50"),
        _tolerance("4"),
        loinc=("9279-1",),
        snomed="86290005",
    ),
    Kind.BLOOD_GLUCOSE: Spec(
        Unit.MMOL_PER_LITRE,
        1,
        _range("0.6", "33.3"),
        _range("1.5", "30.0"),
        _tolerance("1.0"),
        loinc=("15074-8",),
        snomed="434912009",
        loinc_also=("14743-9",),
        snomed_also=("405176005",),
    ),
    # Credible also asks for 50 to 150 % of the person's best: spirometry.py.
    Kind.FEV1: Spec(
        Unit.LITRE,
        2,
        _range("0.10", "8.00"),
        _range("0.20", "6.00"),
        None,
        loinc=("20150-9",),
        snomed="59328004",
    ),
    Kind.FVC: Spec(
        Unit.LITRE,
        2,
        _range("0.2", "10.0"),
        _range("0.2", "10.0"),
        None,
        loinc=("19868-9",),
        snomed="50834005",
    ),
    Kind.PEF: Spec(
        Unit.LITRE_PER_MINUTE,
        0,
        _range("20", "900"),
        _range("40", "800"),
        None,
        loinc=("33452-4",),
        snomed="18491006",
        loinc_also=("19935-6",),
    ),
    Kind.STEPS: Spec(Unit.COUNT, 0, _range("0", "100000"), _range("0", "50000"), None),
    Kind.SLEEP: Spec(Unit.HOUR, 1, _range("0", "24"), _range("1", "16"), None),
    Kind.INR: Spec(Unit.INR, 1, _range("0.5", "15"), _range("0.8", "8.0"), None),
    Kind.PAIN: Spec(Unit.SCORE, 0, _range("0", "10"), _range("0", "10"), None),
    Kind.MMRC: Spec(Unit.SCORE, 0, _range("0", "4"), _range("0", "4"), None),
    Kind.BORG: Spec(Unit.SCORE, 1, _range("0", "10"), _range("0", "10"), None),
}

SYSTOLIC = ("8480-6", "271649006")
"""LOINC and SNOMED CT of the upper pressure (clinical reference 1.1)."""
DIASTOLIC = ("8462-4", "271650006")
"""LOINC and SNOMED CT of the lower pressure (clinical reference 1.1)."""

LEAST_PULSE_PRESSURE = scaled(Decimal(10))
"""V-3: systolic minus diastolic below this, in mm[Hg], is no blood pressure."""

BY_LABEL = {kind.label: kind for kind in Kind}
