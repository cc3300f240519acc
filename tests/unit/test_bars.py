"""Bars lie where they are computed: whatever fonts a machine has, and whatever letters a name has."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import warnings
import xml.etree.ElementTree as ET
from itertools import pairwise

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.font_manager import FontProperties, findfont, fontManager

from wijkanalyse.publish.chart_notes import sort_complaints
from wijkanalyse.show.charts.bars import WIDTH, grouped_bars
from wijkanalyse.show.charts.letters import POINTS, text_width
from wijkanalyse.show.charts.style import MEASURED, STACK, STYLE, add_measured_font, font_file

NAMES = {
    "short": "Velp",
    "capitals": "WIJKTEAM STADSHAGEN-WESTENHOLTE EN HOLTENBROEK",
    "widest": "W" * 60,
    "without spaces": "zonderspatie" * 17,
    "200 letters": "Buurt abcdefghij " * 12,
    "accents apart": "Zu\u0308id e\u0301e\u0301n " * 20,
    "emoji": "Buurt \U0001f600 \U0001f469\u200d\U0001f469\u200d\U0001f467 " * 12,
    "right to left": "\u202eحي السلام الجميل\u202c " * 6,
    "Chinese": "北京市朝阳区" * 10,
    "signs of markup": "<b>&amp; $x_1$ \\frac %s {0}" * 4,
}
GROUPS = ["Laagste 40% van Nederland", "Daartussen", "Hoogste 20% van Nederland"]
VALUES = [48.0, 39.0, 13.0]


def chart(name, *, groups=GROUPS, values=VALUES, beside="Gemeente 's-Gravenhage"):
    series = [name, beside, "Nederland"]
    rows = [{"group": g, "series": s, "value": v} for s in series for g, v in zip(groups, values, strict=True)]
    title = f"Inkomen van huishoudens, 2022: {name}, gemeente 's-Gravenhage en Nederland"
    return grouped_bars(pd.DataFrame(rows), series=series, title=title, alt=f"Staafdiagram van {name}")


def written(svg):
    """Texts with their left and right end in points, as wide as they are measured."""
    found = []
    for e in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"):
        size = float(re.search(r"font:?-?(?:size)?:?[^;]*?([\d.]+)px", e.get("style"))[1])
        width = POINTS * text_width(e.text, size, "bold" if "bold" in e.get("style") else "normal")
        x = float(e.get("x"))
        left = x - width if "text-anchor:end" in e.get("style") else x
        found.append((e.text, left, left + width, float(e.get("y"))))
    return found


def bars(svg):
    """Left and right end of each bar."""
    paths = [e.get("d") for e in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}path")
             if re.search(r"fill:#(0b5c8a|5896b8|8c8c8c)", e.get("style") or "")]  # fmt: skip
    return [(min(xs), max(xs)) for xs in ([float(x) for x in re.findall(r"[ML]([\d.]+) ", d)] for d in paths)]


@pytest.mark.parametrize("kind", NAMES)
def test_any_name_gives_a_chart_in_which_all_text_lies_inside_and_none_on_another(kind):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        shown = chart(NAMES[kind])
    texts = written(shown.svg)
    for text, left, right, _ in texts:
        assert 0 <= left < right <= WIDTH * POINTS, (text, left, right)
    beside = sorted((y, text) for text, left, _, y in texts if left > bars(shown.svg)[0][0])
    apart = [below - above for (above, _), (below, _) in pairwise(beside)]
    assert min(a for a in apart if a > 0) > 9, "lines are further apart than their letters are high"
    assert NAMES[kind] in shown.alt


def test_the_length_of_bars_does_not_depend_on_the_letters_of_a_name():
    assert {tuple(bars(chart(name).svg)) for name in NAMES.values()} == {tuple(bars(chart("Velp").svg))}
    assert len(bars(chart("Velp").svg)) == 9


def test_a_name_that_is_long_wraps_and_one_that_is_longer_is_shortened():
    said = [text for text, *_ in written(chart("Stadshagen, Westenholte en Holtenbroek").svg)]
    assert "48%  Stadshagen, Westenholte" in said and "en Holtenbroek" in said
    assert any(text.endswith("…") for text, *_ in written(chart(NAMES["widest"]).svg))


def test_the_value_is_beside_its_bar_also_when_all_are_zero_or_one_is_hundred():
    for values in ([0.0, 0.0, 0.0], [100.0, 0.0, 0.0], [0.0, 100.0, 0.0]):
        shown = chart(NAMES["capitals"], values=values)
        assert all(right <= WIDTH * POINTS for _, _, right, _ in written(shown.svg))
        assert max(right for _, right in bars(shown.svg)) < WIDTH * POINTS


# ---------------------------------------------------------------- fonts of a machine


def test_letters_are_measured_in_the_font_of_matplotlib_and_shown_in_those_of_the_reader(monkeypatch):
    monkeypatch.setattr(fontManager, "ttflist", [e for e in fontManager.ttflist if e.name != MEASURED])
    add_measured_font()
    add_measured_font()
    assert len([e for e in fontManager.ttflist if e.name == MEASURED]) == 4
    with mpl.rc_context(STYLE):
        for asked, file in {"normal": font_file(), "bold": font_file("bold")}.items():
            assert findfont(FontProperties(weight=asked)) == str(file)
        assert findfont(FontProperties(style="italic")) == str(font_file(style="oblique"))
    svg = chart("Velp").svg
    assert f"font-family='{','.join(STACK)}'" in svg and MEASURED not in svg


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

import io
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from wijkanalyse.publish.chart_notes import sort_complaints
from wijkanalyse.show.charts.bars import grouped_bars, render_svg
from wijkanalyse.show.charts.style import STYLE, add_measured_font

shares = pd.DataFrame({"group": ["een", "twee"] * 2, "series": ["WIJKTEAM Één-Twee"] * 2 + ["Nederland"] * 2,
                       "value": [1.0, 2.0, 3.0, 4.0]})
print(grouped_bars(shares, series=["WIJKTEAM Één-Twee", "Nederland"], title="Titel " * 30, alt="a").svg)
add_measured_font()
with mpl.rc_context(STYLE):
    axes = Figure(layout="constrained").subplots()
    sns.barplot(shares, x="value", y="series", ax=axes).set_title("Een eigen grafiek, schuin en vet", style="italic")
    print(render_svg(axes.figure))
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
    assert draws["own"].count("<svg") == 2 and "Een eigen grafiek" in draws["own"]
    assert draws["none"] == draws["own"], "without system fonts"
    assert draws["others"] == draws["own"], "with other fonts of the same names"
