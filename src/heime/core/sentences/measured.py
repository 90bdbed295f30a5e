"""What is said of measured values: limits, validity, confirmation, trends, weight, NEWS2.

The figures in the texts are those of RS-1; a test holds them against the rules themselves.
"""

from heime.core.sentences.text import Text

LIMITS: dict[str, Text] = {
    "G-2": Text(
        "[{kind}|Målingen][ {value}][: {number}] er [{side} grensen {limit}"
        "|på eller forbi grensen {limit}|på eller forbi en grense] i planen.",
        "[{kind}|Målinga][ {value}][: {number}] er [{side} grensa {limit}"
        "|på eller forbi grensa {limit}|på eller forbi ei grense] i planen.",
        "[{kind}|The measurement][ {value}][: {number}] is [{side} the limit {limit}"
        "|at or past the limit {limit}|at or past a limit] in the plan.",
    ),
    "U-1": Text(
        "[Planene {plans}|To planer] har ulike grenser for [{kind}|den samme målingen]"
        "[ ({field})], og en lege må avgjøre hva som gjelder.",
        "[Planane {plans}|To planar] har ulike grenser for [{kind}|den same målinga]"
        "[ ({field})], og ein lege må avgjere kva som gjeld.",
        "[The plans {plans}|Two plans] have different limits for [{kind}|the same measurement]"
        "[ ({field})], and a doctor must decide what holds.",
    ),
    "no-plan": Text(
        "[{kind}|Målingen] kunne ikke vurderes, fordi ingen godkjent plan gjaldt da.",
        "[{kind}|Målinga] kunne ikkje vurderast, fordi ingen godkjend plan galdt då.",
        "[{kind}|The measurement] could not be judged, as no approved plan held then.",
    ),
    "no-limit": Text(
        "[{kind}|Målingen] kunne ikke vurderes, fordi planen ikke har noen grense for det.",
        "[{kind}|Målinga] kunne ikkje vurderast, fordi planen ikkje har noka grense for det.",
        "[{kind}|The measurement] could not be judged, as the plan has no limit for it.",
    ),
    "rule-failed": Text(
        "[{kind}|Målingen] kunne ikke vurderes, fordi en regel feilet; "
        "selve målingen er tatt vare på.",
        "[{kind}|Målinga] kunne ikkje vurderast, fordi ein regel feila; "
        "sjølve målinga er teken vare på.",
        "[{kind}|The measurement] could not be judged, as a rule failed; "
        "the measurement itself is kept.",
    ),
    "nothing-valid": Text(
        "[{kind}: verdien|Verdien] kunne ikke brukes, og ingen ny kom innen 30~minutter.",
        "[{kind}: verdien|Verdien] kunne ikkje brukast, og ingen ny kom innan 30~minutt.",
        "[{kind}: the value|The value] could not be used, and no new one came within 30~minutes.",
    ),
}

VALIDITY: dict[str, Text] = {
    "V-1": Text(
        "[{kind}|Målingen][ {value}] er utenfor det som er mulig, og blir ikke brukt.",
        "[{kind}|Målinga][ {value}] er utanfor det som er mogleg, og blir ikkje brukt.",
        "[{kind}|The measurement][ {value}] is outside what is possible, and is not used.",
    ),
    "V-2": Text(
        "[{kind}: apparatet|Apparatet] meldte selv om [{quality}|en usikker måling], "
        "og da trengs en ny måling.",
        "[{kind}: apparatet|Apparatet] melde sjølv om [{quality}|ei usikker måling], "
        "og då trengst ei ny måling.",
        "[{kind}: the meter|The meter] itself reported [{quality}|an uncertain measurement], "
        "and then a new one is needed.",
    ),
    "V-2/above": Text(
        "[{kind}: apparatet|Apparatet] viste HI: verdien er høyere enn det kan måle.",
        "[{kind}: apparatet|Apparatet] viste HI: verdien er høgare enn det kan måle.",
        "[{kind}: the meter|The meter] showed HI: the value is higher than it can measure.",
    ),
    "V-2/below": Text(
        "[{kind}: apparatet|Apparatet] viste LO: verdien er lavere enn det kan måle.",
        "[{kind}: apparatet|Apparatet] viste LO: verdien er lågare enn det kan måle.",
        "[{kind}: the meter|The meter] showed LO: the value is lower than it can measure.",
    ),
    "V-3": Text(
        "Overtrykk[ {systolic}] og undertrykk[ {diastolic}] er nærmere hverandre enn 10~mmHg, "
        "og målingen blir ikke brukt.",
        "Overtrykk[ {systolic}] og undertrykk[ {diastolic}] er nærare kvarandre enn 10~mmHg, "
        "og målinga blir ikkje brukt.",
        "Upper pressure[ {systolic}] and lower pressure[ {diastolic}] are closer than 10~mmHg, "
        "and the measurement is not used.",
    ),
    "V-4": Text(
        "[{kind}|Målingen][ {value}] er lite sannsynlig, og slike verdier må bekreftes "
        "med en ny måling.",
        "[{kind}|Målinga][ {value}] er lite sannsynleg, og slike verdiar må stadfestast "
        "med ei ny måling.",
        "[{kind}|The measurement][ {value}] is unlikely, and such values must be confirmed "
        "by a new measurement.",
    ),
}

CONFIRMATION: dict[str, Text] = {
    "C-1": Text(
        "Den første målingen[ av {kind}] er ikke grønn, og det er bedt om en ny"
        "[ etter {minutes}s hvile].",
        "Den første målinga[ av {kind}] er ikkje grøn, og det er bede om ei ny"
        "[ etter {minutes}s kvile].",
        "The first measurement[ of {kind}] is not green, and a new one is asked for"
        "[ after {minutes} of rest].",
    ),
    "C-2": Text(
        "Ingen ny måling[ av {kind}] kom innen 30~minutter, så den foreløpige vurderingen gjelder.",
        "Inga ny måling[ av {kind}] kom innan 30~minutt, så den førebelse vurderinga gjeld.",
        "No new measurement[ of {kind}] came within 30~minutes, so the provisional judgement "
        "holds.",
    ),
    "C-3": Text(
        "Det er målt to ganger[ ({kind})], og den andre målingen avgjør.",
        "Det er målt to gonger[ ({kind})], og den andre målinga avgjer.",
        "Two measurements were taken[ ({kind})], and the second one decides.",
    ),
    "C-4": Text(
        "Den første målingen[ av {kind}] var rød[ ({first})] og den neste grønn[ ({second})], "
        "så rødt er ikke bekreftet uten en tredje måling.",
        "Den første målinga[ av {kind}] var raud[ ({first})] og den neste grøn[ ({second})], "
        "så raudt er ikkje stadfesta utan ei tredje måling.",
        "The first measurement[ of {kind}] was red[ ({first})] and the next one green"
        "[ ({second})], so red is not confirmed without a third.",
    ),
    "C-5": Text(
        "Medianen av de tre siste målingene[ av {kind}][, {value},] avgjør.",
        "Medianen av dei tre siste målingane[ av {kind}][, {value},] avgjer.",
        "The median of the last three measurements[ of {kind}][, {value},] decides.",
    ),
    "C-6": Text(
        "[{kind}|Målingen][ {value}] er på eller forbi den kritiske grensen[ {limit}] i planen, "
        "og det gjelder straks, uten ny måling.",
        "[{kind}|Målinga][ {value}] er på eller forbi den kritiske grensa[ {limit}] i planen, "
        "og det gjeld straks, utan ny måling.",
        "[{kind}|The measurement][ {value}] is at or past the critical limit[ {limit}] in the "
        "plan, and that holds at once, without a new measurement.",
    ),
    "C-7": Text(
        "Grønne målinger[ av {kind}] før den første som var verre, er ikke regnet med.",
        "Grøne målingar[ av {kind}] før den første som var verre, er ikkje rekna med.",
        "Green measurements[ of {kind}] before the first worse one are not counted.",
    ),
    "C-8": Text(
        "Gjennomsnittet av målingene som hører sammen, regnes som ett blodtrykk.",
        "Gjennomsnittet av målingane som høyrer saman, blir rekna som eitt blodtrykk.",
        "The mean of the measurements that belong together counts as one blood pressure.",
    ),
}

TRENDS: dict[str, Text] = {
    "D-1": Text(
        "Oksygenmetning[ {value}] er minst 4~prosentpoeng under det vanlige nivået de siste "
        "14~dagene[, {baseline}][ (endring {change})].",
        "Oksygenmetting[ {value}] er minst 4~prosentpoeng under det vanlege nivået dei siste "
        "14~dagane[, {baseline}][ (endring {change})].",
        "Oxygen saturation[ {value}] is at least 4~percentage points below the usual level of the "
        "last 14~days[, {baseline}][ (change {change})].",
    ),
    "P-D1": Text(
        "Puls[ {value}] er minst 20~slag i minuttet over det vanlige nivået de siste "
        "14~dagene[, {baseline}][ (endring {change})].",
        "Puls[ {value}] er minst 20~slag i minuttet over det vanlege nivået dei siste "
        "14~dagane[, {baseline}][ (endring {change})].",
        "Pulse[ {value}] is at least 20~beats a minute above the usual level of the last "
        "14~days[, {baseline}][ (change {change})].",
    ),
    "F-1": Text(
        "[{kind}|Blåsemålingen][ {value}] er [{percent}|under 80~%] av personlig beste[, {best}], "
        "der gult er under 80~% og rødt under 60~%.",
        "[{kind}|Blåsemålinga][ {value}] er [{percent}|under 80~%] av personleg beste[, {best}], "
        "der gult er under 80~% og raudt under 60~%.",
        "[{kind}|The breathing test][ {value}] is [{percent}|below 80~%] of the personal best"
        "[, {best}], where yellow is below 80~% and red below 60~%.",
    ),
    "T-1": Text(
        "[{kind}|Målingen][ {value}] er for andre gang på rad langt fra det vanlige nivået"
        "[, {baseline}][ (robust z {z}, grense ±3)].",
        "[{kind}|Målinga][ {value}] er for andre gong på rad langt frå det vanlege nivået"
        "[, {baseline}][ (robust z {z}, grense ±3)].",
        "[{kind}|The measurement][ {value}] is for the second time in a row far from the usual "
        "level[, {baseline}][ (robust z {z}, limit ±3)].",
    ),
    "HBPM": Text(
        "Gjennomsnittet av hjemmemålingene[ over {days}][ ({readings})] "
        "[er {systolic}/{diastolic}~mmHg|har nådd en grense]; gult er overtrykk fra 135 eller "
        "undertrykk fra 85~mmHg.",
        "Gjennomsnittet av heimemålingane[ over {days}][ ({readings})] "
        "[er {systolic}/{diastolic}~mmHg|har nådd ei grense]; gult er overtrykk frå 135 eller "
        "undertrykk frå 85~mmHg.",
        "The mean of the home measurements[ over {days}][ ({readings})] "
        "[is {systolic}/{diastolic}~mmHg|has reached a limit]; yellow is an upper pressure from "
        "135 or a lower pressure from 85~mmHg.",
    ),
    "HBPM/invalid": Text(
        "Uken med hjemmeblodtrykk har for få målinger til et gjennomsnitt[: {readings} på {days}]; "
        "det trengs minst 12~målinger på minst 3~dager etter den første dagen.",
        "Veka med heimeblodtrykk har for få målingar til eit gjennomsnitt[: {readings} på {days}]; "
        "det trengst minst 12~målingar på minst 3~dagar etter den første dagen.",
        "The week of home blood pressure has too few measurements for a mean"
        "[: {readings} on {days}]; at least 12~measurements on at least 3~days after the first "
        "day are needed.",
    ),
}

_LOWEST = Text(
    "den laveste de siste tre dagene",
    "den lågaste dei siste tre dagane",
    "the lowest of the last three days",
)
_GAIN = Text(
    "Vekten[ {value}] er [{gain} (grense %s~kg)|mer enn %s~kg] over ",
    "Vekta[ {value}] er [{gain} (grense %s~kg)|meir enn %s~kg] over ",
    "The weight[ {value}] is [{gain} (limit %s~kg)|more than %s~kg] above ",
)


def _gain(figure: str, than: Text, end: Text) -> Text:
    """One sentence on weight gain; `figure` is written with a decimal point."""
    return Text(
        *(
            start.replace("%s", figure if lang == "en" else figure.replace(".", ",")) + what + stop
            for lang, start, what, stop in zip(Text._fields, _GAIN, than, end, strict=True)
        )
    )


WEIGHT: dict[str, Text] = {
    "W-1": _gain("2.0", _LOWEST, Text(".", ".", ".")),
    "W-2": _gain(
        "2.0",
        _LOWEST,
        Text(
            ", samme dag som et symptom er blitt verre[ ({symptoms})].",
            ", same dag som eit symptom er vorte verre[ ({symptoms})].",
            ", the same day as a symptom got worse[ ({symptoms})].",
        ),
    ),
    "W-3": _gain("3.0", _LOWEST, Text(".", ".", ".")),
    "W-4": Text(
        "Vekten[ {value}] er [{change} (grense 3,0~kg)|mer enn 3,0~kg] fra tørrvekten"
        "[ {dry}] som legen har satt.",
        "Vekta[ {value}] er [{change} (grense 3,0~kg)|meir enn 3,0~kg] frå tørrvekta"
        "[ {dry}] som legen har sett.",
        "The weight[ {value}] is [{change} (limit 3.0~kg)|more than 3.0~kg] from the "
        "dry weight[ {dry}] that the doctor has set.",
    ),
    "W-5": _gain(
        "2.0",
        Text(
            "den siste fra fire til sju dager tilbake",
            "den siste frå fire til sju dagar tilbake",
            "the latest from four to seven days ago",
        ),
        Text(".", ".", "."),
    ),
    "N-1": Text(
        "Vekten har gått ned [{percent}|minst 5~%] på [{days}|90~dager]; grensen er 5~% på "
        "90~dager.",
        "Vekta har gått ned [{percent}|minst 5~%] på [{days}|90~dagar]; grensa er 5~% på 90~dagar.",
        "The weight has fallen [{percent}|at least 5~%] in [{days}|90~days]; the limit is 5~% in "
        "90~days.",
    ),
    "N-2": Text(
        "Vekten har gått ned [{percent} på {days}|raskt]; grensene er 5~% på 30~dager og 10~% på "
        "180~dager.",
        "Vekta har gått ned [{percent} på {days}|raskt]; grensene er 5~% på 30~dagar og 10~% på "
        "180~dagar.",
        "The weight has fallen [{percent} in {days}|fast]; the limits are 5~% in 30~days and 10~% "
        "in 180~days.",
    ),
}

NEWS: dict[str, Text] = {
    "NEWS2": Text(
        "NEWS2 er [{total}|over en grense][, og {single} gir alene 3~poeng]"
        "[; det vanlige for personen er {habitual}]. Gult er over det vanlige, rødt er fra 5 eller "
        "når ett mål alene gir~3.",
        "NEWS2 er [{total}|over ei grense][, og {single} gir åleine 3~poeng]"
        "[; det vanlege for personen er {habitual}]. Gult er over det vanlege, raudt er frå 5 "
        "eller når eitt mål åleine gir~3.",
        "NEWS2 is [{total}|past a limit][, and {single} alone scores~3]"
        "[; the usual for this person is {habitual}]. Yellow is above the usual, red is from 5 or "
        "when one parameter alone scores~3.",
    ),
    "NEWS2/incomplete": Text(
        "NEWS2 er ufullstendig og regnes ikke ut: alle sju målene må tas innen 15~minutter av "
        "helsepersonell eller en opplært pårørende.",
        "NEWS2 er ufullstendig og blir ikkje rekna ut: alle dei sju måla må takast innan "
        "15~minutt av helsepersonell eller ein opplærd pårørande.",
        "NEWS2 is incomplete and is not computed: all seven parameters must be taken within "
        "15~minutes by health personnel or a trained carer.",
    ),
}
