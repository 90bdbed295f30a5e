"""What each number is, in words: bokmål, nynorsk and English."""

from dataclasses import dataclass
from enum import StrEnum

from heime.core.sentences.text import Text


class Indicator(StrEnum):
    ALARMS = "alarms"
    MANUAL = "manual"
    IN_TIME = "in-time"
    MET = "met"
    WITHOUT_PLAN = "without-plan"
    REVIEW_DUE = "review-due"
    NOTHING_CAME_OF = "nothing-came-of"
    ZONES = "zones"
    LOAD = "load"


@dataclass(frozen=True, slots=True)
class Definition:
    """A number: its name, what is counted, what it is divided by, its unit, what it is not."""

    name: Text
    numerator: Text
    denominator: Text
    unit: Text
    is_not: Text


_DAYS = Text(
    "dager med oppfølging i perioden, lagt sammen for alle (pauser er ikke med)",
    "dagar med oppfølging i perioden, lagde saman for alle (pausar er ikkje med)",
    "days of follow-up in the period, summed over everybody (without pauses)",
)
_FOLLOWED = Text(
    "personer som følges opp nå",
    "personar som blir følgde opp no",
    "people who are followed up now",
)
_PER_DAY = Text("per pasientdag", "per pasientdag", "per patient-day")
_PEOPLE = Text("personer", "personar", "people")

DEFINED: dict[Indicator, Definition] = {
    Indicator.ALARMS: Definition(
        Text("Varsler", "Varsel", "Alarms"),
        Text(
            "ganger vurderingen kalte på noen: åpnet en sak, la noe til den eller gjorde den verre",
            "gonger vurderinga kalla på nokon: opna ei sak, la noko til ho eller gjorde ho verre",
            "times that judging called for somebody: opened a case, added to it or worsened it",
        ),
        _DAYS,
        _PER_DAY,
        Text(
            "Sier ikke hvor mye arbeid det ble: flere varsler i samme sak er ett arbeid.",
            "Seier ikkje kor mykje arbeid det vart: fleire varsel i same sak er eitt arbeid.",
            "Does not say how much work it was: several alarms in one case are one piece of work.",
        ),
    ),
    Indicator.MANUAL: Definition(
        Text("Saker noen må ta", "Saker nokon må ta", "Cases somebody must take"),
        Text(
            "saker som ble åpnet i perioden; hver må tas og lukkes av et menneske",
            "saker som vart opna i perioden; kvar må takast og lukkast av eit menneske",
            "cases opened in the period; each must be taken and closed by a person",
        ),
        _DAYS,
        _PER_DAY,
        Text(
            "Et lavt tall er ikke bra i seg selv: grenser som er for vide, gir også få saker.",
            "Eit lågt tal er ikkje bra i seg sjølv: grenser som er for vide, gir òg få saker.",
            "A low number is not good in itself: limits that are too wide give few cases too.",
        ),
    ),
    Indicator.IN_TIME: Definition(
        Text("Svart innen fristen", "Svart innan fristen", "Answered in time"),
        Text(
            "saker som noen tok innen svarfristen",
            "saker som nokon tok innan svarfristen",
            "cases that somebody took before their deadline",
        ),
        Text(
            "saker åpnet i perioden som er tatt, eller som fristen er ute for",
            "saker opna i perioden som er tekne, eller som fristen er ute for",
            "cases opened in the period that are taken, or whose deadline has passed",
        ),
        Text("av sakene", "av sakene", "of the cases"),
        Text(
            "Å ta en sak er ikke det samme som å ha hjulpet. Minuttene telles i åpningstiden.",
            "Å ta ei sak er ikkje det same som å ha hjelpt. Minutta blir talde i opningstida.",
            "Taking a case is not the same as having helped. Minutes are those of opening hours.",
        ),
    ),
    Indicator.MET: Definition(
        Text(
            "Avtalte målinger som kom", "Avtalte målingar som kom", "Agreed measurements that came"
        ),
        Text(
            "avtalte tidsrom der det kom en måling eller et svar",
            "avtalte tidsrom der det kom ei måling eller eit svar",
            "agreed windows in which a measurement or an answer came",
        ),
        Text(
            "tidsrom i planene som har gått ut i perioden, utenom pauser",
            "tidsrom i planane som har gått ut i perioden, utanom pausar",
            "windows in the plans that ended in the period, outside pauses",
        ),
        Text("av tidsrommene", "av tidsromma", "of the windows"),
        Text(
            "Sier ikke hvorfor noe mangler: dekning, måler, ferie eller helse.",
            "Seier ikkje kvifor noko manglar: dekning, målar, ferie eller helse.",
            "Does not say why something is missing: coverage, the meter, a holiday or health.",
        ),
    ),
    Indicator.WITHOUT_PLAN: Definition(
        Text("Uten godkjent plan", "Utan godkjend plan", "Without an approved plan"),
        Text(
            "personer i oppfølging uten en plan som gjelder nå",
            "personar i oppfølging utan ein plan som gjeld no",
            "people being followed up with no plan in force now",
        ),
        _FOLLOWED,
        _PEOPLE,
        Text(
            "Det de sender, blir ikke vurdert. Det er ikke grønt.",
            "Det dei sender, blir ikkje vurdert. Det er ikkje grønt.",
            "What they send is not judged. It is not green.",
        ),
    ),
    Indicator.REVIEW_DUE: Definition(
        Text("Planer som skal ses på", "Planar som skal sjåast på", "Plans due for review"),
        Text(
            "personer med en plan der gjennomgangen er forfalt eller kommer innen 14 dager",
            "personar med ein plan der gjennomgangen er forfallen eller kjem innan 14 dagar",
            "people with a plan whose review date has passed or comes within 14 days",
        ),
        Text(
            "personer som har en plan som gjelder nå",
            "personar som har ein plan som gjeld no",
            "people who have a plan in force now",
        ),
        _PEOPLE,
        Text(
            "En plan uten dato for gjennomgang er ikke med her; den vises for seg.",
            "Ein plan utan dato for gjennomgang er ikkje med her; han blir vist for seg.",
            "A plan without a review date is not in here; it is shown by itself.",
        ),
    ),
    Indicator.NOTHING_CAME_OF: Definition(
        Text(
            "Varsler som ikke førte til noe",
            "Varsel som ikkje førte til noko",
            "Alarms that led to nothing",
        ),
        Text(
            "varsler de siste fire ukene i saker som ble lukket uten tiltak eller som tekniske",
            "varsel dei siste fire vekene i saker som vart lukka utan tiltak eller som tekniske",
            "alarms of the last four weeks in cases closed with no action or as technical",
        ),
        Text("fire uker", "fire veker", "four weeks"),
        Text("per uke", "per veke", "a week"),
        Text(
            "Et forslag om å vurdere grensene. At ingenting ble gjort, viser ikke at varselet var"
            " unødvendig. Legen bestemmer.",
            "Eit framlegg om å vurdere grensene. At ingenting vart gjort, viser ikkje at varselet"
            " var unødvendig. Legen bestemmer.",
            "A suggestion to look at the limits. That nothing was done does not show that the alarm"
            " was needless. The doctor decides.",
        ),
    ),
    Indicator.ZONES: Definition(
        Text("Soner dag for dag", "Soner dag for dag", "Zones day by day"),
        Text(
            "personer etter den verste sonen de fikk den dagen",
            "personar etter den verste sona dei fekk den dagen",
            "people by the worst zone they were given that day",
        ),
        Text(
            "personer i oppfølging den dagen",
            "personar i oppfølging den dagen",
            "people being followed up that day",
        ),
        _PEOPLE,
        Text(
            "Den som ikke sendte noe, har ingen sone og står for seg. Det er ikke grønt.",
            "Den som ikkje sende noko, har inga sone og står for seg. Det er ikkje grønt.",
            "Whoever sent nothing has no zone and stands apart. It is not green.",
        ),
    ),
    Indicator.LOAD: Definition(
        Text("Arbeid per ansatt", "Arbeid per tilsett", "Work per employee"),
        Text(
            "saker som er tatt og saker som er lukket",
            "saker som er tekne og saker som er lukka",
            "cases taken and cases closed",
        ),
        Text(
            "dager den ansatte gjorde noe i en sak",
            "dagar den tilsette gjorde noko i ei sak",
            "days on which the employee did something in a case",
        ),
        Text("saker per dag", "saker per dag", "cases a day"),
        Text(
            "Måler ikke innsats: tunge saker, samtaler og møter vises ikke. Ikke til rangering.",
            "Måler ikkje innsats: tunge saker, samtalar og møte syner ikkje. Ikkje til å rangere"
            " folk.",
            "Not a measure of effort: hard cases, calls and meetings do not show. Not for ranking.",
        ),
    ),
}
"""Every number of the overview."""
