"""A papermill engine that runs the cells in this process, without a kernel.

Only for a process of its own: the caller forks one per report, so that no state
leaks from one report to the next. papermill still injects the parameters and
keeps the notebook; what an ordinary kernel would have sent over a socket is put
in the cells directly, in the same form.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOBase
from typing import Any

import nbformat
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from papermill.engines import Engine, NotebookExecutionManager, papermill_engines

ENGINE_NAME = "wijkanalyse-in-process"

Record = Callable[[nbformat.NotebookNode], None]


class _RecordingHook(DisplayHook):
    """Keeps the value of the last line of a cell as an execute_result."""

    def start_displayhook(self) -> None:
        self._pending: tuple[dict, dict] | None = None

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
        self._pending = (dict(format_dict), dict(md_dict or {}))

    def finish_displayhook(self) -> None:
        if self._pending and self._pending[0]:
            data, metadata = self._pending
            self.shell.record(
                nbformat.v4.new_output(
                    "execute_result", data=data, metadata=metadata, execution_count=self.prompt_count
                )
            )
        self._pending = None


class _RecordingPublisher(DisplayPublisher):
    """Keeps what a cell displays."""

    def publish(self, data: dict, metadata: dict | None = None, **kwargs: Any) -> None:
        self.shell.record(nbformat.v4.new_output("display_data", data=dict(data), metadata=dict(metadata or {})))


class RecordingShell(InteractiveShell):
    """An IPython shell whose outputs end up in notebook cells."""

    displayhook_class = _RecordingHook
    display_pub_class = _RecordingPublisher
    outputs: list[nbformat.NotebookNode]

    def record(self, output: nbformat.NotebookNode) -> None:
        self.outputs.append(output)

    def _showtraceback(self, etype: type, evalue: BaseException, stb: list[str]) -> None:
        self.record(nbformat.v4.new_output("error", ename=etype.__name__, evalue=str(evalue), traceback=list(stb)))

    def enable_gui(self, gui: str | None = None) -> None:
        """A report has no windows."""


class _Stream(TextIOBase):
    """stdout or stderr of a cell; consecutive writes make one output, as a kernel does."""

    def __init__(self, name: str, shell: RecordingShell) -> None:
        self._name, self._shell = name, shell

    def write(self, text: str) -> int:
        outputs = self._shell.outputs
        if text and outputs and outputs[-1].output_type == "stream" and outputs[-1].name == self._name:
            outputs[-1].text += text
        elif text:
            self._shell.record(nbformat.v4.new_output("stream", name=self._name, text=text))
        return len(text)

    def writable(self) -> bool:
        return True


@contextmanager
def _streams_to(shell: RecordingShell) -> Iterator[None]:
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _Stream("stdout", shell), _Stream("stderr", shell)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


class InProcessEngine(Engine):
    """Runs each code cell in one fresh `RecordingShell`."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: NotebookExecutionManager, kernel_name: str, **kwargs: Any) -> None:
        shell = RecordingShell(user_ns={"__name__": "__main__"})
        shell.history_manager.enabled = False
        shell.outputs = []
        # A kernel sets these when it starts; without them a table can look different.
        shell.display_formatter.active_types = list(shell.display_formatter.format_types)
        for index, cell in enumerate(nb_man.nb.cells):
            nb_man.cell_start(cell, index)
            if cell.cell_type == "code" and cell.source.strip():
                failed = _run(shell, cell)
                if failed:
                    nb_man.cell_exception(cell, cell_index=index, exception=failed)
                    break
            nb_man.cell_complete(cell, cell_index=index)


def _run(shell: RecordingShell, cell: nbformat.NotebookNode) -> BaseException | None:
    """Run one cell and put its outputs in it; returns what it raised."""
    shell.outputs = []
    with _streams_to(shell):
        result = shell.run_cell(cell.source, store_history=True)
    cell.outputs = shell.outputs
    cell.execution_count = result.execution_count
    return result.error_before_exec or result.error_in_exec


papermill_engines.register(ENGINE_NAME, InProcessEngine)
