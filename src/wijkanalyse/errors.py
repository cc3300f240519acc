"""What can go wrong in a way its reader can repair.

Every such fault derives from `WijkanalyseError`. The command line prints the
message without a traceback and ends with the exit code of the class. A message
names the thing, shows what was got and gives the next step.
"""

from __future__ import annotations

from collections.abc import Sequence


class WijkanalyseError(Exception):
    """A fault that the person at the keyboard can repair."""

    exit_code = 1


class CatalogueError(WijkanalyseError):
    """One or more cards of sources or indicators are faulty."""

    exit_code = 3


class FetchError(WijkanalyseError):
    """A source did not give what its card asks for."""

    exit_code = 4


class RawDataError(WijkanalyseError):
    """A file in ``data/raw`` is missing, truncated, altered or not what its card says."""

    exit_code = 5


class AreaError(WijkanalyseError):
    """An area does not exist in that year, or a composite area is wrongly declared."""

    exit_code = 6


class ProcessedDataError(WijkanalyseError):
    """``data/processed`` is missing, unreadable or fails its own rules."""

    exit_code = 7


class ReportError(WijkanalyseError):
    """A report that cannot be right, and so is not written."""

    exit_code = 8


class UnknownNameError(ReportError):
    """A name that is not on its list, such as that of an indicator; see `near`."""


class DerivedCrossError(ReportError):
    """How many people have two things at once was asked; that does not follow from figures of an area."""


class BrowserError(WijkanalyseError):
    """There is no browser to print with, or it does not start."""

    exit_code = 9


def listing(heading: str, faults: Sequence[str]) -> str:
    """All faults under one heading, one to a line, so that they can be mended in one go."""
    return "\n".join([heading, *(f"  - {fault}" for fault in faults)])
