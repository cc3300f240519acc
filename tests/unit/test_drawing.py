"""A drawing of matplotlib is equal byte for byte: whatever fonts a machine has."""

from __future__ import annotations

import os
import subprocess
import sys

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, fontManager

from wijkanalyse.publish.chart_notes import sort_complaints
from wijkanalyse.show.charts.own import draw, use_own_style
from wijkanalyse.show.charts.style import MEASURED, STACK, STYLE, add_measured_font, font_file


def test_letters_are_measured_in_the_font_of_matplotlib_and_shown_in_those_of_the_reader(monkeypatch):
    monkeypatch.setattr(fontManager, "ttflist", [e for e in fontManager.ttflist if e.name != MEASURED])
    add_measured_font()
    add_measured_font()
    assert len([e for e in fontManager.ttflist if e.name == MEASURED]) == 4
    with mpl.rc_context(STYLE):
        for asked, file in {"normal": font_file(), "bold": font_file("bold")}.items():
            assert findfont(FontProperties(weight=asked)) == str(file)
        assert findfont(FontProperties(style="italic")) == str(font_file(style="oblique"))
    with mpl.rc_context():
        use_own_style()
        figure = Figure()
        figure.text(0, 0, "Velp")
        svg = draw(figure)
    assert all(font in svg for font in STACK)


DRAW = """
import sys
from dataclasses import replace
from pathlib import Path
import matplotlib as mpl
from matplotlib.font_manager import FontManager, fontManager, json_dump

(which,) = sys.argv[1:]
bundled = [e for e in fontManager.ttflist if mpl.get_data_path() in e.fname or not Path(e.fname).is_absolute()]
assert any(e.name == "DejaVu Sans" for e in bundled)
stix = next(e for e in bundled if e.name == "STIXGeneral" and e.style == "normal" and e.weight == 400)
others = [replace(stix, name=name, weight=weight) for name in ("DejaVu Sans", "Arial", "Segoe UI", "Liberation Sans")
          for weight in (400, 700)]
fontManager.ttflist[:] = {"none": bundled, "others": others + bundled, "own": fontManager.ttflist}[which]

import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from wijkanalyse.show.charts.own import draw
from wijkanalyse.show.charts.style import STYLE, add_measured_font

shares = pd.DataFrame({"group": ["een", "twee"] * 2, "series": ["WIJKTEAM Één-Twee"] * 2 + ["Nederland"] * 2,
                       "value": [1.0, 2.0, 3.0, 4.0]})
add_measured_font()
with mpl.rc_context(STYLE):
    axes = Figure(layout="constrained").subplots()
    sns.barplot(shares, x="value", y="series", ax=axes).set_title("Een eigen grafiek, schuin en vet", style="italic")
    print(draw(axes.figure))
"""


def test_a_chart_has_equal_bytes_without_system_fonts_and_with_others(tmp_path):
    """Also one of an analyst who uses the style, and where nothing may be written outside the working tree."""
    closed = {k: v for k, v in os.environ.items() if k not in ("MPLCONFIGDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
    closed |= {"HOME": str(tmp_path / "nergens" / "nooit"), "TMPDIR": str(tmp_path)}
    (tmp_path / "nergens").touch()  # so that no folder can be made in it, not even by root
    running = {
        which: subprocess.Popen(
            [sys.executable, "-c", DRAW, which], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            encoding="utf-8", env=(closed if which == "none" else dict(os.environ)) | {"PYTHONIOENCODING": "utf-8"},
        )
        for which in ("own", "none", "others")
    }  # fmt: skip
    draws = {}
    for which, process in running.items():
        draws[which], complaints = process.communicate(timeout=120)
        assert process.returncode == 0, complaints
        assert sort_complaints(complaints)[0] == [], "nothing that would end a report"
        assert bool(complaints) == (which == "none"), "matplotlib says that it keeps its list of fonts elsewhere"
    assert draws["own"].count("<svg") == 1 and "Een eigen grafiek" in draws["own"]
    assert draws["none"] == draws["own"], "without system fonts"
    assert draws["others"] == draws["own"], "with other fonts of the same names"
