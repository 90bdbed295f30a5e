"""Looking for what must be nowhere: national identity numbers, and secrets that were planted."""

import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

import psycopg

from heime.core import national_id
from heime.core.national_id import BadNationalId
from heime.ops.cluster import Cluster

# Eleven digits by themselves, or with the space that people write after the birth date. Letters
# beside them make it a part of something else: a hash, an id, a longer word.
_ELEVEN = re.compile(r"(?<![\w.])(\d{6}) ?(\d{5})(?![\w])")


def numbers_in(text: str) -> Iterator[str]:
    """Every number in a text that can be somebody's, of any series and any rule."""
    for match in _ELEVEN.finditer(text):
        try:
            yield national_id.parse(match[1] + match[2]).number
        except BadNationalId:
            continue


def found_in(texts: Iterable[tuple[str, str]], secrets: Iterable[str] = ()) -> list[str]:
    """Where (by the name of the text) a number or a secret stands; never which one."""
    wanted = list(secrets)
    return [
        where
        for where, text in texts
        if next(numbers_in(text), None) is not None or any(one in text for one in wanted)
    ]


def every_column(superuser_url: str) -> Iterator[tuple[str, str]]:
    """Each column of each table, all its rows as one text; bytes as they are, too."""
    with psycopg.connect(superuser_url) as connection:
        columns = connection.execute(
            "SELECT c.relname, a.attname, format_type(a.atttypid, NULL) FROM pg_class c"
            "  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'm', 'v')"
        ).fetchall()
        for table, column, kind in columns:
            rows = connection.execute(f'SELECT "{column}"::text FROM "{table}"').fetchall()  # type: ignore[arg-type]
            yield f"{table}.{column}", "\n".join(text for (text,) in rows if text)
            if kind == "bytea":
                raw = connection.execute(f'SELECT "{column}" FROM "{table}"').fetchall()  # type: ignore[arg-type]
                held = (bytes(one).decode("latin-1") for (one,) in raw if one)
                yield f"{table}.{column} (bytes)", "\n".join(held)


def backup_of(cluster: Cluster, superuser_url: str) -> tuple[str, str]:
    """What pg_dump writes of it, as text."""
    said = subprocess.run(
        [cluster.programs / "pg_dump", "--inserts", superuser_url],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return "pg_dump", said.stdout


def logs_of(cluster: Cluster) -> tuple[str, str]:
    log = Path(cluster.data).parent / "postgres.log"
    return "postgres.log", log.read_text(encoding="utf-8", errors="replace")
