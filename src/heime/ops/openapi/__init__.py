"""Every address of Heime in OpenAPI 3.1, made from the code: docs/openapi.json.

The pages come from the list of addresses and what each view says of itself, the FHIR door from its
CapabilityStatement and the types it decodes. `./heime fix` writes the file, `./heime check openapi`
notices when it is out of date. Django must be set up: `python -m heime.ops.openapi` sees to that.
"""

import json
from pathlib import Path
from typing import Any

from heime import __version__
from heime.ops.openapi import fhir, pages

ROOT = Path(__file__).resolve().parents[4]
FILE = "docs/openapi.json"

ABOUT = (
    "Every address of Heime. `x-open-to` says who may open it: anyone, signed-in, follow-up-team, "
    "a role, or a sort of sender (gateway, client). Whose data they see is decided row by row. "
    "Whoever may not open an address is refused; what they may not see is not found."
)


def faults(root: Path = ROOT) -> list[str]:
    """What differs between the file and the code, and what the code does not say."""
    unsaid = pages.faults()
    if unsaid:
        return unsaid
    path = root / FILE
    if not path.exists():
        return [f"{FILE} is missing: ./heime fix"]
    if path.read_text(encoding="utf-8") != text():
        return [f"{FILE} does not say what the addresses are: ./heime fix"]
    return []


def write(root: Path = ROOT) -> None:
    path = root / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text(), encoding="utf-8")


def text() -> str:
    return json.dumps(document(), ensure_ascii=False, indent=1) + "\n"


def document() -> dict[str, Any]:
    paths = {**pages.paths(), **fhir.paths(), **_PROBES}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Heime", "version": __version__, "description": ABOUT},
        "servers": [{"url": "/"}],
        "tags": [{"name": "pages"}, {"name": "fhir"}, {"name": "probes"}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": pages.COOKIE},
                "bearer": {"type": "http", "scheme": "bearer"},
            },
            "responses": {**pages.RESPONSES, **fhir.RESPONSES},
            "schemas": dict(sorted({**pages.SCHEMAS, **fhir.schemas()}.items())),
        },
    }


def _probe(name: str, summary: str, *statuses: str) -> dict[str, Any]:
    said = {"content": {"text/plain": {"schema": {"type": "string"}}}}
    return {
        "get": {
            "operationId": name,
            "tags": ["probes"],
            "summary": summary,
            "x-open-to": ["anyone"],
            "security": [],
            "responses": {status: {"description": summary, **said} for status in statuses},
        }
    }


_PROBES = {
    "/live": _probe("live", "Whether the process answers.", "200"),
    "/ready": _probe("ready", "Whether the database answers it.", "200", "503"),
}
