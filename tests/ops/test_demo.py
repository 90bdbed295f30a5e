"""demo.json, and how a demo goes on from what is in its folder."""

import json
from pathlib import Path

import jsonschema_rs
import pytest

from heime.ops import datafolder, demo
from heime.ops.installation import CannotStart

SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "running" / "demo.schema.json"
EXAMPLE = {
    "seed": 1,
    "base_url": "http://localhost:8480",
    "fhir_url": "http://localhost:8480/fhir",
    "accounts": [
        {"role": "nurse", "user": "ingrid", "password": "only-here", "municipality": 3420}
    ],
    "gateway_token": "g" * 32,
    "client_token": "c" * 32,
    "patients": [
        {
            "key": "elverum-01",
            "id": "0198b5a0-0000-7000-8000-000000000001",
            "name": "Synthetic Bakken",
            "municipality": 3420,
            "conditions": ["depression"],
        }
    ],
}


@pytest.fixture
def schema() -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(json.loads(SCHEMA.read_text()), validate_formats=True)


def test_the_schema_takes_what_a_demo_leaves(schema):
    schema.validate(EXAMPLE)


@pytest.mark.parametrize("missing", sorted(EXAMPLE))
def test_the_schema_misses_what_is_missing(schema, missing):
    assert not schema.is_valid({k: v for k, v in EXAMPLE.items() if k != missing})


def test_the_schema_wants_uuids(schema):
    patient = EXAMPLE["patients"][0] | {"id": "7"}

    assert not schema.is_valid(EXAMPLE | {"patients": [patient]})


def test_a_folder_keeps_the_seed_it_was_filled_from(tmp_path):
    with datafolder.opened(tmp_path, "demo") as folder:
        assert demo.read(folder, seed=7) is None, "empty: any seed will do"
        datafolder.write(tmp_path / demo.SEEDED, EXAMPLE)
        assert demo.read(folder, seed=None) == EXAMPLE
        assert demo.read(folder, seed=1) == EXAMPLE
        with pytest.raises(CannotStart, match="seed 1"):
            demo.read(folder, seed=2)


def test_the_welcome_holds_what_one_needs_to_begin(capsys):
    demo.welcome(EXAMPLE, speed=60)

    said = capsys.readouterr().out
    assert all(word in said for word in ("http://localhost:8480", "ingrid", "only-here", "Ctrl-C"))
