"""Views that talk with a provider hold no transaction, and no connection, while they wait."""

from collections.abc import Callable
from functools import wraps
from typing import Any

View = Callable[..., Any]


def own_moments(view: View) -> View:
    """Declare that a view opens its own transactions, each short. The middleware sees to it
    (edges/signin/context.py): a provider that does not answer would otherwise hold a connection
    of the pool for each that waits, until nobody can work."""

    @wraps(view)
    def declared(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs)

    declared.own_moments = True  # type: ignore[attr-defined]
    return declared
