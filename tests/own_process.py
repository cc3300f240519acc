"""Work in a forked process of its own: on a full disk, or where rights hold for root too."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

from wijkanalyse.cli import main


def in_a_child(work, most: int | None, *, as_others: bool = False) -> tuple[int, str]:
    """The exit code of some work and all that it said, in a process that writes no file of more than `most` bytes.

    With `as_others` the rights of files hold in it, also when root runs the tests.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        code = 99
        try:
            os.dup2(writing, 1), os.dup2(writing, 2)
            sys.stdout, sys.stderr = (open(n, "w", encoding="utf-8", closefd=False) for n in (1, 2))  # noqa: SIM115
            if most is not None:
                import resource

                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
            if as_others:
                _let_rights_hold()
            work()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        except BaseException as error:
            sys.stderr.write(f"Traceback: {type(error).__name__}: {error}")
        finally:
            sys.stdout.flush(), sys.stderr.flush()
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8", errors="replace") as said:
        text = said.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), text


def _let_rights_hold() -> None:
    """Let the rights of files hold for root: without CAP_DAC_OVERRIDE (1) and CAP_DAC_READ_SEARCH (2)."""
    if os.geteuid():
        return
    head, kept = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    system = ctypes.CDLL(None, use_errno=True)
    assert system.capget(head, kept) == 0
    for place in (0, 1):  # in effect, and allowed
        kept[place] &= ~0b110
    assert system.capset(head, kept) == 0


def command(*arguments: str):
    def work() -> None:
        from wijkanalyse.cli.console import console, errors

        console.file, errors.file = sys.stdout, sys.stderr
        sys.argv = ["wijkanalyse", *arguments]
        main()

    return work
