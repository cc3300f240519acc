"""Reproducible neighbourhood analyses (wijkanalyses) from open data of CBS and RIVM.

What a notebook starts with is imported from here: ``from wijkanalyse import load_profile, Verdicts, Agenda``.
"""

from importlib import import_module
from typing import Any

from wijkanalyse.web_grammar import load_when_asked

load_when_asked()

_HOME = {
    "Agenda": "wijkanalyse.agenda.agenda",
    "Verdicts": "wijkanalyse.profile.verdicts",
    "load_catalogue": "wijkanalyse.cards.catalogue",
    "load_practice": "wijkanalyse.profile.practice",
    "load_profile": "wijkanalyse.profile.profile",
    "load_region": "wijkanalyse.dialogue.region",
    "open_dialogue": "wijkanalyse.dialogue.area",
    "region_table": "wijkanalyse.profile.side_by_side",
}
"""Each name and where it lives; loaded when it is asked for, so that a command that needs none starts at once."""

__all__ = list(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
