"""Workers that are forked from one process that has the libraries already: a fresh one takes seconds to load them.

For tests of what a batch makes. What a worker is, and how it ends, is in ``unit/test_warm.py`` with fresh ones.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Callable
from typing import Any
from unittest import mock

from wijkanalyse.paths import find_paths

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["warm_libraries", __name__])


def spawn(work: Callable[..., None], *given: Any) -> Any:
    """Start that work in a process: takes the place of ``warm._spawn``."""
    process = CONTEXT.Process(target=_begin, args=(dict(os.environ), tempfile.tempdir, work, *given))
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
