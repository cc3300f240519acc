"""The figures of a chapter as a file that a reader saves from the report and opens in Excel.

Receives the verdicts that the table of the chapter shows, so nothing above the
edition; hands on a link that holds the file itself, for a report has nothing beside it.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable
from urllib.parse import quote

from wijkanalyse.files import slug
from wijkanalyse.methods.aggregation import FULL_COVERAGE
from wijkanalyse.profile.figure import Figure, Value
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.verdicts import Verdict, Verdicts
from wijkanalyse.show import wording
from wijkanalyse.show.fragments import escape

HEADS = [
    "indicator", "waarde", "eenheid", "jaar", "vergelijking", "Nederland", "gemeente", "stand", "soort cijfer", "bron",
    "peildatum", "licentie", "opmerking",
]  # fmt: skip
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Without it Excel reads the file as Windows text and breaks every ë."""
UNQUOTED = " ,:;=/()!'*@$+?-._"
"""Characters that may stand as they are in the address; few escapes keep the report small."""
_AS_FAR_AS_ITS_TABLE = re.compile(r"^(.*?\btabel \w+).*")
"""Of a citation: the title after the number of the table is in the list of sources, and here once for each figure."""
FORMULA = ("=", "+", "-", "@", "\t")
"""First signs with which a spreadsheet takes a text for a formula."""


def chapter_download(verdicts: Verdicts, shown: Iterable[Verdict], title: str) -> str:
    """A link, as HTML, that saves the figures of a chapter.

    Parameters
    ----------
    verdicts
        Of the whole report; says about which area it is and with what is compared.
    shown
        The verdicts in the table of the chapter.
    title
        Name of the chapter.
    """
    profile = verdicts.profile
    edition = "" if profile.edition == "openbaar" else f"-{profile.edition}"
    name = f"wijkanalyse-{profile.area.code}-{slug(title, otherwise='kop')}{edition}.csv"
    address = "data:text/csv;charset=utf-8," + quote(chapter_csv(verdicts, shown), safe=UNQUOTED)
    return (
        f'<a class="download" download="{escape(name)}" href="{escape(address)}">'
        f"Download deze cijfers: {escape(title.lower())} (voor Excel)</a>"
    )


def chapter_csv(verdicts: Verdicts, shown: Iterable[Verdict]) -> str:
    """One row per figure: semicolons and decimal commas, as Dutch Excel expects them, and a byte order mark.

    Numbers have the decimals of the report. A figure that is absent is an empty cell with its reason.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    region = verdicts.region
    writer.writerow([*HEADS, *([f"{region.name} (zelf berekend)"] if region else [])])
    for verdict in shown:
        of_region = [_number(verdicts.of_region(verdict.figure), verdict.figure)] if region else []
        writer.writerow([*_row(verdict, verdicts.profile), *of_region])
    return BOM + text.getvalue()


def _row(verdict: Verdict, profile: Profile) -> list[str]:
    figure = verdict.figure
    value, indicator = figure.value, figure.indicator
    source = profile.processed.sources.get(value.source, {})
    own = wording.own(figure) if profile.catalogue.is_own(value.source) else ""
    return [
        _safe(indicator.label),
        _number(value, figure),
        indicator.unit,
        str(value.period or ""),
        verdict.against.words if wording.state(verdict) else "",
        _number(figure.nederland, figure),
        _number(figure.gemeente, figure),
        wording.state(verdict),
        profile.catalogue.vocabulary.estimate_types[figure.estimate_type],
        _safe(_AS_FAR_AS_ITS_TABLE.sub(r"\1", source.get("citation", ""))),
        (source.get("modified") or "")[:10],
        _safe(source.get("licence", "")),
        ". ".join(filter(None, [own, _remark(verdict)])),
    ]


def _number(value: Value | None, figure: Figure) -> str:
    """As in the report, but without thousands marks and with a minus that a spreadsheet knows."""
    if value is None or not value.is_known or math.isnan(value.number):
        return ""
    return wording.number(value.number, figure.indicator.decimals).replace(".", "").replace("\N{MINUS SIGN}", "-")


def _remark(verdict: Verdict) -> str:
    figure, value, interval = verdict.figure, verdict.figure.value, verdict.interval
    if value.is_range:
        ends = wording.number_range(value.least, value.most, figure.indicator)
        return f"Niet precies te berekenen. Het ligt tussen deze twee getallen: {ends}."
    if not value.is_known:
        return wording.absent(value)
    if value.coverage >= FULL_COVERAGE:
        if interval.kind != "published":
            return ""
        ends = wording.number_range(interval.lower, interval.upper, figure.indicator, around=value.number)
        return f"Ligt waarschijnlijk tussen deze twee getallen: {ends}."
    return f"Bekend voor {wording.number(math.floor(100 * value.coverage))}% van het gebied."


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
