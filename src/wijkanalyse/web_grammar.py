"""A grammar that Jupyter brings along and no notebook needs, loaded when something asks for it.

nbformat checks notebooks with jsonschema, which at its import also takes in a check of international web addresses.
The package for that builds some 35 parsers when it is imported: more than a CPU second in every process that opens a
notebook, twice what a report takes (issue 1428 of jsonschema). No schema of notebooks has such an address.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

GRAMMAR = "rfc3987_syntax"


def load_when_asked() -> None:
    """Let jsonschema find a stand-in that loads the grammar at its first question."""
    if GRAMMAR in sys.modules or find_spec(GRAMMAR) is None:
        return
    stand_in = ModuleType(GRAMMAR, __doc__)

    def is_valid_syntax(rule: str, value: str) -> bool:
        if sys.modules.get(GRAMMAR) is stand_in:
            del sys.modules[GRAMMAR]
        return import_module(GRAMMAR).is_valid_syntax(rule, value)

    stand_in.is_valid_syntax = is_valid_syntax
    sys.modules[GRAMMAR] = stand_in
