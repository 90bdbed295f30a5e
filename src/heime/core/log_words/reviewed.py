"""The log in words for whoever reviews it: the same deeds, told of a person they do not know."""

from collections.abc import Mapping

from heime.core.log_words import acts, because, names
from heime.core.log_words.names import LANGUAGES, Said

THINGS: Mapping[str, Said] = {
    "person": ("siden om personen", "sida om personen", "the person's page"),
    "contact": (
        "navn og kontaktopplysninger", "namn og kontaktopplysningar", "name and contact details",
    ),
    "values": ("målinger og svar", "målingar og svar", "readings and answers"),
    "measurements": ("målinger", "målingar", "readings"),
    "answers": ("svar på skjema", "svar på skjema", "answers to forms"),
    "plan": ("planen", "planen", "the plan"),
    "cases": ("saker i arbeidslista", "saker i arbeidslista", "cases in the worklist"),
    "messages": ("meldinger", "meldingar", "messages"),
    "log": ("loggen", "loggen", "the log"),
    "rights": ("hvem som har tilgang", "kven som har tilgang", "who has access"),
    "name": ("navnet", "namnet", "the name"),
    "everything": ("alt om personen", "alt om personen", "everything about the person"),
    "number": ("fødselsnummeret", "fødselsnummeret", "the identity number"),
    "moving": ("flyttingen", "flyttinga", "the move"),
    "address": ("den beskyttede adressen", "den verna adressa", "the protected address"),
    "device": ("utstyret", "utstyret", "the equipment"),
    "intake": (
        "opplysningene fra inntaket", "opplysningane frå inntaket", "what the intake found",
    ),
    "closing": (
        "sammendraget av oppfølgingen", "samandraget av oppfølginga",
        "the summary of the follow-up",
    ),
    "hand-over": ("en overlevering", "ei overlevering", "a hand-over"),
    "reminders": ("påminnelser", "påminningar", "reminders"),
}  # fmt: skip
"""Kinds of data, as names.RESOURCES has them for the person."""

INSTEAD: Mapping[Said, Said] = {
    names.ON_LIST: ("hadde personen på en liste", "hadde personen på ei liste",
                    "had the person on a list"),
    names.GAVE_CODE: ("ga personen en kode til telefonen", "gav personen ein kode til telefonen",
                      "gave the person a code for the phone"),
    names.SETTLED: ("avgjorde et tegn", "avgjorde eit teikn", "settled a signal"),
    names.DEEDS["referral.made"][0]: (
        "foreslo noen for oppfølging", "foreslo nokon for oppfølging",
        "proposed somebody for follow-up",
    ),
    names.DID: ("gjorde noe annet", "gjorde noko anna", "did something else"),
}  # fmt: skip
"""What is said otherwise than to the person."""

BESIDES: Mapping[str, Said] = {
    "role.given": ("ga noen en rolle", "gav nokon ei rolle", "gave somebody a role"),
    "role.confirmed": ("bekreftet en rolle", "stadfesta ei rolle", "confirmed a role"),
    "role.ended": ("avsluttet en rolle", "avslutta ei rolle", "ended a role"),
    "view.saved": (
        "lagret et eget utvalg av arbeidslista",
        "lagra eit eige utval av arbeidslista",
        "saved a view of the worklist",
    ),
    "view.removed": (
        "fjernet et eget utvalg av arbeidslista",
        "fjerna eit eige utval av arbeidslista",
        "removed a view of the worklist",
    ),
    "message.template": (
        "endret et svar som kan gjenbrukes",
        "endra eit svar som kan brukast på nytt",
        "changed an answer that can be reused",
    ),
    "person.searched": ("søkte etter personer", "søkte etter personar", "searched for people"),
}
"""Deeds that are about nobody who is followed up."""

WHY: Mapping[str, Said] = {
    "care": ("som del av teamet", "som del av teamet", "as part of the team"),
    "self": ("om seg selv", "om seg sjølv", "about themselves"),
    "consent": ("med samtykke", "med samtykke", "by consent"),
    "incapacity": (
        "etter behandlerens avgjørelse", "etter avgjerda til behandlaren",
        "by the clinician's decision",
    ),
    "guardian": (
        "som verge eller forelder", "som verje eller forelder", "as guardian or parent",
    ),
    "gp": ("som fastlegekontor", "som fastlegekontor", "as the GP's office"),
    "referral": ("etter henvisning", "etter tilvising", "by referral"),
    "emergency": ("med nødtilgang", "med naudtilgang", "by emergency access"),
    "mandate": because.WHY["mandate"],
    "review": ("for å kontrollere loggen", "for å kontrollere loggen", "to review the log"),
    "operations": because.WHY["operations"],
}  # fmt: skip


def deed(action: str, resource: str, language: str, *, denied: bool = False) -> str:
    """ "Så planen", "Prøvde å åpne siden om personen, men fikk ikke tilgang"."""
    verb, thing = acts.ALL.get(action, names.OTHER)
    said = BESIDES.get(action) or INSTEAD.get(verb, verb)
    if denied:
        said = names.TRIED
    of = THINGS.get(resource) or THINGS.get(thing) or THINGS["person"]
    told = _in(said, language).format(what=_in(of, language))
    return told[:1].upper() + told[1:]


def thing(kind: str, language: str) -> str:
    """A kind of data; empty for one that has no words."""
    return _in(THINGS[kind], language) if kind in THINGS else ""


def why(ground: str, language: str) -> str:
    """By what right, in a few words; empty when the entry does not say."""
    return _in(WHY[ground], language) if ground in WHY else ""


def role(code: str, language: str) -> str:
    """A role or profession; empty when the entry does not say."""
    return _in(names.ROLES[code], language) if code in names.ROLES else ""


def _in(text: Said, language: str) -> str:
    return text[LANGUAGES.index(language) if language in LANGUAGES else 0]
