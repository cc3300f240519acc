"""The look of a report: its style sheets, and the same look for what a notebook shows in JupyterLab.

The exporter puts the style sheets in the page. `style` puts them in the notebook, where they reach
nothing but the outputs of cells.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from wijkanalyse.show.charts.marks import DEFINITIONS

ASSETS = Path(__file__).parent / "assets"

STYLE_MIME = "application/vnd.wijkanalyse.style"
"""Marks the output of `style`: the exporter leaves it out, since a report has this look already."""

OUTPUT = ".jp-OutputArea-output.jp-OutputArea-output"
"""An output of JupyterLab or Notebook; named twice, so that it counts for more than the rules these have for tables."""
DARK = 'body[data-jp-theme-light="false"]'
IN_OUTPUTS = ("page one", "tables", "figures", "boxes")
"""Sections of ``rapport.css`` about what a cell shows; the others are about the page around it."""
FOR_OUTPUTS = """
.tabel, .kerncijfers, .duiding, .kader, .reeksen, .legenda, .noot, .bron, .uitleg, figure, details {
  color: var(--tekst); font-family: var(--letter); font-size: 1rem; line-height: 1.5;
}
.tabel table { margin: 0; border: 0; }
.tabel tr, .tabel tr:hover { background: none; }
.tabel th, .tabel td { max-width: none; }
.kerncijfers dt, .kerncijfers dd { float: none; width: auto; }
svg, img { max-width: 100%; }
&.jp-RenderedSVG :is(img, svg), &.jp-RenderedImage img { padding: 0.5rem; border-radius: 6px; background: #ffffff; }
"""
"""What JupyterLab does to tables, lists and drawings, undone; drawings stand on white, as in a report."""


@cache
def stylesheet(*names: str | Path) -> str:
    """Style sheets one after the other: those of this folder by name, others by their path."""
    return "\n".join((ASSETS / name).read_text(encoding="utf-8").strip() for name in names)


@cache
def compact(css: str) -> str:
    """A style sheet without comments and the spaces that only people need; what stands in quotes stays as it is."""
    parts = re.split(r'("[^"]*")', re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))
    for i in range(0, len(parts), 2):
        parts[i] = re.sub(r"\s*([{};,>])\s*|(:)\s+|\s+", lambda found: found[1] or found[2] or " ", parts[i])
    return "".join(parts).replace(";}", "}").strip()


@cache
def css_for_outputs() -> str:
    """The style of tables, marks, figures and boxes, for outputs of JupyterLab only, in light and dark."""
    light, dark, *_ = re.findall(r":root \{(.*?)\n *\}", stylesheet("basis.css"), re.DOTALL)
    sections = dict(
        re.findall(r"/\* ---- ([a-z ]+)\b[^*]*\*/\n(.*?)(?=/\* ----|\Z)", stylesheet("rapport.css"), re.DOTALL)
    )
    rules = "\n".join(
        [
            FOR_OUTPUTS,
            stylesheet("merken.css"),
            *(sections[n] for n in IN_OUTPUTS),
            stylesheet("charts.css", "tekens.css", "voorblad.css"),
        ]
    )
    rules = re.sub(r"\bmain (?=[a-z.])", "", rules)  # in a notebook there is no page around it
    return f"{OUTPUT} {{{_colours(light)}}}\n{DARK} {OUTPUT} {{{_colours(dark)}}}\n{OUTPUT} {{{rules}}}"


def _colours(block: str) -> str:
    return " ".join(re.findall(r"--[a-z-]+:[^;]+;", block))


def style() -> None:
    """Give charts and outputs of this notebook the look of the report.

    Figures of seaborn and matplotlib get its colours and letters from here on, and are shown as SVG. In
    JupyterLab tables and marks get its look, light and dark; what is displayed for that stays out of reports.

    Examples
    --------
    >>> from wijkanalyse import show
    >>> show.style()
    """
    from IPython import get_ipython

    from wijkanalyse.show.charts.own import use_own_style

    use_own_style()
    if shell := get_ipython():
        _show_figures_as_svg(shell)
        # text/plain is empty: where no HTML is shown, there is nothing to see
        shell.display_pub.publish(
            {"text/html": f"<style>\n{css_for_outputs()}\n</style>{DEFINITIONS}", "text/plain": "", STYLE_MIME: ""}
        )


def _show_figures_as_svg(shell: Any) -> None:
    """Let every figure that a cell shows be drawn by the package, in place of the PNG of the inline backend."""
    from matplotlib_inline.config import InlineBackend

    shell.display_formatter.mimebundle_formatter.for_type_by_name("matplotlib.figure", "Figure", _drawing)
    InlineBackend.instance(parent=shell).figure_formats = set()


def _drawing(figure: Any, include: Any = None, exclude: Any = None) -> dict[str, str]:
    from wijkanalyse.show.charts.own import draw

    return {"image/svg+xml": draw(figure)}
