"""The schema that we come to in less time is the one that Django comes to."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

from heime.ops import child, cluster, database, postgres
from heime.ops.cluster import Cluster
from heime.ops.migrate import REMADE
from tests.conftest import Addresses, migrate

ROOT = Path(__file__).resolve().parents[2]
DJANGOS_OWN = "import django; django.setup(); from django.core.management import call_command as c"
AT_RANDOM = re.compile(r"^.restrict \S+$|^.unrestrict \S+$", re.MULTILINE)


def by_django(server: Cluster) -> None:
    urls = Addresses.of(server, "template")
    database.prepare(urls.superuser_url.replace("/template", "/postgres"), urls.owner_url)
    surroundings = child.surroundings(urls.settings) | {
        "DJANGO_SETTINGS_MODULE": "heime.config.settings", "HEIME_PROCESS": "owner",
        "PYTHONPATH": str(ROOT / "src"),
    }  # fmt: skip
    ours = f"{DJANGOS_OWN}; c('migrate', verbosity=0)"
    subprocess.run([sys.executable, "-c", ours], env=dict(os.environ) | surroundings, check=True)


def dumped(server: Cluster) -> str:
    dump = [server.programs / "pg_dump", server.url("template")]
    left_out = "--exclude-table-data=django_migrations", "--exclude-table-data=identity_key"
    said = subprocess.run([*dump, *left_out], capture_output=True, text=True, check=True)
    return AT_RANDOM.sub("", said.stdout)


def test_django_still_asks_which_classes_to_make_anew() -> None:
    from django.db.migrations.state import ProjectState

    asked = [
        name
        for name, method in vars(ProjectState).items()
        if REMADE in getattr(getattr(method, "__code__", None), "co_names", ())
    ]
    assert asked == ["reload_model", "reload_models"]


def asks_who_refers_to_it(operation: object) -> bool:
    """These change other tables than the model's own, which Django finds by the classes of all."""
    if isinstance(operation, migrations.AlterField):
        return operation.field.primary_key or operation.field.unique
    return isinstance(operation, migrations.RenameModel | migrations.RenameField)


def test_no_migration_asks_who_refers_to_what_it_changes() -> None:
    ours = {
        key: one
        for key, one in MigrationLoader(None).disk_migrations.items()
        if type(one).__module__.startswith("heime.")
    }
    assert len(ours) > 50
    assert not [key for key, one in ours.items() if any(map(asks_who_refers_to_it, one.operations))]


def test_one_that_does_would_be_found() -> None:
    renamed = migrations.RenameModel("case", "matter")
    wider = migrations.AlterField("case", "id", models.BigIntegerField(primary_key=True))
    longer = migrations.AlterField("case", "why", models.CharField(max_length=80))

    assert [asks_who_refers_to_it(one) for one in (renamed, wider, longer)] == [True, True, False]


@pytest.mark.long
def test_the_schema_is_the_one_that_django_makes(open_folder: Path) -> None:
    schemas = []
    for name, bring_up in (("ours", migrate), ("theirs", by_django)):
        folder = open_folder / name
        folder.mkdir()
        made = cluster.make(folder, password="p", durable=False)
        with (folder / "log").open("ab") as log:
            process = postgres.start(made, log=log)
            try:
                bring_up(made)
                schemas.append(dumped(made))
            finally:
                postgres.stop(made, process)

    ours, theirs = schemas
    assert "CREATE TABLE public.measurement" in ours
    assert ours.splitlines() == theirs.splitlines()
