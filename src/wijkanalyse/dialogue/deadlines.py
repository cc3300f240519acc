"""The days that an area has to keep: actions, goals, agreements, the sociale kaart, money, the next edition.

What is done has no day any more. What is late keeps its own day, so that everybody sees how late it is.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from wijkanalyse.dialogue.files import ORGANISED
from wijkanalyse.dialogue.folder import AreaFolder
from wijkanalyse.dialogue.kept_editions import editions_of
from wijkanalyse.dialogue.services import STALE_AFTER_DAYS

RUNNING = ("open", "bezig")
"""Actions that somebody still has to do."""
DeadlineKind = Literal["actie", "doel", "afspraak", "sociale_kaart", "geld", "editie"]
KIND_WORDS: dict[DeadlineKind, str] = {
    "actie": "Actie klaar",
    "doel": "Einddatum van een doel",
    "afspraak": "Afspraak nagaan",
    "sociale_kaart": "Sociale kaart nagaan",
    "geld": "Geld loopt af",
    "editie": "Stand bewaren en terugkijken",
}


@dataclass(frozen=True)
class Deadline:
    """One day to keep.

    Attributes
    ----------
    what
        What has to be done, as people wrote it, or a sentence about the file it comes from.
    who
        Function or organisation; empty where nobody was named.
    key
        What tells it from others of its kind in this area, also when its day is moved.
    """

    kind: DeadlineKind
    day: dt.date
    what: str
    who: str
    key: str

    def is_late(self, today: dt.date) -> bool:
        return self.day < today


def deadlines(folder: AreaFolder) -> list[Deadline]:
    """All days that are not kept yet, the earliest first; of files that the edition may not show none."""
    makers = (_actions, _goals, _agreements, _services, _money, _edition)
    return sorted((d for make in makers for d in make(folder)), key=lambda d: (d.day, d.kind, d.key))


def _actions(folder: AreaFolder) -> Iterator[Deadline]:
    rows = folder.tables["acties"]
    for a in rows[rows.stand.isin(RUNNING)].itertuples(index=False):
        yield Deadline("actie", a.klaar_op, a.actie, a.wie, f"{a.doel} {a.actie}")


def _goals(folder: AreaFolder) -> Iterator[Deadline]:
    for g in folder.tables["doelen"].itertuples(index=False):
        yield Deadline("doel", g.klaar_op, g.titel, g.eigenaar, g.doel)


def _agreements(folder: AreaFolder) -> Iterator[Deadline]:
    for a in folder.tables["afspraken"].itertuples(index=False):
        if not a.gecontroleerd:
            yield Deadline("afspraak", a.klaar_op, a.afspraak, a.wie, a.afspraak)


def _services(folder: AreaFolder) -> Iterator[Deadline]:
    """Half a year after the entry that was checked longest ago: whoever phones, phones all of them."""
    checked = folder.tables["sociale_kaart"].gecontroleerd
    if len(checked):
        day = min(checked) + dt.timedelta(days=STALE_AFTER_DAYS)
        yield Deadline("sociale_kaart", day, "Bel na of de bereikbaarheidslijst nog klopt.", leader(folder), "lijst")


def _money(folder: AreaFolder) -> Iterator[Deadline]:
    for o in folder.tables["organisatie"].itertuples(index=False):
        if o.geld_tot:
            payer = f" Nu betaalt: {o.betaald_door}." if o.betaald_door else ""
            what = f"Er is geld voor de {ORGANISED[o.taak]} tot deze dag.{payer}"
            yield Deadline("geld", o.geld_tot, what, o.wie, f"{o.taak} {o.wie}")


def _edition(folder: AreaFolder) -> Iterator[Deadline]:
    """A year after the last edition; where there is none it is due now, or nobody can look back later."""
    if folder.path is None or not len(folder.tables["doelen"]):
        return
    kept = editions_of(folder.path)
    day = _a_year_after(dt.date.fromisoformat(kept[-1].name)) if kept else folder.today
    what = "Bewaar de stand en kijk terug." if kept else "Bewaar de eerste stand, om later op terug te kijken."
    yield Deadline("editie", day, what, leader(folder), "stand")


def _a_year_after(day: dt.date) -> dt.date:
    last = calendar.monthrange(day.year + 1, day.month)[1]
    return day.replace(year=day.year + 1, day=min(day.day, last))


def leader(folder: AreaFolder) -> str:
    """Who leads: the trekker, else the wijkmanager; empty where nobody is named."""
    rows = folder.tables["organisatie"]
    found = [who for task in ("trekker", "wijkmanager") for who in rows.wie[rows.taak == task]]
    return found[0] if found else ""
