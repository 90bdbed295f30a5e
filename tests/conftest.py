"""What every test may ask for. Nothing here starts before a test asks for it.

    database        a database of this test's own, migrated and empty; Django's `default` is it as
                    the role of the web, `arrange` is it as a superuser (for arranging and for
                    looking behind the walls)
    cluster         the PostgreSQL server of this test process

A test marked `both_databases` runs on the embedded PostgreSQL and on Debian's; the others run on
the one that --pg names. There is no network: only this machine can be reached.
"""

import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from heime.ops import database, postgres
from heime.ops.cluster import Cluster
from tests import making
from tests.emptied import Emptied
from tests.looking import NOWHERE, Kept, at_rest, look_at, pooled

ROLE_PREFIX = "test_"

# Settings are read when Django starts, before any database of a test exists: until a test asks for
# `database`, every address leads nowhere.
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "heime.config.settings",
    "HEIME_DATABASE_URL": NOWHERE,
    "HEIME_DATABASE_APP_URL": NOWHERE,
    "HEIME_DATABASE_INGEST_URL": NOWHERE,
    "HEIME_DATABASE_WORKER_URL": NOWHERE,
    "HEIME_DATABASE_AUDIT_URL": NOWHERE,
    "HEIME_DATABASE_STATS_URL": NOWHERE,
    "HEIME_ROLE_PREFIX": ROLE_PREFIX,
    "HEIME_SECRET_KEY": "only-in-tests-" + "x" * 50,
    "HEIME_IDENTITY_KEY": "b25seS1pbi10ZXN0cy1vbmx5LWluLXRlc3RzLW9ubHk=",
    "HEIME_HOSTS": "localhost,127.0.0.1,testserver",
    "HEIME_PROCESS": "web",
    "HEIME_MODE": "demo",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--pg",
        choices=("embedded", "debian"),
        default="embedded",
        help="the PostgreSQL that tests run on",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "both_databases: runs on the embedded PostgreSQL and Debian")
    for name in [name for name in os.environ if name.startswith("HEIME_")]:
        if not name.startswith("HEIME_TEST_") and name != "HEIME_SHARED":
            del os.environ[name]  # a developer's own settings must not reach a test
    os.environ.update(SETTINGS)
    if not hasattr(config, "workerinput"):
        making.begin()
    sys.addaudithook(refuse_network)
    import django

    django.setup()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        making.end()


def refuse_network(event: str, args: tuple[object, ...]) -> None:
    """Only this machine may be reached; a test that needs the world is a test of the world."""
    if event in ("socket.connect", "socket.sendto"):
        address = args[1]
        host = address[0] if isinstance(address, tuple) else "localhost"
    elif event == "socket.getaddrinfo":
        host = args[0] or "localhost"
    else:
        return
    host = host.decode() if isinstance(host, bytes) else str(host)
    if host not in ("localhost", "::1", "0.0.0.0", "testserver") and not host.startswith("127."):  # noqa: S104
        raise PermissionError(f"Tests have no network, and this one asked for {host}.")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "pg" in metafunc.fixturenames:
        both = metafunc.definition.get_closest_marker("both_databases")
        kinds = ("embedded", "debian") if both else (metafunc.config.getoption("--pg"),)
        metafunc.parametrize("pg", kinds, ids=kinds if both else [pytest.HIDDEN_PARAM])


def pytest_collection_finish() -> None:
    from heime.ops.collector import collect_less

    collect_less()  # thousands of tests are known by now, and none of them goes away


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser's library leaves a loop running in its process: what comes after cannot start
    one of its own. So the stories come last, wherever they run."""
    items.sort(key=lambda item: "/story/" in str(item.path))


@pytest.fixture
def open_folder(tmp_path: Path) -> Path:
    """A folder that the database's own system user can enter, as when we are root."""
    for one in (tmp_path, *tmp_path.parents):
        if "pytest-" in str(one):
            one.chmod(one.stat().st_mode | 0o011)
    return tmp_path


@dataclass(frozen=True)
class Addresses:
    """One database, seen with the rights of each role."""

    superuser_url: str
    owner_url: str
    app_url: str
    ingest_url: str
    worker_url: str
    audit_url: str
    stats_url: str

    @classmethod
    def of(cls, server: Cluster, name: str) -> "Addresses":
        roles = ("owner", "app", "ingest", "worker", "audit", "stats")
        own = (server.url(name, role=ROLE_PREFIX + role, password=f"{role}-pw") for role in roles)
        return cls(server.url(name), *own)

    @property
    def by_role(self) -> dict[str, str]:
        """As settings.DATABASE_URLS, for what connects without Django."""
        return {
            "owner": self.owner_url, "app": self.app_url, "ingest": self.ingest_url,
            "worker": self.worker_url, "audit": self.audit_url, "stats": self.stats_url,
        }  # fmt: skip

    @property
    def by_alias(self) -> dict[str, str]:
        """What Django's connections look at; it arranges as nobody but a test may."""
        return {
            "default": self.app_url, "arrange": self.superuser_url, "log": self.audit_url,
            "stats": self.stats_url,
        }  # fmt: skip

    @property
    def settings(self) -> dict[str, str]:
        return {
            "HEIME_DATABASE_URL": self.owner_url,
            "HEIME_DATABASE_APP_URL": self.app_url,
            "HEIME_DATABASE_INGEST_URL": self.ingest_url,
            "HEIME_DATABASE_WORKER_URL": self.worker_url,
            "HEIME_DATABASE_AUDIT_URL": self.audit_url,
            "HEIME_DATABASE_STATS_URL": self.stats_url,
        }


def debian_programs() -> Path:
    """Debian's PostgreSQL, or whichever other one HEIME_TEST_PG_BIN points to."""
    named = os.environ.get("HEIME_TEST_PG_BIN")
    found = [Path(named)] if named else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    for folder in found:
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return folder
    pytest.fail(
        "No PostgreSQL besides the embedded one: install Debian's postgresql-15, or set"
        " HEIME_TEST_PG_BIN to a folder with postgres and initdb."
    )


@pytest.fixture(scope="session")
def clusters() -> Iterator["Clusters"]:
    with ExitStack() as at_end:
        held = Clusters(at_end)
        yield held
        held.end_kept()
        held.end_emptied()


class Clusters:
    """The servers of this test process, each started when first asked for."""

    def __init__(self, at_end: ExitStack) -> None:
        self._at_end = at_end
        self._running: dict[str, Cluster] = {}
        self._lent: dict[str, Addresses] = {}
        self._emptied: dict[str, Emptied] = {}
        self.kept: Kept = {}

    def running(self, kind: str) -> Cluster:
        """With the roles and a migrated database `template` to clone."""
        if kind not in self._running:
            programs = debian_programs() if kind == "debian" else None
            folder = Path(tempfile.mkdtemp(prefix=f"heime-test-{kind}-"))
            self._at_end.callback(shutil.rmtree, folder, ignore_errors=True)
            made = making.copied(kind, programs, migrate, folder)
            log = self._at_end.enter_context((folder / "postgres.log").open("ab"))
            process = postgres.start(made, log=log)
            self._at_end.callback(postgres.stop, made, process)
            self._running[kind] = made
        return self._running[kind]

    def empty(self, kind: str) -> Addresses:
        """A migrated database with nothing in it. One at a time: it is handed round and emptied."""
        made = self.running(kind)
        if kind not in self._lent:
            name = f"test_{secrets.token_hex(6)}"
            clone(made, name)
            self._lent[kind] = Addresses.of(made, name)
            self._emptied[kind] = Emptied(self._lent[kind].superuser_url)
        return self._lent[kind]

    def end_kept(self) -> None:
        for wrapper in self.kept.values():
            wrapper.connection.close()  # past Django, which the browser's loop would stop
            wrapper.connection = None
        self.kept.clear()

    def end_emptied(self) -> None:
        for one in self._emptied.values():
            one.close()

    def give_back(self, kind: str) -> None:
        """Empty it for the next test, or drop it when the test changed more than rows."""
        if self._emptied[kind].again(self.kept):
            return
        self.end_kept()
        del self._emptied[kind]
        urls = self._lent.pop(kind)
        with psycopg.connect(self.running(kind).url(), autocommit=True) as connection:
            name = sql.Identifier(urls.superuser_url.rpartition("/")[2].partition("?")[0])
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@pytest.fixture(name="cluster")
def running_cluster(pg: str, clusters: Clusters) -> Cluster:
    """A running PostgreSQL of this test process, shared by its tests."""
    return clusters.running(pg)


def settings_of_django() -> object:
    """Not at the top: pytest reads this file before Django is set up."""
    from django.conf import settings

    return settings


@pytest.fixture(name="database")
def fresh_database(
    pg: str, clusters: Clusters, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Addresses]:
    """A migrated database with nothing in it, this test's alone. Django looks at it."""
    urls = clusters.empty(pg)
    for setting, value in urls.settings.items():
        monkeypatch.setenv(setting, value)
    monkeypatch.setattr(settings_of_django(), "DATABASE_URLS", urls.by_role)
    for alias, url in urls.by_alias.items():
        look_at(alias, url)
        pooled(alias, clusters.kept)
    yield urls
    resting = {alias: at_rest(alias) for alias in urls.by_alias}
    clusters.kept = {alias: wrapper for alias, wrapper in resting.items() if wrapper is not None}
    clusters.give_back(pg)


def migrate(server: Cluster) -> None:
    urls = Addresses.of(server, "template")
    database.prepare(urls.superuser_url.replace("/template", "/postgres"), urls.owner_url)
    database.migrate(urls.settings)
    own = (urls.app_url, urls.ingest_url, urls.worker_url, urls.audit_url, urls.stats_url)
    database.set_passwords(urls.owner_url, *own)


def clone(server: Cluster, name: str) -> None:
    owner = sql.Identifier(f"{ROLE_PREFIX}owner")
    with psycopg.connect(server.url(), autocommit=True) as connection:
        # Copying files beats writing the copy through the log: nobody needs to recover this one.
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template STRATEGY FILE_COPY").format(
                sql.Identifier(name), owner
            )
        )


@pytest.fixture
def cheap_passwords(database: Addresses) -> Iterator[None]:
    """For thousands of requests: what a password costs to try is no wall."""
    del database
    from django.test import override_settings

    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield
