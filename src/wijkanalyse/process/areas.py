"""Areas a report can be about: wijk, buurt, gemeente, Nederland, or several together.

A composite area is a small file in ``data/gebieden``: a name and its parts, and
perhaps which share of a part belongs to it. Parts may not overlap. An area
always has one boundary year; what joins it from other years is decided by the
register (see `process.register`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import pandas as pd

from wijkanalyse.cards.composites import Composite, FaultyAreaError
from wijkanalyse.codes import CODE, level_of, wijk_of
from wijkanalyse.dutch import names_in_a_row, number
from wijkanalyse.errors import AreaError
from wijkanalyse.facts import Fact, ShowsFacts
from wijkanalyse.files import as_typed
from wijkanalyse.near import did_you_mean, near
from wijkanalyse.process.area_names import EVERYDAY_NAMES, place_name
from wijkanalyse.process.boundary_years import newest_that_keeps
from wijkanalyse.process.regions import REGION_COLUMNS, Region, Regions

WhyOlder = Literal["", "asked", "gone", "no_outline", "fewer_figures"]

LEVEL_NAMES = {"wijk": "wijk", "buurt": "buurt", "gemeente": "gemeente", "land": "land", "samengesteld": "gebied"}
MOST_NAMED = 6
"""Gemeenten that are named one by one."""


@dataclass(frozen=True)
class Part:
    """One area of the register, and the share of it that belongs to the whole."""

    area_id: str
    code: str
    name: str
    level: str
    gemeente_code: str
    fraction: float = 1.0


@dataclass(frozen=True, repr=False)
class Area(ShowsFacts):
    """What a report is about: one area of the register, or several together."""

    code: str
    name: str
    level: str
    boundary_year: int
    gemeenten: tuple[str, ...]
    gemeente_names: tuple[str, ...]
    parts: tuple[Part, ...]
    inwoners: float
    stedelijkheid: float
    about: str | None = None

    @property
    def is_composite(self) -> bool:
        return self.level == "samengesteld"

    @property
    def outlines(self) -> set[str]:
        """Codes of the outlines that show the area: a buurt is shown by the wijk that it lies in."""
        return {wijk_of(p.code) if p.level == "buurt" else p.code for p in self.parts}

    @property
    def where(self) -> str:
        """The gemeenten that it lies in, by name; of many only how many they are."""
        names = self.gemeente_names
        return f"{len(names)} gemeenten" if len(names) > MOST_NAMED else names_in_a_row(names)

    @property
    def is_inhabited(self) -> bool:
        """False only where it is known that nobody lives there."""
        return self.inwoners != 0

    _in_one_line = True

    def _title(self) -> str:
        return f"{self.name} ({self.code})"

    def _facts(self) -> list[Fact]:
        where = self.where
        parts = names_in_a_row([f"{p.name} ({p.code})" for p in self.parts])
        return [
            ("soort", LEVEL_NAMES[self.level]),
            *([("gemeente", where)] if where else []),
            *([("delen", parts)] if self.is_composite else []),
            ("grenzen van", str(self.boundary_year)),
            ("inwoners", number(self.inwoners)),
        ]


class Areas:
    """The register of areas, with the composite areas of ``data/gebieden`` and the regions of the lists of CBS."""

    def __init__(
        self, register: pd.DataFrame, composites: Mapping[str, Composite], regions: pd.DataFrame | None = None
    ) -> None:
        self.register = register
        self.composites = composites
        lists = pd.DataFrame(columns=REGION_COLUMNS) if regions is None else regions
        self.regions = Regions(lists, composites, register)
        self.years = sorted(int(y) for y in register.boundary_year.unique())

    @property
    def faulty(self) -> Mapping[str, str]:
        """What is wrong with the files in ``data/gebieden`` that cannot be used, by code."""
        return getattr(self.composites, "faulty", {})

    def fault_of(self, code: str) -> str | None:
        """What is wrong with the file that declares an area; a CBS code has no file, whatever one is called."""
        wanted = as_typed(code.strip())
        return None if CODE.fullmatch(wanted.upper()) else self.faulty.get(wanted.lower())

    def of_year(self, boundary_year: int) -> pd.DataFrame:
        """The rows of the register of one year, by code; none of a year without register."""
        return self._by_year.get(boundary_year, self._by_year[self.years[-1]][:0])

    def names_of(self, boundary_year: int) -> Mapping[str, str]:
        """The names of all areas of a year, by code."""
        return self._names.get(boundary_year, {})

    def in_gemeenten(self, codes: Collection[str]) -> pd.DataFrame:
        """The rows of gemeenten and of all that lies in them, of all years, as the register has them."""
        return self._rows_at(self._places_by_gemeente, codes)

    def gemeenten_of(self, area_id: str) -> set[str]:
        """Codes of the gemeenten that an area lay in, in any year; "" for Nederland."""
        return {self._column("gemeente_code")[row] for row in self.places_of(area_id)}

    def ids_of(self, code: str) -> set[str]:
        """The area ids that a code stood for, in any year."""
        return {self.id_at(self._at[year, code]) for year in self._years_with([code])}

    def of_all_years(self, area_ids: Collection[str]) -> pd.DataFrame:
        """The rows of areas in each year in which they were the same area, as the register has them."""
        return self._rows_at(self._places_by_id, area_ids)

    def _rows_at(self, places: Mapping[str, list[int]], wanted: Collection[str]) -> pd.DataFrame:
        return self.register.iloc[sorted(row for one in set(wanted) for row in places.get(one, ()))]

    def places_of(self, area_id: str) -> list[int]:
        """Where an area stands in the register: once for each year in which it was the same area."""
        return self._places_by_id.get(area_id, [])

    def with_buurten(self, area_ids: Iterable[str]) -> set[str]:
        """Ids of areas, and of the buurten that lay in them in any year in which they were the same area."""
        found = set(area_ids)
        years, codes = self._column("boundary_year"), self._column("area_code")
        inside = (self.buurten_in(years[row], codes[row]) for one in list(found) for row in self.places_of(one))
        return found | {self.id_at(row) for rows in inside for row in rows}

    def buurten_in(self, boundary_year: int, code: str) -> list[int]:
        """Where the buurten of a wijk or gemeente stand in the register; empty where none are known."""
        return self._buurten.get((boundary_year, code), [])

    def wijken_in(self, boundary_year: int, gemeente: str) -> list[str]:
        """Codes of the wijken of a gemeente in a year."""
        return self._wijken.get((boundary_year, gemeente), [])

    def id_of(self, boundary_year: int, code: str) -> str | None:
        """The area id; None where there is no such area."""
        row = self._at.get((boundary_year, code))
        return None if row is None else self.id_at(row)

    def id_at(self, row: int) -> str:
        """The area id of a row of the register."""
        return self._column("area_id")[row]

    def place_of(self, boundary_year: int, code: str) -> int:
        """Where an area stands in the register."""
        return self._at[boundary_year, code]

    def index(self) -> None:
        """Find now what is found at the first question, for a process that forks one child per report."""
        _ = self._known, self._outlined, self._by_year, self._names, self._buurten
        _ = self._places_by_gemeente, self._places_by_id, self._wijken

    def _column(self, name: str) -> list[Any]:
        """A column of the register as plain values: a table takes longer to give one than all that is done with it."""
        if name not in self._columns:
            self._columns[name] = self.register[name].tolist()
        return self._columns[name]

    @cached_property
    def _columns(self) -> dict[str, list[Any]]:
        return {}

    @cached_property
    def _at(self) -> dict[tuple[int, str], int]:
        """Where each area stands in the register, by year and code."""
        places = zip(self._column("boundary_year"), self._column("area_code"), strict=True)
        return {place: row for row, place in enumerate(places)}

    @cached_property
    def _buurten(self) -> dict[tuple[int, str], list[int]]:
        inside = defaultdict(list)
        names = ("area_level", "boundary_year", "wijk_code", "gemeente_code")
        for row, (level, year, wijk, gemeente) in enumerate(zip(*map(self._column, names), strict=True)):
            if level == "buurt":
                inside[year, wijk].append(row)
                inside[year, gemeente].append(row)
        return dict(inside)

    @cached_property
    def _wijken(self) -> dict[tuple[int, str], list[str]]:
        inside = defaultdict(list)
        names = ("area_level", "boundary_year", "gemeente_code", "area_code")
        for level, year, gemeente, code in zip(*map(self._column, names), strict=True):
            if level == "wijk":
                inside[year, gemeente].append(code)
        return dict(inside)

    @cached_property
    def _by_year(self) -> dict[int, pd.DataFrame]:
        years = self.register.groupby("boundary_year")
        return {int(year): rows.set_index("area_code", drop=False) for year, rows in years}

    @cached_property
    def _names(self) -> dict[int, dict[str, str]]:
        names: dict[int, dict[str, str]] = {year: {} for year in self.years}
        for (year, code), name in zip(self._at, self._column("name"), strict=True):
            names[year][code] = name
        return names

    @cached_property
    def _places_by_gemeente(self) -> dict[str, list[int]]:
        return _places(self._column("gemeente_code"))

    @cached_property
    def _places_by_id(self) -> dict[str, list[int]]:
        return _places(self._column("area_id"))

    @cached_property
    def _known(self) -> dict[tuple[int, str], int]:
        """By year and code the number of indicators known."""
        return dict(zip(self._at, self._column("known"), strict=True))

    @cached_property
    def _outlined(self) -> set[tuple[int, str]]:
        return {place for place, drawn in zip(self._at, self._column("has_outline"), strict=True) if drawn}

    def find(self, code: str, boundary_year: int | None = None) -> Area:
        """The area with this code.

        Parameters
        ----------
        code
            A CBS code, the code of a composite area, or the name of a region; spaces and capitals do not matter.
        boundary_year
            Year of the boundaries. By default that of the file of a composite area, or the one that suits the area:
            the newest year with an outline that keeps nearly all of its figures (see `process.boundary_years`).

        Raises
        ------
        AreaError
            When there is no such area in that year; names what is close.
        """
        wanted = as_typed(code.strip())
        composite = self.composites.get(wanted.lower())
        if fault := self.fault_of(wanted):
            raise FaultyAreaError(fault)
        if composite is None and not CODE.fullmatch(wanted.upper()) and (region := self.regions.find(wanted)):
            return self._region(region, boundary_year)
        codes = composite.parts if composite else (wanted.upper(),)
        year = boundary_year or (composite and composite.boundary_year) or self._usual_year(codes)
        missing = [c for c in codes if (year, c) not in self._at]
        if missing:
            raise AreaError(self._not_found(wanted, missing, year))
        fractions = composite.weights if composite else {}
        parts = tuple(self.part(year, c, fractions.get(c, 1.0)) for c in codes)
        return self._composite(composite, year, parts) if composite else self._single(year, parts[0])

    def select(
        self, gemeenten: Sequence[str] = (), *, boundary_year: int | None = None, level: str = "wijk"
    ) -> list[str]:
        """Codes of all areas of a level, of the named gemeenten (name or code) or of the whole country.

        Together they are the gemeenten once, so all are of one year; by default that of `year_of`, and of buurten the
        newest one that keeps nearly all of their figures.
        """
        year = boundary_year or (self._year_of_buurten() if level == "buurt" else self.year_of(gemeenten))
        rows = self.of_year(year)
        rows = rows[rows.area_level == level]
        if not gemeenten:
            return rows.area_code.tolist()
        return rows[rows.gemeente_code.isin(self.codes_of(gemeenten, year))].area_code.tolist()

    def _year_of_buurten(self) -> int:
        known = self.register[self.register.area_level == "buurt"].groupby("boundary_year").known.sum()
        return newest_that_keeps(known.to_dict()) if len(known) else self.years[-1]

    def year_of(self, gemeenten: Sequence[str] = ()) -> int:
        """The year whose wijken suit gemeenten, or the country: the newest that keeps nearly all of their figures."""
        return self._usual_year(self.codes_of(gemeenten) or ["NL"], together=sum)

    def fill_gemeenten(self, codes: Sequence[str], gemeenten: Sequence[str], boundary_year: int) -> bool:
        """Whether areas together are all of these gemeenten: these themselves, all their wijken, or all buurten."""
        left = set(gemeenten) - set(codes)
        rows = self.in_gemeenten(left)
        rows = rows[rows.boundary_year == boundary_year]
        buurten = rows[rows.area_level == "buurt"]
        open_buurten = buurten[~buurten.area_code.isin(list(codes))]
        filled = set(codes) | (set(buurten.wijk_code) - set(open_buurten.wijk_code))
        wijken = rows[rows.area_level == "wijk"]
        # A gemeente without wijken in the register is not known to be filled.
        return left <= set(wijken.gemeente_code) and set(wijken.area_code) <= filled

    def codes_of(self, gemeenten: Sequence[str], boundary_year: int | None = None) -> list[str]:
        """The codes of gemeenten that are named by name or code; by default as they are known in any year."""
        return [self._gemeente_code(name, boundary_year) for name in gemeenten]

    def _gemeente_code(self, name: str, year: int | None) -> str:
        rows = self.register[self.register.area_level == "gemeente"]
        rows = rows if year is None else rows[rows.boundary_year == year]
        found = self._gemeenten_named(name, rows)
        if len(found) == 1:
            return found[0]
        if found:
            called = dict(zip(rows.area_code, rows.name, strict=True))
            names = " and ".join(f"{called[code]} ({code})" for code in found)
            raise AreaError(
                f"{name!r} is the name of {len(found)} gemeenten: {names}; give one of these names or codes"
            )
        if gone := self._gemeenten_named(name, self.register[self.register.area_level == "gemeente"]):
            raise AreaError(self._gone(gone[-1], year))
        hint = did_you_mean(name, rows.name.unique(), most=3)
        hint = f", {hint}" if hint else "; list them with `wijkanalyse list`"
        where = f" in the boundaries of {year}" if year else ""
        raise AreaError(f"unknown gemeente {name!r}{where}{hint}")

    def _gemeenten_named(self, name: str, rows: pd.DataFrame) -> list[str]:
        """Codes of the gemeenten that somebody may mean: by code, by the very name, or by one that people use."""
        typed = as_typed(name.strip())
        exact = rows[(rows.name.str.casefold() == typed.casefold()) | (rows.area_code == typed.upper())]
        if len(exact):
            return [exact.area_code.iloc[-1]]
        wanted = place_name(EVERYDAY_NAMES.get(place_name(typed), typed))
        return list(dict.fromkeys(rows.area_code[rows.name.map(place_name) == wanted])) if wanted else []

    def _gone(self, code: str, year: int | None) -> str:
        """What is known of a gemeente that is not there in a year; where its wijken went as far as registers prove."""
        rows = self.register[self.register.gemeente_code == code]
        name, years = rows.gemeente_name.iloc[-1], sorted(map(int, rows.boundary_year.unique()))
        wijken = rows.area_id[(rows.boundary_year == years[-1]) & (rows.area_level == "wijk")]
        later = self.register[self.register.area_id.isin(wijken) & (self.register.boundary_year > years[-1])]
        since = later.groupby(["gemeente_code", "gemeente_name"]).boundary_year.min()
        went = [f"{new} ({new_code}) since {first}" for (new_code, new), first in since.items() if new_code != code]
        where = f" Wijken of it lie in {' and '.join(went)}." if went else ""
        known = " and ".join(map(str, years))
        return (
            f"{name} ({code}) exists in the boundaries of {known}, and not of {year}.{where} Name the gemeente of now, "
            f"or use --boundary-year {years[-1]}."
        )

    def usual_year(self, code: str) -> int | None:
        """The year of the boundaries of an area when none is asked for; None where that one does not exist."""
        try:
            return self.find(code).boundary_year
        except AreaError:  # a composite area of which the year in its file does not exist
            return None

    def why_older(self, area: Area) -> WhyOlder:
        """Why the boundaries of an area are not those of the newest year."""
        newest, codes = self.years[-1], [p.code for p in area.parts]
        if area.boundary_year == newest:
            return ""
        if area.boundary_year != self._usual_year(codes):
            return "asked"
        if newest not in self._years_with(codes):
            return "gone"
        return "fewer_figures" if all((newest, c) in self._outlined for c in codes) else "no_outline"

    def _years_with(self, codes: Sequence[str]) -> list[int]:
        return [y for y in self.years if all((y, c) in self._at for c in codes)]

    def _usual_year(self, codes: Sequence[str], *, together: Callable[[Iterable[int]], int] = min) -> int:
        """The year that suits areas: as one, which knows what its least known part does, or as a list (`sum`)."""
        having = self._years_with(codes)
        if not having:
            return self.years[-1]
        drawn = [c for c in codes if level_of(c) != "buurt"]  # the outline of a buurt is that of its wijk
        outlined = [y for y in having if all((y, c) in self._outlined for c in drawn)]
        return newest_that_keeps({y: together(self._known[y, c] for c in codes) for y in outlined or having})

    def part(self, year: int, code: str, fraction: float = 1.0) -> Part:
        """An area of the register as a part of another one."""
        row = self._at[year, code]
        names = ("area_id", "area_code", "name", "area_level", "gemeente_code")
        return Part(*(self._column(name)[row] for name in names), fraction)

    def _single(self, year: int, part: Part) -> Area:
        row = self.register.iloc[self._at[year, part.code]]
        inside = part.level in ("wijk", "buurt")
        gemeenten = ((row.gemeente_code,), (row.gemeente_name,)) if inside else ((), ())
        return Area(
            part.code, row["name"], part.level, year, *gemeenten, (part,), float(row.inwoners), float(row.stedelijkheid)
        )

    def _composite(self, composite: Composite, year: int, parts: tuple[Part, ...]) -> Area:
        rows = self.register.iloc[[self._at[year, p.code] for p in parts]]
        gemeenten = dict(zip(rows.gemeente_code, rows.gemeente_name, strict=True))
        inwoners = float((rows.inwoners.to_numpy() * [p.fraction for p in parts]).sum())
        return Area(
            composite.code, composite.name, "samengesteld", year, tuple(gemeenten), tuple(gemeenten.values()),
            parts, inwoners, float("nan"), composite.about,
        )  # fmt: skip

    def _region(self, region: Region, boundary_year: int | None) -> Area:
        """The gemeenten of a region as one area; by default in the newest year that suits them."""
        parts = {year: self.regions.gemeenten_in(region, year) for year in self.years}
        whole = {year: codes for year, codes in parts.items() if codes and boundary_year in (None, year)}
        if not whole:
            year = boundary_year or self.years[-1]
            raise AreaError(
                f"{region.name} ({region.code}) cannot be shown: {self.regions.why_not(region, year)}. "
                "Fetch the tables of the whole country with `wijkanalyse fetch`, or name another --boundary-year."
            )
        outlined = {y: codes for y, codes in whole.items() if all((y, c) in self._outlined for c in codes)}
        known = {y: min(self._known[y, c] for c in codes) for y, codes in (outlined or whole).items()}
        year = newest_that_keeps(known)
        composite = Composite(code=region.code, name=region.name, parts=whole[year], boundary_year=year)
        return self._composite(composite, year, tuple(self.part(year, c) for c in whole[year]))

    def _not_found(self, wanted: str, missing: Sequence[str], year: int) -> str:
        if len(missing) > 1 or missing[0] != wanted.upper():
            return (
                f"{wanted}: {len(missing)} parts do not exist in the boundaries of {year}: {', '.join(missing)}. "
                "Correct the file in data/gebieden, or set its `boundary_year`."
            )
        code = missing[0]
        if not CODE.fullmatch(code):
            return (
                f"{wanted!r} is not a code: expected WK with four digits and two digits or capitals (WK099511), "
                f"GM with four digits, BU with eight characters, NL, a file in data/gebieden, or a region."
                f"{self._close(wanted) or self._no_regions()}"
            )
        elsewhere = [y for y in self.years if (y, code) in self._at]
        if elsewhere:
            return f"{code} does not exist in the boundaries of {year}; it does in {', '.join(map(str, elsewhere))}."
        return (
            f"{code} does not exist in the boundaries of {year}.{self._close(wanted)} "
            "With only the committed example, areas of other gemeenten need `wijkanalyse fetch` first."
        )

    def _no_regions(self) -> str:
        return "" if self.regions.kinds else " For regions of CBS run `wijkanalyse fetch cbs_gebieden` first."

    def _close(self, wanted: str) -> str:
        """Up to four areas whose code or name looks like what was asked for."""
        rows = self.register.drop_duplicates("area_code", keep="last")
        names = {
            **dict(zip(rows.area_code, rows["name"], strict=True)),
            **{region.code: region.name for region in self.regions},
            **{c: k.name for c, k in self.composites.items()},
        }
        exact = [c for c, n in names.items() if n.lower() == wanted.lower()]
        exact += [r.code for r in self.regions if r.name.lower().endswith(f" {wanted.lower()}")]  # without its kind
        found = list(dict.fromkeys([*exact, *near(wanted, names, most=4, cutoff=0.75)]))[:4]
        return f" Did you mean {', '.join(f'{c} ({names[c]})' for c in found)}?" if found else ""


def _places(values: Iterable[str]) -> dict[str, list[int]]:
    """Where each value stands."""
    places = defaultdict(list)
    for row, value in enumerate(values):
        places[value].append(row)
    return dict(places)
