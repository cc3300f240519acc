"""Scores of the Leefbaarometer: a WFS with a layer per level and measurement.

Receives a family of scores, or one measurement of it with reader ``leefbaarometer``;
hands on which measurements there are, and a raw folder with the properties of
every area as received. The outlines are left out: those of PDOK serve for maps.
The service gives no stand date: a measurement of a year that was over when it
was fetched counts as fixed, as long as no layer is lacking.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from wijkanalyse.cards.families import Family
from wijkanalyse.cards.schema import Source
from wijkanalyse.codes import CODE, LEVELS
from wijkanalyse.day import today
from wijkanalyse.errors import FetchError
from wijkanalyse.fetch.http import (
    KeptPages,
    NotAsAsked,
    NotThere,
    PatientSession,
    Purpose,
    Refused,
    Unusable,
    as_json,
    gist,
    server_of,
)
from wijkanalyse.fetch.raw import RawCard, card_for, replacing, unfinished_folder, write_card, write_rows

PAGE = 2000
"""Features in one answer. The service has no limit of its own, and an answer with all outlines is large."""
ABOUT = ("id", "name", "gemeente", "scale", "year")
"""Properties that say which area it is; the others are scores."""
NO_LAYER = (Refused, NotThere)


def measurements(family: Family, base_url: str | None, purpose: Purpose) -> list[int]:
    """The years of which the service has scores, oldest first; each year is asked for, as nothing lists them.

    Raises
    ------
    FetchError
        When the service gives no usable answer, or has no year at all.
    """
    since = int((family.wanted and family.wanted.since) or today().year)
    sources = {year: family.scores_of(year) for year in range(since, today().year + 1)}
    lacking = {year: _why_not(source.scores[0], source, base_url, purpose) for year, source in sources.items()}
    if all(lacking.values()):
        last = next(reversed(lacking.values()), "")
        raise FetchError(f"{family.id}: there is no layer {family.scores[0]} of any year from {since} on. {last}")
    return [year for year, why in lacking.items() if not why]


def fetch_scores(
    source: Source, raw: Path, base_url: str | None, purpose: Purpose, current: RawCard | None
) -> RawCard | None:
    """Bring the raw folder of a measurement up to date; the parameters are those of `cbs.fetch_table`.

    Returns
    -------
    RawCard or None
        The new card, or None when the measurement is there, its year was over when it was fetched, and the service
        has no layer more than then.
    """
    if current is not None and current.retrieved.year > (source.period or 0):
        here = {file.name.split(".")[0] for file in current.files}
        if all(_why_not(layer, source, base_url, purpose) for layer in source.scores if layer not in here):
            return None
    purpose.say(f"fetching {', '.join(source.scores)}")
    pages = KeptPages(unfinished_folder(raw, source.id), source.title)
    first, *others = source.scores
    layers = {first: _areas(first, source, base_url, replace(purpose, pages=pages))}
    for layer in others:
        try:
            layers[layer] = _areas(layer, source, base_url, replace(purpose, pages=pages))
        except NO_LAYER:
            purpose.say(f"there is no layer {layer}; its areas stay without a score, none is computed from others")
    with replacing(raw, source.id) as folder:
        held = _held(layers)
        files = tuple(write_rows(folder, layer, areas) for layer, areas in layers.items())
        card = card_for(source, base_url, files, **held)
        write_card(folder, card)
    return card


def _why_not(layer: str, source: Source, base_url: str | None, purpose: Purpose) -> str:
    """Why the service has no such layer, in its own words; "" when it has it."""
    session = _session(purpose)
    try:
        session.text(_address(source, base_url), _question(layer, start=0, count=1))
    except NO_LAYER as error:
        return str(error)
    finally:
        session.close()
    return ""


def _areas(layer: str, source: Source, base_url: str | None, purpose: Purpose) -> list[dict[str, Any]]:
    """The properties of all areas of a layer, checked.

    Raises
    ------
    NotAsAsked
        When areas, year or scores are not those of the layer, or it is not whole.
    """
    session, url = _session(purpose), _address(source, base_url)
    areas: dict[str, dict[str, Any]] = {}
    total: Any = None
    try:
        for said, features in _pages(session, url, layer):
            total = said
            for feature in features:
                properties = feature.get("properties") or {}
                if fault := _fault(layer, source, properties, areas):
                    raise NotAsAsked(f"{source.id}: {url} did not give layer {layer} as asked: {fault}.")
                areas[properties["id"]] = properties
    finally:
        session.close()
    if isinstance(total, int) and total != len(areas):
        raise NotAsAsked(
            f"{source.id}: {url} gave {len(areas)} areas of {layer} and says there are {total}. Try again."
        )
    if not any(_scores(properties) for properties in areas.values()):
        raise NotAsAsked(
            f"{source.id}: layer {layer} of {url} has {len(areas)} areas and no score. The measurement has perhaps "
            f"just opened: run `wijkanalyse fetch {source.id}` later; what is in data/raw stays in use."
        )
    return list(areas.values())


def _pages(session: PatientSession, url: str, layer: str) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    """The pages of a layer with how many areas the service says there are, until one that is not full."""
    start, full = 0, True
    while full:
        answer = as_json(session.text(url, _question(layer, start, PAGE)))
        features = answer["features"]
        yield answer.get("numberMatched", answer.get("totalFeatures")), features
        start += len(features)
        full = len(features) >= PAGE


def _fault(layer: str, source: Source, properties: Mapping[str, Any], seen: Mapping[str, Any]) -> str | None:
    """In what an area is not one of this layer, or None."""
    code, year = str(properties.get("id")), str(properties.get("year", source.period))
    level = LEVELS.get(code[:2], "")
    if not CODE.fullmatch(code) or not layer.startswith(level):
        return f"an area has the code {code!r}, which is none of this level"
    if code in seen:
        return f"it gives {code} twice, so it ignores which page is asked for"
    if year != str(source.period):
        return f"{code} is of the measurement of {year}, and not of {source.period}"
    odd = next((k for k, v in properties.items() if k not in ABOUT and not isinstance(v, int | float | None)), None)
    return f"{odd} of {code} is {properties[odd]!r} and no number" if odd else None


def _scores(properties: Mapping[str, Any]) -> set[str]:
    return {name for name, value in properties.items() if name not in ABOUT and value is not None}


def _held(layers: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """What the layers hold, as keys of the card."""
    areas = [properties for layer in layers.values() for properties in layer]
    known = {name for properties in areas for name in properties} - set(ABOUT)
    return {
        "topics": len(known),
        "filled": len(set().union(*map(_scores, areas))),
        "regions": dict(sorted(Counter(properties["id"][:2] for properties in areas).items())),
    }


def _session(purpose: Purpose) -> PatientSession:
    return PatientSession(replace(purpose, check=_check_page))


def _address(source: Source, base_url: str | None) -> str:
    return f"{server_of(source.catalogue, base_url)}/lbm3/ows"


def _question(layer: str, start: int, count: int) -> dict[str, str]:
    return {
        "service": "WFS",
        "version": "2.0.0",
        "request": "GetFeature",
        "typeName": f"lbm3:{layer}",
        "outputFormat": "application/json",
        "srsName": "EPSG:4326",
        "sortBy": "id",
        "count": str(count),
        "startIndex": str(start),
    }


def _check_page(url: str, text: str) -> None:
    if text.lstrip().startswith("<") and re.search(r"<(\w+:)?(Service)?ExceptionReport\b", text):
        raise Refused(f"{url} gave an exception of the service: {gist(text)}")
    answer = as_json(text)
    features = answer.get("features") if isinstance(answer, dict) else None
    if not isinstance(features, list) or not all(isinstance(f, dict) for f in features):
        raise Unusable(f"JSON without a list `features`: {text[:80]!r}")
