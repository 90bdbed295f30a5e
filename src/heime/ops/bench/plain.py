"""What is measured against: a Django view that checks the token and keeps the measurement by ORM.

It judges nothing, opens no case, writes no receipt and no log. Otherwise it is as good as such a
view gets: no middleware, pooled connections, the same role with the same rights on the same
tables, and the same server. Started as `python -m heime.ops.bench.plain PORT`.
"""

import asyncio
import hashlib
import json
import os
import sys
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from psycopg.conninfo import conninfo_to_dict


def configure() -> None:
    """Django's settings for this one view."""
    from django.conf import settings

    parts = conninfo_to_dict(os.environ["HEIME_DATABASE_INGEST_URL"])
    settings.configure(
        ALLOWED_HOSTS=["localhost", "127.0.0.1"],
        AUTH_USER_MODEL="people.Account",
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": parts["dbname"], "USER": parts["user"], "PASSWORD": parts["password"],
                "HOST": parts["host"], "PORT": str(parts["port"]),
                "OPTIONS": {"pool": {"min_size": 2, "max_size": 10, "timeout": 30}},
            }
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=[
            "django.contrib.contenttypes", "django.contrib.auth", "heime.records.audit",
            "heime.records.people", "heime.records.access", "heime.records.measurements",
        ],
        MIDDLEWARE=[], ROOT_URLCONF=__name__, SECRET_KEY="no secret", USE_TZ=True,
    )  # fmt: skip


def keep(request: Any) -> Any:
    """POST one Observation."""
    from django.db import connection, transaction
    from django.http import JsonResponse
    from uuid_utils.compat import uuid7

    from heime.core.kinds import BY_LOINC
    from heime.core.quantity import decimals_of, scaled
    from heime.records.access.models import Bearer
    from heime.records.measurements.models import Measurement
    from heime.records.people.models import Enrolment

    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    now = datetime.now(UTC)
    sent = json.loads(request.body, parse_float=Decimal, parse_int=Decimal)
    parts = sent.get("component") or [sent]
    numbers = [part["valueQuantity"]["value"] for part in parts]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('heime.token', %s, true)", [token])
        try:
            bearer = Bearer.objects.get(
                token_hash=hashlib.sha256(token.encode()).digest(),
                revoked_at=None,
                expires_at__gt=now,
            )
            enrolment = Enrolment.objects.get(id=sent["subject"]["reference"].partition("/")[2])
        except (Bearer.DoesNotExist, Enrolment.DoesNotExist):
            return JsonResponse({}, status=404)
        kept = Measurement.objects.create(
            id=uuid7(),
            enrolment_id=enrolment.id,
            municipality_id=enrolment.municipality_id,
            source_id=bearer.source_id,
            kind=BY_LOINC[sent["code"]["coding"][0]["code"]],
            measured_at=datetime.fromisoformat(sent["effectiveDateTime"]),
            received_at=now,
            value=scaled(numbers[0]),
            second=scaled(numbers[1]) if len(numbers) > 1 else None,
            decimals=decimals_of(numbers[0]),
            device=sent["device"]["display"],
        )
    return JsonResponse({"resourceType": "Observation", "id": str(kept.id)}, status=201)


def main(port: int) -> None:
    configure()
    from django.core.asgi import get_asgi_application
    from django.urls import path

    from heime.ops import web

    globals()["urlpatterns"] = [path("", keep)]
    asyncio.new_event_loop().run_until_complete(
        web.serve(get_asgi_application(), "127.0.0.1", port)
    )
    os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
