"""Boundaries for maps, per boundary year, in WGS 84; land only."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import MultiPolygon, Polygon, force_2d, make_valid
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from wijkanalyse.errors import RawDataError
from wijkanalyse.fetch.raw import FEATURES

CODE_FIELDS = {"gemeenten": "gemeentecode", "wijken": "wijkcode", "buurten": "buurtcode"}
SQUARE_METRES = 10_000
"""In a hectare."""
OFF_SHARE, OFF_HECTARES = 0.2, 10.0
"""How far the size of an outline may be from the register: a fifth, and always ten hectares. Surfaces are in whole
hectares and outlines are drawn for small maps; of the 7,420 gemeenten and wijken of 2022 and 2024 one is outside."""
FIT = ("kwaliteit", "simplified")
"""How a field begins that says how well an outline fits; the second is that of the example."""


def read_polygons(path: Path, layer: str, told: list[str] | None = None) -> gpd.GeoDataFrame:
    """The land parts of a boundary file with columns `area_code` and `geometry`.

    With a column `simplified` where the features say how well they fit: then they were drawn anew, for maps only.

    A height is left out, and so are parts without a surface. An outline that is not valid, such as a line that crosses
    itself, is repaired where that is possible and left out where it is not; `told` gets a line about these.

    A gemeente or wijk may occur twice, with its water as a part of its own
    (`water` JA); abroad is B. Both are left out, as KWB leaves them out.
    """
    again = f"Fetch it with `wijkanalyse fetch {path.parent.name} --refresh`."
    try:
        with gzip.open(path, "rt", encoding="utf-8") as text:
            features = [(dict(f["properties"]), f.get("geometry")) for f in json.load(text)["features"]]
    except (OSError, EOFError, zlib.error, ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise RawDataError(f"{path}: cannot be read as outlines ({type(error).__name__}: {error}). {again}") from error
    field = CODE_FIELDS[layer]
    if not features or not all(isinstance(properties.get(field), str) for properties, _ in features):
        raise RawDataError(f"{path}: expected outlines of layer {layer}, each with a text {field}. {again}")
    shapes = [_shape(geometry) for _, geometry in features]
    frame = gpd.GeoDataFrame([properties for properties, _ in features], geometry=shapes, crs=4326)
    if "water" in frame:
        frame = frame[frame.water == "NEE"]
    columns = ["area_code", "geometry"]
    if fit := [name for name in frame if name.startswith(FIT)]:
        frame["simplified"] = frame[fit[0]].notna()
        columns.append("simplified")
    frame = frame.rename(columns={field: "area_code"})[columns]
    frame["area_code"] = frame.area_code.str.strip()
    frame = _valid(frame, path, [] if told is None else told)
    if frame.area_code.duplicated().any():
        frame = frame.dissolve("area_code", as_index=False)
    return frame.reset_index(drop=True)


def _shape(geometry: dict[str, Any] | None) -> BaseGeometry | None:
    """The shape that GeoJSON describes; None of what is no shape, such as a ring of two points."""
    try:
        if geometry["type"] == "MultiPolygon":
            parts = [[ring for ring in part if ring] for part in geometry["coordinates"]]
            geometry = {"type": "MultiPolygon", "coordinates": [part for part in parts if part]}
        return force_2d(shape(geometry))
    except (ValueError, TypeError, AttributeError, LookupError, ShapelyError):
        return None


def _valid(frame: gpd.GeoDataFrame, path: Path, told: list[str]) -> gpd.GeoDataFrame:
    """The outlines with which surfaces can be computed."""
    lost = frame.geometry.isna() | frame.geometry.is_empty
    wrong = ~frame.geometry.is_valid | lost
    if not wrong.any():
        return frame
    frame = frame.copy()
    repair = wrong & ~lost
    frame.loc[repair, "geometry"] = [_only_surfaces(made) for made in make_valid(frame.geometry[repair].array)]
    lost = frame.geometry.isna() | frame.geometry.is_empty
    what = {"repaired": frame.area_code[wrong & ~lost], "left out": frame.area_code[lost]}
    for how, codes in what.items():
        if len(codes):
            folder = path.parent.name
            fetched = path.name == FEATURES
            name = folder if fetched else path.name
            step = f"fetch {folder} --refresh` asks for them anew" if fetched else "fetch` takes those of the source"
            told.append(
                f"{name}: {len(codes)} outlines are not valid and were {how}: {_some(list(codes))}. "
                f"`wijkanalyse {step}."
            )
    return frame[~lost]


def of_register(outlines: gpd.GeoDataFrame, codes: Collection[str], name: str, told: list[str]) -> gpd.GeoDataFrame:
    """The outlines of areas that exist.

    Parameters
    ----------
    outlines
        From `read_polygons`.
    codes
        The areas of this level and year in the register.
    name
        What to call the layer.
    told
        Gets a line about outlines of other areas, and about areas without one.
    """
    known = outlines.area_code.isin(list(codes))
    strange, without = sorted(outlines.area_code[~known]), sorted(set(codes) - set(outlines.area_code))
    if strange:
        told.append(
            f"{name}: {len(strange)} outlines are of areas that do not exist and were left out: {_some(strange)}"
        )
    if without:
        told.append(f"{name}: {len(without)} areas have no outline, so no map shows them: {_some(without)}")
    return outlines[known].reset_index(drop=True) if strange else outlines


def against_surfaces(outlines: gpd.GeoDataFrame, surfaces: pd.DataFrame, name: str, told: list[str]) -> None:
    """Tell of outlines that are much smaller or larger than the register says that their area is.

    An outline is of the land, and small waters are in it: so it has a size between that of the land and that of land
    and water together. It is kept all the same, since only a map shows it.

    Parameters
    ----------
    outlines
        From `of_register`.
    surfaces
        `land` and `total` in hectares by code (`register.read_surfaces`); what is NaN is not judged.
    name
        What to call the layer.
    told
        Gets a line about them.
    """
    known = surfaces[~surfaces.index.duplicated()].reindex(outlines.area_code)
    least, most = known.land.to_numpy(float), known.total.to_numpy(float)
    # In the Dutch national grid a square metre is a square metre, wherever it lies.
    hectares = outlines.to_crs(28992).geometry.area.to_numpy() / SQUARE_METRES
    room = np.fmax(OFF_HECTARES, OFF_SHARE * np.fmax(least, most))
    off = (hectares < least - room) | (hectares > most + room)
    if off.any():
        rows = zip(outlines.area_code[off], hectares[off], least[off], most[off], strict=True)
        said = [
            f"{code} ({found:.0f} ha, the register says {' to '.join(f'{n:.0f}' for n in (low, high) if n == n)})"
            for code, found, low, high in rows
        ]
        told.append(
            f"{name}: the outlines of {off.sum()} areas are not of the size that the register gives, so maps may show "
            f"other land: {_some(said)}"
        )


def _some(codes: Sequence[str]) -> str:
    return ", ".join(codes[:5]) + (f" and {len(codes) - 5} more" if len(codes) > 5 else "")


def _only_surfaces(made: BaseGeometry) -> MultiPolygon:
    """Of what a repair gives, that which has a surface."""
    parts = getattr(made, "geoms", [made])
    polygons = [p for part in parts for p in getattr(part, "geoms", [part]) if isinstance(p, Polygon) and p.area]
    return MultiPolygon(polygons)
