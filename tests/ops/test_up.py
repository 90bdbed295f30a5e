"""`./heime up` does not start with a setting that is unsafe in real use."""

import base64
import secrets

import pytest

from heime.ops import installation
from heime.ops.installation import CannotStart
from heime.ops.up import unsafe

GOOD = {
    "HEIME_DATABASE_URL": "postgresql://heime_owner:a@db/heime",
    "HEIME_DATABASE_APP_URL": "postgresql://heime_app:b@db/heime",
    "HEIME_DATABASE_INGEST_URL": "postgresql://heime_ingest:c@db/heime",
    "HEIME_DATABASE_WORKER_URL": "postgresql://heime_worker:d@db/heime",
    "HEIME_DATABASE_AUDIT_URL": "postgresql://heime_audit:e@db/heime",
    "HEIME_DATABASE_STATS_URL": "postgresql://heime_stats:f@db/heime",
    "HEIME_SECRET_KEY": secrets.token_urlsafe(50),
    "HEIME_IDENTITY_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
}
HERE = "127.0.0.1"
EVERYWHERE = "0.0.0.0"  # noqa: S104


@pytest.mark.parametrize(
    ("host", "env", "given", "names"),
    [
        (HERE, {"HEIME_MODE": "demo"}, {}, "HEIME_MODE"),
        (HERE, {"DJANGO_SETTINGS_MODULE": "my.debug"}, {}, "DJANGO_SETTINGS_MODULE"),
        (HERE, {"HEIME_HOSTS": "heime.example.no, *"}, {}, "HEIME_HOSTS"),
        (EVERYWHERE, {}, {}, "HEIME_HOSTS"),
        ("heime.example.no", {}, {}, "HEIME_HOSTS"),
        (HERE, {}, GOOD | {"HEIME_SECRET_KEY": "secret"}, "HEIME_SECRET_KEY"),
        (HERE, {}, GOOD | {"HEIME_SECRET_KEY": "x" * 64}, "HEIME_SECRET_KEY"),
        (HERE, {}, GOOD | {"HEIME_IDENTITY_KEY": "c2hvcnQ="}, "HEIME_IDENTITY_KEY"),
        (HERE, {}, GOOD | {"HEIME_IDENTITY_KEY": "not base64"}, "HEIME_IDENTITY_KEY"),
        (HERE, {}, {"HEIME_IDENTITY_KEY": "A" * 43 + "="}, "HEIME_IDENTITY_KEY"),
    ],
)
def test_unsafe_settings_are_refused_by_name(host, env, given, names):
    assert names in (unsafe(host, env, given) or "")


@pytest.mark.parametrize("missing", sorted(GOOD))
def test_a_database_of_yours_needs_every_secret(missing):
    given = {name: value for name, value in GOOD.items() if name != missing}

    assert missing in (unsafe(HERE, {}, given) or "")


@pytest.mark.parametrize(
    ("host", "env", "given"),
    [
        (HERE, {}, {}),
        ("::1", {"HEIME_MODE": "real"}, GOOD),
        (EVERYWHERE, {"HEIME_HOSTS": "heime.example.no"}, GOOD),
    ],
)
def test_safe_settings_are_not(host, env, given):
    assert unsafe(host, env, given) is None


def test_a_taken_port_is_found_before_anything_starts(tmp_path, capsys):
    import socket

    with socket.socket() as taken:
        # As our own server does, which would let two share a port without a word.
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        taken.bind((HERE, 0))
        taken.listen()
        port = taken.getsockname()[1]

        code = installation.run(tmp_path / "data", "demo", HERE, port, _must_not_start)

    assert code == 1
    assert f"Port {port}" in capsys.readouterr().err
    assert not (tmp_path / "data").exists()


def _must_not_start(*_: object) -> None:
    raise AssertionError("started although the port is taken")


def test_what_stands_in_the_way_is_a_sentence_and_no_traceback(tmp_path, capsys):
    def start(*_: object) -> None:
        raise CannotStart("There is a moose in the doorway.")

    code = installation.run(tmp_path, "demo", HERE, _free_port(), start)

    assert code == 1
    assert capsys.readouterr().err == "heime: There is a moose in the doorway.\n"


def _free_port() -> int:
    import socket

    with socket.socket() as trial:
        trial.bind((HERE, 0))
        return int(trial.getsockname()[1])
