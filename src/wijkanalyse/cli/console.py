"""What a command says: plain lines, faults on the error stream, and a bar for what takes long."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

console = Console()
errors = Console(stderr=True)


def say(line: str) -> None:
    """A line of what was done."""
    console.print(line, highlight=False, markup=False, soft_wrap=True)


def complain(line: str) -> None:
    """A line on the error stream, for what a person has to look at."""
    errors.print(line, highlight=False, markup=False, soft_wrap=True)


def counted(number: int, what: str) -> str:
    """So many of something.

    Examples
    --------
    >>> counted(1, "fault"), counted(0, "warning")
    ('1 fault', '0 warnings')
    """
    return f"{number} {what}{'' if number == 1 else 's'}"


def tell_left_out(names: Sequence[str], what: str) -> None:
    if names:
        more = f" and {len(names) - 5} more" if len(names) > 5 else ""
        line = f"left out, {len(names)} {what}: {', '.join(names[:5])}{more}"
        complain(line)


def progress_bar(*, shown: bool = True) -> Progress:
    columns = [
        TextColumn("{task.description:<28}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[pace]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    ]
    return Progress(*columns, console=console, disable=not shown)
