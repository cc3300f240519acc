"""A papermill engine that runs the cells in this process, without a kernel.

Only for a process that ends with the report, or that makes another one of cells
that leave nothing behind: see `batch.child`. papermill still injects the parameters and
keeps the notebook; what an ordinary kernel would have sent over a socket is put
in the cells directly, in the same form and order.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOBase
from typing import Any

import nbformat
import pandas as pd
from IPython.core import page
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
from jupyter_client.jsonutil import json_default
from papermill.engines import Engine, NotebookExecutionManager, papermill_engines
from traitlets.config import Config

ENGINE_NAME = "wijkanalyse-in-process"

INLINE_BACKEND = "module://matplotlib_inline.backend_inline"
"""What a kernel draws pyplot figures with: they are shown at the end of the cell."""
COLUMNS_IN_KERNEL = 20
"""How wide a table pandas shows in a kernel; outside it, pandas measures the terminal."""


class _RecordingHook(DisplayHook):
    """Keeps the value of the last line of a cell as an execute_result."""

    _pending: tuple[dict, dict] = ({}, {})

    def start_displayhook(self) -> None:
        self._pending = ({}, {})
        self.shell.formatting_result = True

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
        self._pending = (format_dict, md_dict or {})

    def finish_displayhook(self) -> None:
        data, metadata = self._pending
        if data:
            self.shell.record(_shown("execute_result", data, metadata, execution_count=self.prompt_count))
        self.shell.formatting_result = False


class _RecordingPublisher(DisplayPublisher):
    """Keeps what a cell displays."""

    def publish(
        self,
        data: dict,
        metadata: dict | None = None,
        *,
        transient: dict | None = None,
        update: bool = False,
        **kwargs: Any,
    ) -> None:
        output = _shown("display_data", data, metadata or {})
        self.shell.record(output, display_id=(transient or {}).get("display_id"), update=update)

    def clear_output(self, wait: bool = False) -> None:
        self.shell.clear(wait)


def _shown(kind: str, data: dict, metadata: dict, **rest: Any) -> nbformat.NotebookNode:
    """An output as it comes through a socket: images as base64, tuples as lists, nothing shared with the cell."""
    data, metadata = json.loads(json.dumps([data, metadata], default=json_default))
    return nbformat.v4.new_output(kind, data=data, metadata=metadata, **rest)


class RecordingShell(InteractiveShell):
    """An IPython shell whose outputs end up in notebook cells."""

    displayhook_class = _RecordingHook
    display_pub_class = _RecordingPublisher

    def __init__(self, **kwargs: Any) -> None:
        self.outputs: list[nbformat.NotebookNode] = []
        self.streams: tuple[_Stream, ...] = ()
        self.displayed: dict[str, list[nbformat.NotebookNode]] = {}
        self.clear_first = False
        self.formatting_result = False
        self.failed_in_display = False
        super().__init__(**kwargs)
        # A kernel sets this when it starts; without it only text is shown.
        self.display_formatter.active_types = list(self.display_formatter.format_types)

    def record(
        self, output: nbformat.NotebookNode, *, display_id: str | None = None, update: bool = False, flush: bool = True
    ) -> None:
        """Put an output in the cell, after what was printed before it; or change what has its display id."""
        if flush:
            self.flush_streams()
        same = self.displayed.setdefault(display_id, []) if display_id else []
        for earlier in same:
            earlier.data, earlier.metadata = output.data, output.metadata
        if update:
            return
        if self.clear_first:
            self.outputs.clear()
            self.clear_first = False
        self.outputs.append(output)
        same.append(output)

    def clear(self, wait: bool) -> None:
        self.flush_streams()
        self.clear_first = wait
        if not wait:
            self.outputs.clear()

    def flush_streams(self) -> None:
        for stream in self.streams:
            stream.flush()

    def start_cell(self) -> None:
        self.outputs = []
        self.clear_first = self.formatting_result = self.failed_in_display = False

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        self.failed_in_display |= self.formatting_result
        self.record(nbformat.v4.new_output("error", ename=etype.__name__, evalue=str(evalue), traceback=list(stb)))

    def init_virtualenv(self) -> None:
        """The environment is the one this process runs in; IPython would warn about any other."""

    def enable_gui(self, gui: str | None = None) -> None:
        """A report has no windows."""


class _Stream(TextIOBase):
    """stdout or stderr of a cell: kept until something else is shown or the cell ends, as a kernel does."""

    encoding = "UTF-8"

    def __init__(self, name: str, shell: RecordingShell) -> None:
        self.name, self._shell = name, shell
        self._written: list[str] = []
        self._file: Any = None
        self._read = 0

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        self._written.append(text)
        return len(text)

    def writable(self) -> bool:
        return True

    @contextmanager
    def catching(self, descriptor: int) -> Iterator[None]:
        """Also take what is written to the descriptor itself, by a program or library outside Python."""
        with tempfile.TemporaryFile() as self._file:
            kept = os.dup(descriptor)
            os.dup2(self._file.fileno(), descriptor)
            try:
                yield
            finally:
                os.dup2(kept, descriptor)
                os.close(kept)
                self.flush()
                self._file = None

    def flush(self) -> None:
        if self._file is not None:
            # pread: the cell writes at the position that a plain read would move
            caught = os.pread(self._file.fileno(), os.fstat(self._file.fileno()).st_size - self._read, self._read)
            self._read += len(caught)
            self._written.append(caught.decode(errors="replace"))
        text = "".join(self._written)
        self._written.clear()
        if text:
            self._shell.record(nbformat.v4.new_output("stream", name=self.name, text=text), flush=False)


@contextmanager
def _streams_to(shell: RecordingShell) -> Iterator[None]:
    """What the cell prints goes to the shell."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = shell.streams = _Stream("stdout", shell), _Stream("stderr", shell)
    try:
        with shell.streams[1].catching(2), shell.streams[0].catching(1):
            yield
    finally:
        sys.stdout, sys.stderr = before


class InProcessEngine(Engine):
    """Runs each code cell in one fresh `RecordingShell`."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: NotebookExecutionManager, kernel_name: str, **kwargs: Any) -> None:
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        shell = _start_shell()
        for index, cell in enumerate(nb_man.nb.cells):
            nb_man.cell_start(cell, index)
            failed = cell.cell_type == "code" and cell.source.strip() and not loop.run_until_complete(_run(shell, cell))
            if failed:
                nb_man.cell_exception(cell, cell_index=index)
            nb_man.cell_complete(cell, cell_index=index)
            if failed:
                break


def forget_cells() -> None:
    """Let go of all that the cells of the last report named, before a next one in this process."""
    if RecordingShell.initialized():
        RecordingShell.instance().reset(new_session=False)
        RecordingShell.clear_instance()
        asyncio.get_event_loop().close()


def warm_engine() -> None:
    """Load what a shell loads when it starts, for a process that forks one child per report."""
    for name in ("application", "completer", "completerlib", "logger", "magics", "oinspect"):
        importlib.import_module(f"IPython.core.{name}")


def _start_shell() -> RecordingShell:
    """A shell as it is when a kernel has started: the one that `display` and libraries find."""
    RecordingShell.clear_instance()
    if "" not in sys.path:  # modules beside the notebook are found after Python's own and before others, as in a kernel
        sys.path.insert(next((i for i, path in enumerate(sys.path) if path.endswith("-packages")), 0), "")
    config = Config()
    config.HistoryManager.enabled = False  # no file and no thread for it
    config.InteractiveShell.autoindent = False
    shell = RecordingShell.instance(config=config)
    shell.set_hook("show_in_pager", page.as_hook(lambda *_args, **_kwargs: None), 99)  # `?len` is for a person
    # pandas looks for a kernel when it is imported, and finds none here, before or in the notebook.
    pd.set_option("display.max_columns", COLUMNS_IN_KERNEL)
    # matplotlib reads the variable when it is imported, which the process that forks this one may have done. pyplot
    # loads the backend at its first figure: then it finds this shell, which shows the figures of a cell at its end.
    if "matplotlib" in sys.modules:
        sys.modules["matplotlib"].rcParams["backend"] = INLINE_BACKEND
    os.environ["MPLBACKEND"] = INLINE_BACKEND
    return shell


async def _run(shell: RecordingShell, cell: nbformat.NotebookNode) -> bool:
    """Run one cell and put its outputs in it; returns whether it succeeded."""
    shell.start_cell()
    with _streams_to(shell):
        result = await _run_source(shell, cell.source)
    cell.outputs = shell.outputs
    cell.execution_count = result.execution_count
    return result.success and not shell.failed_in_display


async def _run_source(shell: RecordingShell, source: str) -> ExecutionResult:
    """As a kernel does: a cell finds a running event loop, and may await at the top level."""
    try:
        transformed, fault = shell.transform_cell(source), None
    except Exception:
        transformed, fault = source, sys.exc_info()
    if not shell.should_run_async(source, transformed_cell=transformed, preprocessing_exc_tuple=fault):
        return shell.run_cell(source, store_history=True)
    result = None
    try:
        result = await shell.run_cell_async(
            source, store_history=True, transformed_cell=transformed, preprocessing_exc_tuple=fault
        )
        return result
    finally:
        shell.events.trigger("post_execute")
        shell.events.trigger("post_run_cell", result)


papermill_engines.register(ENGINE_NAME, InProcessEngine)
