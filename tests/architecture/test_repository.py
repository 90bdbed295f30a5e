"""What may and may not stand in the repository's files."""

import hashlib
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from heime import __version__
from heime.ops import documents, locks
from tests.architecture.repository import ROOT, texts

# Where packages come from is for whoever installs to say. The hosts of the well-known registries,
# and what the address of any other looks like, in lock files and settings.
A_REGISTRY = re.compile(
    r"""(?ix)
    \b (?:pypi|pythonhosted|npmjs|npmmirror|yarnpkg|jsr|conda|anaconda|rubygems) \.
       (?:org|com|io|python\.org)\b
  | \b crates \. io \b | \b proxy \. golang \. org \b | \b (?:docker|ghcr|quay) \. io \b
  | :// (?:registry|pypi|npm|packages|artifactory|nexus|devpi|mirrors?) [\w-]* [.:]
  | :// [^\s"'<>]+ /simple (?:/|\b)
  | ^ \s* (?:@[\w-]+:)? registry \s* [=:]
  | \b (?:extra-)? index-url \s* = | \b find-links \s* =
    """,
    re.MULTILINE,
)


def registries_in(text: str) -> list[str]:
    return [found[0].strip() for found in A_REGISTRY.finditer(text)]


def test_no_file_names_a_package_registry() -> None:
    found = {name: places for name, text in texts().items() if (places := registries_in(text))}

    assert not found, "Locks hold names, versions and hashes; no file says where from."


@pytest.mark.parametrize(
    "planted",
    [
        "https://pypi" + ".org/simple/django/",
        "see files.python" + "hosted.org",
        "https:/" + "/registry.npm" + "js.org/vite/-/vite-8.tgz",
        '"resolved": "https://npm' + '.example.no/vite.tgz"',
        "--index" + "-url=https://somewhere.example/",
        "https://mirror" + ".example.no:8080/root/",
        "http://10.0.0.1:3141/root/+sim" + "ple/django http:" + "//x.example/simple/django",
        "FROM ghcr" + ".io/example/image",
        "registry" + "=https://example.no/",
    ],
)
def test_a_planted_registry_is_caught(planted: str) -> None:
    assert registries_in(f"first line\n{planted}\nlast line")


@pytest.mark.parametrize(
    "innocent",
    [
        "https://www.hl7.org/fhir/R4/observation.html",
        "omit-lockfile-registry-resolved=true",
        "the register of the population",
        "a simple/short way",
    ],
)
def test_other_addresses_are_not(innocent: str) -> None:
    assert not registries_in(innocent)


# A path of somebody's machine helps nobody else, and says more than it should.
MACHINE = re.compile(r"(?<![\w/.~}$-])/(?:root|work|Users|home/[a-z]\w+)/[\w.]+|[A-Z]:\\Users\\")


def test_no_file_holds_a_path_of_somebodys_machine() -> None:
    found = {name: MACHINE.findall(text) for name, text in texts().items() if MACHINE.search(text)}

    assert not found


def test_a_planted_machine_path_is_caught() -> None:
    assert MACHINE.search("open /ro" + "ot/notes.txt")
    assert MACHINE.search("cd /ho" + "me/kari/heime")
    assert not MACHINE.search("${XDG_CACHE_HOME:-$HOME/.cache}/heime, /var/lib/heime, /hjem/api")


# Code is by the project, not by whatever wrote it. Kept as digests, or this file would name them.
WRITERS = {
    "c857d09db23e6822e3600bc06ad8d58f92ed62bc8efd81c753f77048662cb97d",
    "c70eca6b0f88f44d81a41311647e50fda1ac454ec04ffd442b0eb4743a993131",
    "3ea125d0bff386e6754b3782b300016fc79a9cf8f8669c0a5c3db64467ddb681",
    "60965168ce762e949600281ba6d01fee136e5b6e8257b1f216f9025ed324474c",
    "7d3194f79e645c42e4396dda38be04766810ec6a00d00aced3ffc2a0a1f1a9ef",
    "57de4cf40144bdf7d00010f2f5557a7d642c2b9705309bfade167dd313e2ca93",
    "5d72436256ada53828b51895a94bb8489e9f1ac4fe937a8024ef1594e7045ff6",
}


def digest(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()


def writers_in(text: str) -> list[str]:
    words = set(re.findall(r"[a-z]{3,}", text.lower()))
    return sorted(word for word in words if digest(word) in WRITERS)


def test_no_file_names_the_tools_that_wrote_it() -> None:
    found = {name: words for name, text in texts().items() if (words := writers_in(text))}

    assert not found


def test_a_planted_writer_is_caught() -> None:
    assert writers_in("Made with Co" + "pilot.")


def test_every_national_id_in_the_repository_is_invented() -> None:
    """Invented ones have 80 added to their month, so nobody can be born with one."""
    found = {
        name: numbers
        for name, text in texts().items()
        if not name.endswith((".lock", "package-lock.json"))
        and (numbers := [n for n in re.findall(r"(?<![\w.-])\d{11}(?![\w.-])", text) if real(n)])
    }

    assert not found, "Use Tenor-style numbers (month + 80) only."


def real(number: str) -> bool:
    """Whether a number could be somebody's own: born on a day, and with right check digits."""
    digits = [int(digit) for digit in number]
    day, month = int(number[:2]), int(number[2:4])
    first = sum(d * w for d, w in zip(digits, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1), strict=False))
    second = sum(d * w for d, w in zip(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1), strict=False))
    return 1 <= day <= 71 and 1 <= month <= 12 and first % 11 == 0 and second % 11 == 0


def test_locks_hold_versions_and_hashes_and_no_place() -> None:
    assert locks.faults() == []


A_LOCK = "django==5.2.19 \\\n    --hash=sha256:" + "a" * 64 + "\n"


@pytest.mark.parametrize(
    "line",
    [
        "--index" + "-url https://example.no/",
        "heime @ https://example.no/heime.whl",
        "# from https://example.no/",
        "django>=5.2",
        "django==5.2.19",
    ],
)
def test_a_planted_fault_in_a_lock_is_caught(line: str) -> None:
    assert locks.python_faults("a lock", A_LOCK) == []
    assert locks.python_faults("a lock", A_LOCK + line + "\n")
    assert locks.python_faults("a lock", line + " \\\n" + A_LOCK)


def test_a_runtime_version_that_is_not_tested_is_caught() -> None:
    assert locks.disagreements(A_LOCK, A_LOCK) == []
    assert locks.disagreements(A_LOCK, A_LOCK.replace("5.2.19", "5.2.18"))
    assert locks.disagreements(A_LOCK, "")


@pytest.mark.parametrize(
    ("package", "sound"),
    [
        ('{"version": "8.3.8", "integrity": "sha512-x"}', True),
        ('{"version": "8.3.8"}', False),
        ('{"version": "8.3.8", "integrity": "sha512-x", "resolved": "x"}', False),
    ],
)
def test_a_node_lock_says_what_and_never_where(package: str, sound: bool) -> None:
    lock = f'{{"packages": {{"": {{"name": "app"}}, "node_modules/vite": {package}}}}}'

    assert (locks.node_faults("a lock", lock) == []) is sound


def test_every_dependency_is_locked_in_a_version_that_was_asked_for() -> None:
    from packaging.requirements import Requirement

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {
        "requirements.lock": project["dependencies"],
        "requirements-dev.lock": project["optional-dependencies"]["dev"],
    }
    for name, lines in wanted.items():
        locked = locks.versions((ROOT / name).read_text(encoding="utf-8"))
        for line in lines:
            asked = Requirement(line)
            assert asked.name in locked, f"{name} lacks {asked.name}: run ./heime fix locks"
            assert asked.specifier.contains(locked[asked.name]), f"{line}: run ./heime fix locks"


def test_every_dependency_says_why_and_under_which_licence() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    asked = re.findall(r'^    "[a-z][\w.\[\],-]*(?:~=|>=)[^"]+",(.*)$', text, re.MULTILINE)

    assert len(asked) > 15
    for comment in asked:
        assert re.search(r"# .+\. [A-Z][\w .-]+$", comment), f"say why, and the licence: {comment}"


def test_the_documents_keep_up_with_the_code() -> None:
    assert documents.faults() == []


@pytest.mark.parametrize(
    ("check", "fine", "broken"),
    [
        (
            lambda text: documents.dead_links(ROOT / "docs" / "x.md", text),
            "[layers](../pyproject.toml#tool) [web](https://example.no)",
            "[gone](../nothing-here.md)",
        ),
        (
            lambda page: documents.undocumented_settings({"HEIME_PORT": "a file"}, page),
            "| `HEIME_PORT` | the port |",
            "| `HEIME_PORTS` | the port |",
        ),
    ],
    ids=["link", "setting"],
)
def test_a_planted_fault_in_a_document_is_caught(
    check: Callable[[str], list[str]], fine: str, broken: str
) -> None:
    assert check(fine) == []
    assert check(broken)


def test_a_command_that_no_document_tells_of_is_caught() -> None:
    assert any("./heime demo" in fault for fault in documents.undocumented_commands(""))


def test_the_changelogs_newest_version_is_the_programs() -> None:
    newest = re.search(r"^## (\S+)", _read("CHANGELOG.md"), re.MULTILINE)

    assert newest is not None
    assert newest[1] == __version__


def test_the_licence_has_one_name_everywhere() -> None:
    project = tomllib.loads(_read("pyproject.toml"))["project"]

    assert project["license"] == "EUPL-1.2"
    assert _read("LICENSE").startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert "EUPL-1.2" in _read("README.md")


def test_decisions_are_numbered_without_gaps_or_twins_and_say_what_was_given_up() -> None:
    decisions = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))

    assert [int(path.name[:4]) for path in decisions] == list(range(1, len(decisions) + 1))
    for path in decisions:
        headings = re.findall(r"^## (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert headings == ["Context", "Decision", "What we gave up", "When to look again"], path
        assert path.name in _read("docs/adr/README.md"), f"{path.name} is not in the list"


def test_the_starter_is_short_and_plain_shell() -> None:
    starter = ROOT / "heime"

    assert starter.stat().st_mode & 0o111, "heime must be executable"
    assert len(_read("heime").splitlines()) <= 60
    assert _read("heime").startswith("#!/bin/sh\n")


def _read(name: str | Path) -> str:
    return (ROOT / name).read_text(encoding="utf-8")
