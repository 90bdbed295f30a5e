"""Categories of health personnel (national code list 9060; norway.md 1.8)."""

PROFESSIONS = frozenset({
    "AA", "AT", "AU", "BI", "ET", "FA1", "FA2", "FB", "FO", "FT", "HE", "HF", "HP", "JO", "KE",
    "KI", "LE", "NP", "OA", "OI", "OP", "OR", "OS", "PE", "PM", "PS", "RA", "SP", "TH", "TL", "TP",
    "TT", "VE", "VP",
})  # fmt: skip
"""What may be given today. MT has expired and XX means unknown: neither gives anything."""
