"""Those around Astrid, with her identity number, for the pages about people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest


@pytest.fixture
def around(cast: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    from heime.records.people.identity import lookup
    from heime.records.people.models import Patient
    from tests import people
    from tests.flow import letting_in

    monkeypatch.setattr(people, "everybody", lambda at: cast)
    found = letting_in.everybody()
    Patient.objects.using(people.DB).filter(id=cast.astrid.patient_id).update(
        national_id_lookup=lookup(letting_in.NUMBER)
    )
    return found


@pytest.fixture
def office_right(around: Any, now: Any) -> Any:
    from heime.core.rights import Ground
    from heime.core.roles import Scope
    from tests import people

    return people.right(
        around.cast.astrid, Ground.GP, organisation=around.office, given_by=around.cast.ingrid,
        now=now, scopes=[Scope.VALUES], lasts=timedelta(days=100),
    )  # fmt: skip
