"""Entry: what a batch left in a folder of reports: its receipt and the journal of a batch that was killed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random

from wijkanalyse.batch.printing import made_reports
from wijkanalyse.batch.receipt import documents_in, read_all

from .corpus import Input, World
from .mutate import as_json, texts, values

ENTRY = {
    "code": "WK999901", "name": "Proefwijk", "level": "wijk", "gemeente": "Proef", "boundary_year": 2022,
    "edition": "openbaar", "path": "proef/WK999901-proefwijk.html", "built": "2026-11-30", "inwoners": 10,
    "notebook": "wijkanalyse.ipynb", "sha256": "0" * 64, "bytes": 10, "inputs": {"figures": "0"}, "comparable": [],
    "summary": None, "variant": "",
}  # fmt: skip
RECEIPT = {"version": "0", "reports": [ENTRY], "failed": [], "index": None}
JOURNAL = "\n".join(json.dumps(line) for line in [{"batch": "2026-11-30T12:00:00+00:00"}, {"made": ENTRY}]) + "\n"


def inputs(chance: Random) -> Iterator[Input]:
    sound = as_json(RECEIPT)
    for about, content in texts(json.dumps(RECEIPT, indent=1), chance, 42):
        yield Input(f"receipt: {about}", read, {"reports/build.json": content}, ("build.json",))
    for about, changed in values(RECEIPT, chance, 60):
        yield Input(f"receipt: {about}", read, {"reports/build.json": as_json(changed)}, ("build.json",))
    for about, content in texts(JOURNAL, chance, 42):
        files = {"reports/build.json": sound, "reports/.batch/journal.jsonl": content}
        yield Input(f"journal: {about}", read, files, ("build.json", "journal"))
    for about, changed in values({"made": ENTRY}, chance, 30):
        files = {"reports/build.json": sound, "reports/.batch/journal.jsonl": as_json(changed) + b"\n"}
        yield Input(f"journal: {about}", read, files, ("build.json", "journal"))


def read(world: World) -> str:
    receipt, _ = read_all(world.paths.reports)
    made_reports(receipt, world.paths.reports)
    documents_in(world.paths.reports)
    return ""
