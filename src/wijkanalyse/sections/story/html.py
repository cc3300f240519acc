"""The content of a slide as HTML; the letters are those of ``presentatie.css``, 24 pixels and larger at 1280 wide."""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch

from wijkanalyse.dutch import largest_remainder, number
from wijkanalyse.sections.story.lanes import lane
from wijkanalyse.sections.story.slides import (
    Bar,
    Bars,
    Crowds,
    Hundred,
    HundredPeople,
    Picture,
    Place,
    PlacedFigure,
    Point,
    Points,
    Steps,
    Table,
)
from wijkanalyse.show import wording
from wijkanalyse.show.charts.drawing import Axis, across, bar, drawing, path, percent
from wijkanalyse.show.charts.hundred import groups_of_hundred, hundred
from wijkanalyse.show.charts.marks import NAMES, mark, use
from wijkanalyse.show.fragments import escape
from wijkanalyse.show.tables import STATE_CSS

LANE, STEP = 60, 22
"""Thousandths of the width: of one group on the picture, and between marks that would lie on each other."""
EDGE = 25
"""Per cent of the width within which a name beside a mark ends at the edge."""
LARGER = 1.6
"""How much larger a mark is than on page one."""


@singledispatch
def slide_html(content: object) -> str:
    """The content of a slide, as HTML."""
    raise TypeError(f"no slide can hold {type(content).__name__}")


@slide_html.register
def _(content: Place) -> str:
    place = f'<figure class="ligging">{content.drawn.svg}</figure>' if content.drawn else ""
    lines = "".join(f"<p>{escape(line)}</p>" for line in content.lines)
    return (
        f'<div class="dia-twee">{place}<div class="dia-woorden"><p class="groot">{escape(content.number)}</p>'
        f"{lines}</div></div>"
    )


@slide_html.register
def _(content: Bars) -> str:
    top = max([b.here for b in content.bars] + [b.there or 0.0 for b in content.bars])
    whole = largest_remainder([b.here for b in content.bars])
    rows = "".join(_bar(group, n, top) for group, n in zip(content.bars, whole, strict=True))
    beside = "".join(f"<p>{escape(said)}</p>" for said in content.beside)
    key = '<p class="noot"><span class="streep"></span> Nederland</p>' if any(b.there for b in content.bars) else ""
    return (
        f'<div class="dia-twee breed"><div><table class="staven"><caption class="alleen-voor-oren">'
        f"{escape(content.caption)}</caption><tbody>{rows}</tbody></table>{key}</div>"
        f'<div class="dia-woorden">{beside}</div></div>'
    )


def _bar(group: Bar, whole: int, top: float) -> str:
    scale, line, heard = Axis(0, 1.08 * top, 0, 100), "", ""
    if group.there is not None:
        line = across("grens", percent(scale.at(group.there)), 0, "100%")
        heard = f'<span class="alleen-voor-oren">, Nederland {number(group.there)}</span>'
    css = ' class="genoemd"' if group.is_named else ""
    drawn = drawing("", bar("", 0, percent(scale.at(group.here)), 0, "100%") + line)
    cells = f'<td>{drawn}</td><td class="getal">{whole}{heard}</td>'
    return f'<tr{css}><th scope="row">{escape(group.label)}</th>{cells}</tr>'


@slide_html.register
def _(content: HundredPeople) -> str:
    groups = [(g.people, g.label, f"Nederland {g.there}" if g.there is not None else "") for g in content.groups]
    beside = "".join(f"<p>{escape(said)}</p>" for said in content.beside)
    return f'{groups_of_hundred(groups, content.caption)}<div class="dia-woorden naast-elkaar">{beside}</div>'


@slide_html.register
def _(content: Picture) -> str:
    lanes = "".join(_lane(title, figures) for title, figures in content.groups)
    states = {f.state for _, figures in content.groups for f in figures}
    key = "".join(
        f"<li>{mark(state)} {wording.STATE_NAMES[state]}</li>"
        for state in ("worse", "slightly_worse", "alike", "slightly_better", "better")
        if state in states or (state == "alike" and "not_distinguishable" in states)
    )
    return (
        f'<p class="alleen-voor-oren">{escape(content.caption)}</p><div class="beeld-as" aria-hidden="true"><span>'
        f"</span><span>← ongunstiger</span><strong>{escape(content.against)}</strong><span>gunstiger →</span></div>"
        f'<table class="lanen"><tbody>{lanes}</tbody></table><ul class="tekens-uitleg">{key}</ul>'
    )


def _lane(title: str, figures: Sequence[PlacedFigure]) -> str:
    marks, names = [], []
    for figure, x, steps in lane(figures):
        at = f"translate({10 * x:g} {LANE / 2 - STEP * steps:g}) scale({LARGER})"
        marks.append(use(NAMES[figure.state], 0, 0, more=f' transform="{at}"'))
        if figure.is_named:
            near = "rand-" if min(x, 100 - x) < EDGE else ""
            side = near + ("links" if x < 50 else "rechts")
            names.append(f'<span class="naast {side}" style="left:{x:g}%">{escape(figure.label)}</span>')
    heard = "; ".join(f"{f.label}: {wording.STATE_NAMES[f.state]}" for f in figures)
    lines = path("as", f"M20 {LANE / 2:g}H980") + path("midden", f"M500-30V{LANE + 30}")
    drawn = drawing("laan", lines + "".join(marks), view=(1000, LANE))
    return (
        f'<tr><th scope="row">{escape(title)}</th><td><span class="alleen-voor-oren">{escape(heard)}</span>'
        f'<div class="laanvak">{drawn}{"".join(names)}</div></td></tr>'
    )


@slide_html.register
def _(content: Crowds) -> str:
    return f'<div class="dia-mensen n{len(content.hundreds)}">{"".join(map(_hundred, content.hundreds))}</div>'


def _hundred(people: Hundred) -> str:
    css = "gunstig" if people.state.endswith("better") else "ongunstig"
    heard = f'<span class="alleen-voor-oren">{wording.STATE_NAMES[people.state]}: </span>'
    return (
        f"<figure>{hundred(people.here, people.there, css, columns=10)}<figcaption>{mark(people.state)} {heard}"
        f"<strong>{escape(people.strong)}</strong> {escape(people.rest)} "
        f'<span class="elders">{escape(people.elsewhere)}</span></figcaption></figure>'
    )


@slide_html.register
def _(content: Points) -> str:
    tag = "ol" if content.is_numbered else "ul"
    items = "".join(f"<li>{_point(p)}</li>" for p in content.points)
    return f'<{tag} class="punten">{items}</{tag}>{_box(content.box)}'


@slide_html.register
def _(content: Steps) -> str:
    items = "".join(f"<li>{_point(p)}</li>" for p in content.steps)
    return f'<ol class="stappen n{len(content.steps)}">{items}</ol>{_box(content.box)}'


def _point(point: Point) -> str:
    return f"<strong>{escape(point.strong)}</strong>" + (f" <span>{escape(point.soft)}</span>" if point.soft else "")


def _box(said: str) -> str:
    return f'<p class="doen">{escape(said)}</p>' if said else ""


@slide_html.register
def _(content: Table) -> str:
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in content.heads)
    rows = "".join(
        f'<tr><th scope="row">{escape(row.label)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row.cells[:-1])
        + f"<td>{_stands(row.cells[-1], STATE_CSS.get(row.state, ''))}</td></tr>"
        for row in content.rows
    )
    return (
        f'<div class="rooster" role="region" tabindex="0" aria-label="{escape(content.caption)}">'
        f'<table class="bijlage"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _stands(words: str, css: str) -> str:
    return f'<span class="staat {css}">{escape(words)}</span>' if words and css else escape(words)
