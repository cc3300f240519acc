"""Everything that a cell shows: tables, charts, Dutch sentences, and the file that a reader saves.

What an analyst shows of their own: ``from wijkanalyse import show``, and then

- ``show.style()`` for the colours and letters of the report, once, at the start of a notebook;
- ``show.figure(ax, alt="…", caption="…")`` for a chart of seaborn, matplotlib or pandas;
- ``show.table(data, caption="…")`` for a table with Dutch numbers;
- ``show.text("…")`` for a sentence with figures in it.
"""

from importlib import import_module
from typing import Any

_HOME = {
    "figure": "wijkanalyse.show.display",
    "style": "wijkanalyse.show.look",
    "table": "wijkanalyse.show.display",
    "text": "wijkanalyse.show.display",
}
"""Each name and where it lives; loaded when it is asked for, so that other parts of this folder are had alone."""

__all__ = list(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(_HOME)}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
