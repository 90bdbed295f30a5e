"""Settings: a wrong one stops the start with a sentence that names it."""

import pytest

from heime.config import env
from heime.config.env import BadSetting

NAME = "HEIME_TEST_SETTING"
SECRET = "a-secret-that-no-message-may-hold"


@pytest.mark.parametrize(
    ("read", "odd"),
    [
        (env.text, "  "),
        (lambda name: env.flag(name), "true"),
        (lambda name: env.number(name, least=1, most=65535), "0"),
        (lambda name: env.number(name, least=1, most=65535), "8 480"),
        (lambda name: env.number(name, least=0, most=9), "²"),
        (lambda name: env.choice(name, ("demo", "real")), "Real"),
        (env.words, "localhost,,heime.example.no"),
        (env.url, "heime.example.no"),
        (env.database_url, "sqlite:///here"),
        (env.database_url, f"postgresql://:{SECRET}@/heime"),
        (env.database_url, f"postgresql://heime_app:{SECRET}@/"),
        (env.database_url, f"postgresql://heime_app:{SECRET}@/heime?nonsense=1"),
        (lambda name: env.key(name, length=32), SECRET + "!"),
        (lambda name: env.key(name, length=32), "c2hvcnQ="),
    ],
)
def test_an_odd_value_is_refused_by_name_and_without_showing_secrets(monkeypatch, read, odd):
    monkeypatch.setenv(NAME, odd)

    with pytest.raises(BadSetting, match=NAME) as refusal:
        read(NAME)

    assert SECRET not in str(refusal.value)


def test_a_missing_setting_without_default_is_refused(monkeypatch):
    monkeypatch.delenv(NAME, raising=False)

    with pytest.raises(BadSetting, match="is not set"):
        env.secret(NAME)


def test_good_values_are_read(monkeypatch):
    monkeypatch.setenv(NAME, "yes")
    assert env.flag(NAME) is True
    monkeypatch.setenv(NAME, "8480")
    assert env.number(NAME, least=1, most=65535) == 8480
    monkeypatch.setenv(NAME, "localhost, heime.example.no")
    assert env.words(NAME) == ["localhost", "heime.example.no"]


def test_a_secret_may_lie_in_a_file(monkeypatch, tmp_path):
    (tmp_path / "secret").write_text(SECRET + "\n")
    monkeypatch.delenv(NAME, raising=False)
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "secret"))

    assert env.secret(NAME) == SECRET


def test_a_secret_given_twice_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv(NAME, SECRET)
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "secret"))

    with pytest.raises(BadSetting, match="both set"):
        env.secret(NAME)


def test_a_secret_whose_file_cannot_be_read_is_refused(monkeypatch, tmp_path):
    monkeypatch.delenv(NAME, raising=False)
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "not-there"))

    with pytest.raises(BadSetting, match=f"{NAME}_FILE"):
        env.secret(NAME)


def test_a_database_address_becomes_djangos_entry_and_keeps_its_options(monkeypatch):
    monkeypatch.setenv(
        NAME, "postgresql://heime_app:p%2Fw@/heime?host=%2Frun%2Fheime&port=5433&sslmode=require"
    )

    entry = env.database(NAME, pool={"max_size": 8})

    assert entry == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "heime",
        "USER": "heime_app",
        "PASSWORD": "p/w",
        "HOST": "/run/heime",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require", "pool": {"max_size": 8}},
    }
