"""What is measured against: a Django view that checks the token and keeps the measurement by ORM.

It judges nothing, opens no case, writes no receipt and no log. Otherwise it is as good as such a
view gets: no middleware, pooled connections, the same role with the same rights on the same
tables, and the same server (`plain_process`).
"""

import hashlib
import json
from datetime import UTC, datetime
from decimal import Decimal

from django.db import connection, transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path
from uuid_utils.compat import uuid7

from heime.core.kinds import KINDS
from heime.core.quantity import decimals_of, scaled
from heime.records.access.models import Bearer
from heime.records.measurements.models import Measurement
from heime.records.people.models import Enrolment

KIND_OF = {spec.loinc[0]: kind for kind, spec in KINDS.items() if spec.loinc}


def keep(request: HttpRequest) -> JsonResponse:
    """POST one Observation, as the load generator writes it."""
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
            kind=KIND_OF[sent["code"]["coding"][0]["code"]],
            measured_at=datetime.fromisoformat(sent["effectiveDateTime"]),
            received_at=now,
            value=scaled(numbers[0]),
            second=scaled(numbers[1]) if len(numbers) > 1 else None,
            decimals=decimals_of(numbers[0]),
            device=sent["device"]["display"],
        )
    return JsonResponse({"resourceType": "Observation", "id": str(kept.id)}, status=201)


urlpatterns = [path("", keep)]
