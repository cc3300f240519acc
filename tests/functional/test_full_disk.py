"""A disk that is full, or may not be written or read: a command ends with a message, and what was there stays.

A disk is full here for one forked process: the system lets it write files of so many bytes and no larger. Rights hold
there for root too: that process lets go of what makes root pass them by.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from contextlib import nullcontext
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT, tree_with_example
from own_process import command, in_a_child
from test_bundle import put_reports

from wijkanalyse.batch import printing
from wijkanalyse.paths import Paths, find_paths
from wijkanalyse.process.build import _write
from wijkanalyse.process.patient_lists import take_in

pytest.importorskip("resource", reason="the system cannot limit the size of files")

COMMANDS = {
    "kit": ("kit", "kern-x", "--name", "Kern X"),
    "kit that is there": ("kit", "voorbeeld"),
    "editie": ("editie", "voorbeeld"),
    "jaarritme": ("jaarritme", "voorbeeld"),
    "deel": ("deel", "voorbeeld", "--licence", "cc-by"),
}
BESIDE = {
    "bundle": ("bundle", "WK027502"),
    "export": ("export", "WK027502", "--to", "xlsx"),
    "pdf": ("pdf", "WK027502"),
}
"""Commands that make something of reports that are there."""
FULL = 600
"""Bytes: a few small files can be written and then one cannot."""


@pytest.fixture
def tree(example: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    paths = tree_with_example(tmp_path / "tree")
    paths.processed.symlink_to(example.processed, target_is_directory=True)
    shutil.copytree(ROOT / "data" / "wijken" / "voorbeeld", paths.area_folders / "voorbeeld")
    monkeypatch.setenv("WIJKANALYSE_ROOT", str(paths.root))
    monkeypatch.setenv("WIJKANALYSE_BUILT", "2026-11-22")
    monkeypatch.chdir(paths.root)
    find_paths.cache_clear()
    yield paths
    find_paths.cache_clear()


def contents(root: Path) -> dict[str, bytes]:
    """Every file of the tree itself, but those that say who is at work."""
    files = (p for p in root.rglob("*") if p.is_file() and not p.is_symlink())
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in files if not p.name.endswith("slot")}


@pytest.fixture
def reported(tree, catalogue, monkeypatch) -> Paths:
    """The tree with a stand-in for a report; what a browser would print is a stand-in too."""
    put_reports(tree, catalogue, ["WK027502"])
    monkeypatch.setattr(printing, "open_browser", nullcontext)
    monkeypatch.setattr(printing, "print_pdf", lambda *_: b"%PDF" * FULL)
    monkeypatch.setattr(printing, "print_summary", lambda *_: None)
    monkeypatch.setattr(printing, "print_pieces", lambda *_: {})
    return tree


@pytest.mark.parametrize("arguments", (COMMANDS | BESIDE).values(), ids=COMMANDS | BESIDE)
def test_a_command_on_a_full_disk_ends_with_a_message_and_loses_nothing(reported, arguments):
    tree = reported
    before = contents(tree.root)
    code, said = in_a_child(command(*arguments), FULL)
    after = contents(tree.root)
    assert "Traceback" not in said
    assert {name: content for name, content in after.items() if name in before} == before
    assert code != 0, "nothing that it writes is larger than this; make the disk smaller"
    assert "Make room, or repair the file or its rights, and run the same command again" in " ".join(said.split())
    assert not [name for name in after if name.endswith(".tmp")]
    code, said = in_a_child(command(*arguments), None)
    assert code == 0, said


only_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets root give up its rights")


@only_linux
@pytest.mark.parametrize("name", ["kit", "editie"])
def test_a_command_in_a_tree_that_may_not_be_written_ends_with_a_message(tree, name):
    before = contents(tree.root)
    folders = [tree.area_folders, *(p for p in tree.area_folders.rglob("*") if p.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    code, said = in_a_child(command(*COMMANDS[name]), None, as_others=True)
    for folder in folders:
        folder.chmod(0o755)
    assert "Traceback" not in said and code == 13
    assert "Permission denied. Make room, or repair the file or its rights" in " ".join(said.split())
    assert contents(tree.root) == before


@only_linux
@pytest.mark.parametrize("name", ["deel"])
@pytest.mark.parametrize(("file", "told"), [("wijk.yml", "repair its rights"), ("themas.csv", "niet te lezen")])
def test_a_file_that_may_not_be_read_is_named(tree, name, file, told):
    before = contents(tree.root)
    (tree.area_folders / "voorbeeld" / file).chmod(0)
    code, said = in_a_child(command(*COMMANDS[name]), None, as_others=True)
    (tree.area_folders / "voorbeeld" / file).chmod(0o644)
    assert code and "Traceback" not in said
    assert file in said and told in " ".join(said.split())
    assert contents(tree.root) == before


def killed_at(number: int, by: signal.Signals, work):
    """The work, in a process that is killed when it gives the so manieth file or folder its name."""

    def until_then() -> None:
        given = []
        for way in ("replace", "rename"):
            real = getattr(Path, way)

            def name(self, target, real=real):
                given.append(target)
                if len(given) == number:
                    os.kill(os.getpid(), by)
                return real(self, target)

            setattr(Path, way, name)
        work()

    return until_then


def seen(root: Path) -> dict[str, bytes]:
    """What a person sees in the tree: not what begins with a dot."""
    return {name: content for name, content in contents(root).items() if "/." not in name}


ENDED = [
    ("kit", 3, signal.SIGINT), ("editie", 3, signal.SIGKILL), ("deel", 1, signal.SIGTERM),
    ("bundle", 1, signal.SIGKILL), ("export", 1, signal.SIGKILL), ("pdf", 1, signal.SIGKILL),
]  # fmt: skip
"""Commands, the file that they were giving its name, and how they ended there."""


@pytest.mark.parametrize(("name", "number", "by"), ENDED)
def test_a_command_that_is_ended_midway_leaves_nothing_half_and_goes_on_later(reported, name, number, by):
    tree, words = reported, (COMMANDS | BESIDE)[name]
    before = seen(tree.root)
    code, said = in_a_child(killed_at(number, by, command(*words)), None)
    midway = seen(tree.root)
    assert code != 0, "it writes fewer files"
    for left in tree.root.rglob("*.tmp"):
        os.utime(left, (time.time() - 3600,) * 2)  # and the next one comes an hour later
    code, said = in_a_child(command(*words), None)
    assert code == 0, said
    assert not list(tree.root.rglob("*.tmp"))
    whole = seen(tree.root)
    half = {n for n, content in midway.items() if content not in (before.get(n), whole.get(n))}
    assert half == set() and before.keys() <= midway.keys()


def test_a_list_of_patients_stays_what_it_was_when_there_is_no_room_for_its_card(tmp_path, catalogue):
    paths = Paths(tmp_path)
    register = pd.DataFrame({"area_code": ["WK027502", "WK027500"], "boundary_year": 2022})

    def take(patients: int, most: int | None = None, *, replace: bool = False) -> int:
        file = tmp_path / "lijst.csv"
        file.write_text(f"area_code,patients\nWK027502,{patients}\nWK027500,300\n", encoding="utf-8")
        return in_a_child(lambda: take_in(paths, catalogue, register, file, replace=replace), most)[0]

    folder = tmp_path / "data" / "besloten"
    assert take(900, 100) == 99 and contents(folder) == {}
    assert take(900) == 0
    before = contents(folder)
    assert take(500, 100, replace=True) == 99 and contents(folder) == before


def test_tables_that_cannot_be_written_leave_those_that_were_there(tmp_path):
    figures = pd.DataFrame({"gemeente_code": ["GM0001"] * 5000, "value": range(5000)})
    receipt = {"sources": []}
    _write(tmp_path, figures, {"areas": figures}, {}, receipt)
    before = contents(tmp_path)
    code, said = in_a_child(lambda: _write(tmp_path, figures * 2, {"areas": figures * 2}, {}, receipt), 1000)
    assert code == 99 and "Traceback: OSError" in said, "the command line says what to do about an OSError"
    assert contents(tmp_path) == before
