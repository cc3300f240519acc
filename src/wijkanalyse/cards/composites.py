"""Composite areas: a small file in ``data/gebieden`` with a name, parts, and which share of a part belongs to it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml
from pydantic import Field, ValidationError

from wijkanalyse.cards.schema import Card, Text
from wijkanalyse.codes import CODE, around
from wijkanalyse.errors import AreaError, listing


class Composite(Card):
    """The declaration of a composite area; the file name is its code."""

    code: str
    name: Text
    parts: tuple[str, ...] = Field(min_length=1)
    weights: Mapping[str, float] = {}
    boundary_year: int | None = None
    about: str | None = None


def load_composites(folder: Path) -> dict[str, Composite]:
    """All composite areas of a folder by code.

    Raises
    ------
    AreaError
        With every fault of every file: unreadable, unknown keys, wrong codes, parts that overlap.
    """
    composites: dict[str, Composite] = {}
    faults: list[str] = []
    for path in sorted(folder.glob("*.yml")):
        try:
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
            composite = Composite(code=path.stem.lower(), **content)
        except ValidationError as error:
            faults += [f"{path.name}: {'.'.join(map(str, f['loc']))}: {f['msg']}" for f in error.errors()]
            continue
        except (yaml.YAMLError, TypeError, UnicodeDecodeError) as error:
            faults.append(f"{path.name}: is not readable as an area: {' '.join(str(error).split())}")
            continue
        faults += [f"{path.name}: {fault}" for fault in _composite_faults(composite)]
        composites[composite.code] = composite
    if faults:
        raise AreaError(listing(f"{len(faults)} faults in the composite areas of {folder}:", faults))
    return composites


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
