"""Composite areas: a small file in ``data/gebieden`` with a name, parts, and which share of a part belongs to it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import Field

from wijkanalyse.cards.reading import make, read_yaml
from wijkanalyse.cards.schema import Card, Text
from wijkanalyse.codes import CODE, around
from wijkanalyse.errors import AreaError, listing
from wijkanalyse.files import as_typed, cards_in


class Composite(Card):
    """The declaration of a composite area; the file name is its code."""

    code: str
    name: Text
    parts: tuple[str, ...] = Field(min_length=1)
    weights: Mapping[str, float] = {}
    boundary_year: int | None = None
    about: str | None = None


class FaultyAreaError(AreaError):
    """The file that declares an area cannot be used; other areas do not rest on it."""


class Composites(dict[str, Composite]):
    """Composite areas by code; `faulty` has what is wrong with those that cannot be used, by code."""

    faulty: dict[str, str]


def load_composites(folder: Path) -> Composites:
    """All composite areas of a folder by code. A faulty file harms only the area that it declares.

    Parameters
    ----------
    folder
        With a ``.yml`` file per area; the name of the file is the code.
    """
    found = Composites()
    found.faulty = {}
    cards, unused = cards_in(folder)
    for path, why in unused:
        found.faulty[_code(path)] = f"{path}: {why}"
    for path in cards:
        faults: list[str] = []
        content = read_yaml(path, dict, faults)
        composite = None if faults else make(Composite, content, path.name, faults, code=_code(path))
        if composite is not None:
            faults += [f"{path.name}: {fault}" for fault in _composite_faults(composite)]
        if faults:
            found.faulty[_code(path)] = listing(f"{path}: is not used; {len(faults)} faults:", faults)
        elif composite is not None:
            found[composite.code] = composite
    return found


def _code(path: Path) -> str:
    return as_typed(path.stem).lower()


def _composite_faults(composite: Composite) -> list[str]:
    faults = [f"{p!r} is not a CBS code" for p in composite.parts if not CODE.fullmatch(p)]
    faults += [f"part {p} is named twice" for p in sorted({p for p in composite.parts if composite.parts.count(p) > 1})]
    parts = set(composite.parts)
    for part in composite.parts:
        faults += [f"parts overlap: {part} lies in {whole}" for whole in sorted({*around(part)} & parts)]
    for part, weight in composite.weights.items():
        if part not in parts:
            faults.append(f"weight for {part}, which is not one of the parts")
        if not 0 < weight <= 1:
            faults.append(f"weight of {part} is the share that belongs to the area, in (0, 1], got {weight}")
    if CODE.fullmatch(composite.code.upper()):
        faults.append("the file is named after a CBS code; choose a name of its own, such as tilburg-noord.yml")
    return faults
