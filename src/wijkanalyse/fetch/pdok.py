"""Polygons of gemeenten, wijken and buurten from the two services of PDOK: a WFS, and an OGC API Features.

Receives a source with reader ``pdok_wfs`` or ``pdok_ogc``; hands on a raw folder
with the whole layer in WGS 84 as received, so at full detail and with the water
parts. Neither service gives a stand date: a layer of a year that was over when it
was fetched counts as fixed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from wijkanalyse.cards.schema import Source
from wijkanalyse.fetch.http import KeptPages, NotAsAsked, PatientSession, Purpose, Unusable, as_json, server_of
from wijkanalyse.fetch.raw import RawCard, card_for, replacing, unfinished_folder, write_card, write_features

PAGE = 1000
"""Most features that PDOK puts in one answer."""

NETHERLANDS = (2.0, 50.0, 8.0, 56.0)
"""West, south, east, north in degrees, wide enough for the part of the North Sea."""

CODES = {
    "gemeenten": ("gemeentecode", r"GM\d{4}"),
    "wijken": ("wijkcode", r"WK\d{4}[0-9A-Z]{2}"),
    "buurten": ("buurtcode", r"BU\d{4}[0-9A-Z]{4}"),
}


def fetch_layer(
    source: Source, raw: Path, base_url: str | None, purpose: Purpose, current: RawCard | None
) -> RawCard | None:
    """Bring the raw folder of a layer up to date; the parameters are those of `cbs.fetch_table`.

    Returns
    -------
    RawCard or None
        The new card, or None when the layer is there and its year was over when it was fetched.
    """
    if current is not None and current.retrieved.year > (source.boundary_year or 0):
        return None
    purpose.say(f"fetching {source.layer} {source.boundary_year}")
    state = f"{source.layer} {source.boundary_year}"
    pages = KeptPages(unfinished_folder(raw, source.id), state)
    with replacing(raw, source.id) as folder:
        files = (write_features(folder, str(source.layer), _features(source, base_url, purpose, pages)),)
        if not files[0].rows:
            raise NotAsAsked(
                f"{source.id}: the layer {state} is empty. Check `layer` in cards/sources/{source.family}.yml."
            )
        card = card_for(source, base_url, files)
        write_card(folder, card)
    return card


def _features(source: Source, base_url: str | None, purpose: Purpose, pages: KeptPages) -> Iterator[dict[str, Any]]:
    """The features of a layer, page after page: at full detail they are too large to hold together."""
    server = server_of(source.catalogue, base_url)
    session = PatientSession(replace(purpose, check=_check_page, pages=pages))
    seen: set[bytes] = set()
    got, answer, url = 0, {}, server
    try:
        for url, answer in PAGES[source.reader](source, server, session):
            for feature in answer["features"]:
                if fault := _fault(source, feature):
                    raise NotAsAsked(f"{source.id}: {url} did not give the layer as asked: {fault}")
                mark = hashlib.sha256(json.dumps(feature, sort_keys=True).encode()).digest()
                if mark in seen:
                    raise NotAsAsked(
                        f"{source.id}: {url} gave {_code(source, feature)} again after {got} features; "
                        f"it ignores which page is asked for, so the layer is not whole. Name another server."
                    )
                seen.add(mark)
                yield feature
            got += len(answer["features"])
        _check_total(source, url, answer, got)
    finally:
        session.close()


Pages = Iterator[tuple[str, dict[str, Any]]]


def _wfs_pages(source: Source, server: str, session: PatientSession) -> Pages:
    """Pages by `startIndex`, until one that is not full."""
    url, start, full = f"{server}/cbs/wijkenbuurten/{source.boundary_year}/wfs/v1_0", 0, True
    while full:
        answer = as_json(session.text(url, _question(source, start)))
        yield url, answer
        start += len(answer["features"])
        full = len(answer["features"]) >= PAGE


def _ogc_pages(source: Source, server: str, session: PatientSession) -> Pages:
    """Pages by the link `next`, until one without it."""
    base = f"{server}/cbs/wijken-en-buurten-{source.boundary_year}/ogc/v1/collections/{source.layer}/items"
    url: str | None = f"{base}?{urlencode({'f': 'json', 'limit': PAGE})}"
    while url:
        answer = as_json(session.text(url))
        yield url, answer
        onward = next((link.get("href") for link in answer.get("links", ()) if link.get("rel") == "next"), None)
        url = urljoin(url, onward) if onward else None
        if url and urlsplit(url).netloc != urlsplit(server).netloc:
            raise NotAsAsked(
                f"{source.id}: {base} names a next page on another server, {url}. "
                f"Let the server put its own address in the link `next`."
            )


PAGES = {"pdok_wfs": _wfs_pages, "pdok_ogc": _ogc_pages}


def _question(source: Source, start: int) -> dict[str, str]:
    return {
        "service": "WFS",
        "version": "2.0.0",
        "request": "GetFeature",
        "typeName": f"wijkenbuurten:{source.layer}",
        "outputFormat": "json",
        "srsName": "EPSG:4326",
        "count": str(PAGE),
        "startIndex": str(start),
    }


def _check_page(_url: str, text: str) -> None:
    answer = as_json(text)
    if not isinstance(answer, dict) or answer.get("type") != "FeatureCollection":
        raise Unusable(f"JSON that is no FeatureCollection: {text[:80]!r}")
    features = answer.get("features")
    if not isinstance(features, list) or not all(isinstance(f, dict) for f in features):
        raise Unusable(f"a FeatureCollection without a list `features`: {text[:80]!r}")


def _check_total(source: Source, url: str, answer: dict[str, Any], got: int) -> None:
    """Some servers say how many there are; one that gives smaller pages than asked would end too early."""
    total = answer.get("numberMatched", answer.get("totalFeatures"))
    if isinstance(total, int) and total != got:
        raise NotAsAsked(f"{source.id}: {url} gave {got} features and says there are {total}. Run the fetch again.")


def _code(source: Source, feature: dict[str, Any]) -> Any:
    return (feature.get("properties") or {}).get(CODES[str(source.layer)][0])


def _fault(source: Source, feature: dict[str, Any]) -> str | None:
    """In what a feature is not one of this layer, or None."""
    name, form = CODES[str(source.layer)]
    code = _code(source, feature)
    if not re.fullmatch(form, str(code)):
        return f"{name} is {code!r}, expected the form {form}. Check `layer` in cards/sources/{source.family}.yml"
    year = str(feature["properties"].get("jrstatcode") or source.boundary_year)[:4]
    if year != str(source.boundary_year):
        return f"{code} has the boundaries of {year}. Check `boundary_year` in cards/sources/{source.family}.yml"
    geometry = feature.get("geometry") or {}
    if geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return f"{code} has no polygon but {geometry.get('type')!r}. Run the fetch again with --refresh"
    try:
        outside = next((ring[0][:2] for ring in _rings(geometry) if not _within(ring)), None)
    except (LookupError, TypeError, ValueError) as error:
        return f"{code} has coordinates that are not those of a polygon ({error}). Run the fetch again with --refresh"
    if outside:
        return (
            f"{code} has a point near {outside}, outside the Netherlands in degrees (longitude, latitude). "
            f"Check that the server gives EPSG:4326"
        )
    return None


def _within(ring: list[list[float]]) -> bool:
    west, south, east, north = NETHERLANDS
    xs, ys, *_ = zip(*ring, strict=True)
    return west <= min(xs) and max(xs) <= east and south <= min(ys) and max(ys) <= north


def _rings(geometry: dict[str, Any]) -> Iterator[list[list[float]]]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for polygon in polygons:
        yield from polygon
