"""What the database alone can do: one-row commits, and batched ones, by its own pgbench."""

import re
import tempfile
from pathlib import Path

from heime.ops import child
from heime.ops.cluster import Cluster

_ROW = "INSERT INTO scratch (a, b, c) VALUES (gen_random_uuid(), now(), 1);\n"
_ROWS = (
    "INSERT INTO scratch (a, b, c) SELECT gen_random_uuid(), now(), n"
    " FROM generate_series(1, 500) AS n;\n"
)
_MAKE = (
    "DROP TABLE IF EXISTS scratch;"
    " CREATE TABLE scratch (id bigserial PRIMARY KEY, a uuid, b timestamptz, c int);"
)


def commits(cluster: Cluster, *, clients: int, seconds: float) -> dict[str, int]:
    """Rows a second: each in a commit of its own, and five hundred in one."""
    return {
        "clients": clients,
        "single_rows_per_second": round(_run(cluster, _ROW, clients, seconds)),
        "batched_rows_per_second": round(500 * _run(cluster, _ROWS, min(4, clients), seconds)),
    }


def _run(cluster: Cluster, script: str, clients: int, seconds: float) -> float:
    """Transactions a second of one script, in the server's own scratch database."""
    url = cluster.url()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "script.sql"
        file.write_text(script, encoding="ascii")
        child.output([cluster.programs / "psql", "-q", "-c", _MAKE, url])
        said = child.output([
            *(cluster.programs / "pgbench", "-n", "-f", file, "-c", str(clients), "-j", "2"),
            *("-M", "prepared", "-T", str(max(1, round(seconds))), url),
        ])  # fmt: skip
    found = re.search(r"tps = ([0-9.]+)", said)
    assert found is not None, said  # noqa: S101  pgbench ended well and says so
    return float(found[1])
