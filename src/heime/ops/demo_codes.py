"""Codes by which a phone is bound to the demo's patients, as if a nurse had given them by hand."""

from datetime import datetime, timedelta

import uuid_utils.compat as uuid7
from psycopg import AsyncConnection

from heime.core.rights import Ground
from heime.flow import device_code
from heime.ops.demo_cast import AT_HOME
from heime.ops.demo_staff import Staff
from heime.records.credentials.sealing import hashed

LIVES = timedelta(days=3650)
"""A real one lives a day; the demo's is in a file that is read much later."""
GIVER = "sykepleier.valdres"


async def give_codes(owner: AsyncConnection, staff: Staff, now: datetime) -> list[dict[str, str]]:
    """One for each patient who can sign in; each works once, as real ones do."""
    given: list[dict[str, str]] = []
    for one in AT_HOME:
        if one.ground is not Ground.SELF or one.user not in staff.people:
            continue
        code = device_code.new_code()
        await owner.execute(
            "INSERT INTO device_code (id, account_id, code_hash, checked, removed, given_by_id,"
            " given_at, expires_at) VALUES (%s, %s, %s, 'face-to-face', 0, %s, %s, %s)",
            [
                uuid7.uuid7(), staff.people[one.user],
                hashed(code, purpose=device_code.PURPOSE), staff.people[GIVER], now, now + LIVES,
            ],
        )  # fmt: skip
        given.append({"user": one.user, "code": device_code.shown(code)})
    return given
