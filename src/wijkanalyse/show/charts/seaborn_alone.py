"""seaborn without the parts of scipy that a chart of ticks, dots or bars has no use for, loaded when one does.

At its import seaborn takes in `scipy.stats` for densities and `scipy.cluster` for clusters. Loading these takes half a
CPU second, as long as a report, and no report has such a chart. One that an analyst draws is as it always is.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any


class _Later(ModuleType):
    """Stands in for a module and loads it when something of it is asked for."""

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self.__name__), name)


def load_seaborn() -> ModuleType:
    """seaborn, as ``import seaborn`` gives it."""
    if "seaborn" not in sys.modules:
        import scipy  # noqa: F401  a stand-in for a part of it does not load the whole

        stand_ins = {name: module for name, module in _stand_ins().items() if name not in sys.modules}
        sys.modules.update(stand_ins)
        try:
            return import_module("seaborn")
        finally:
            for name in stand_ins:
                del sys.modules[name]
    return sys.modules["seaborn"]


def _stand_ins() -> dict[str, ModuleType]:
    stats, cluster = ModuleType("scipy.stats"), ModuleType("scipy.cluster")
    stats.gaussian_kde = lambda *given, **named: import_module("scipy.stats").gaussian_kde(*given, **named)
    cluster.hierarchy = _Later("scipy.cluster.hierarchy")
    return {"scipy.stats": stats, "scipy.cluster": cluster}
