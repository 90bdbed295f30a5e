"""Astrid and her daughter with their own sign-ins, as the app asks about Astrid; and the phone that
each has bound."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from heime.records.people.models import Account
    from tests.edges.home.phone import Phone
    from tests.people import Cast


@pytest.fixture
def around(cast: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    from tests import people
    from tests.flow import letting_in

    monkeypatch.setattr(people, "everybody", lambda at: cast)
    return letting_in.everybody()


class App:
    """The app of somebody, about Astrid."""

    def __init__(self, client: Any, person: Any) -> None:
        self._client, self._base = client, f"/hjem/api/v1/people/{person.id}/"
        self._as = {"Accept": "application/json, application/problem+json"}

    def get(self, path: str) -> Any:
        return self._client.get(self._base + path, headers=self._as)

    def post(self, path: str, **fields: Any) -> Any:
        return self._client.post(self._base + path, fields, headers=self._as)


@pytest.fixture
def app(around: Any, signed_in: Callable[..., Any]) -> Callable[..., App]:
    """The app of an account, in English unless told otherwise, about Astrid unless told."""

    def opened(who: Any, language: str = "en", person: Any = None) -> App:
        from heime.records.people.models import Account
        from tests.people import DB

        Account.objects.using(DB).filter(id=who.id).update(language=language)
        return App(signed_in(who, language), person or around.cast.astrid)

    return opened


@pytest.fixture
def astrid(cast: Cast, now: datetime) -> Account:
    """Her own account, with the right to her own record."""
    from heime.core.rights import Ground
    from tests import people

    own = people.account("astrid", "", "", member_of=None, now=now)
    people.right(cast.astrid, Ground.SELF, account=own, given_by=cast.ingrid, now=now)
    return own


@pytest.fixture
def marit(cast: Cast, astrid: Account, now: datetime) -> Account:
    """Her daughter, who was let in by her, and may measure for her."""
    from heime.core.rights import Ground
    from tests import people

    kin = people.account("marit", "", "", member_of=None, now=now)
    people.right(cast.astrid, Ground.CONSENT, account=kin, given_by=astrid, now=now)
    return kin


@pytest.fixture
def bound(cast: Cast, signed_in: Callable[[Account], Client]) -> Callable[[Account], Phone]:
    """Bind a phone as somebody, the way the app does."""
    from tests.edges.home.phone import Phone

    def bind(who: Account, name: str = "Telefonen") -> Phone:
        client = signed_in(who)
        answer = client.post(
            f"/hjem/api/v1/people/{cast.astrid.id}/device", json.dumps({"name": name}),
            content_type="application/json",
        )  # fmt: skip
        assert answer.status_code == 201, answer.content
        said: dict[str, Any] = answer.json()
        return Phone(cast.astrid.id, said["credential"], said["device"])

    return bind
