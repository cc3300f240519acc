"""How every drawing of matplotlib looks, also those of an analyst: colours, letters and rules for equal bytes.

Letters are measured in the DejaVu Sans that comes with matplotlib, whatever fonts a machine has: a chart is laid out
alike everywhere. Which letters a reader sees is up to the reader's browser: the SVG holds text and names `STACK`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.font_manager import FontEntry, fontManager

INK = "#2b2b2b"
STACK = ["Segoe UI", "Helvetica Neue", "Arial", "Liberation Sans", "DejaVu Sans", "sans-serif"]
"""Fonts of the report, the first that a reader has."""
MEASURED = "Wijkanalyse Sans"
"""Name under which matplotlib knows the one font that text is measured in; no machine has another of that name."""
FILES = {
    ("normal", "normal"): "DejaVuSans.ttf",
    ("bold", "normal"): "DejaVuSans-Bold.ttf",
    ("normal", "oblique"): "DejaVuSans-Oblique.ttf",
    ("bold", "oblique"): "DejaVuSans-BoldOblique.ttf",
}
"""By weight and style; in the folder of matplotlib's data."""

STYLE = {
    # Equal input must give equal bytes: SVG ids come from this salt, and no date is written.
    "svg.hashsalt": "wijkanalyse",
    "svg.fonttype": "none",
    "text.parse_math": False,
    "font.family": "sans-serif",
    "font.sans-serif": [MEASURED, *STACK],
    "font.size": 10.5,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}
"""Settings for `from_defaults`; call `add_measured_font` first."""
WHERE = ("backend", "backend_fallback", "interactive", "toolbar")
"""Settings of where a drawing is shown, which are not for a drawing to change."""


def from_defaults(settings: Mapping[str, Any]) -> dict[str, Any]:
    """All settings of a drawing: those of matplotlib itself, with these changed.

    A settings file of a person, or what another cell set, may not change how a report looks.
    """
    return {name: value for name, value in mpl.rcParamsDefault.items() if name not in WHERE} | dict(settings)


def font_file(weight: str = "normal", style: str = "normal") -> Path:
    """The file that letters of this weight and style are measured in."""
    return Path(mpl.get_data_path()) / "fonts" / "ttf" / FILES[weight, style]


def add_measured_font() -> None:
    """Let matplotlib know `MEASURED`; it forgets when it makes its list of fonts anew."""
    if not any(entry.name == MEASURED for entry in fontManager.ttflist):
        fontManager.ttflist += [
            FontEntry(fname=str(font_file(weight, style)), name=MEASURED, weight=weight, style=style, size="scalable")
            for weight, style in FILES
        ]
