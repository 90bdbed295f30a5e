"""Astrid and her daughter with their own sign-ins, as the app asks about Astrid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


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
        return App(signed_in(who, language), person or around.cast.astrid)

    return opened
