"""The order of names in Norwegian: æ, ø and å last, whatever the machine's own order is."""

import unicodedata

_ORDER = {letter: chr(ord("{") + place) for place, letter in enumerate("æøå")}
_ALIKE = str.maketrans({"ä": "æ", "ö": "ø", "ü": "y", "ð": "d", "þ": "t"})


def order_of(name: str) -> str:
    """A key to sort by: "Aas" as it is written, "Åse" after "Øverli", é as e."""
    found = []
    for letter in name.casefold().translate(_ALIKE):
        if letter in _ORDER:
            found.append(_ORDER[letter])
        else:
            found += [
                c for c in unicodedata.normalize("NFD", letter) if not unicodedata.combining(c)
            ]
    return "".join(found)
