"""What things are called in a sentence: kinds, units, symptoms, signals from a meter and so on.

Keys are the names that scenario files and plans use. The words are those of the clinic's pages
(edges/clinic/words.py); they stand here too, because the core can be run alone.
"""

from heime.core.sentences.text import Text

KINDS: dict[str, Text] = {
    "oxygen_saturation": Text("oksygenmetning", "oksygenmetting", "oxygen saturation"),
    "heart_rate": Text("puls", "puls", "pulse"),
    "blood_pressure": Text("blodtrykk", "blodtrykk", "blood pressure"),
    "body_weight": Text("vekt", "vekt", "weight"),
    "body_temperature": Text("temperatur", "temperatur", "temperature"),
    "respiratory_rate": Text("pustefrekvens", "pustefrekvens", "respiratory rate"),
    "blood_glucose": Text("blodsukker", "blodsukker", "blood glucose"),
    "fev1": Text("FEV1", "FEV1", "FEV1"),
    "fvc": Text("FVC", "FVC", "FVC"),
    "pef": Text("PEF", "PEF", "PEF"),
    "steps": Text("skritt", "steg", "steps"),
    "sleep": Text("søvn", "søvn", "sleep"),
    "inr": Text("INR", "INR", "INR"),
    "pain": Text("smerte", "smerte", "pain"),
    "mmrc": Text("mMRC", "mMRC", "mMRC"),
    "borg": Text("anstrengelse (0–10)", "anstrenging (0–10)", "exertion (0–10)"),
}
FORMS: dict[str, Text] = {
    "copd_daily": Text(
        "daglige spørsmål om kols", "daglege spørsmål om kols", "daily questions on COPD"
    ),
    "heart_failure_daily": Text(
        "daglige spørsmål om hjertesvikt",
        "daglege spørsmål om hjartesvikt",
        "daily questions on heart failure",
    ),
    "phq9": Text("PHQ-9", "PHQ-9", "PHQ-9"),
    "gad7": Text("GAD-7", "GAD-7", "GAD-7"),
    "who5": Text("WHO-5", "WHO-5", "WHO-5"),
    "rss": Text(
        "skjema om pårørendes belastning (RSS)",
        "skjema om belastninga til pårørande (RSS)",
        "form on the carer's strain (RSS)",
    ),
    "news2": Text("NEWS2", "NEWS2", "NEWS2"),
}

# The unit as people write it; a kind that is not here has none. UCUM stays in the data.
UNITS: dict[str, Text] = {
    "oxygen_saturation": Text("%", "%", "%"),
    "heart_rate": Text("/min", "/min", "/min"),
    "blood_pressure": Text("mmHg", "mmHg", "mmHg"),
    "body_weight": Text("kg", "kg", "kg"),
    "body_temperature": Text("°C", "°C", "°C"),
    "respiratory_rate": Text("/min", "/min", "/min"),
    "blood_glucose": Text("mmol/l", "mmol/l", "mmol/l"),
    "fev1": Text("l", "l", "l"),
    "fvc": Text("l", "l", "l"),
    "pef": Text("l/min", "l/min", "l/min"),
    "sleep": Text("timer", "timar", "hours"),
}

# The difference between two percentages is not itself a percentage of anything.
CHANGES: dict[str, Text] = {
    **UNITS,
    "oxygen_saturation": Text("prosentpoeng", "prosentpoeng", "percentage points"),
}

# One and many of what is counted.
COUNTED: dict[str, tuple[Text, Text]] = {
    "minutes": (Text("minutt", "minutt", "minute"), Text("minutter", "minutt", "minutes")),
    "hours": (Text("time", "time", "hour"), Text("timer", "timar", "hours")),
    "days": (Text("dag", "dag", "day"), Text("dager", "dagar", "days")),
    "sessions": (
        Text("målerunde", "målerunde", "session"),
        Text("målerunder", "målerundar", "sessions"),
    ),
    "readings": (
        Text("måling", "måling", "measurement"),
        Text("målinger", "målingar", "measurements"),
    ),
    "blanks": (Text("spørsmål", "spørsmål", "question"), Text("spørsmål", "spørsmål", "questions")),
}

SIDES: dict[str, Text] = {
    "low": Text("på eller under", "på eller under", "at or below"),
    "high": Text("på eller over", "på eller over", "at or above"),
}
NUMBERS: dict[str, Text] = {
    "systolic": Text("overtrykket", "overtrykket", "the upper pressure"),
    "diastolic": Text("undertrykket", "undertrykket", "the lower pressure"),
}
ANSWERS: dict[str, Text] = {
    "yes": Text("ja", "ja", "yes"),
    "no": Text("nei", "nei", "no"),
    "unsure": Text("usikker", "usikker", "unsure"),
}

DOMAINS: dict[str, Text] = {
    "spo2": KINDS["oxygen_saturation"],
    "pulse": KINDS["heart_rate"],
    "temperature": KINDS["body_temperature"],
    "respiration": KINDS["respiratory_rate"],
    "symptoms": Text("symptomer", "symptom", "symptoms"),
    "weight": KINDS["body_weight"],
}

# One answer may mean more or less: by rule and item, then by item alone.
_AT_REST = Text("tung pust i ro", "tung pust i ro", "breathlessness at rest")
_MUCH_HEAVIER = Text(
    "mye tyngre pust enn vanlig",
    "mykje tyngre pust enn vanleg",
    "much heavier breathing than usual",
)
SYMPTOMS: dict[str, Text] = {
    "k1": Text("tyngre pust enn vanlig", "tyngre pust enn vanleg", "heavier breathing than usual"),
    "k2": Text("mer slim enn vanlig", "meir slim enn vanleg", "more phlegm than usual"),
    "k3": Text("gult eller grønt slim", "gult eller grønt slim", "yellow or green phlegm"),
    "k4": Text("mer hoste enn vanlig", "meir hoste enn vanleg", "more coughing than usual"),
    "k5": Text(
        "feber, frysninger eller sykdomsfølelse",
        "feber, frysningar eller sjukdomskjensle",
        "fever, chills or feeling ill",
    ),
    "k6": Text(
        "mer anfallsmedisin enn vanlig",
        "meir anfallsmedisin enn vanleg",
        "more reliever medicine than usual",
    ),
    "k7": Text(
        "uvanlig trøtthet eller forvirring",
        "uvanleg trøyttleik eller forvirring",
        "unusual drowsiness or confusion",
    ),
    "k9": Text("vondt i brystet", "vondt i brystet", "chest pain"),
    "h1": Text("tyngre pust enn vanlig", "tyngre pust enn vanleg", "heavier breathing than usual"),
    "h2": Text(
        "behov for å ligge høyere enn vanlig",
        "behov for å liggje høgare enn vanleg",
        "a need to lie higher than usual",
    ),
    "h3": Text(
        "oppvåkning med tung pust", "oppvaking med tung pust", "waking with heavy breathing"
    ),
    "h4": Text("mer hovne bein enn vanlig", "meir hovne bein enn vanleg", "more swollen legs"),
    "h5": Text(
        "mer tretthet enn vanlig", "meir trøyttleik enn vanleg", "more tiredness than usual"
    ),
    "h6": Text("vondt eller trykk i brystet", "vondt eller trykk i brystet", "chest pain"),
    "h7": Text("besvimelse", "svimeanfall", "fainting"),
    "h8": Text(
        "svimmelhet når man reiser seg", "svimmelheit når ein reiser seg", "dizziness on standing"
    ),
    "h9": Text("hjertebank eller ujevn puls", "hjartebank eller ujamn puls", "palpitations"),
    "S-R1/k1": _AT_REST,
    "S-R1/k3": Text("blod i slimet", "blod i slimet", "blood in the phlegm"),
    "S-R3/k1": _MUCH_HEAVIER,
    "C1/k1": _MUCH_HEAVIER,
    "C1/h1": _MUCH_HEAVIER,
    "HF-S1/h1": _AT_REST,
    "HF-S2/h1": _MUCH_HEAVIER,
}

QUALITY: dict[str, Text] = {
    "demo": Text("demomodus", "demomodus", "demo mode"),
    "testing": Text("testmodus", "testmodus", "test mode"),
    "invalid": Text("ugyldig måling", "ugyldig måling", "an invalid measurement"),
    "unavailable": Text("manglende verdi", "manglande verdi", "a missing value"),
    "calibrating": Text("kalibrering", "kalibrering", "calibration"),
    "sensor_disconnected": Text("frakoblet sensor", "fråkopla sensor", "a disconnected sensor"),
    "sensor_off_user": Text(
        "sensor som ikke satt på", "sensor som ikkje sat på", "a sensor that was not on"
    ),
    "sensor_malfunction": Text("feil på sensoren", "feil på sensoren", "a sensor fault"),
    "questionable": Text("usikker måling", "usikker måling", "an uncertain measurement"),
    "early_estimate": Text("tidlig anslag", "tidleg anslag", "an early estimate"),
    "poor_signal": Text("dårlig signal", "dårleg signal", "a poor signal"),
    "inadequate_signal": Text("for svakt signal", "for svakt signal", "too weak a signal"),
    "erratic_signal": Text("ujevnt signal", "ujamt signal", "an erratic signal"),
    "low_perfusion": Text(
        "lite blod i fingeren", "lite blod i fingeren", "little blood in the finger"
    ),
    "movement": Text("bevegelse", "rørsle", "movement"),
    "cuff_loose": Text("løs mansjett", "laus mansjett", "a loose cuff"),
    "bad_position": Text("feil stilling", "feil stilling", "a wrong position"),
    "irregular_pulse": Text("ujevn puls", "ujamn puls", "an irregular pulse"),
    "above_range": Text(
        "en verdi over det det kan måle",
        "ein verdi over det det kan måle",
        "a value above what it can measure",
    ),
    "below_range": Text(
        "en verdi under det det kan måle",
        "ein verdi under det det kan måle",
        "a value below what it can measure",
    ),
}

PARAMETERS: dict[str, Text] = {
    **{kind: KINDS[kind] for kind in ("respiratory_rate", "oxygen_saturation", "heart_rate")},
    "body_temperature": KINDS["body_temperature"],
    "systolic": Text("overtrykk", "overtrykk", "upper pressure"),
    "on_oxygen": Text("tilført oksygen", "tilført oksygen", "supplied oxygen"),
    "consciousness": Text("bevissthet", "medvit", "consciousness"),
}

_LINES: dict[str, Text] = {
    "red_low": Text("nedre røde grense", "nedre raude grense", "lower red limit"),
    "yellow_low": Text("nedre gule grense", "nedre gule grense", "lower yellow limit"),
    "yellow_high": Text("øvre gule grense", "øvre gule grense", "upper yellow limit"),
    "red_high": Text("øvre røde grense", "øvre raude grense", "upper red limit"),
    "crit_low": Text("nedre kritiske grense", "nedre kritiske grense", "lower critical limit"),
    "crit_high": Text("øvre kritiske grense", "øvre kritiske grense", "upper critical limit"),
}
FIELDS: dict[str, Text] = {
    **_LINES,
    **{
        f"{number}.{line}": Text(
            *(f"{part}, {name}" for part, name in zip(parts, said, strict=True))
        )
        for number, parts in (
            ("systolic", PARAMETERS["systolic"]),
            ("diastolic", Text("undertrykk", "undertrykk", "lower pressure")),
        )
        for line, said in _LINES.items()
    },
}
