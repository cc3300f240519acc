"""Examples of other wijken, from the zip files in ``data/voorbeelden``: whoever wants one puts the file there.

A file from elsewhere is not to be trusted: nothing is unpacked, it is read up to a size, and what it holds is checked
as every card is. A faulty example harms only itself and is named.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wijkanalyse.cards.lessons import Example
from wijkanalyse.cards.reading import make
from wijkanalyse.cards.yaml_file import load_yaml
from wijkanalyse.dialogue.private import masked
from wijkanalyse.files import LINK, is_elsewhere, of_people
from wijkanalyse.paths import Paths

MEMBER = "voorbeeld-{number}.yml"
ABOUT = "LEESMIJ.txt"
_MEMBER = re.compile(r"voorbeeld-\d{1,3}\.yml")
MOST_BYTES, MOST_OF_ZIP, MOST_MEMBERS = 20_000, 1_000_000, 50
"""Bytes of one example, bytes of a zip file, and examples in it: far more than any needs."""
DEEPEST = 2
"""Levels of a card: its keys, and the list that one of them holds."""


def read_examples(paths: Paths) -> tuple[list[Example], list[str]]:
    """All valid examples by title, and what is wrong with the others, each with the name of its file.

    An example that came twice is there once.
    """
    faults = list(_strangers(paths))
    found: dict[tuple, Example] = {}
    for path in example_files(paths):
        for example in _read_zip(path, faults):
            found.setdefault(tuple(example.model_dump(exclude={"id"}).values()), example)
    return sorted(found.values(), key=lambda e: (e.title.casefold(), e.id)), faults


def example_files(paths: Paths) -> list[Path]:
    """The zip files that are looked at."""
    found = (p for p in of_people(paths.shared_examples) if p.suffix.lower() == ".zip" and p.is_file())
    return [path for path in found if not is_elsewhere(path)]


def _strangers(paths: Paths) -> Iterator[str]:
    """What lies in the folder and is not looked at."""
    looked_at = {*example_files(paths), paths.shared_examples / "README.md"}
    for path in of_people(paths.shared_examples):
        if path not in looked_at:
            yield (
                f"{path.name}: {LINK}"
                if is_elsewhere(path)
                else f"{path.name}: is not used; put the zip file itself in this folder, as it was received"
            )


def _read_zip(path: Path, faults: list[str]) -> Iterator[Example]:
    try:
        if path.stat().st_size > MOST_OF_ZIP:
            faults.append(f"{path.name}: is larger than {MOST_OF_ZIP:,} bytes; ask for the file anew")
            return
        with zipfile.ZipFile(path) as archive:
            members = [m for m in archive.infolist() if m.filename != ABOUT]
            if len(members) > MOST_MEMBERS:
                faults.append(f"{path.name}: holds {len(members)} files, more than {MOST_MEMBERS}; it is not used")
                return
            for member in members:
                example = _read_member(archive, member, path.name, faults)
                if example is not None:
                    yield example
    except (OSError, zipfile.BadZipFile) as error:
        faults.append(f"{path.name}: is not readable as a zip file: {error}; ask for it anew")


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, faults: list[str]) -> Example | None:
    where = f"{name}: {_plain(member.filename)}"
    if not _MEMBER.fullmatch(member.filename):
        faults.append(f"{where}: is not an example (voorbeeld-1.yml); it is not used")
        return None
    try:
        with archive.open(member) as file:  # what the file says of its own size is not believed
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            faults.append(f"{where}: is larger than {MOST_BYTES:,} bytes; it is not used")
            return None
        fields = _flat_yaml(content.decode("utf-8"))
    except (OSError, RuntimeError, NotImplementedError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        faults.append(f"{where}: is damaged or locked: {_plain(str(error))}; it is not used")
        return None
    except ValueError as error:
        faults.append(f"{where}: is not readable as a card: {_plain(str(error))}; it is not used")
        return None
    return make(Example, fields, where, faults, id=f"{Path(name).stem}/{Path(member.filename).stem}")


def _flat_yaml(text: str) -> Any:
    """The card, its texts without what may point at a person."""
    fields = load_yaml(text, deepest=DEEPEST)
    if not isinstance(fields, dict):
        return fields
    return {key: masked(value) if isinstance(value, str) else value for key, value in fields.items()}


def _plain(text: str) -> str:
    """A text of a foreign file as it may stand on a terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:120]
