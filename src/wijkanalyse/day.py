"""The day of a build, which counts as today everywhere, so that a report can be made again as it was."""

from __future__ import annotations

import datetime as dt
import os

BUILT_VARIABLE = "WIJKANALYSE_BUILT"
"""In the environment: the day as 2026-11-21. The batch sets it for every notebook."""


def today() -> dt.date:
    """The day of the build, or the day it is when none was said."""
    built = os.environ.get(BUILT_VARIABLE)
    return dt.date.fromisoformat(built) if built else dt.date.today()
