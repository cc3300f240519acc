"""Sees to it that nobody waits without a word: who works for a batch, who went and why, and who hangs.

Receives the connection to a scheduler and hands on lines for who waits; ends the batch when nobody works for too
long. Whatever may never answer is asked in a thread of its own.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Sequence
from typing import Self

from distributed import Client

from wijkanalyse.batch import on_worker
from wijkanalyse.errors import ReportError

LOOK = 1.0
"""Seconds between two looks."""
SILENT = 60.0
"""Seconds after which a worker that was not heard counts as hanging; dask itself waits five minutes."""
TELL_AFTER = (10.0, 30.0)
"""Seconds of waiting after which it is told first; then every minute."""
MOST_TOLD = 3
"""Workers that went which one line names."""
KEPT = "What was made is kept"
WORDS = {
    "worker-lifetime-reached": "its lifetime was over",
    "worker-close": "it was stopped",
    "nanny-close": "it was stopped",
    "scheduler-remove-worker": "it hung",
    "": "it was killed, or its machine or connection went",
}
"""Why a worker went, for its own last word."""


class Lookout:
    """Looks at the workers of a scheduler while a batch waits for them.

    Parameters
    ----------
    client, scheduler
        The connection, and the address for in messages.
    patience
        Seconds that the batch may wait when nobody works.
    tell
        Called, from `look` only, with what someone who waits wants to know.
    """

    def __init__(self, client: Client, scheduler: str, patience: float, tell: Callable[[str], None]) -> None:
        self._client, self._scheduler = client, scheduler
        self._patience, self._tell = patience, tell
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._ended = threading.Event()
        self._worked = self._answered = time.monotonic()
        self._some = False
        self._told = 0.0
        self.expected: set[str] = set()
        """Workers that were ended on purpose, of which nothing need be told."""

    def __enter__(self) -> Self:
        threading.Thread(target=self._ask, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()

    def look(self) -> None:
        """Tell what is new.

        Raises
        ------
        ReportError
            When nobody worked for longer than the patience, or the scheduler went or said nothing.
        """
        while not self._lines.empty():
            self._tell(self._lines.get())
        if self._client.status in ("closed", "closing"):
            raise self.gone()
        now = time.monotonic()
        silent, idle = now - self._answered, now - self._worked
        if silent > TELL_AFTER[0]:
            self._wait(silent, "the scheduler has said nothing", "is it, or the connection to it, still there?")
        elif self._some:
            self._wait(idle, "every worker is paused", "their memory is nearly full")
        else:
            self._wait(idle, "no workers", f"start some with `dask worker {self._scheduler}`")

    def gone(self) -> ReportError:
        """What is said when the scheduler ends in the middle."""
        return ReportError(
            f"{self._scheduler}: the scheduler went away. {KEPT}: start it, and run the same command again"
        )

    def _wait(self, seconds: float, what: str, advice: str) -> None:
        if seconds > self._patience:
            raise ReportError(
                f"{self._scheduler}: {what} since {seconds:.0f} s, so the batch ends. {KEPT}: {advice}, and run the "
                "same command again"
            )
        moment = max((t for t in TELL_AFTER if t <= seconds), default=0.0)
        moment = seconds // 60 * 60 if seconds >= 60 else moment
        if moment > self._told:
            left = f"it ends after {self._patience:.0f} s" if self._patience < float("inf") else "it does not end"
            self._tell(f"{self._scheduler}: {what} since {seconds:.0f} s, waiting ({left}); {advice}")
        self._told = moment

    # ------------------------------------------------------------------ in its own thread

    def _ask(self) -> None:
        known: set[str] = set()
        while not self._ended.is_set():
            try:
                now = self._client.run_on_scheduler(on_worker.workers_now)
                hanging = [address for address, (_, silent) in now.items() if silent > SILENT]
                here = set(now) - set(hanging)
                self._answered = time.monotonic()
                self._some = bool(here)
                if any(now[address][0] for address in here):
                    self._worked = self._answered
                self._tell_gone(sorted(known - set(now) - self.expected))
                if hanging:
                    self._end_hanging(hanging)
                known = here
            except Exception:  # the connection broke: `look` tells what that means
                if self._client.status not in ("running", "connecting"):
                    return
            self._ended.wait(LOOK)

    def _tell_gone(self, addresses: Sequence[str]) -> None:
        if not addresses:
            return
        said = self._client.run_on_scheduler(on_worker.last_words, addresses)
        by_reason: dict[str, list[str]] = {}
        for address, reason in said.items():
            by_reason.setdefault(WORDS.get(reason, reason), []).append(address)
        for reason, workers in by_reason.items():
            self._lines.put(f"{_named(workers)} went: {reason}; what it was making goes to others")

    def _end_hanging(self, addresses: Sequence[str]) -> None:
        self._lines.put(
            f"{_named(addresses)}: nothing heard for {SILENT:.0f} s; ended, what it was making goes to others"
        )
        self._client.run_on_scheduler(on_worker.restart_silent, addresses)


def _named(workers: Sequence[str]) -> str:
    more = f" and {len(workers) - MOST_TOLD} more" if len(workers) > MOST_TOLD else ""
    return f"worker{'s' if len(workers) > 1 else ''} {', '.join(workers[:MOST_TOLD])}{more}"
