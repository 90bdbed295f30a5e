"""Where the demo's people live: the municipalities, and farm and road names that nobody has there.

Numbers and written language: norway.md 1.10. Neutral municipalities are given the language most
people there write.
"""

from typing import NamedTuple


class Place(NamedTuple):
    name: str
    language: str
    gp_office: str


PLACES: dict[int, Place] = {
    3451: Place("Nord-Aurdal", "nb", "Strandjordet legekontor"),
    3449: Place("Sør-Aurdal", "nb", "Bruhølen legekontor"),
    3454: Place("Vang", "nn", "Grindalen legekontor"),
    3450: Place("Etnedal", "nb", "Steinsetra legekontor"),
    3453: Place("Øystre Slidre", "nn", "Volljordet legekontor"),
    3452: Place("Vestre Slidre", "nn", "Båtnesvika legekontor"),
    3435: Place("Vågå", "nn", "Finnebakken legekontor"),
    3433: Place("Skjåk", "nn", "Bismolia legekontor"),
    3434: Place("Lom", "nn", "Breelvi legekontor"),
    3437: Place("Sel", "nb", "Nybrusletta legekontor"),
    3431: Place("Dovre", "nn", "Fjellgata legekontor"),
    3432: Place("Lesja", "nn", "Vatnsenden legekontor"),
    3420: Place("Elverum", "nb", "Strandholtet legekontor"),
    3425: Place("Engerdal", "nb", "Sølenhølet legekontor"),
    3423: Place("Stor-Elvdal", "nb", "Atnebråten legekontor"),
    3421: Place("Trysil", "nb", "Skjærbråten legekontor"),
    3419: Place("Våler", "nb", "Haslemyra legekontor"),
    3422: Place("Åmot", "nb", "Tverråmyra legekontor"),
}

ROADS = (
    "Kvernhuslia", "Løypestrengen", "Svartorhaugen", "Bjørkeflata", "Nedre Tjernåsen",
    "Øvre Tjernåsen", "Rugdeholtet", "Seterkleiva", "Gråbeinhølet", "Høgbekklia",
    "Myrullvegen", "Tjurkollen", "Skogsnipvegen", "Saueheimen", "Langåkerkroken",
    "Solbrekkelia", "Vesleelva", "Rognehagan", "Harehaugen", "Nysnøvegen",
)  # fmt: skip
