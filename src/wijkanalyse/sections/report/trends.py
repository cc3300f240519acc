"""What changed since the first comparable year."""

from __future__ import annotations

import math
from collections.abc import Mapping

from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.trends import Change, change_of
from wijkanalyse.show import wording
from wijkanalyse.show.charts.lines import year_line
from wijkanalyse.show.fragments import Fragment, escape, join
from wijkanalyse.show.tables import table, unit, year_words

NO_ESTIMATE = '<span class="afwezig">geen schatting</span>'
MIN_DRAWN = 3
"""Two years make a difference and no line; those stand in the table only."""


def trends(profile: Profile) -> Fragment:
    """Lines and a table from the first to the last comparable year, with what cannot be compared and why."""
    changes = [change_of(profile, i) for i in profile.catalogue.roles.series]
    if not changes:
        return Fragment(f'<p class="afwezig">Veranderingen: {wording.NONE_CHOSEN}</p>')
    comparable = [c for c in changes if len(c.years) >= 2]
    if not comparable:
        return Fragment(
            "<p>Er zijn geen twee jaren met dezelfde grens en dezelfde telling. Over veranderingen weten we daarom "
            "niets.</p>"
        )
    rows = [_row(c, profile) for c in comparable]
    heads = ["Cijfer", "Eerst", "Laatst", "Verandering", "Nederland in die jaren"]
    why = [c for c in changes if len(c.years) < 2 and c.reason]
    same = "vrijwel gelijk" if any(v.near_boundary for c in comparable for v in c.years) else "ook"
    return join(
        "<p>Er zijn te weinig jaren om een trend te zien. De tabel laat alleen het verschil zien tussen het eerste en "
        f"het laatste jaar. In die jaren was de telling gelijk en de grens {same}. Trek de lijn niet door naar de "
        "toekomst.</p>"
        if not any(c.test for c in comparable)
        else "",
        _lines(profile, [c for c in comparable if len(c.years) >= MIN_DRAWN]),
        table(f"Veranderingen: {profile.area.name}", heads, rows),
        _not_comparable(why),
    )


def _lines(profile: Profile, changes: list[Change]) -> str:
    """A small chart per figure, side by side, with a key to the lines."""
    if not changes:
        return ""
    gemeente = wording.gemeente_label(profile.area)
    charts, drawn = [], set()
    for change in changes:
        beside = {} if change.indicator.aggregation.rule == "sum" else _beside(profile, change)
        drawn |= set(beside)
        charts.append(_line(profile, change, beside))
    names = [n for css, n in (("gemeente", gemeente), ("land", "Nederland")) if css in drawn]
    key = "".join(
        f'<li><svg class="lijn" viewBox="0 0 30 10"><path class="{css}" d="M1 5H29"></path></svg> {escape(name)}</li>'
        for css, name in (("zelf", profile.area.name), ("gemeente", gemeente), ("land", "Nederland"))
        if css == "zelf" or css in drawn
    )
    title = f"Jaar na jaar: {wording.names_beside([profile.area.name, *names])}"
    return (
        f'<h3>{escape(title)}</h3><ul class="legenda">{key}</ul><div class="reeksen">{"".join(charts)}</div>'
        '<p class="noot">Een onderbroken lijn: over dat jaar is er geen cijfer. De schaal verschilt per grafiek en '
        "begint niet bij nul. Alle cijfers staan in de tabel hieronder.</p>"
    )


def _beside(profile: Profile, change: Change) -> dict[str, dict[int, float]]:
    """The lines of gemeente and Nederland, in the years from the first to the last of the area."""

    def within(line: Mapping[int, float]) -> dict[int, float]:
        return {y: v for y, v in line.items() if change.first.period <= y <= change.last.period and not math.isnan(v)}

    lines = {"gemeente": within(profile.gemeente_history(change.indicator.id)), "land": within(change.nederland)}
    return {css: line for css, line in lines.items() if line and profile.area.level != "land"}


def _line(profile: Profile, change: Change, beside: dict[str, dict[int, float]]) -> str:
    indicator = change.indicator
    first, last = (wording.plain_number(v.number, indicator) for v in (change.first, change.last))
    words = (
        f"Lijn. {indicator.label} in {profile.area.name}: {first} in {change.first.period}, "
        f"{last} in {change.last.period}"
    )
    if there := beside.get("land"):
        year = max(there)
        words += f"; in Nederland {wording.plain_number(there[year], indicator)} in {year}"
    drawing = year_line(
        {v.period: v.number for v in change.years}, beside=beside, first=first, last=last, words=escape(words + ".")
    )
    label = escape(indicator.label) + unit(indicator, profile.catalogue)
    return f'<figure class="reeks"><figcaption>{label}</figcaption>{drawing}</figure>'


def _row(change: Change, profile: Profile) -> list[str]:
    indicator, first, last = change.indicator, change.first, change.last
    numbers = [wording.plain_number(change.nederland.get(v.period, float("nan")), indicator) for v in (first, last)]
    beside = " → ".join(numbers) if all(numbers) else '<span class="afwezig">onbekend</span>'
    return [
        escape(indicator.label) + unit(indicator, profile.catalogue),
        f"{wording.plain_number(first.number, indicator)} <small>{year_words(first)}</small>",
        f"{wording.plain_number(last.number, indicator)} <small>{year_words(last)}</small>",
        wording.DIRECTIONS[change.direction],
        beside,
    ]


def _not_comparable(changes: list[Change]) -> str:
    if not changes:
        return ""
    items = "".join(f"<li>{escape(c.indicator.label)}: {escape(c.reason)}.</li>" for c in changes)
    return f'<details class="uitleg"><summary>Wat niet te vergelijken is</summary><ul>{items}</ul></details>'


def earlier_estimates(profile: Profile) -> Fragment:
    """Modelled health figures of earlier years side by side, said not to be comparable."""
    rows, years = [], []
    for name in profile.catalogue.roles.earlier_estimates:
        values = {v.period: v for v in profile.history(name) if v.is_known}
        if len(values) >= 2:
            years = sorted(set(years) | set(values))
            rows.append((profile.catalogue.indicators[name], values))
    if not rows:
        return Fragment('<p class="noot">Er zijn geen schattingen van eerdere jaren.</p>')
    cells = [
        [escape(i.label), *(wording.plain_number(v[y].number, i) if y in v else NO_ESTIMATE for y in years)]
        for i, v in rows
    ]
    caption = f"Schattingen van verschillende jaren: {profile.area.name}"
    note = "Niet met elkaar te vergelijken: het model en soms de vraag waren anders"
    if any(v.near_boundary for _, values in rows for v in values.values()):
        note += f". De wijk had toen {wording.NEAR_BOUNDARY}"
    body = table(caption, ["Schatting", *map(str, years)], cells, note=note)
    return Fragment(f'<details class="vergelijkingen"><summary>Schattingen van eerdere jaren</summary>{body}</details>')
