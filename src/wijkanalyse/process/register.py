"""Which area exists in which year, and which areas of different years are the same.

Codes are reused and boundaries move, so a figure of another year may only be
shown for an area when the chain of years between them is unbroken. Every area
in every boundary year gets an `area_id`; two years share an id only when

* CBS flags the area as unchanged (Indelingswijziging 1) and code and normalised
  name agree, or
* CBS flags a new code for the same boundary (2) and exactly one area of the year
  before has the same normalised name and the same surface, or
* a wijk keeps its code, and CBS flags a moved boundary (3) or only the name is
  another, while surface and number of inhabitants are nearly those of the year
  before: nearly the same boundary, which a report says, or
* there is no flag, and code, name and at least 95 % of the polygon agree
  (2022 to 2024); for a gemeente without polygons the total surface decides.

Everything else stays unlinked, with the reason: never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from wijkanalyse.cards.schema import Column
from wijkanalyse.codes import gemeente_of, level_of, wijk_of
from wijkanalyse.errors import RawDataError
from wijkanalyse.process.area_names import SUFFIX, display_name, told_apart
from wijkanalyse.process.odata import REGION, RawTable, parse_numbers

if TYPE_CHECKING:
    import geopandas as gpd

SAME_SURFACE = 0.001
"""Largest relative difference in total surface (land and water) of an unchanged gemeente."""
SAME_POLYGON = 0.95
"""Smallest share of both polygons that must coincide for an area without a flag."""
NEAR_SURFACE = 0.02
"""Largest relative difference in total surface of a wijk with nearly the same boundary (JUDGEMENT J2)."""
NEAR_INWONERS = 0.05
"""The same for its number of inhabitants."""
NEAR = "vrijwel_gelijk"
"""The `link` of a year whose boundary was nearly that of the year before."""
TITLE_LENGTH = 40
"""CBS cuts names in the tables up to 2020 at this length."""

CHANGE_FLAG = Column(stem=("IndelingswijzigingWijkenEnBuurten", "IndelingswijzigingGemeenteWijkBuurt"))

REGISTER_COLUMNS = [
    "boundary_year", "area_code", "area_level", "title", "gemeente_code", "wijk_code",
    "change_flag", "surface_ha", "inwoners", "stedelijkheid",
]  # fmt: skip


def normalise_name(title: str) -> str:
    """A name without what CBS changes from year to year: prefix, abbreviations, accents, punctuation.

    Examples
    --------
    >>> normalise_name("Wijk 00 Bergen op Zoom-Oude stad e.o.")
    'bergenopzoomoudestadenomgeving'
    >>> normalise_name("Verspr.h. Nieuw- en Sint Joosland") == normalise_name(
    ...     "Verspreide huizen Nieuw- en Sint Joosland")
    True
    """
    text = re.sub(r"^(Wijk|Buurt) [0-9A-Z]{2}\b *", "", title)
    text = re.sub(SUFFIX, "", text)
    text = re.sub(r"\be\.? ?o\.", "en omgeving", text)
    text = re.sub(r"\bverspr\. ?h\.", "verspreide huizen", text, flags=re.IGNORECASE)
    text = re.sub(r"\bverspr\.", "verspreide", text, flags=re.IGNORECASE)
    text = re.sub(r"\bind(ustrie)?(geb\.|\.terrein)", "industriegebied", text, flags=re.IGNORECASE)
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", text.lower())


def same_name(old: str, new: str) -> bool:
    """Whether two titles name the same area, allowing for a title that was cut off."""
    a, b = normalise_name(old), normalise_name(new)
    cut = len(old) >= TITLE_LENGTH or len(new) >= TITLE_LENGTH
    return a == b or (cut and bool(a) and bool(b) and (a.startswith(b) or b.startswith(a)))


# ----------------------------------------------------------------------- register


def read_register(table: RawTable) -> pd.DataFrame:
    """All regions of a KWB table as rows of `REGISTER_COLUMNS`."""
    cells, year = table.cells, table.source.boundary_year
    where = f"the register of {table.source.id} ({table.source.table})"
    flag = table.find(CHANGE_FLAG, where).key
    codes = cells[REGION]
    titles = table.region_titles

    def number(stem: str) -> pd.Series:
        topic = table.find(Column(stem=stem), where)
        return pd.Series(parse_numbers(cells[topic.key], f"{where}, {topic.key}")[0], index=cells.index)

    return pd.DataFrame(
        {
            "boundary_year": year,
            "area_code": codes,
            "area_level": codes.map(level_of),
            "title": codes.map(titles).fillna(""),
            "gemeente_code": codes.map(gemeente_of),
            "wijk_code": np.where(codes.str.startswith("BU"), codes.map(wijk_of), ""),
            "change_flag": cells[flag].astype(str).replace({".": "", None: ""}),
            "surface_ha": number("OppervlakteTotaal"),
            "inwoners": number("AantalInwoners"),
            "stedelijkheid": number("MateVanStedelijkheid"),
        }
    )[REGISTER_COLUMNS]


def read_surfaces(table: RawTable) -> pd.DataFrame:
    """How large each region of a KWB table is, in hectares, by code: `land`, and `total` with the water.

    What the table does not give is NaN.
    """
    where = f"the surfaces of {table.source.id} ({table.source.table})"
    found = pd.DataFrame(np.nan, index=table.cells[REGION], columns=["land", "total"])
    for name, stem in {"land": "OppervlakteLand", "total": "OppervlakteTotaal"}.items():
        try:
            key = table.find(Column(stem=stem), where).key
            found[name] = parse_numbers(table.cells[key], f"{where}, {key}")[0]
        except RawDataError:  # an indicator or the register that needs it tells of it
            continue
    return found


# -------------------------------------------------------------------------- links


def link_years(register: pd.DataFrame, overlap: Mapping[tuple[int, int], pd.Series]) -> pd.DataFrame:
    """The register with names, `area_id` and how each area joins the year before.

    Parameters
    ----------
    register
        Rows of `REGISTER_COLUMNS`, all years together.
    overlap
        Per pair of consecutive years, by area code: the smaller share in which the two polygons of
        that code coincide (see `polygon_overlap`).

    Returns
    -------
    pandas.DataFrame
        The register with `name`, `gemeente_name`, `area_id`, `link` (``eerste_jaar``, ``ongewijzigd``,
        ``nieuwe_code``, ``overlap``, ``oppervlakte``, ``vrijwel_gelijk``, or empty) and `unlinked_because`.
    """
    register = register.sort_values(["boundary_year", "area_code"], ignore_index=True)
    gemeente = register[register.area_level == "gemeente"].set_index(["boundary_year", "area_code"])["title"]
    keys = pd.MultiIndex.from_frame(register[["boundary_year", "gemeente_code"]])
    register["gemeente_name"] = gemeente.reindex(keys).fillna("").to_numpy()
    register["name"] = [display_name(t, g or t) for t, g in zip(register.title, register.gemeente_name, strict=True)]
    register["name"] = told_apart(register)
    register["area_id"], register["link"], register["unlinked_because"] = "", "", ""
    years = sorted(register.boundary_year.unique())
    previous: pd.DataFrame | None = None
    origins: dict[str, tuple] = {}
    for year in years:
        rows = register.index[register.boundary_year == year]
        current = register.loc[rows].copy()
        if previous is None:
            current["link"], current["area_id"] = "eerste_jaar", current.area_code + f"@{year}"
        else:
            share = overlap.get((int(previous.boundary_year.iloc[0]), int(year)))
            current = _link_to_previous(current, previous, share, origins)
        register.loc[rows, ["area_id", "link", "unlinked_because"]] = current[["area_id", "link", "unlinked_because"]]
        previous = current
    register.loc[register.area_code == "NL", "area_id"] = "NL"
    return register


def _link_to_previous(
    current: pd.DataFrame, previous: pd.DataFrame, overlap: pd.Series | None, origins: dict[str, tuple]
) -> pd.DataFrame:
    """Give each area of a year the id of the same area a year before, or a new id with the reason.

    `origins` gets the area as it was before its boundary moved for the first time: small shifts do not add up.
    """
    before = {row.area_code: row for row in previous.itertuples()}
    gap = int(current.boundary_year.iloc[0]) - int(previous.boundary_year.iloc[0])
    taken: set[str] = set()
    links: dict[str, tuple[str, str, str]] = {}
    for row in current.itertuples():
        old = before.get(row.area_code)
        how, why = _same_code(row, old, gap, overlap)
        if (
            not how
            and old is not None
            and gap == 1
            and _nearly_same(row, [old, origins.get(old.area_id, old)], overlap)
        ):
            origins.setdefault(old.area_id, old)
            how, why = NEAR, ""
        if how:
            taken.add(before[row.area_code].area_id)
            links[row.area_code] = (before[row.area_code].area_id, how, "")
        else:
            links[row.area_code] = ("", "", why)
    # Only now is it known which old areas are still free for a new code.
    free = previous[~previous.area_id.isin(taken) & (previous.area_level == "wijk")]
    names = free.title.map(normalise_name)
    found: dict[str, str] = {}
    for row in current[(current.change_flag == "2") & (current.area_level == "wijk")].itertuples():
        name = normalise_name(row.title)
        same = free[(names == name) & (name != "") & np.isclose(free.surface_ha, row.surface_ha, atol=1)]
        found[row.area_code] = same.area_id.iloc[0] if len(same) == 1 and gap == 1 else ""
    claims = list(found.values())
    for code, area_id in found.items():
        # Two new areas that fit one old area: neither is certain.
        if area_id and claims.count(area_id) == 1:
            links[code] = (area_id, "nieuwe_code", "")
        else:
            links[code] = ("", "", "code gewijzigd, oude code niet met zekerheid te vinden")
    fresh = f"@{current.boundary_year.iloc[0]}"
    current["area_id"] = [links[c][0] or c + fresh for c in current.area_code]
    current["link"] = [links[c][1] for c in current.area_code]
    current["unlinked_because"] = [links[c][2] for c in current.area_code]
    return current


def _same_code(row: tuple, old: tuple | None, gap: int, overlap: pd.Series | None) -> tuple[str, str]:
    """How an area continues the one that had its code before (`how`, ""), or ("", why it does not)."""
    if row.area_code == "NL":
        return "ongewijzigd", ""
    if row.change_flag == "3":
        return "", "grens gewijzigd"
    if old is None:
        return "", "code bestond in het vorige jaar niet"
    if row.change_flag == "2":
        return "", "code gewijzigd"
    if not same_name(old.title, row.title):
        return "", f"code had een andere naam ({old.name})"
    if row.change_flag == "1" and gap == 1:
        return "ongewijzigd", ""
    if overlap is not None and row.area_code in overlap.index:
        share = overlap[row.area_code]
        return ("overlap", "") if share >= SAME_POLYGON else ("", f"grens valt voor {100 * share:.1f} % samen")
    if row.area_level == "gemeente" and gap == 1 and old.surface_ha:
        same = abs(row.surface_ha / old.surface_ha - 1) <= SAME_SURFACE
        return ("oppervlakte", "") if same else ("", "oppervlakte gewijzigd")
    return "", "of de grens gelijk bleef, is niet bekend"


def _nearly_same(row: tuple, olds: Iterable[tuple], overlap: pd.Series | None) -> bool:
    """Whether a wijk with a moved boundary, or with a new name in the same one, is still the wijk of its code."""
    if row.area_level != "wijk" or row.change_flag not in ("1", "3"):
        return False
    if overlap is not None and overlap.get(row.area_code, 1.0) < SAME_POLYGON:
        return False
    return all(
        abs(row.surface_ha - old.surface_ha) <= NEAR_SURFACE * old.surface_ha
        and abs(row.inwoners - old.inwoners) <= NEAR_INWONERS * old.inwoners
        for old in olds
    )


def polygon_overlap(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> pd.Series:
    """Per code that both have: the smaller of the two shares in which the polygons coincide.

    Areas are measured in the Dutch national grid (EPSG:28992), as planar surface.
    """
    import geopandas as gpd  # here: loading it takes longer than all else a command may need

    # An outline that is valid in degrees may cross itself once its points are moved by less than a millimetre.
    plane = (frame.to_crs(28992)[["area_code", "geometry"]] for frame in (old, new))
    before, after = (frame.set_geometry(frame.make_valid()) for frame in plane)
    pair = before.merge(after, on="area_code", suffixes=("_old", "_new"))
    a, b = gpd.GeoSeries(pair.geometry_old), gpd.GeoSeries(pair.geometry_new)
    shared = a.intersection(b, align=False).area
    share = np.minimum(shared / a.area, shared / b.area)
    return pd.Series(share.to_numpy(), index=pair.area_code)
