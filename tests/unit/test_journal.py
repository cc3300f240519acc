"""What a batch did is on disk at every moment, and one batch at a time works in a folder."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from wijkanalyse.batch.journal import Journal, only_one_batch, open_log, read_journal, remove_journal
from wijkanalyse.errors import ReportError


def test_lines_are_read_back_in_their_order_over_several_batches(tmp_path: Path) -> None:
    for code in ("WK1", "WK2"):
        journal = Journal(tmp_path)
        journal.add(made={"code": code, "name": "é"})
        journal.close()
    assert read_journal(tmp_path) == [{"made": {"code": c, "name": "é"}} for c in ("WK1", "WK2")]
    remove_journal(tmp_path)
    assert read_journal(tmp_path) == []


def test_a_line_is_on_disk_before_the_journal_is_closed(tmp_path: Path) -> None:
    Journal(tmp_path).add(made={"code": "WK1"})
    assert read_journal(tmp_path) == [{"made": {"code": "WK1"}}]


@pytest.mark.parametrize("cut", [1, 5, 12])
def test_a_line_that_was_cut_off_costs_only_itself(tmp_path: Path, cut: int) -> None:
    journal = Journal(tmp_path)
    journal.add(made={"code": "WK1"})
    journal.add(made={"code": "WK2"})
    journal.close()
    path = tmp_path / ".batch" / "journal.jsonl"
    path.write_bytes(path.read_bytes()[:-cut])

    Journal(tmp_path).add(made={"code": "WK3"})

    kept = [line["made"]["code"] for line in read_journal(tmp_path)]
    assert kept == (["WK1", "WK2", "WK3"] if cut == 1 else ["WK1", "WK3"])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_a_full_disk_is_told_with_what_to_do(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal._file = open("/dev/full", "a")  # noqa: PTH123, SIM115
    with pytest.raises(ReportError, match=r"No space left on device\)\. The reports .* are kept: make room"):
        journal.add(made={"code": "WK1"})
    journal.close()


HOLD = """
import sys, time
from pathlib import Path
from wijkanalyse.batch.journal import only_one_batch
with only_one_batch(Path(sys.argv[1])):
    print("bezig", flush=True)
    time.sleep(120)
"""


def test_a_second_batch_is_told_who_is_at_work_and_one_that_was_killed_holds_nothing(tmp_path: Path) -> None:
    first = subprocess.Popen([sys.executable, "-c", HOLD, tmp_path], stdout=subprocess.PIPE, text=True)
    try:
        assert first.stdout.readline() == "bezig\n"
        with pytest.raises(ReportError) as refused, only_one_batch(tmp_path):
            pass
        assert f"a batch is at work there (process {first.pid} on {socket.gethostname()}, since 20" in str(
            refused.value
        )
        assert "Wait until it is ready, or end it" in str(refused.value)
    finally:
        first.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
        first.communicate()
    with only_one_batch(tmp_path):
        about = json.loads((tmp_path / ".batch" / "bezig.json").read_text(encoding="utf-8"))
        assert about["pid"] == os.getpid()
    assert not (tmp_path / ".batch" / "bezig.json").exists()


def test_batches_in_two_folders_do_not_wait_for_each_other(tmp_path: Path) -> None:
    with only_one_batch(tmp_path / "a"), only_one_batch(tmp_path / "b"):
        pass


def test_a_folder_that_cannot_be_locked_is_named(tmp_path: Path) -> None:
    (tmp_path / ".batch").write_text("een bestand", encoding="utf-8")
    with pytest.raises(ReportError, match=r"\.batch: cannot be written \("), only_one_batch(tmp_path):
        pass


def test_the_newest_logs_are_kept(tmp_path: Path) -> None:
    folder = tmp_path / ".batch"
    folder.mkdir()
    for number in range(30):
        (folder / f"20200101-0000{number:02}.log").touch()
    new = open_log(tmp_path)
    assert not new.exists()
    assert len(list(folder.glob("*.log"))) == 19
    assert (folder / "20200101-000029.log").exists()
