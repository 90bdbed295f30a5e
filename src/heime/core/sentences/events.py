"""What is said of things that happened, came late, or did not come at all."""

from heime.core.sentences.text import Text

HAPPENED: dict[str, Text] = {
    "AF-1": Text(
        "Apparatet meldte om ujevn puls i [{sessions}|flere målerunder] de siste sju dagene; fra "
        "to er det gult.",
        "Apparatet melde om ujamn puls i [{sessions}|fleire målerundar] dei siste sju dagane; frå "
        "to er det gult.",
        "The meter reported an irregular pulse in [{sessions}|several sessions] of the last seven "
        "days; from two that is yellow.",
    ),
    "DEM-1": Text(
        "[En avtalt dose ({drug})|En avtalt dose] var ikke tatt [{minutes}|60~minutter] etter "
        "avtalt tid; grensen er 60~minutter.",
        "[Ein avtalt dose ({drug})|Ein avtalt dose] var ikkje teken [{minutes}|60~minutt] etter "
        "avtalt tid; grensa er 60~minutt.",
        "[An agreed dose ({drug})|An agreed dose] was not taken [{minutes}|60~minutes] after the "
        "agreed time; the limit is 60~minutes.",
    ),
    "DEM-2": Text(
        "Døren ble åpnet om natten, og ingen var tilbake [etter {minutes}|i tide]; grensen er "
        "10~minutter.",
        "Døra vart opna om natta, og ingen var tilbake [etter {minutes}|i tide]; grensa er "
        "10~minutt.",
        "The door was opened at night, and nobody was back [after {minutes}|in time]; the limit "
        "is 10~minutes.",
    ),
    "DEM-3": Text(
        "En fallalarm er utløst, og den gjelder straks.",
        "Ein fallalarm er utløyst, og han gjeld straks.",
        "A fall alarm has gone off, and it holds at once.",
    ),
    "DEM-4": Text(
        "Sengen ble forlatt om natten, og det var ingen bevegelse [på {minutes}|i tide]; grensen "
        "er 30~minutter.",
        "Senga vart forlaten om natta, og det var inga rørsle [på {minutes}|i tide]; grensa er "
        "30~minutt.",
        "The bed was left at night, and there was no motion [for {minutes}|in time]; the limit is "
        "30~minutes.",
    ),
}

SILENT: dict[str, Text] = {
    "M-1": Text(
        "[{what}: det|Det] som var avtalt, har manglet i [{hours}|minst 48~timer]; grensen er "
        "48~timer.",
        "[{what}: det|Det] som var avtalt, har mangla i [{hours}|minst 48~timar]; grensa er "
        "48~timar.",
        "[{what}: what|What] was agreed has been missing for [{hours}|at least 48~hours]; the "
        "limit is 48~hours.",
    ),
    "M-2": Text(
        "[{what}: det|Det] som var avtalt, har manglet i [{hours}|minst 24~timer]; grensen i "
        "denne planen er 24~timer.",
        "[{what}: det|Det] som var avtalt, har mangla i [{hours}|minst 24~timar]; grensa i denne "
        "planen er 24~timar.",
        "[{what}: what|What] was agreed has been missing for [{hours}|at least 24~hours]; the "
        "limit in this plan is 24~hours.",
    ),
    "L-1": Text(
        "Dette kom inn [{hours} etter|en stund etter] at det ble målt, svart eller hendte, og er "
        "vurdert ut fra alderen.",
        "Dette kom inn [{hours} etter|ei stund etter] at det vart målt, svart eller hende, og er "
        "vurdert ut frå alderen.",
        "This came in [{hours} after|some time after] it was measured, answered or happened, and "
        "is judged by its age.",
    ),
}
