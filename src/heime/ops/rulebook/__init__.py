"""The rulebook: pages a doctor reads and signs, made from the rules themselves and their cases.

docs/rulebook/rulebook.toml has the words; rules, profiles and templates come from the core; the
cases are replayed. `faults` holds the pages against all of them.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from heime.core import rules, templates
from heime.core.limits import PROFILES
from heime.core.rules import RULES, Rule
from heime.core.sentences import say
from heime.core.zone import Priority, Zone
from heime.ops.rulebook import cases as worked
from heime.ops.rulebook import numbers
from heime.ops.rulebook.cases import Case

ROOT = Path(__file__).resolve().parents[4]
FOLDER = "docs/rulebook"
DATA = f"{FOLDER}/rulebook.toml"
FEWEST_CASES = 3
ZONE = {Zone.YELLOW: "gul", Zone.RED: "rød", None: "etter funnet"}
PRIORITY = {Priority.HIGH: ", haster", Priority.LOW: ", lav prioritet", None: ""}
SECTIONS = re.compile(r"\d[\d., ]*")
NO_ZONE = "ingen sone selv"
MOST_LINKS = 4
PROPOSAL = "Forslag, må godkjennes av lege"


class Page(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One page. concerns: the parts of the rules it has; template: the plan it starts from."""

    name: str
    title: str
    concerns: tuple[str, ...]
    about: str
    open: tuple[str, ...]
    template: str = ""


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule in whole words, and what others have published of it."""

    words: str
    published: str = ""


class Book(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    page: tuple[Page, ...]
    rule: dict[str, Words]


def read(root: Path = ROOT) -> Book:
    return msgspec.toml.decode((root / DATA).read_bytes(), type=Book)


def write(root: Path = ROOT) -> None:
    """Make all pages anew. Where words are missing nothing is made: `faults` says which."""
    book = read(root)
    if any(_of_the_words(book)):
        return
    usable = [case for case in _cases(root) if case.raw]
    for name, text in pages(book, usable).items():
        (root / FOLDER / name).write_text(text, encoding="utf-8")


def faults(root: Path = ROOT) -> list[str]:
    """What is wrong with the rulebook."""
    try:
        book = read(root)
    except (msgspec.MsgspecError, OSError) as error:
        return [f"{DATA}: {error}"]
    cases = _cases(root)
    found = [*_of_the_words(book), *_of_the_cases(book, cases)]
    if found:  # pages made from what is wrong would say nothing more
        return found
    made = pages(book, cases)
    there = {path.name: path.read_text(encoding="utf-8") for path in (root / FOLDER).glob("*.md")}
    for name in sorted(made.keys() | there.keys()):
        if made.get(name) != there.get(name):
            found.append(f"{FOLDER}/{name} is not what the rules say: run ./heime fix")
    return found


def _cases(root: Path) -> list[Case]:
    return worked.read(root / FOLDER / "cases")


def _of_the_words(book: Book) -> Iterator[str]:
    for rule in RULES.keys() - book.rule.keys():
        yield f"{DATA}: the rule {rule} has no words"
    for rule in book.rule.keys() - RULES.keys():
        yield f"{DATA}: there is no rule {rule}"
    told = [concern for page in book.page for concern in page.concerns]
    for concern in {rule.concerns for rule in RULES.values()}:
        if told.count(concern) != 1:
            yield f"{DATA}: {concern} must stand on one page, not {told.count(concern)}"


def _of_the_cases(book: Book, cases: list[Case]) -> Iterator[str]:
    for case in cases:
        yield from (f"{FOLDER}/cases: {fault}" for fault in case.faults)
    of = [page_of(case) for case in cases]
    for page in book.page:
        if of.count(page.name) < FEWEST_CASES:
            yield f"{FOLDER}/cases: {page.name} has {of.count(page.name)} of {FEWEST_CASES} cases"
    shown = {rule for case in cases for rule in worked.fired(case)}
    for rule in RULES.keys() - shown:
        yield f"{FOLDER}/cases: no case shows {rule}"
    for name in set(of) - {page.name for page in book.page}:
        yield f"{FOLDER}/cases: no page is called {name}"


def page_of(case: Case) -> str:
    """The page a case belongs to: copd-03 to copd."""
    return case.name.rpartition("-")[0]


def pages(book: Book, cases: list[Case]) -> dict[str, str]:
    """Every page by its file name, the list of them first."""
    made = {f"{page.name}.md": _page(page, book, cases) for page in book.page}
    return {"README.md": _readme(book, cases), **made}


def _readme(book: Book, cases: list[Case]) -> str:
    count = {page.name: 0 for page in book.page}
    for case in cases:
        count[page_of(case)] += 1
    lines = [
        f"# Regelboken, regelsett {rules.RULE_SET}",
        "",
        "Laget av `./heime fix` fra reglene i koden, `rulebook.toml` og eksemplene i `cases/`.",
        "Ikke rett på sidene her: `./heime check` sier fra når de ikke stemmer.",
        "",
        "**Alle tall er startverdier og forslag.** En norsk lege må lese og godkjenne hver side",
        "før noen følges opp med reglene, og den ansvarlige legen kan endre hver grense for den",
        "enkelte.",
        "",
        "«Referansen» er den kliniske referansen som regelsettet står i, med avklaringene CL-01",
        "til CL-36; tallene etter er avsnittene der.",
        "",
        "| Side | Regler | Eksempler |",
        "| --- | ---: | ---: |",
    ]
    for page in book.page:
        own = len(_rules_of(page))
        lines.append(f"| [{page.title}]({page.name}.md) | {own} | {count[page.name]} |")
    lines += [
        "",
        "Eksemplene er scenariofiler: `./heime judge docs/rulebook/cases/*.json` spiller dem av",
        "gjennom den samme koden som vurderer målinger. Svaret under et eksempel kommer derfra.",
        "",
        "Hva som ikke er vist å virke, står i",
        "[hva som ikke er validert](../safety/not-validated.md).",
    ]
    return "\n".join(lines) + "\n"


def _page(page: Page, book: Book, every: list[Case]) -> str:
    lines = [f"# {page.title}", "", page.about.strip(), ""]
    if own := _rules_of(page):
        lines += ["## Regler", ""]
    for rule in own:
        shown = [case.name for case in every if rule.id in worked.fired(case)]
        lines += _rule(rule, book.rule[rule.id], shown)
    if page.template:
        lines += _template(page, book)
    else:
        lines += [
            "## Alle grenseprofiler",
            "",
            *numbers.profiles(list(PROFILES)),
            "",
            *numbers.ranges(),
            "",
        ]
    lines += ["## Eksempler", ""]
    for case in every:
        if page_of(case) == page.name:
            lines += [*worked.told(case), ""]
    if page.open:
        lines += ["## Det legen må ta stilling til", "", *(f"- {what}" for what in page.open), ""]
    body = "\n".join(lines) + "\n"
    return body + "\n".join(_to_sign(body)) + "\n"


def _rules_of(page: Page) -> list[Rule]:
    return [rule for rule in RULES.values() if rule.concerns in page.concerns]


def _rule(rule: Rule, said: Words, shown: list[str]) -> Iterator[str]:
    """One rule; shown: the cases in which it fires."""
    basis = PROPOSAL if rule.basis == rules.DESIGN else rule.basis
    sections = SECTIONS.match(rule.source)
    reference = f" (referansen {sections[0].strip()})" if sections else ""
    published = f" {said.published}." if said.published else ""
    yield f"### {rule.id}"
    yield ""
    yield said.words
    yield ""
    zone = NO_ZONE if rule.id in rules.SETTLING else ZONE[rule.zone]
    yield f"- Gir: {zone}{PRIORITY[rule.priority]}"
    yield f"- Slik sies det: «{say(rule.id, {})['nb']}»"
    yield f"- Grunnlag: {basis}{reference}.{published}"
    links = ", ".join(f"[{name}](cases/{name}.json)" for name in shown[:MOST_LINKS])
    more = f" og {len(shown) - MOST_LINKS} til" if len(shown) > MOST_LINKS else ""
    yield f"- Vist i: {links}{more}"
    yield ""


def _template(page: Page, book: Book) -> Iterator[str]:
    """What a plan of this template starts with."""
    content = templates.TEMPLATES[page.template]
    yield f"## Malen, versjon {content['template']['version']}"
    yield ""
    own = {rule.id for rule in _rules_of(page)}
    others = [rule for rule in content["rules"] if rule not in own]
    off = [rule for rule in own if rule not in content["rules"]]
    if others:
        where = {concern: other for other in book.page for concern in other.concerns}
        links = (f"[{rule}]({where[RULES[rule].concerns].name}.md)" for rule in others)
        yield f"- Regler fra andre sider som er på: {', '.join(links)}"
    if off:
        yield f"- Av i malen: {', '.join(sorted(off))}"
    yield "- Alltid på: [gyldighet, bekreftelse, grenser og sen ankomst](common.md)"
    yield from (numbers.expected(one) for one in content["expectations"])
    yield ""
    profiles = [limit["profile"] for limit in content["limits"]]
    if profiles:
        yield from numbers.profiles(profiles)
        yield ""


def _to_sign(body: str) -> Iterator[str]:
    """Where it is signed. The mark changes with every word above, and so asks for a new reading."""
    yield "## Godkjenning"
    yield ""
    mark = hashlib.sha256(body.encode()).hexdigest()[:12]
    yield f"Regelsett {rules.RULE_SET}. Sidens merke: `{mark}`. Underskriften gjelder siden med"
    yield "dette merket; endres et ord eller et tall, får siden et nytt og må leses på nytt. Skriv"
    yield "ut siden og underskriv på papir eller i kommunens arkiv: det som føres inn her, blir"
    yield "borte."
    yield ""
    yield "| Rolle | Navn | HPR-nummer | Dato | Merke |"
    yield "| --- | --- | --- | --- | --- |"
    yield "| Lege | | | | |"
    yield "| Sykepleier i oppfølging | | | | |"
