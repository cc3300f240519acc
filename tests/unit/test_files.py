"""Files are written whole, with the rights that were asked for, where they may be; and there is no other way."""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from pathlib import Path

import pytest

from wijkanalyse.errors import ReportError
from wijkanalyse.files import (
    LockError,
    cards_in,
    check_target,
    held,
    is_of_device,
    make_folder,
    of_people,
    slug,
    sweep_temporary,
    temporary_folder,
    write_whole,
)

SOURCE = Path(__file__).parents[2] / "src"
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")


@pytest.fixture
def umask():
    """Set the umask for one test."""
    before = os.umask(0o022)
    yield os.umask
    os.umask(before)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@posix
@pytest.mark.parametrize(
    ("mask", "open_file", "open_folder", "closed_file"),
    [
        (0o022, 0o644, 0o755, 0o600),
        (0o077, 0o600, 0o700, 0o600),
        (0, 0o666, 0o777, 0o600),
        (0o277, 0o400, 0o500, 0o400),
    ],
)
def test_rights_follow_the_umask_and_what_is_closed_is_for_its_owner(
    tmp_path, umask, mask, open_file, open_folder, closed_file
):
    make_folder(tmp_path / "reports")
    make_folder(tmp_path / "data" / "besloten")
    umask(mask)
    write_whole(tmp_path / "reports" / "a.html", "x")
    write_whole(tmp_path / "data" / "besloten" / "a.html", "x")
    make_folder(tmp_path / "reports" / "b")
    make_folder(tmp_path / "data" / "besloten" / "b")
    umask(0o022)
    assert mode(tmp_path / "reports" / "a.html") == open_file
    assert mode(tmp_path / "reports" / "b") == open_folder
    assert mode(tmp_path / "data" / "besloten" / "a.html") == closed_file
    assert mode(tmp_path / "data" / "besloten" / "b") & 0o077 == 0


@posix
def test_a_kept_edition_is_for_its_owner_too(tmp_path, umask):
    umask(0o022)
    write_whole(tmp_path / "proef" / "edities" / "2026-11-30" / "intern.csv", "x")
    assert mode(tmp_path / "proef") == 0o755
    assert mode(tmp_path / "proef" / "edities") == 0o700
    assert mode(tmp_path / "proef" / "edities" / "2026-11-30" / "intern.csv") == 0o600


def test_a_file_that_cannot_be_written_leaves_the_old_one_and_nothing_beside_it(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    write_whole(path, "oud")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, "nieuw")
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]
    assert path.read_text() == "oud"


def test_a_target_is_a_new_file_or_one_that_was_made_before(tmp_path):
    ours, other, folder, link = (tmp_path / name for name in ("ours.zip", "other.zip", "map", "link.zip"))
    ours.write_text("ours")
    other.write_text("someone else's")
    folder.mkdir()
    link.symlink_to(other)

    def check(path):
        check_target(path, ".zip", lambda p: p.read_text() == "ours")

    check(tmp_path / "new.zip")
    check(ours)
    for path, why in [
        (other, "was not made by this command"), (folder, "is a folder; name a file in it"),
        (link, "was not made by this command"), (tmp_path / "index.html", "does not end in .zip"),
    ]:  # fmt: skip
        with pytest.raises(ReportError, match=why):
            check(path)
    assert other.read_text() == "someone else's"


def test_a_lock_is_for_one_at_a_time(tmp_path):
    with held(tmp_path / "slot"), pytest.raises(LockError), held(tmp_path / "slot"):
        pass
    with held(tmp_path / "slot"):
        pass


def test_the_folder_of_a_killed_process_is_swept_and_that_of_a_living_one_is_not(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    killed, strange = tmp_path / "wijkanalyse-killed", tmp_path / "wijkanalyse-strange"
    for folder in (killed, strange):
        folder.mkdir()
    (killed / "slot").touch()
    (killed / "executed.ipynb").write_text("figures")
    with temporary_folder() as living:
        for folder in (killed, strange, living):
            os.utime(folder, (time.time() - 3600,) * 2)
        sweep_temporary()
        assert living.is_dir()
        assert not killed.exists()
        assert strange.is_dir(), "nobody knows what it is"
    assert not living.exists()


def test_a_file_that_a_killed_process_had_not_finished_is_swept_and_one_at_work_is_not(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nergens"))
    kept = {".a-0123456789abcdef", ".a-0123.tmp", "a-0123456789abcdef.tmp", "a.html"}
    closed = tmp_path / "data" / "besloten" / "rapporten" / "intern" / "rheden"
    for folder in (tmp_path / "reports", closed, tmp_path / "data" / "wijken" / "x" / "edities"):
        make_folder(folder)
        for name in (".a-0123456789abcdef.tmp", ".b\n-0123456789abcdef.tmp", *kept):
            (folder / name).touch()
            os.utime(folder / name, (time.time() - 3600,) * 2)
    (closed / ".c-0123456789abcdef.tmp").touch()
    (closed / ".d-0123456789abcdef.tmp").symlink_to(closed / "a.html")
    sweep_temporary(tmp_path / "reports", tmp_path / "data", tmp_path / "docs")
    left = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if not p.is_dir() and p.name not in kept}
    here = closed.relative_to(tmp_path).as_posix()
    assert left == {f"{here}/.c-0123456789abcdef.tmp", f"{here}/.d-0123456789abcdef.tmp"}


@posix
def test_a_name_that_is_swept_is_one_that_files_have_until_they_are_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "replace", lambda *_: os._exit(0))
    child = os.fork()
    if not child:
        write_whole(tmp_path / f"{'x' * 200}.html", "half")
    os.waitpid(child, 0)
    (half,) = tmp_path.iterdir()
    os.utime(half, (time.time() - 3600,) * 2)
    sweep_temporary(tmp_path)
    assert not half.exists()


def test_what_programs_put_in_a_folder_is_no_file_of_people(tmp_path):
    for name in ("b.csv", "a.yml", "~$b.xlsx", "._a.yml", ".DS_Store"):
        (tmp_path / name).touch()
    assert [p.name for p in of_people(tmp_path)] == ["a.yml", "b.csv"]
    assert of_people(tmp_path / "nergens") == []


def test_a_link_out_of_a_folder_and_a_pipe_are_no_file_of_people(tmp_path):
    folder, secret = tmp_path / "wijk", tmp_path / "geheim.yml"
    folder.mkdir(), secret.touch(), (folder / "b.yml").touch()
    (folder / "a.yml").symlink_to(secret)
    (folder / "c.yml").symlink_to(folder / "b.yml")
    os.mkfifo(folder / "d.yml")
    cards, unused = cards_in(folder)
    assert [p.name for p in cards] == ["b.yml", "c.yml"]
    assert {p.name for p, why in unused if "Put the file itself here" in why} == {"a.yml", "d.yml"}


@pytest.mark.parametrize("name", ["CON", "con.zip", "Lpt1.tar.zip", "nul .zip"])
def test_a_name_that_windows_keeps_for_a_device_is_refused_as_a_target(tmp_path, name):
    with pytest.raises(ReportError, match="Windows keeps this name for a device; name it otherwise"):
        check_target(tmp_path / name, ".zip", lambda _: True)
    assert not is_of_device("console.zip") and slug("CON", otherwise="x") == "con-"


def test_cards_of_almost_the_same_name_and_with_another_ending_are_told(tmp_path):
    for name in ("a.yml", "B.yml", "b.yml", "c.yaml", "D.YML", "e.txt"):
        (tmp_path / name).touch()
    cards, unused = cards_in(tmp_path)
    assert [p.name for p in cards] == ["a.yml"]
    assert {p.name: re.search(r"(Name it \S+|Rename one)", why)[1] for p, why in unused} == {
        "b.yml": "Rename one", "c.yaml": "Name it c.yml", "D.YML": "Name it D.yml",
    }  # fmt: skip


def test_nothing_else_writes_files():
    """Of the others, a raw folder and the example are made beside the old ones, and a journal is added to."""
    ways = re.compile(r"\.write_text\(|\.write_bytes\(|\bopen\([^)]*[\"'][wax]b?\+?[\"']|mkstemp|NamedTemporaryFile")
    found = {
        p.relative_to(SOURCE / "wijkanalyse").as_posix()
        for p in SOURCE.rglob("*.py")
        if ways.search(p.read_text("utf-8"))
    }
    assert found == {"fetch/raw.py", "process/example.py", "batch/journal.py"}
