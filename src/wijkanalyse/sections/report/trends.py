"""What moved since the first comparable year, and what did not."""

from __future__ import annotations

import math
from collections.abc import Mapping

from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.trends import Change, change_of
from wijkanalyse.show import wording
from wijkanalyse.show.charts.drawing import drawing, path
from wijkanalyse.show.charts.lines import year_line
from wijkanalyse.show.fragments import Fragment, escape, join
from wijkanalyse.show.tables import table, unit, year_words

NO_ESTIMATE = '<span class="afwezig">geen schatting</span>'
MIN_DRAWN = 3
"""Two years make a difference and no line; those stand in the table only."""


def trends(profile: Profile) -> Fragment:
    """What moved since the first comparable year, as lines; folded under it every change, and what has none and why."""
    if not profile.area.is_inhabited:
        return Fragment("")
    changes = [change_of(profile, i) for i in profile.catalogue.roles.series]
    if not changes:
        return Fragment(f'<p class="afwezig">Veranderingen: {wording.NONE_CHOSEN}</p>')
    comparable = [c for c in changes if len(c.years) >= 2]
    if not comparable:
        return Fragment(
            "<p>Er zijn geen twee jaren met dezelfde grens en dezelfde telling. Over veranderingen weten we daarom "
            "niets.</p>"
        )
    moved = [c for c in comparable if c.direction in ("rising", "falling")]
    return join(
        f'<p class="boodschap">{escape(_headline(moved, comparable))}</p>',
        _lines(profile, [c for c in moved if len(c.years) >= MIN_DRAWN]),
        _all_changes(profile, comparable, [c for c in changes if len(c.years) < 2 and c.reason]),
    )


def _headline(moved: list[Change], comparable: list[Change]) -> str:
    """How many figures moved, and which one most for its size."""
    total = len(comparable)
    if not moved:
        return f"Geen van de {total} cijfers veranderde duidelijk, voor zover we jaren kunnen vergelijken."
    verb = "veranderde" if len(moved) == 1 else "veranderden"
    most = max(moved, key=lambda c: abs(c.last.number - c.first.number) / max(abs(c.first.number), 1e-9))
    first, last = (wording.beside_label(v.number, most.indicator) for v in (most.first, most.last))
    return (
        f"{len(moved)} van de {total} cijfers {verb} duidelijk. Het meest veranderde ‘{most.indicator.label}’: van "
        f"{first.partition(wording.NBSP)[0]} naar {last} ({most.first.period} tot {most.last.period})."
    )


def _all_changes(profile: Profile, comparable: list[Change], unknown: list[Change]) -> str:
    same = "vrijwel gelijk" if any(v.near_boundary for c in comparable for v in c.years) else "ook"
    few = (
        "<p>Er zijn te weinig jaren om een trend te zien. De tabel laat alleen het verschil zien tussen het eerste en "
        f"het laatste jaar. In die jaren was de telling gelijk en de grens {same}. Trek de lijn niet door naar de "
        "toekomst.</p>"
        if not any(c.test for c in comparable)
        else ""
    )
    heads = ["Cijfer", "Eerst", "Laatst", "Verandering", "Nederland in die jaren"]
    body = table(f"Veranderingen: {profile.area.name}", heads, [_row(c, profile) for c in comparable])
    return (
        f'<details class="alle-cijfers"><summary>Alle {len(comparable)} veranderingen</summary>'
        f"{few}{body}{_not_comparable(unknown)}</details>"
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
    key = "".join(
        f"<li>{drawing('lijn', path(css, 'M1 5H29'), view=(30, 10))} {escape(name)}</li>"
        for css, name in (("zelf", profile.area.name), ("gemeente", gemeente), ("land", "Nederland"))
        if css == "zelf" or css in drawn
    )
    return (
        f'<ul class="legenda">{key}</ul><div class="reeksen">{"".join(charts)}</div>'
        '<p class="noot">Elke grafiek heeft een eigen schaal, die niet bij nul begint.</p>'
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
        {v.period: v.number for v in change.years}, beside=beside, first=first, last=last, words=words + "."
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
    items = "".join(f"<li>‘{escape(c.indicator.label)}’: {escape(c.reason)}.</li>" for c in changes)
    return f'<details class="uitleg"><summary>Wat niet te vergelijken is</summary><ul>{items}</ul></details>'


def earlier_estimates(profile: Profile) -> Fragment:
    """Modelled health figures of earlier years side by side, said not to be comparable."""
    if not profile.area.is_inhabited:
        return Fragment("")
    rows, years = [], []
    for name in profile.catalogue.roles.earlier_estimates:
        values = {v.period: v for v in profile.history(name) if v.is_known}
        if len(values) >= 2:
            years = sorted(set(years) | set(values))
            rows.append((profile.catalogue.indicators[name], values))
    if not rows:
        return Fragment("")
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
