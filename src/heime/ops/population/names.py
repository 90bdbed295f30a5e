"""Names for the demo's people: first names of their years, and farm names put together for this.

The farm names are put together so that a whole name is unlikely to be anybody's; the people who
carry them have a synthetic identity number in any case.
"""

from heime.ops.population.person import Sex

OLDER, MIDDLE, YOUNGER = 1946, 1961, 9999
"""Born before: which list of first names fits."""

GIVEN: dict[tuple[Sex, int], tuple[str, ...]] = {
    (Sex.FEMALE, OLDER): (
        "Solveig", "Gudrun", "Astrid", "Ragnhild", "Ingeborg", "Borghild", "Margit", "Torbjørg",
        "Synnøve", "Aslaug", "Gunvor", "Åse", "Inger", "Olaug", "Magnhild", "Sigrid", "Ragna",
        "Jorunn",
    ),
    (Sex.MALE, OLDER): (
        "Olav", "Knut", "Ola", "Arne", "Harald", "Torstein", "Sverre", "Kåre", "Erling", "Nils",
        "Gudbrand", "Endre", "Leif", "Trygve", "Ivar", "Syver", "Halvard", "Embrik",
    ),
    (Sex.FEMALE, MIDDLE): (
        "Anne", "Berit", "Randi", "Liv", "Turid", "Bjørg", "Sissel", "Unni", "Tove", "Grete",
        "Eldbjørg", "Kari", "Marit", "Eli", "Reidun", "Oddny",
    ),
    (Sex.MALE, MIDDLE): (
        "Per", "Jan", "Kjell", "Terje", "Svein", "Bjørn", "Geir", "Rolf", "Tor", "Odd", "Asbjørn",
        "Steinar", "Helge", "Oddvar", "Kristen", "Magne",
    ),
    (Sex.FEMALE, YOUNGER): (
        "Hege", "Anita", "Monica", "Heidi", "Trine", "Nina", "Siv", "Wenche", "Mona", "Tone",
        "Bente", "Gro",
    ),
    (Sex.MALE, YOUNGER): (
        "Morten", "Frode", "Roger", "Stein", "Trond", "Lars", "Rune", "Øyvind", "Espen", "Atle",
        "Vidar", "Jostein",
    ),
}  # fmt: skip

VALLEY_FARMS = (
    "Nordbakken", "Sørmoen", "Rudihaugen", "Lundeteigen", "Kvernmoen", "Hagalund", "Brekkemoen",
    "Tjernlien", "Øvrebakken", "Granmoen", "Sletthaugen", "Vollbakken", "Kleivmoen", "Bakkerudi",
    "Haugjordet", "Fossbrekken", "Nyhaugrud", "Lislemoen", "Bergsbakken", "Dalehaugen",
    "Rustebakke", "Skogrudi", "Steinlunde", "Viklunden", "Åbjørmoen", "Heimrud", "Teigmoen",
    "Øybakken", "Lykkjebakken", "Sandlunde", "Moskardet", "Grovmoen", "Bråtåbakken", "Sygarlien",
    "Nigarmoen", "Uppigarden", "Nordgardslien", "Systugulien", "Hølmoen", "Kolstadmoen",
    "Bjørnlunde", "Krukhaugen", "Storlimoen", "Jotlien", "Vårlimoen",
)  # fmt: skip

FOREST_FARMS = (
    "Furubakken", "Myrmoen", "Skoglunden", "Finntorpet", "Elgmoen", "Sagbråten", "Grindbråten",
    "Kvernbråten", "Osmoen", "Rotbråten", "Tyrimoen", "Sætermoen", "Tørrfurumoen", "Lauvbråten",
)  # fmt: skip

FRIENDS = (
    "Tverrlien", "Midtbakken", "Austmoen", "Vestlunde", "Lillehagan", "Brennmoen", "Kjosbakken",
    "Langlunde",
)  # fmt: skip
"""Family names of friends who are next of kin: nobody among the fifty has one of these."""


def given_names(sex: Sex, year: int) -> tuple[str, ...]:
    """First names that were usual for the sex in the year of birth."""
    for before in (OLDER, MIDDLE):
        if year < before:
            return GIVEN[sex, before]
    return GIVEN[sex, YOUNGER]
