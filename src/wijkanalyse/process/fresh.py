"""Whether ``data/processed`` follows from what is there now; light, since every command asks it first.

Receives the working tree and hands on a fingerprint of all that a build takes in,
and the digest of each table that it makes.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from wijkanalyse.errors import ProcessedDataError
from wijkanalyse.files import LINK, is_elsewhere, write_whole
from wijkanalyse.paths import PACKAGE, RAW_CARD, Paths

RECEIPT = "build.json"
REPAIR = "make it again with `wijkanalyse process --refresh`, or copy the whole of data/processed anew"
REPORTS = "rapporten"
"""Folder of the closed reports, among the closed files."""
TABLES_OF_OTHERS = (".csv", ".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".tsv", ".sav")
"""How tables of people end, in any case of letters."""
SALT = ".zout"
"""In the folder for closed files: what is mixed into every digest of something that not everyone may see."""
SHOWN = 12
"""Characters of a digest in a message."""
TABLES = ("figures.parquet", "areas.parquet", "reference.parquet", "ranges.parquet", "wijken.parquet",
          "patients.parquet", "practice_counts.parquet", "cross_tables.parquet", "regions.parquet",
          "expected.parquet", "expected_models.parquet")  # fmt: skip


def is_fresh(paths: Paths) -> bool:
    """Whether the processed tables are all there and follow from the raw ones.

    Where only processed tables are, as on another machine, they count when this version of the package makes the same.
    """
    receipt = receipt_of(paths.processed)
    if receipt and not has_raw(paths):
        return receipt.get("code") == code_digest()
    return receipt.get("fingerprint") == fingerprint_of(paths)


def has_raw(paths: Paths) -> bool:
    """Whether there is anything to build from: fetched tables, the example or files of people."""
    fetched, example = paths.raw.glob(f"*/{RAW_CARD}"), paths.example.glob("*.yml")
    return any(fetched) or any(example) or bool(own_files(paths))


def receipt_of(folder: Path) -> dict[str, Any]:
    """What the build wrote last, or nothing when what is in the folder is not a complete build."""
    try:
        receipt = json.loads((folder / RECEIPT).read_text(encoding="utf-8"))
        names = {*TABLES, *receipt["tables"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return receipt if all((folder / name).is_file() for name in names) else {}


def table_digests(folder: Path) -> dict[str, str]:
    """SHA-256 of the bytes of each table in a folder, by file name."""
    return {path.name: digest_of(path) for path in sorted(folder.glob("*.parquet"))}


def digest_of(path: Path) -> str:
    """SHA-256 of the bytes of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_table(path: Path, expected: str) -> None:
    """Refuse a table that is not the one that was built, byte for byte.

    Raises
    ------
    ProcessedDataError
        With what was expected and what is there.
    """
    try:
        got = digest_of(path)
    except FileNotFoundError as error:
        raise ProcessedDataError(f"{path} is not there, and {RECEIPT} names it; {REPAIR}") from error
    except OSError as error:
        raise ProcessedDataError(f"{path} cannot be read ({error.strerror}); {REPAIR}") from error
    if got != expected:
        raise ProcessedDataError(
            f"{path} is not the table that {RECEIPT} was written for "
            f"(expected sha256 {expected[:SHOWN]}…, got {got[:SHOWN]}…): altered, damaged or half copied; {REPAIR}"
        )


def fingerprint_of(paths: Paths) -> str:
    """A hash over the cards of the raw data, the own files, the catalogue and the code that processes them.

    It stands in the receipt of every edition. With closed files there is salt in it: else who has all the rest could
    try what numbers are in a small closed file.
    """
    fetched = sorted(paths.raw.glob(f"*/{RAW_CARD}"))
    inputs = [*fetched, *sorted(paths.example.glob("*.yml")), *own_files(paths), *_code()]
    return _hash_over(inputs, salt=salt_where_closed(paths))


def code_digest() -> str:
    """A hash over the part of it that the package brings: the catalogue and the code."""
    return _hash_over(_code())


def _code() -> list[Path]:
    found = [
        *PACKAGE.glob("process/*.py"),
        *PACKAGE.glob("cards/indicators/*.yml"),
        *PACKAGE.glob("cards/sources/*.yml"),
        PACKAGE / "cards" / "roles.yml",
        PACKAGE / "methods" / "expected.py",
        PACKAGE / "codes.py",
        PACKAGE / "disclosure.py",
        PACKAGE / "methods" / "cross_table.py",
    ]
    return [*sorted(found), PACKAGE / "cards" / "vocabulary.yml"]


def _hash_over(files: Iterable[Path], salt: bytes = b"") -> str:
    digest = hashlib.sha256(salt)
    for path in files:
        if path.is_file():
            digest.update(f"{path.parent.name}/{path.name}".encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def salt_of(paths: Paths) -> bytes:
    """What makes a digest useless to who has not got it; made once, and kept in the folder for closed files only."""
    path = closed_folder(paths) / SALT
    if not path.is_file():
        write_whole(path, secrets.token_hex(32))
    return path.read_bytes()


def salt_where_closed(paths: Paths) -> bytes:
    """The salt of a tree with closed files; nothing without any, so that a digest is the same everywhere."""
    closed = closed_folder(paths)
    return salt_of(paths) if any(p.is_relative_to(closed) for p in own_files(paths)) else b""


def closed_folder(paths: Paths) -> Path:
    """Where files lie that not everyone may see; git-ignored."""
    return paths.root / "data" / "besloten"


def own_files(paths: Paths) -> list[Path]:
    """Every own file and card: what the fingerprint of a build has to take in."""
    return [p for p in _in_own_folders(paths) if p.suffix in (".yml", ".csv", ".xlsx") and not is_elsewhere(p)]


def unused_files(paths: Paths) -> list[tuple[Path, str]]:
    """Files beside the own ones that look like data and that no build reads, each with what to do."""
    found = []
    for path in _in_own_folders(paths):
        if is_elsewhere(path):
            found.append((path, LINK))
        elif path.suffix in (".csv", ".xlsx"):
            if not path.with_suffix(".yml").is_file():
                advice = "Start from data/raw/sjablonen/kaart.yml"
                found.append((path, f"has no card {path.stem}.yml beside it, so it would not be used. {advice}"))
        elif path.suffix.lower() in (".yml", ".yaml"):
            if path.suffix != ".yml":
                found.append((path, f"is not used: a card ends in .yml. Name it {path.stem}.yml"))
        elif path.suffix.lower() in (".csv", ".xlsx"):
            found.append((path, f"is not used: its name ends in capitals. Name it {path.stem}{path.suffix.lower()}"))
        elif path.suffix.lower() in TABLES_OF_OTHERS:
            found.append((path, f"is not used: own files end in .csv or .xlsx. Save it as {path.stem}.xlsx"))
    folders = [p for own in (paths.own, closed_folder(paths)) for p in sorted(own.glob("*/")) if p.name != REPORTS]
    return found + [
        (folder, f"is a folder, and what is in it is not used. Put {held.name} and its card in {folder.parent}")
        for folder in folders
        if (held := next((p for p in sorted(folder.iterdir()) if p.suffix.lower() in TABLES_OF_OTHERS), None))
    ]


def _in_own_folders(paths: Paths) -> list[Path]:
    """The files of people, without those that programs put beside them: of Excel (~$) and of macOS (._)."""
    folders = (paths.own, closed_folder(paths))
    files = (p for folder in folders for p in sorted(folder.glob("*")))
    return [p for p in files if not p.name.startswith((".", "~$")) and not p.is_dir()]
