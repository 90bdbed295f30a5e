"""Start texts for the three colours, in bokmål, nynorsk and English.

No more reassurance than "within the limits of the plan" (RS-1 G-6), and no medicine.
"""

GREEN = {
    "nb": "Det du har sendt inn, er innenfor grensene i planen din. Fortsett som avtalt.",
    "nn": "Det du har sendt inn, er innanfor grensene i planen din. Hald fram som avtalt.",
    "en": "What you have sent is within the limits of your plan. Carry on as agreed.",
}
RED = {
    "nb": "Det du har sendt inn, er langt fra det som er vanlig for deg. Oppfølgingsteamet ringer"
    " deg i åpningstiden. Blir du akutt syk, ring 113. Trenger du lege utenom åpningstiden, ring"
    " 116 117.",
    "nn": "Det du har sendt inn, er langt frå det som er vanleg for deg. Oppfølgingsteamet ringjer"
    " deg i opningstida. Blir du akutt sjuk, ring 113. Treng du lege utanom opningstida, ring"
    " 116 117.",
    "en": "What you have sent is far from what is usual for you. The follow-up team calls you in"
    " opening hours. If you become acutely ill, call 113. If you need a doctor outside opening"
    " hours, call 116 117.",
}

_YELLOW_NB = "Noe er annerledes enn det som er vanlig for deg. "
_YELLOW_NN = "Noko er annleis enn det som er vanleg for deg. "
_YELLOW_EN = "Something is different from what is usual for you. "
_THEN_NB = " Oppfølgingsteamet ser på det i åpningstiden og tar kontakt."
_THEN_NN = " Oppfølgingsteamet ser på det i opningstida og tek kontakt."
_THEN_EN = " The follow-up team looks at it in opening hours and gets in touch."


def texts(nb: str, nn: str, en: str) -> dict[str, dict[str, str]]:
    """The texts of a template. The arguments are what to do when yellow, each a sentence."""
    yellow = {
        "nb": f"{_YELLOW_NB}{nb}{_THEN_NB}",
        "nn": f"{_YELLOW_NN}{nn}{_THEN_NN}",
        "en": f"{_YELLOW_EN}{en}{_THEN_EN}",
    }
    return {"green": dict(GREEN), "yellow": yellow, "red": dict(RED)}
