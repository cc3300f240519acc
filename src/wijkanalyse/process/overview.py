"""Which editions there are, which are here, and what each fills, for the command `wijkanalyse sources`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.cards.families import Family
from wijkanalyse.fetch.http import Patience, Purpose
from wijkanalyse.fetch.offered import Offer, ask_catalogues
from wijkanalyse.fetch.raw import RawCard, fetched_cards
from wijkanalyse.paths import Paths
from wijkanalyse.process.fresh import RECEIPT

TOLD = {"Note": "told", "Does not fit": "faults"}
BRIEF = Patience(attempts=2, timeout=20.0, wait_max=2.0)
"""For a question that a person waits for."""


def indicators_by_source(paths: Paths) -> dict[str, list[str]]:
    """Per source the indicators that ``data/processed`` has a figure of; empty when nothing was built."""
    path = paths.processed / "figures.parquet"
    if not path.is_file():
        return {}
    figures = pd.read_parquet(path, columns=["source", "indicator", "status"])
    pairs = figures.loc[figures.status == "ok", ["source", "indicator"]].drop_duplicates().astype(str)
    return {source: sorted(names) for source, names in pairs.groupby("source").indicator}


def told(paths: Paths) -> list[str]:
    """What was told at the last build, and what did not fit."""
    try:
        receipt = json.loads((paths.processed / RECEIPT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [f"{head}: {line}" for head, key in TOLD.items() for line in receipt.get(key, [])]


def overview(
    paths: Paths, catalogue: Catalogue, fills: Mapping[str, Sequence[str]], base_url: str | None
) -> tuple[list[str], list[str]]:
    """The editions of each family as lines, and why a catalogue could not be asked.

    Parameters
    ----------
    paths, catalogue
        The working tree and the cards.
    fills
        Indicators by source, from `indicators_by_source`.
    base_url
        A server to ask instead of the hosts that the cards name.
    """
    offered = ask_catalogues(catalogue.families.values(), base_url, Purpose("catalogue", patience=BRIEF))
    here: dict[str, dict[int, RawCard]] = {name: {} for name in catalogue.families}
    for family, card in fetched_cards(catalogue, paths.raw):
        here[family.id][int(card.boundary_year or 0)] = card
    lines = []
    for family in (f for f in catalogue.families.values() if not f.is_own):
        lines.append(f"{family.id}: {family.title}")
        lines += _lines(family, here[family.id], offered.editions.get(family.id), fills)
    offline = [f"{name}: {why} What is shown of it is what was fetched." for name, why in offered.failed.items()]
    return [*lines, *offered.told], offline


def _lines(
    family: Family, here: Mapping[int, RawCard], online: Mapping[int, Offer] | None, fills: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    wanted = family.wanted_of(online or {})
    for year in sorted({*here, *(online or {})}):
        card, offer = here.get(year), (online or {}).get(year)
        table = (card and card.table) or (offer and offer.source.table) or ""
        if card and card.modified:
            state = f"fetched, of {card.modified[:10]}"
        elif card:
            state = f"fetched on {card.retrieved:%Y-%m-%d}"
        else:
            state = "not fetched" if year in wanted else "not wanted"
        if card and card.filled is not None:
            state += f", {card.filled} of {card.topics} figures filled"
        name = family.edition_id(year)
        if count := len(fills.get(name, ())):
            state += f", fills {count} indicators"
        yield f"  {name:<26}{table:<10}{state}{_newer(card, offer, online)}"


def _newer(card: RawCard | None, offer: Offer | None, online: Mapping[int, Offer] | None) -> str:
    """What the catalogue has that is not here, or no longer."""
    if card is None:
        return "" if offer is None else f"; online of {offer.modified[:10]}" if offer.modified else "; online"
    if online is None:
        return ""
    if offer is None:
        return "; no longer in the catalogue"
    if offer.source.table != card.table:
        return f"; online it is table {offer.source.table}"
    if offer.modified > (card.modified or ""):
        return f"; newer online, of {offer.modified[:10]}"
    return f"; online an older one, of {offer.modified[:10]}" if offer.modified < (card.modified or "") else ""
