"""Samples as the core judges them, for the tests of the demo's history."""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from heime.core.quantity import decimals_of, scaled
from heime.core.reading import Reading
from heime.ops.population import Sample


def as_readings(samples: Iterable[Sample]) -> list[Reading]:
    """The samples as readings that arrived when they were taken; ids count from 1."""
    return [
        Reading(
            id=UUID(int=number),
            kind=sample.kind,
            value=scaled(Decimal(sample.value)),
            second=None if sample.second is None else scaled(Decimal(sample.second)),
            decimals=decimals_of(Decimal(sample.value)),
            measured_at=sample.measured_at,
            received_at=sample.measured_at,
            quality=sample.quality,
            device=sample.device,
            manual=sample.manual,
        )
        for number, sample in enumerate(samples, start=1)
    ]
