"""The keys of the list, and what each does: the one table that the help shows and the page's
script obeys (app/src/clinic/keys.ts reads it from the help)."""

import json
from dataclasses import dataclass, field

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Key:
    """shown: as the help writes them. acts: key → what the script calls it; empty where the
    browser or another script does it already."""

    shown: tuple[str, ...]
    words: str
    acts: dict[str, str] = field(default_factory=dict)

    @property
    def for_script(self) -> str:
        return json.dumps(self.acts)


DIGITS = "0123456789"


def keys() -> list[Key]:
    return [
        Key(("j", "k"), _("next and previous on the list"), {"j": "next", "k": "previous"}),
        Key(("Enter",), _("open what is chosen")),
        Key(("t",), _("take the case"), {"t": "take"}),
        Key(("n",), _("write a note in the case"), {"n": "note"}),
        Key(("s",), _("set the case aside until later"), {"s": "setAside"}),
        Key(("c",), _("close the case"), {"c": "close"}),
        Key(("u",), _("undo what was just done"), {"u": "undo"}),
        Key(("v",), _("show what has come in since"), {"v": "show"}),
        Key(("/",), _("find a person"), {"/": "search"}),
        Key(("1", "9"), _("your own views; 0 shows everything"), dict.fromkeys(DIGITS, "view")),
        Key(("g",), _("back to the list"), {"g": "list"}),
        Key(("m",), _("to the messages"), {"m": "messages"}),
        Key(("r",), _("write an answer, where a message is open"), {"r": "answer"}),
        Key(("Ctrl", "Alt", "L"), _("lock the screen")),
        Key(("?",), _("this help"), {"?": "help"}),
    ]
