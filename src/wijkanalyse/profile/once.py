"""What several parts of a report ask of one profile is worked out once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

Asked = TypeVar("Asked")
Found = TypeVar("Found")


def once(function: Callable[[Asked], Found]) -> Callable[[Asked], Found]:
    """A function of a profile, or of its judgements, that answers from memory for as long as they exist.

    What it gives is shared: nobody may change it.
    """
    known: WeakKeyDictionary[Asked, Found] = WeakKeyDictionary()

    @wraps(function)
    def of(asked: Asked) -> Found:
        if asked not in known:
            known[asked] = function(asked)
        return known[asked]

    return of
