"""The texts: what the pages say in bokmål and nynorsk. English stands in the code itself.

`check` finds what is missing, left over or damaged; `compile` makes the files that the
running program reads. Catalogues are edited by hand: src/heime/locale/<language>/LC_MESSAGES.
The home app's words stand in the same catalogues; `write_app` makes the files that it carries.
"""

import ast
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polib

SOURCE = Path(__file__).resolve().parents[1]
APP = SOURCE.parents[1] / "app" / "src"
LOCALE = SOURCE / "locale"
LANGUAGES = ("nb", "nn")

PLACE = re.compile(r"%\(\w+\)[sd]|\{[A-Z]+\}")
_TAG = re.compile(r"""\{%\s*translate\s+(?:"([^"]*)"|'([^']*)')""")
_BLOCK = re.compile(r"\{%\s*blocktranslate\b[^%]*%\}(.*?)\{%\s*endblocktranslate\s*%\}", re.S)
_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_CALL = re.compile(r"""(?<![\w.])t\(\s*(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|([^)\s]))""")


class Text(NamedTuple):
    """What is looked up: a context (often empty), the text, and its plural (often empty)."""

    context: str
    text: str
    plural: str = ""


def catalogue(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def compile() -> list[Path]:
    """Make each .mo that is missing or older than its .po. Return those that were made."""
    made = []
    for language in LANGUAGES:
        source = catalogue(language)
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            _replace(target, polib.pofile(str(source)).to_binary())
            made.append(target)
    return made


def _replace(target: Path, content: bytes) -> None:
    """Write beside, then swap in: somebody may be reading, and two may write at once."""
    beside = target.with_suffix(f".{os.getpid()}.tmp")
    beside.write_bytes(content)
    beside.replace(target)


def used() -> dict[Text, str]:
    """Every text in templates and code, with the file that it was first found in."""
    found: dict[Text, str] = {}
    for path in sorted((SOURCE / "edges").rglob("*.html")):
        for text in in_template(path.read_text(encoding="utf-8")):
            found.setdefault(text, str(path.relative_to(SOURCE)))
    for path in sorted(SOURCE.rglob("*.py")):
        for text in in_code(path.read_text(encoding="utf-8")):
            found.setdefault(text, str(path.relative_to(SOURCE)))
    for path in _app_files():
        for text in in_app(path.read_text(encoding="utf-8")):
            found.setdefault(text, f"app/src/{path.relative_to(APP)}")
    return found


def _app_files() -> list[Path]:
    files = [*(APP / "home").rglob("*.ts"), *(APP / "home").rglob("*.tsx")]
    return sorted(path for path in files if path.name != "words.ts")


def in_app(source: str) -> Iterator[Text]:
    """Literal texts given to the home app's `t`."""
    for match in _CALL.finditer(source):
        if match[3] is None:
            yield Text("", json.loads(f'"{match[1]}"') if match[1] is not None else match[2])


def not_literal(source: str) -> list[str]:
    """Calls of `t` whose text is not written out, so that nobody can translate it."""
    return [match[0] for match in _CALL.finditer(source) if match[3] is not None]


def app_file(language: str) -> Path:
    return APP / "generated" / f"words.{language}.json"


def app_words(language: str) -> str:
    """What the home app carries of a language: its own texts alone, in order."""
    texts = {text for path in _app_files() for text in in_app(path.read_text(encoding="utf-8"))}
    said = {
        entry.msgid: entry.msgstr
        for entry in polib.pofile(str(catalogue(language)))
        if not entry.obsolete and not entry.msgctxt and Text("", entry.msgid) in texts
    }
    return json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def write_app() -> None:
    """Make the home app's words anew from the catalogues."""
    for language in LANGUAGES:
        _replace(app_file(language), app_words(language).encode())


def _app_faults() -> list[str]:
    stale = [
        f"app/src/generated/{app_file(language).name} does not say what the catalogue says:"
        " ./heime fix"
        for language in LANGUAGES
        if not app_file(language).exists()
        or app_file(language).read_text(encoding="utf-8") != app_words(language)
    ]
    vague = [
        f"app/src/{path.relative_to(APP)}: '{call}…' is no written-out text"
        for path in _app_files()
        for call in not_literal(path.read_text(encoding="utf-8"))
    ]
    return stale + vague


def in_template(source: str) -> Iterator[Text]:
    for match in _TAG.finditer(source):
        yield Text("", match[1] if match[1] is not None else match[2])
    for match in _BLOCK.finditer(source):
        yield Text("", _VARIABLE.sub(r"%(\1)s", match[1]))


def in_code(source: str) -> Iterator[Text]:
    """Constant texts given to the gettext functions."""
    if "translation import" not in source:
        return
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        given = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
        words = [word for word in given if isinstance(word, str)]
        if node.func.id in ("_", "gettext") and len(words) == 1:
            yield Text("", words[0])
        elif node.func.id == "ngettext" and len(words) >= 2:
            yield Text("", words[0], words[1])
        elif node.func.id == "pgettext" and len(words) == 2:
            yield Text(words[0], words[1])


def check() -> list[str]:
    """Everything that is wrong with the catalogues, one sentence each; empty when all is well."""
    wanted = used()
    wrong = _app_faults()
    for language in LANGUAGES:
        entries = {
            Text(entry.msgctxt or "", entry.msgid, entry.msgid_plural or ""): entry
            for entry in polib.pofile(str(catalogue(language)))
            if not entry.obsolete
        }
        wrong += [
            f"{language}: '{text.text}' ({where}) has no translation"
            for text, where in wanted.items()
            if text not in entries or not _is_translated(entries[text])
        ]
        wrong += [
            f"{language}: '{text.text}' is no longer used" for text in entries if text not in wanted
        ]
        wrong += [
            f"{language}: '{text.text}' has other places to fill in than its translation"
            for text, entry in entries.items()
            if _is_translated(entry) and not _same_places(entry)
        ]
    return wrong


def _translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def _is_translated(entry: polib.POEntry) -> bool:
    return all(_translations(entry)) and "fuzzy" not in entry.flags


def _same_places(entry: polib.POEntry) -> bool:
    asked = sorted(PLACE.findall(entry.msgid))
    return all(sorted(PLACE.findall(said)) == asked for said in _translations(entry))
