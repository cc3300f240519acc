"""Workers that are forked from one process that has the libraries already: a fresh one takes seconds to load them.

For tests of what a batch makes. What a worker is, and how it ends, is in ``unit/test_warm.py`` with fresh ones.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from unittest import mock

from wijkanalyse.batch import warm
from wijkanalyse.paths import find_paths

if TYPE_CHECKING:
    import pytest


def use(patch: pytest.MonkeyPatch) -> None:
    """Let workers be started in this way, where a worker forks at all."""
    if warm.CAN_FORK:
        patch.setattr(warm, "_spawn", _spawn)


def _spawn(work: Callable[..., None], *given: Any) -> Any:
    """Start that work in a process, as the function of that name does."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["warm_libraries", __name__])
    process = context.Process(target=_begin, args=(dict(os.environ), tempfile.tempdir, work, *given))
    with mock.patch.dict(os.environ, PYTHONPATH=os.pathsep.join(filter(None, sys.path))):  # for the one that forks
        process.start()
    return process


def _begin(environment: dict[str, str], folder: str | None, work: Callable[..., None], *given: Any) -> None:
    """Give this process what a fresh one inherits: the environment, and where temporary files go."""
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = folder
    find_paths.cache_clear()
    work(*given)
