"""The committed example: an extract of published figures in the project's own tidy layout.

`write_example` cuts it from the fetched tables of the whole country, and
`read_example` reads it through the same tidy reader as own figures. Positions
stay national, because the distributions over all Dutch wijken come along.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import yaml

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.cards.families import NO_YEAR
from wijkanalyse.cards.schema import Source
from wijkanalyse.cards.yaml_file import UnreadableYamlError, load_yaml_file
from wijkanalyse.errors import RawDataError
from wijkanalyse.files import write_whole
from wijkanalyse.process.buurt_ranges import RANGE_COLUMNS
from wijkanalyse.process.matrix import ABOUT
from wijkanalyse.process.polygons import read_polygons
from wijkanalyse.process.reference import REFERENCE_COLUMNS
from wijkanalyse.process.register import REGISTER_COLUMNS
from wijkanalyse.process.tidy import read_tidy

if TYPE_CHECKING:
    from wijkanalyse.process.received import Received

REGISTER_FILE = "gebieden.csv.gz"
REFERENCE_FILE = "verdeling.csv.gz"
RANGES_FILE = "tussen_buurten.csv.gz"
MATRIX_FILE = "wijken.csv.gz"
EXPECTED_FILES = ("verwacht.csv.gz", "verwacht_modellen.csv.gz")
"""The two tables of `process.expected`: of the wijken of the example, and of the country."""
CARD_FILE = "voorbeeld.yml"
EXAMPLE_COLUMNS = ["area_code", "indicator", "period", "value", "count", "denominator", "status"]
TEXT_COLUMNS = {"area_code": str, "title": str, "gemeente_code": str, "wijk_code": str, "change_flag": str}

GEMEENTEN = {
    "GM0995": "Lelystad",
    "GM0193": "Zwolle",
    "GM0160": "Hardenberg",
    "GM0855": "Tilburg",
    "GM0275": "Rheden",
    "GM0277": "Rozendaal",
    "GM0518": "'s-Gravenhage",
    "GM0917": "Heerlen",
    "GM0200": "Apeldoorn",
    "GM0301": "Zutphen",
}
"""The gemeenten whose wijken and buurten are in the example."""


# --------------------------------------------------------------------------- read


def read_example(folder: Path, catalogue: Catalogue) -> Received:
    """The example as inputs of the build; every file is checked against the card first.

    Raises
    ------
    RawDataError
        When the card or a file is missing, truncated or altered.
    """
    from wijkanalyse.process.received import Received, describe_source

    card = _read_card(folder)
    figures, sources, polygons, faults = [], [], {}, []
    for entry in card["sources"]:
        source = _source(entry, folder, catalogue)
        sources.append(describe_source(source, entry["modified"]))
        if source.layer:
            path = folder / f"{source.id}.geojson.gz"
            polygons[source.layer, source.boundary_year] = read_polygons(path, source.layer, faults)
        else:
            figures.append(read_tidy(folder / f"{source.id}.csv.gz", source, catalogue))
    register = pd.read_csv(folder / REGISTER_FILE, dtype=TEXT_COLUMNS, keep_default_na=False, na_values={
        "surface_ha": [""], "inwoners": [""], "stedelijkheid": [""]})  # fmt: skip
    reference = pd.read_csv(folder / REFERENCE_FILE)
    ranges = pd.read_csv(folder / RANGES_FILE)
    wijken = pd.read_csv(folder / MATRIX_FILE, dtype=dict.fromkeys(ABOUT[:5], str))
    expected = tuple(pd.read_csv(folder / name) for name in EXPECTED_FILES)
    return Received(
        register[REGISTER_COLUMNS], figures, polygons, reference[REFERENCE_COLUMNS], ranges[RANGE_COLUMNS], wijken,
        expected, sources, faults=faults,
    )  # fmt: skip


def _source(entry: Mapping[str, Any], folder: Path, catalogue: Catalogue) -> Source:
    """The edition that an entry of the card names, as it was cited when the example was cut."""
    family = catalogue.family_of(entry["id"])
    if family is None:
        raise RawDataError(f"{folder / CARD_FILE}: names source {entry['id']!r}, which no family in the catalogue has")
    made = family.edition(family.year_of(entry["id"]) or NO_YEAR, entry["table"], family.title)
    kept = {"citation": entry["citation"], "boundary_year": entry.get("boundary_year", made.boundary_year)}
    return made.model_copy(update=kept)


def _read_card(folder: Path) -> dict[str, Any]:
    path = folder / CARD_FILE
    if not path.is_file():
        raise RawDataError(
            f"{path}: is not there, and no tables were fetched either. "
            "Restore it with `git checkout data/raw/voorbeeld`, or run `wijkanalyse fetch`."
        )
    try:
        card = load_yaml_file(path)
        files = [(e["name"], e["bytes"], e["sha256"]) for e in card["files"]]
        _ = [(e["id"], e["modified"], e["citation"], e["table"]) for e in card["sources"]]
    except (OSError, UnreadableYamlError, KeyError, TypeError) as error:
        raise RawDataError(
            f"{path}: is not a readable card ({' '.join(str(error).split())[:100]}). "
            f"Restore it with `git checkout {folder}`."
        ) from error
    for name, size, checksum in files:
        file = folder / name
        if not file.is_file():
            raise RawDataError(f"{file}: is missing; restore it with `git checkout {folder}`")
        got = hashlib.sha256(file.read_bytes()).hexdigest()
        if got != checksum:
            raise RawDataError(
                f"{file}: was altered or cut off: checksum {got[:12]}… ({file.stat().st_size} bytes), "
                f"the card has {checksum[:12]}… ({size} bytes). "
                f"Restore it with `git checkout {folder}`; figures of your own go in data/raw/eigen."
            )
    return card


# -------------------------------------------------------------------------- write


def write_example(folder: Path, inputs: Received, areas: pd.DataFrame, catalogue: Catalogue) -> None:
    """Cut the example from the inputs of the whole country.

    Parameters
    ----------
    folder
        Where the example goes; files in it are replaced.
    inputs
        What `build` read from the fetched tables, with what follows from them for the country: the distributions, how
        far buurten lie apart, the wijk matrix (comparable wijken may lie anywhere) and what is expected of wijken.
    areas
        The linked register.
    catalogue
        To know the source of each file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = _wanted(inputs.register)
    written = [_write_csv(folder / REGISTER_FILE, inputs.register[_in(inputs.register, wanted)])]
    written.append(_write_csv(folder / REFERENCE_FILE, _rounded(inputs.reference[REFERENCE_COLUMNS])))
    written.append(_write_csv(folder / RANGES_FILE, _rounded(inputs.ranges)))
    written.append(_write_csv(folder / MATRIX_FILE, _rounded(inputs.wijken)))
    expected, models = inputs.expected
    here = expected[expected.area_id.isin(areas.loc[_in(areas, wanted), "area_id"])]
    for name, table in zip(EXPECTED_FILES, (here, models), strict=True):
        written.append(_write_csv(folder / name, _rounded(table)))
    described = {s["id"]: s for s in inputs.sources}
    for figures in inputs.figures:
        source_id = figures.source.iloc[0]
        part = figures[_in(figures, wanted)].copy()
        if part.empty:  # a table that knows nothing of these gemeenten
            del described[source_id]
            continue
        margins = ["lower", "upper"] if part.lower.notna().any() else []
        part = (
            part[[*EXAMPLE_COLUMNS, *margins]]
            .astype({"area_code": str, "indicator": str})
            .sort_values(["area_code", "indicator", "period"])
        )
        part["status"] = part.status.astype(str).replace("ok", "")
        written.append(_write_csv(folder / f"{source_id}.csv.gz", part))
    for (layer, year), frame in inputs.polygons.items():
        family = next(f for f in catalogue.families.values() if f.layer == layer)
        written.append(_write_geojson(folder / f"{family.id}_{year}.geojson.gz", frame[_in(frame, wanted)], layer))
    card = {
        "title": "Voorbeeld: gepubliceerde cijfers voor tien gemeenten",
        "about": (
            "Uittreksel uit de genoemde tabellen: Nederland, de gemeenten "
            + ", ".join(GEMEENTEN.values())
            + " met hun wijken en buurten, en de verdeling van elk cijfer over alle Nederlandse wijken. "
            "Aandelen zijn berekend volgens de kaarten in src/wijkanalyse/cards/indicators."
        ),
        "licence": "per bron, hieronder",
        "extracted": dt.date.today(),
        "sources": [
            {
                "table": inputs.editions[s].table,
                "boundary_year": inputs.editions[s].boundary_year,
                **{k: described[s][k] for k in ("id", "citation", "modified", "licence")},
            }
            for s in sorted(described)
        ],
        "files": written,
    }
    write_whole(folder / CARD_FILE, yaml.safe_dump(card, allow_unicode=True, sort_keys=False, width=110))


def _wanted(register: pd.DataFrame) -> set[str]:
    here = register.gemeente_code.isin(list(GEMEENTEN)) | register.area_code.isin(["NL"])
    return set(register.loc[here, "area_code"])


def _in(frame: pd.DataFrame, wanted: set[str]) -> pd.Series:
    return frame.area_code.isin(wanted)


def _rounded(table: pd.DataFrame) -> pd.DataFrame:
    """Six significant digits: more than any figure is published with."""
    out = table.copy()
    numbers = out.select_dtypes("floating").columns
    out[numbers] = out[numbers].astype(float).map(lambda x: float(f"{x:.6g}"))
    return out


def _write_csv(path: Path, frame: pd.DataFrame) -> dict[str, Any]:
    text = io.StringIO()
    short = frame.copy()
    for column in short.select_dtypes("float").columns:
        short[column] = short[column].map(lambda x: "" if np.isnan(x) else f"{x:.10g}")
    short.to_csv(text, index=False, lineterminator="\n")
    return _write_gzip(path, text.getvalue())


def _write_geojson(path: Path, frame: gpd.GeoDataFrame, layer: str) -> dict[str, Any]:
    from wijkanalyse.process.polygons import CODE_FIELDS

    features = json.loads(frame.rename(columns={"area_code": CODE_FIELDS[layer]}).to_json(drop_id=True))["features"]
    lines = ",\n".join(json.dumps(f, separators=(",", ":")) for f in features)
    return _write_gzip(path, '{"type":"FeatureCollection","features":[\n' + lines + "\n]}\n")


def _write_gzip(path: Path, text: str) -> dict[str, Any]:
    """Write with a fixed time stamp, so that equal content gives equal bytes; returns the entry for the card."""
    with path.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, compresslevel=9, filename="") as file:
        file.write(text.encode("utf-8"))
    content = path.read_bytes()
    return {"name": path.name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
