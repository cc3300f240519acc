"""Boundaries for maps, per boundary year, in WGS 84; land only."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import geopandas as gpd

from wijkanalyse.errors import RawDataError

CODE_FIELDS = {"gemeenten": "gemeentecode", "wijken": "wijkcode", "buurten": "buurtcode"}


def read_polygons(path: Path, layer: str) -> gpd.GeoDataFrame:
    """The land parts of a boundary file with columns `area_code` and `geometry`.

    A gemeente or wijk may occur twice, with its water as a part of its own
    (`water` JA); abroad is B. Both are left out, as KWB leaves them out.
    """
    with gzip.open(path, "rt", encoding="utf-8") as text:
        features = json.load(text)["features"]
    frame = gpd.GeoDataFrame.from_features(features, crs=4326)
    field = CODE_FIELDS[layer]
    if field not in frame:
        raise RawDataError(f"{path}: expected a field {field} in layer {layer}, got {', '.join(frame.columns)}")
    if "water" in frame:
        frame = frame[frame.water == "NEE"]
    frame = frame.rename(columns={field: "area_code"})[["area_code", "geometry"]]
    frame["area_code"] = frame.area_code.str.strip()
    if frame.area_code.duplicated().any():
        frame = frame.dissolve("area_code", as_index=False)
    return frame.reset_index(drop=True)
