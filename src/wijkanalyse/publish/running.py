"""What runs in the areas of one adviser or region: one page, and the calendar beside it.

Areas stand by name. Nothing is added up over areas: how many actions there are says nothing of how a wijk is doing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from wijkanalyse.cards.house_style import HouseStyle
from wijkanalyse.dialogue.deadlines import KIND_WORDS, RUNNING, Deadline, deadlines, leader
from wijkanalyse.dialogue.folder import RHYTHM_CALENDAR, RHYTHM_PAGE, AreaFolder
from wijkanalyse.dutch import dutch_date
from wijkanalyse.files import write_whole
from wijkanalyse.publish.ics import calendar_file
from wijkanalyse.show.fragments import escape
from wijkanalyse.show.identity import edition_line
from wijkanalyse.show.look import stylesheet
from wijkanalyse.show.tables import table

HERE = Path(__file__).parent
COMING_DAYS = 92
"""The days that the page lists: a quarter of a year."""


def write_rhythm(
    target: Path, folders: Sequence[AreaFolder], today: dt.date, style: HouseStyle | None = None
) -> tuple[Path, Path]:
    """Write the page and the calendar of these areas; made anew each time.

    Parameters
    ----------
    target
        Folder to write into.
    folders
        Areas, each as far as one and the same edition may show it.
    today
        The day of the page.
    style
        House style of who makes it.

    Returns
    -------
    tuple of Path
        The page and the calendar.
    """
    ordered = sorted(folders, key=lambda f: (f.name.casefold(), f.code))
    days = [(f, deadlines(f)) for f in ordered]
    title = ordered[0].name if len(ordered) == 1 else f"{len(ordered)} wijken"
    page, calendar = target / RHYTHM_PAGE, target / RHYTHM_CALENDAR
    write_whole(page, running_page(days, today, style))
    areas = [(f.code, f.name, found) for f, found in days]
    write_whole(calendar, calendar_file(areas, today, f"Jaarritme {title}"))
    return page, calendar


def running_page(
    areas: Sequence[tuple[AreaFolder, list[Deadline]]], today: dt.date, style: HouseStyle | None = None
) -> str:
    """The page: a row per area, what is late, and what comes in a quarter of a year."""
    every = [(f, d) for f, found in areas for d in found]
    late = [(f, d) for f, d in every if d.is_late(today)]
    coming = [(f, d) for f, d in every if today <= d.day <= today + dt.timedelta(days=COMING_DAYS)]
    body = [_overview(areas, today), _listed("Te laat", late), _listed("De komende drie maanden", coming)]
    title = f"Wat loopt er in {areas[0][0].name}?" if len(areas) == 1 else f"Wat loopt er in {len(areas)} wijken?"
    loader = FileSystemLoader(HERE / "templates")
    styles = (HERE / "assets" / name for name in ("formulier.css", "wat_loopt_er.css"))
    sheets = stylesheet("basis.css", "merken.css", *styles)
    return (
        Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
        .get_template("wat_loopt_er.html.j2")
        .render(
            title=title,
            day=dutch_date(today),
            for_whom=edition_line(areas[0][0].edition),
            version=version("wijkanalyse"),
            css=Markup(f"{sheets}\n{style.css}" if style else sheets),
            style=style,
            body=Markup("".join(body)),
        )
    )


def _overview(areas: Sequence[tuple[AreaFolder, list[Deadline]]], today: dt.date) -> str:
    rows = []
    for folder, found in areas:
        ahead = [d for d in found if not d.is_late(today)]
        late = sum(d.is_late(today) for d in found)
        rows.append(
            [
                escape(folder.name),
                escape(leader(folder)) or "nog niemand",
                _unless_withheld(folder, "acties", str(folder.tables["acties"].stand.isin(RUNNING).sum())),
                f'<strong class="staat ongunstig">{late}</strong>' if late else "0",
                f"{dutch_date(ahead[0].day)}: {KIND_WORDS[ahead[0].kind].lower()}" if ahead else "niets",
                _unless_withheld(folder, "logboek", _last_logged(folder)),
            ]
        )
    heads = ["Wijk", "Trekker", "Acties die lopen", "Te laat", "Eerstvolgende dag", "Laatst in het logboek"]
    return table("Per wijk", heads, rows, words=True)


def _unless_withheld(folder: AreaFolder, kind: str, words: str) -> str:
    return "laten we hier niet zien" if folder.withholds(kind) else words


def _last_logged(folder: AreaFolder) -> str:
    days = folder.tables["logboek"].datum
    return dutch_date(max(days)) if len(days) else "nog niets"


def _listed(title: str, found: Sequence[tuple[AreaFolder, Deadline]]) -> str:
    if not found:
        return f"<p><strong>{title}:</strong> niets.</p>"
    rows = [
        [dutch_date(d.day), escape(f.name), KIND_WORDS[d.kind], escape(d.what), escape(d.who) or "nog niemand"]
        for f, d in sorted(found, key=lambda pair: (pair[1].day, pair[0].name.casefold()))
    ]
    return table(title, ["Dag", "Wijk", "Waarover", "Wat", "Wie"], rows, words=True)
