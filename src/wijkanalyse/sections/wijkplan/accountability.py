"""One page for who pays (zorgverzekeraar and gemeente): what was put in, what was agreed, how far it is, what is next.

From the files of the area and nothing else. It says what was done, never that it worked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from wijkanalyse.dialogue.area import Dialogue
from wijkanalyse.dialogue.deadlines import KIND_WORDS, RUNNING, deadlines
from wijkanalyse.dialogue.files import LOGGED, ORGANISED, PROGRESS
from wijkanalyse.dialogue.kept_editions import editions_of
from wijkanalyse.dutch import dutch_date
from wijkanalyse.sections.kit.paper import NOT_FILLED, listed, nothing_yet, sheet, short
from wijkanalyse.show import wording
from wijkanalyse.show.fragments import Fragment, escape
from wijkanalyse.show.tables import table

MOST_PAID, MOST_LOGGED, MOST_NEXT = 4, 2, 4
"""Of each what fits on one page: people with hours, the last lines of each kind of the logboek, days that come."""


def accountability(dialogue: Dialogue) -> Fragment:
    """The page for who pays: hours and money, goals, how far they are, what happened and what is next."""
    if dialogue.folder.tables["doelen"].empty:
        return nothing_yet(dialogue, "doelen", "Een verantwoording is er zodra er een doel is.")
    return sheet(
        f"Verantwoording {dialogue.name}",
        f"<p>Voor zorgverzekeraar en gemeente. Stand op {dutch_date(dialogue.today)}. {_since(dialogue)} "
        "Deze bladzijde zegt wat er gedaan is. Waardoor cijfers veranderen, staat er niet.</p>",
        _put_in(dialogue),
        _goals(dialogue),
        f"<h4>Hoe ver zijn we?</h4>{listed(_progress(dialogue))}",
        *(_logged(dialogue, kind) for kind in ("besluit", "succes")),
        f"<h4>Wat komt er nu?</h4>{listed(_next(dialogue)) or '<p>Er staat niets meer open.</p>'}",
        kind="kit-verantwoording",
        piece="verantwoording",
    )


def _since(dialogue: Dialogue) -> str:
    kept = editions_of(dialogue.folder.path) if dialogue.folder.path else []
    if not kept:
        return "Er is nog geen eerdere stand bewaard."
    return f"De eerste bewaarde stand is van {dutch_date(dt.date.fromisoformat(kept[0].name))}."


def _put_in(dialogue: Dialogue) -> str:
    """Hours a week and who pays for them; hours are added only where all of them are known."""
    rows = dialogue.folder.tables["organisatie"]
    paid = rows[rows.taak != "stuurgroep"]
    if paid.empty:
        nobody = nothing_yet(dialogue, "organisatie", "Er is nog niet opgeschreven wie dit trekt.")
        return f"<h4>Inzet</h4>{nobody.html}"
    cells = [
        [
            short(f"{ORGANISED[o.taak].capitalize()}: {escape(o.wie)}"),
            wording.number(o.uren_per_week) if o.uren_per_week == o.uren_per_week else "niet ingevuld",
            short(escape(o.betaald_door)) or "niet ingevuld",
            dutch_date(o.geld_tot) if o.geld_tot else "niet ingevuld",
        ]
        for o in paid.head(MOST_PAID).itertuples(index=False)
    ]
    total = f"Samen {wording.number(paid.uren_per_week.sum())} uur per week" if paid.uren_per_week.notna().all() else ""
    if len(paid) > MOST_PAID:
        total = f"{total or 'Niet alle uren zijn bekend'}. Alle {len(paid)} staan in het wijkplan"
    heads = ["Inzet", "Uren per week", "Betaald door", "Geld tot"]
    return table("Inzet", heads, cells, note=total, words=True)


def _goals(dialogue: Dialogue) -> str:
    rows = dialogue.folder.tables["doelen"]
    cells = [
        [
            short(escape(g.titel)),
            short(escape(_measure(dialogue, g))),
            _now(dialogue, g),
            _amount(g.streven),
            dutch_date(g.klaar_op),
        ]
        for g in rows.itertuples(index=False)
    ]
    return table("Doelen", ["Doel", "Maat", "Nu", "Streven", "Klaar op"], cells, words=True)


def _measure(dialogue: Dialogue, goal: Any) -> str:
    cards = dialogue.catalogue.indicators
    return cards[goal.maat].label if goal.soort_maat == "cijfer" else goal.maat


def _now(dialogue: Dialogue, goal: Any) -> str:
    """The figure itself, with its year, where one measures the goal; else what was counted."""
    if goal.soort_maat != "cijfer" or dialogue.verdicts is None:
        return _amount(goal.nu)
    figure = dialogue.verdicts.of(goal.maat).figure
    if not figure.value.is_known:
        return "onbekend"
    return f"{escape(wording.beside_label(figure.value.number, figure.indicator))} ({figure.value.period})"


def _amount(text: str) -> str:
    """A point in a number is one before decimals: any other is refused by the check."""
    return escape(text.replace(".", ",")) or NOT_FILLED


def _progress(dialogue: Dialogue) -> Iterator[str]:
    """Actions by how far they are, those that are late, and agreements that somebody checked."""
    tables = dialogue.folder.tables
    actions, agreed = tables["acties"], tables["afspraken"]
    if len(actions):
        counts = [f"{n} {words}" for state, words in PROGRESS.items() if (n := sum(actions.stand == state))]
        yield f"Acties: {wording.names_in_a_row(counts)}."
        late = sum(day < dialogue.today for day in actions.klaar_op[actions.stand.isin(RUNNING)])
        yield (
            f"Van {late} {'actie' if late == 1 else 'acties'} is de dag voorbij." if late else "Geen actie is te laat."
        )
    if len(agreed):
        checked = sum(day is not None for day in agreed.gecontroleerd)
        worked = f"Van {checked} is nagegaan of ze werken." if checked else "Of ze werken, is nog niet nagegaan."
        yield f"Afspraken over samenwerken: {len(agreed)}. {worked}"
    if actions.empty and agreed.empty:
        yield "Er staan hier nog geen acties en afspraken."


def _logged(dialogue: Dialogue, kind: str) -> str:
    rows = dialogue.folder.tables["logboek"]
    here = rows[rows.soort == kind].sort_values("datum", kind="stable").tail(MOST_LOGGED)
    lines = [f"{dutch_date(r.datum)}: {escape(r.wat)} <small>({escape(r.rol)})</small>" for r in here.itertuples()]
    titles = {"besluit": "Besluiten", "succes": "Om te vieren"}
    return f"<h4>{titles.get(kind, LOGGED[kind])}</h4>{listed(map(short, lines))}" if lines else ""


def _next(dialogue: Dialogue) -> Iterator[str]:
    for d in deadlines(dialogue.folder)[:MOST_NEXT]:
        late = ' <strong class="staat ongunstig">te laat</strong>' if d.is_late(dialogue.today) else ""
        who = f" <small>({escape(d.who)})</small>" if d.who else ""
        yield short(f"{dutch_date(d.day)}{late}: {KIND_WORDS[d.kind].lower()}. {escape(d.what)}{who}")
