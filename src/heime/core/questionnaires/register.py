"""Instruments that others own: never in this repository, and let in only with a licence.

A test reads every file of the repository for the phrases below, and `bring_in` reads every
questionnaire that somebody brings. Source: clinical reference 3.4, 5.2, 6.1; what each owner asks
is told there and must be checked before use.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from heime.core.questionnaires.fhir_in import from_fhir
from heime.core.questionnaires.form import OURS, Questionnaire
from heime.core.questionnaires.refusals import BadQuestionnaire, LicenceNeeded
from heime.core.questionnaires.shipped import SHIPPED

MAX_REFERENCE = 200


@dataclass(frozen=True, slots=True)
class Owned:
    """One instrument, or family of them.

    tokens: words that give it away in a name, title or address, one at a time.
    full_name: how it is called in full; given away by that in any text.
    """

    key: str
    tokens: frozenset[str]
    full_name: str
    owner: str


def _owned(key: str, tokens: str, full_name: str, owner: str) -> Owned:
    return Owned(key, frozenset(tokens.split()), full_name, owner)


OWNED = (
    _owned("CAT", "cat", "copd assessment test", "GSK"),
    _owned("CCQ", "ccq", "clinical copd questionnaire", "van der Molen"),
    _owned("EXACT", "exact ers", "exacerbations of chronic pulmonary disease tool", "Evidera"),
    _owned("Borg", "borg cr10", "borg scale", "BorgPerception"),
    _owned("RSS", "rss", "relatives stress scale", "Aldring og helse must confirm"),
    _owned(
        "EPDS", "epds", "edinburgh postnatal depression scale", "Royal College of Psychiatrists"
    ),
    _owned(
        "MADRS", "madrs madrss", "montgomery asberg depression rating scale",
        "Royal College of Psychiatrists",
    ),
    _owned("HADS", "hads", "hospital anxiety and depression scale", "its publisher"),
    _owned("BDI", "bdi bdi2 bdiii", "beck depression inventory", "its publisher"),
    _owned("MMSE", "mmse mmsenr", "mini mental state examination", "its publisher"),
    _owned("CES-D", "cesd", "center for epidemiologic studies depression scale", "its owner"),
    _owned("EQ-5D", "eq5d eq5d3l eq5d5l euroqol", "euroqol", "EuroQol"),
    _owned("ISI", "isi", "insomnia severity index", "Mapi"),
    _owned("CORE-OM", "coreom", "clinical outcomes in routine evaluation", "CORE System Trust"),
)  # fmt: skip

WINDOW = 6
"""Words of a phrase. Fewer would be found in anybody's text."""

_PHRASES: Mapping[str, tuple[str, ...]] = {
    "CAT": (
        "54531496774d83a6", "dd7e45ebf890bd3c", "31b323966d9e56b0", "587752aec49c8498",
        "9607338d21098ae7", "b917458165d4b869", "bec794160609382b", "f1e9b456a9f492ce",
    ),
    "EPDS": (
        "c01768b0b8fb5d14", "7f237c3ef05a128f", "93bf43bdf0459a92", "a5463cb8841e4879",
        "7feb9ee584cfd2cd", "df7adc10525766a0", "3cc6c52f8e039e8b", "4af514b0d07f31dd",
    ),
    "HADS": (
        "a6ad19e566a4e2aa", "8ceac0931bfc9799", "82481b815866e330", "7e1ab066cab8119c",
        "75e81275654b03c6", "b2aa801b41fd8ec4", "e382bd7ea14e226d",
    ),
    "BDI": (
        "8ebf5fa1c3211226", "2eec899b19ae8f4e", "a3390f88e180f1b4", "2f9ff856d7d29fa7",
        "3cd432143bc3a579",
    ),
    "MMSE": (
        "d385725d10025c19", "9ac82a09c1905117",
    ),
    "EQ-5D": (
        "1b2deb53834a47e4", "ebc3ce88bd791b33", "0221ad07a8bad878", "50c3e33d178bfbd2",
        "b207f80d0e221b27", "2195148508da9222", "8ddd672bde4cbac6", "98ef12d201f48a3d",
        "411168ed52301fe0", "85f523c0360be3be", "80c4a261a6053bd5",
    ),
    "ISI": (
        "63d6ba6430abbbd3", "226e3533c687096d", "b51c9ced7a4a6a54",
    ),
    "MADRS": (
        "4d00cf81d31dcabe", "9e90e9e6ab4f3965",
    ),
    "RSS": (
        "e73ef39e0ca6301e", "d8861bc30cf5b01b", "950d6a75811753ca", "8e0989e55b40be1a",
        "a16c2da4faecba6c", "4efb498402bd6ab2",
    ),
    "CCQ": (
        "d386ca2f919fd9db", "339533ed68fe3772",
    ),
}  # fmt: skip
# The ends of some tell-tale items, in English and Norwegian, as the first 16 hexadecimal digits
# of SHA-256 over six lower-case words: the words themselves may not stand here either.

PHRASES = {digest: key for key, digests in _PHRASES.items() for digest in digests}


def digest(words: Iterable[str]) -> str:
    """How a phrase of `WINDOW` lower-case words is kept."""
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:16]


def phrases_in(text: str, known: Mapping[str, str] = PHRASES) -> set[str]:
    """The instruments of which a tell-tale phrase stands in this text, however it is broken up."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    windows = (words[at : at + WINDOW] for at in range(len(words) - WINDOW + 1))
    return {known[found] for window in windows if (found := digest(window)) in known}


def instruments_in(questionnaire: Questionnaire) -> set[str]:
    """The owned instruments that this questionnaire gives itself out to be, or holds items of."""
    called = (questionnaire.name, questionnaire.url, *questionnaire.title.values())
    tokens = {token for text in called for token in _tokens(text)}
    said = " ".join(_texts(questionnaire))
    plain = " ".join(re.findall(r"[^\W_]+", said.lower().replace("å", "a")))
    return phrases_in(said) | {
        owned.key
        for owned in OWNED
        if owned.tokens & tokens or re.search(rf"\b{owned.full_name}\b", plain)
    }


def _tokens(text: str) -> set[str]:
    """Single words, and neighbours run together: EQ-5D-5L is eq, 5d, 5l, eq5d, eq5d5l …"""
    # A capital begins a word: CatDaily is cat and daily.
    words = re.findall(r"[a-z0-9]+", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text).lower())
    spans = range(1, 4)
    return {"".join(words[at : at + span]) for at in range(len(words)) for span in spans}


def _texts(questionnaire: Questionnaire) -> Iterable[str]:
    yield from questionnaire.title.values()
    yield from questionnaire.stem.values()
    yield from (questionnaire.attribution, questionnaire.licence)
    for question in questionnaire.questions:
        yield from question.text.values()
        for option in question.options:
            yield from option.text.values()


def bring_in(resource: object, *, licence: str = "", language: str = "") -> Questionnaire:
    """A questionnaire from outside, checked and ready to be kept.

    licence: the reference of the agreement that gives the right to use it; it is kept with the
        questionnaire. Must be there for anything on the register.
    language: of its texts, where the resource itself does not say.

    :raises BadQuestionnaire: it cannot be held here, or gives itself out to be one of ours
    :raises LicenceNeeded: it is on the register, and no licence was named
    """
    found = from_fhir(resource, language=language)
    if found.url.startswith(OURS) or found.name in SHIPPED:
        raise BadQuestionnaire("url: that address or name belongs to a questionnaire of ours.")
    reference = licence.strip()
    if len(reference) > MAX_REFERENCE:
        raise BadQuestionnaire(f"licence: the reference is longer than {MAX_REFERENCE} characters.")
    instruments = sorted(instruments_in(found))
    if instruments and not reference:
        raise LicenceNeeded(
            f"{', '.join(instruments)}: somebody owns this instrument. Name the agreement "
            "that gives you the right to use it."
        )
    return replace(found, licence=reference) if reference else found
