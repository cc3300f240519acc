"""From ``data/raw`` to ``data/processed``: the one place where figures enter the pipeline.

Reads the fetched tables when there are any, and the committed example otherwise,
adds own figures, and writes

* ``areas.parquet``: every area of every boundary year, with the id that links years;
* ``figures.parquet``: one row per area, indicator and period, with the reason of every absent value;
* ``reference.parquet``: how each indicator is spread over the Dutch wijken;
* ``ranges.parquet``: how far the buurten of a Dutch wijk usually lie apart;
* ``wijken.parquet``: the newest figures of every Dutch wijk, to find comparable ones;
* ``expected.parquet`` and ``expected_models.parquet``: what registers would count in every Dutch wijk, given who lives
  there;
* ``cross_tables.parquet``: published households of the country by kind, home and income, where someone brought them;
* ``regions.parquet``: in which GGD-regio and provincie each gemeente lies;
* ``patients.parquet``: lists of patients per area, for the catchment of a practice;
* ``practice_counts.parquet``: what these practices counted of all their patients together;
* ``polygons_<layer>_<year>.parquet``: boundaries for maps;
* ``build.json``: the receipt, with a fingerprint of everything that went in and a digest of every table that came out.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.disclosure import hide_small
from wijkanalyse.errors import ProcessedDataError, RawDataError, listing
from wijkanalyse.files import LockError, held, make_folder, write_whole
from wijkanalyse.paths import Paths
from wijkanalyse.process import example
from wijkanalyse.process.areas import Areas
from wijkanalyse.process.boundary_years import with_known
from wijkanalyse.process.buurt_ranges import ranges_between_buurten
from wijkanalyse.process.cross_table import COLUMNS as CROSS_COLUMNS
from wijkanalyse.process.cross_table import gates
from wijkanalyse.process.denominators import with_denominators
from wijkanalyse.process.derivable import hide_derivable
from wijkanalyse.process.door import check_figures
from wijkanalyse.process.expected import expected_counts
from wijkanalyse.process.figures import concat_figures, mark_uninhabited
from wijkanalyse.process.fresh import (
    RECEIPT,
    check_table,
    code_digest,
    fingerprint_of,
    has_raw,
    is_fresh,
    table_digests,
)
from wijkanalyse.process.matrix import typical_distance, wijk_matrix
from wijkanalyse.process.own import LeftOut, OwnData, read_own
from wijkanalyse.process.possible import PER, Possible, without_impossible
from wijkanalyse.process.published import areas_with_own_figures, check_areas_apart, read_households
from wijkanalyse.process.received import Received, describe_source, read_fetched
from wijkanalyse.process.reference import reference_distributions
from wijkanalyse.process.region_lists import RegionLists, read_regions
from wijkanalyse.process.register import link_years, polygon_overlap
from wijkanalyse.process.series import without_repeats

AREA_COLUMNS = ["area_id", "area_level", "gemeente_code", "wijk_code"]
"""What a figure gets from the register."""
ORDER = ["gemeente_code", "area_id", "indicator", "period"]
ROW_GROUP = 20_000
"""Rows per group of figures.parquet, about one gemeente: a report reads only its own."""
SLOT = ".slot"
"""What a command holds that makes the tables."""
AT_A_TIME = 25
"""Row groups that are written together."""


def ensure_processed(paths: Paths, catalogue: Catalogue, say: Callable[[str], None] = lambda _: None) -> Path:
    """Build ``data/processed`` unless it already follows from what is in ``data/raw``.

    Returns
    -------
    pathlib.Path
        The folder with the processed tables.

    Raises
    ------
    ProcessedDataError
        When a table is there and is not the one that was built: who altered it may want to know.
    """
    if is_fresh(paths):
        receipt = json.loads((paths.processed / RECEIPT).read_text(encoding="utf-8"))
        for name, digest in receipt["tables"].items():
            check_table(paths.processed / name, digest)
        _check_areas_again(paths, catalogue, receipt)
        return paths.processed
    if (paths.processed / RECEIPT).is_file() and not has_raw(paths):
        raise ProcessedDataError(
            f"{paths.processed}: is not complete or was made by another version of the package, and {paths.raw} has "
            "nothing to make it again from; copy the whole of data/processed from where this version made it"
        )
    with _alone(paths.processed, say):
        # Who waited for another command that made them has them now.
        return paths.processed if is_fresh(paths) else _build(paths, catalogue, say, strict=False)


@contextmanager
def _alone(folder: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Only one command at a time makes the tables; a second one waits."""
    make_folder(folder)
    with ExitStack() as holding:
        try:
            holding.enter_context(held(folder / SLOT))
        except LockError:
            say(f"another command is making {folder}; waiting until it is ready")
            holding.enter_context(held(folder / SLOT, wait=True))
        yield


def _check_areas_again(paths: Paths, catalogue: Catalogue, receipt: Mapping[str, Any]) -> None:
    """A composite area may be new since the build; with own figures it has to differ enough from the others."""
    if own := receipt.get("own_areas"):
        areas = pd.read_parquet(paths.processed / "areas.parquet")
        name = catalogue.roles.households_number
        regions = pd.read_parquet(paths.processed / "regions.parquet")
        check_areas_apart(paths, own, areas, read_households(paths.processed, name), name, regions)


def build(
    paths: Paths, catalogue: Catalogue, say: Callable[[str], None] = lambda _: None, *, strict: bool = False
) -> Path:
    """Make ``data/processed`` anew; what was there stays until the new tables are complete.

    Parameters
    ----------
    paths, catalogue
        The working tree and the cards.
    say
        Called with a line about each table, and about each thing that does not fit.
    strict
        Let what does not fit be an error, and so faults of own files.

    Raises
    ------
    RawDataError
        When nothing can be made of what is there; with `strict`, also with all that does not fit.
    """
    with _alone(paths.processed, say):
        return _build(paths, catalogue, say, strict=strict)


def _build(paths: Paths, catalogue: Catalogue, say: Callable[[str], None], *, strict: bool) -> Path:
    fingerprint = fingerprint_of(paths)
    inputs, regions = _received(paths, catalogue, say, strict=strict)
    areas = link_years(inputs.register, _overlaps(inputs.polygons, inputs.register.boundary_year.unique()))
    figures = _of_all_tables(inputs, areas, catalogue)
    # Own figures are of a few areas and may be closed: how the Dutch wijken are spread does not follow from them.
    reference = inputs.reference if inputs.reference is not None else reference_distributions(figures, inputs.register)
    figures, reference = _possible(figures, reference, inputs, catalogue, say, strict=strict)
    ranges = inputs.ranges if inputs.ranges is not None else _ranges(figures, inputs, catalogue)
    own, left_out = _own(paths, catalogue, inputs, reference, say, strict=strict)
    if own.figures:
        figures = _together([figures, *own.figures], inputs.register)
    handed_over = [_with_area_ids(figures, areas)]
    del figures
    figures = without_repeats(_in_order(handed_over), catalogue)
    figures = hide_derivable(hide_small(figures), figures, areas, catalogue.roles)
    check_figures(figures, catalogue)
    # Own figures, open ones too, decide neither on boundaries nor which wijken are comparable.
    national = figures[~figures.source.isin([s.id for s in own.sources])] if own.sources else figures
    areas = with_known(areas, national, reference, _outlines(inputs.polygons))
    own_areas = areas_with_own_figures(figures)
    check_areas_apart(paths, own_areas, areas, figures, catalogue.roles.households_number, regions.table)
    wijken = inputs.wijken if inputs.wijken is not None else _wijken(national, areas, reference)
    expected, models = inputs.expected or expected_counts(national, catalogue.roles)
    cross_tables = _cross_tables(own)
    say(f"{len(figures):,} figures of {areas.area_id.nunique():,} areas checked")
    receipt = {
        "fingerprint": fingerprint,
        "code": code_digest(),
        "sources": inputs.sources,
        "figures": len(figures),
        "hidden": figures.hidden_by[figures.hidden_by != ""].value_counts().to_dict(),
        "own_areas": own_areas,
        "left_out": [{"name": file.name, "openness": file.openness} for file in left_out],
        "indicators": int(figures.indicator.nunique()),
        "typical_distance": typical_distance(wijken, catalogue.roles.structure),
        "gates": gates(cross_tables, wijken, national, catalogue.roles, say),
        "told": inputs.told,
        "faults": inputs.faults,
        "areas": {str(y): int(n) for y, n in areas.groupby("boundary_year").size().items()},
    }
    tables = {
        "areas": areas,
        "reference": reference,
        "ranges": ranges,
        "wijken": wijken,
        "expected": expected,
        "expected_models": models,
        "patients": _patients(own),
        "practice_counts": _practice_counts(own, catalogue),
        "cross_tables": cross_tables,
        "regions": regions.table,
    }
    _write(paths.processed, figures, tables, inputs.polygons, receipt)
    return paths.processed


def _received(
    paths: Paths, catalogue: Catalogue, say: Callable[[str], None], *, strict: bool
) -> tuple[Received, RegionLists]:
    """What was fetched, or else the example, and which gemeente lies in which region."""
    inputs = read_fetched(paths, catalogue, say) or example.read_example(paths.example, catalogue)
    regions = read_regions(paths, catalogue)
    inputs.sources += [describe_source(source, modified) for source, modified in regions.sources]
    inputs.faults += regions.faults
    for line in inputs.told:
        say(f"Note: {line}")
    _tell(inputs.faults, say, strict=strict)
    say(f"figures of {len(inputs.sources)} sources read")
    return inputs, regions


def _own(
    paths: Paths,
    catalogue: Catalogue,
    inputs: Received,
    reference: pd.DataFrame,
    say: Callable[[str], None],
    *,
    strict: bool,
) -> tuple[OwnData, list[LeftOut]]:
    """What own files give, and the files with faults that all is made without; with `strict` these are an error."""
    left_out: list[LeftOut] = []
    own = read_own(paths, catalogue, inputs.register, reference=reference, left_out=left_out)
    if left_out and strict:
        raise RawDataError("\n".join(dict.fromkeys(file.message for file in left_out)))
    for name, openness in dict.fromkeys((file.name, file.openness) for file in left_out):
        without = "reports are made without it" if openness == "openbaar" else "editions that show it are not made"
        say(f"{name}: has faults and is not used; {without} until they are mended")
    for note in own.notes:
        say(note)
    inputs.sources += [describe_source(source, None) for source in own.sources]
    return own, left_out


def _tell(faults: Sequence[str], say: Callable[[str], None], *, strict: bool) -> None:
    """Say what does not fit; with `strict` it is an error."""
    if faults and strict:
        raise RawDataError(listing(f"{len(faults)} things do not fit, and nothing is written:", faults))
    for line in faults:
        say(f"Does not fit: {line}")


def _possible(
    figures: pd.DataFrame,
    reference: pd.DataFrame,
    inputs: Received,
    catalogue: Catalogue,
    say: Callable[[str], None],
    *,
    strict: bool,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The published figures without those that cannot be true, and how those that are left are spread."""
    faults: list[str] = []
    kept, odd = without_impossible(figures, Possible(catalogue, reference, inputs.register), faults)
    _tell(faults, say, strict=strict)
    inputs.faults += faults
    if odd:
        say(
            f"Note: {odd:,} figures lie more than three times outside what most Dutch wijken have, or "
            "hardly fit their counts or parts, and are used"
        )
    if faults and inputs.reference is None:
        reference = reference_distributions(kept, inputs.register)
    return kept, reference


def extract_example(paths: Paths, catalogue: Catalogue, say: Callable[[str], None]) -> None:
    """Cut the committed example anew from the fetched tables of the whole country.

    Raises
    ------
    RawDataError
        When no tables were fetched: an example is never cut from an example.
    """
    inputs = read_fetched(paths, catalogue, say)
    if inputs is None:
        raise RawDataError("the example is cut from the tables of the whole country; run `wijkanalyse fetch` first")
    areas = link_years(inputs.register, _overlaps(inputs.polygons, inputs.register.boundary_year.unique()))
    figures = _of_all_tables(inputs, areas, catalogue)
    reference = reference_distributions(figures, inputs.register)
    inputs.ranges = _ranges(figures, inputs, catalogue)
    linked = without_repeats(_in_order([_with_area_ids(figures, areas)]), catalogue)
    wijken = _wijken(linked, with_known(areas, linked, reference, _outlines(inputs.polygons)), reference)
    inputs.reference, inputs.wijken = reference, wijken
    inputs.expected = expected_counts(linked, catalogue.roles)
    inputs.figures = [part for _, part in figures.groupby("source", sort=True, observed=True)]
    example.write_example(paths.example, inputs, areas, catalogue)
    say(f"{paths.example} written")


# --------------------------------------------------------------------------- read


def _patients(own: OwnData) -> pd.DataFrame:
    """The lists of patients per area of all practices, for the weights of a catchment."""
    described = {s.id: s for s in own.sources}
    lists = [
        rows.assign(
            source=name,
            title=described[name].title,
            openness=described[name].openness,
            boundary_year=described[name].boundary_year,
        )
        for name, rows in own.patients.items()
    ]
    columns = ["source", "title", "openness", "boundary_year", "area_code", "patients"]
    return pd.concat(lists, ignore_index=True)[columns] if lists else pd.DataFrame(columns=columns)


def _practice_counts(own: OwnData, catalogue: Catalogue) -> pd.DataFrame:
    """What practices counted of all their patients together; what is too small is hidden, and what would tell it."""
    described = {s.id: s for s in own.sources}
    columns = ["source", "list_of_patients", "openness", "indicator", "period", "count", "denominator", "hidden_by"]
    if not own.counts:
        return pd.DataFrame(columns=columns)
    per = {i.id: PER.get(i.unit) for i in catalogue.indicators.values()}
    made = [
        rows.rename(columns={"cases": "count", "patients": "denominator"}).assign(
            source=name,
            list_of_patients=described[name].list_of_patients,
            openness=described[name].openness,
            period=rows.period.astype(int),
            value=rows.indicator.map(per) * rows.cases / rows.patients.where(rows.patients > 0),
            status="ok",
            estimate_type="practice",
            # A practice is as one area of its own: ages and groups that it counted add up, and lie in no other.
            area_id=described[name].list_of_patients,
            area_code=described[name].list_of_patients,
            boundary_year=0,
        )
        for name, rows in own.counts.items()
    ]
    counts = pd.concat(made, ignore_index=True)
    nowhere = pd.DataFrame(columns=["boundary_year", "area_code", "area_id"])
    return hide_derivable(hide_small(counts), counts, nowhere, catalogue.roles)[columns]


def _cross_tables(own: OwnData) -> pd.DataFrame:
    """The published cross tables of the country under each other."""
    described = {s.id: s for s in own.sources}
    made = [
        rows.assign(source=name, title=(card := described[name]).title, openness=card.openness, period=card.period)
        for name, rows in own.cross_tables.items()
    ]
    return pd.concat(made, ignore_index=True)[CROSS_COLUMNS] if made else pd.DataFrame(columns=CROSS_COLUMNS)


def _of_all_tables(inputs: Received, areas: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """The published figures, with those for which two tables are needed; `inputs` gives them up.

    They are millions of rows, and are never kept twice.
    """
    together = [_together(inputs.figures, inputs.register)]
    inputs.figures = []
    return with_denominators(together.pop(), areas, catalogue)


def _together(figures: Sequence[pd.DataFrame], register: pd.DataFrame) -> pd.DataFrame:
    return mark_uninhabited(concat_figures(figures), register)


def _ranges(figures: pd.DataFrame, inputs: Received, catalogue: Catalogue) -> pd.DataFrame:
    names = [b.indicator for b in catalogue.roles.buurten.between]
    return ranges_between_buurten(figures, inputs.register, names)


def _wijken(figures: pd.DataFrame, areas: pd.DataFrame, reference: pd.DataFrame) -> pd.DataFrame:
    return wijk_matrix(figures, areas, reference, Areas(areas, {}).year_of())


def _outlines(polygons: Mapping[tuple[str, int], gpd.GeoDataFrame]) -> dict[tuple[str, int], set[str]]:
    return {key: set(frame.area_code) for key, frame in polygons.items()}


def _overlaps(
    polygons: Mapping[tuple[str, int], gpd.GeoDataFrame], years: Iterable[int]
) -> dict[tuple[int, int], pd.Series]:
    """Overlap of the polygons of consecutive years of the register, for all layers that both years have."""
    overlaps: dict[tuple[int, int], pd.Series] = {}
    for old, new in pairwise(sorted(map(int, years))):
        layers = {layer for layer, year in polygons if year == old} & {la for la, year in polygons if year == new}
        shares = [polygon_overlap(polygons[layer, old], polygons[layer, new]) for layer in sorted(layers)]
        if shares:
            overlaps[old, new] = pd.concat(shares)
    return overlaps


def _with_area_ids(figures: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """Give every figure the id of its area, and where it lies."""
    area_codes = figures.area_code.astype("category").cat
    known = {name: pd.CategoricalDtype(sorted(areas[name].dropna().unique())) for name in AREA_COLUMNS}
    columns = {name: np.full(len(figures), -1, dtype=np.int32) for name in AREA_COLUMNS}
    for year in figures.boundary_year.unique():
        # Looked up once per area and then spread over its rows: there are millions of rows.
        of_year = areas[areas.boundary_year == year].set_index("area_code").reindex(area_codes.categories)
        here = (figures.boundary_year == year).to_numpy()
        positions = area_codes.codes.to_numpy()[here]
        lost = sorted(set(area_codes.categories[np.unique(positions)]) & set(of_year.index[of_year.area_id.isna()]))
        if lost:
            raise ProcessedDataError(
                f"{len(lost)} areas have figures but are in no register of {year}: {', '.join(lost[:8])}. "
                "Fetch the Kerncijfers wijken en buurten of that boundary year."
            )
        for name, numbers in columns.items():
            numbers[here] = pd.Categorical(of_year[name], dtype=known[name]).codes[positions]
    joined = figures.assign(
        **{
            name: pd.Categorical.from_codes(columns.pop(name), dtype=known[name]).remove_unused_categories()
            for name in AREA_COLUMNS
        }
    )
    return joined


def _in_order(handed_over: list[pd.DataFrame]) -> pd.DataFrame:
    """The one frame of a list with its rows in `ORDER`, so that a gemeente stands together.

    It is taken out of the list and given up column by column: nobody may hold it meanwhile, or it is there twice.
    """
    columns = {name: column.array for name, column in handed_over.pop().items()}
    keys = [columns[name] for name in reversed(ORDER)]
    order = np.lexsort([key.codes if isinstance(key, pd.Categorical) else key for key in keys])
    del keys
    for name in columns:
        columns[name] = columns[name].take(order)
    return pd.DataFrame(columns, copy=False)


# -------------------------------------------------------------------------- write


def _write(
    folder: Path,
    figures: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame],
    polygons: Mapping[tuple[str, int], gpd.GeoDataFrame],
    receipt: Mapping[str, Any],
) -> None:
    """Write all tables beside the old ones, then put them in place, the receipt last."""
    for left in folder.glob(".new-*"):  # of a build that was killed
        shutil.rmtree(left, ignore_errors=True)
    new = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
    try:
        _write_figures(new / "figures.parquet", figures)
        for name, table in tables.items():
            table.to_parquet(new / f"{name}.parquet", index=False)
        for (layer, year), frame in polygons.items():
            frame.to_parquet(new / f"polygons_{layer}_{year}.parquet", index=False)
        receipt = {**receipt, "tables": table_digests(new)}
        write_whole(new / RECEIPT, json.dumps(receipt, indent=1, ensure_ascii=False))
        if any(source["openness"] != "openbaar" for source in receipt["sources"]):
            for path in new.iterdir():
                path.chmod(0o600)  # with closed figures in them
        # Without a receipt the folder does not count as built, so a kill in between is repaired next time.
        (folder / RECEIPT).unlink(missing_ok=True)
        for path in folder.glob("polygons_*.parquet"):  # of a layer that is no longer there
            path.unlink()
        for path in sorted(new.iterdir(), key=lambda p: p.name == RECEIPT):
            path.replace(folder / path.name)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _write_figures(path: Path, figures: pd.DataFrame) -> None:
    """Write a few row groups at a time: as a table of Arrow the whole would be there twice."""
    schema = pa.Schema.from_pandas(figures, preserve_index=False)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for start in range(0, max(len(figures), 1), AT_A_TIME * ROW_GROUP):
            rows = figures.iloc[start : start + AT_A_TIME * ROW_GROUP]
            table = pa.Table.from_pandas(rows, schema=schema, preserve_index=False)
            writer.write_table(table, row_group_size=ROW_GROUP)
