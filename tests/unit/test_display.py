"""What an analyst shows: `show.figure`, `show.table` and `show.text`."""

from __future__ import annotations

import re
import subprocess
import sys

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import seaborn as sns
import seaborn.objects as so
from matplotlib.figure import Figure

from wijkanalyse import show
from wijkanalyse.errors import ReportError

MADE_UP = pd.DataFrame(
    {"wijk": ["Noord", "Zuid"], "inwoners": [12345, 1950], "pct": [12.34, np.nan], "jaar": [2020, 2022]}
)


@pytest.fixture(autouse=True)
def no_windows():
    plt.switch_backend("agg")
    yield
    plt.close("all")


def bars():
    return sns.barplot(MADE_UP, x="wijk", y="inwoners")


# ------------------------------------------------------------------------- figures


@pytest.mark.parametrize(
    "draw",
    [
        bars,
        lambda: bars().figure,
        lambda: sns.catplot(MADE_UP, x="wijk", y="inwoners", kind="bar"),
        lambda: sns.jointplot(MADE_UP, x="jaar", y="inwoners"),
        lambda: MADE_UP.hist(),
        lambda: MADE_UP.inwoners.plot(),
        lambda: so.Plot(MADE_UP, x="wijk", y="inwoners").add(so.Bar()),
    ],
    ids=["axes", "figure", "catplot", "jointplot", "hist of pandas", "plot of pandas", "seaborn objects"],
)
def test_what_a_plotting_function_returns_is_shown_once(draw):
    chart = show.figure(draw(), alt=" Twee wijken ", caption="Verzonnen.")
    assert "<svg" in chart.svg and chart.alt == "Twee wijken" and chart.caption == "Verzonnen."
    assert plt.get_fignums() == [], "the cell would show it once more at its end"


def test_the_same_figure_gives_the_same_bytes_without_a_date():
    one, other = (show.figure(bars(), alt="x").svg for _ in range(2))
    assert one == other
    assert "<dc:date>" not in one and "Matplotlib v" not in one


def test_letters_stay_letters_and_numbers_on_the_axes_are_dutch():
    axes = Figure().subplots()
    axes.plot([2018, 2020, 2022], [10_000.0, 20_000.0, 30_000.0])
    axes.set_xticks([2018, 2020, 2022])
    other = Figure().subplots()
    other.plot([0, 0.5], [-2.5, 2.5])
    texts = re.findall(r">([^<>\n]+)</text>", show.figure(axes, alt="x").svg)
    assert {"2018", "10.000", "30.000"} <= set(texts)
    texts = re.findall(r">([^<>\n]+)</text>", show.figure(other, alt="x").svg)
    assert {"0,5", "−2"} <= set(texts) and not [t for t in texts if "." in t]


def test_a_figure_without_words_is_refused_with_how_to_give_them():
    with pytest.raises(ReportError, match=r'show\.figure needs alt text: .*show\.figure\(ax, alt="'):
        show.figure(bars(), alt="  ")
    assert plt.get_fignums() == [], "one fault, and not the figure after it as well"


@pytest.mark.parametrize(
    "draw", [lambda: plt.figure(), lambda: plt.subplots()[1], lambda: sns.barplot(MADE_UP[:0], x="wijk")]
)
def test_an_empty_figure_is_refused(draw):
    with pytest.raises(ReportError, match="the figure is empty"):
        show.figure(draw(), alt="x")


def test_what_is_no_figure_is_named():
    with pytest.raises(ReportError, match=r"expects a figure, axes or a grid of seaborn; got DataFrame\. For a table"):
        show.figure(MADE_UP, alt="x")


# ------------------------------------------------------------------------- tables


def rows(fragment) -> list[list[str]]:
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr>(.*?)</tr>", fragment.html)]


def test_numbers_are_dutch_years_are_years_and_what_is_absent_says_so():
    fragment = show.table(MADE_UP, caption="Proef & co")
    assert rows(fragment) == [
        ["wijk", "inwoners", "pct", "jaar"],
        ["Noord", "12.345", "12,3", "2020"],
        ["Zuid", "1.950", '<span class="afwezig">geen cijfer</span>', "2022"],
    ]
    assert "<caption>Proef &amp; co</caption>" in fragment.html
    assert '<th scope="col">wijk</th><th scope="col" class="getal">inwoners</th>' in fragment.html
    assert '<th scope="row">Noord</th><td class="getal">12.345</td>' in fragment.html


def test_decimals_hold_for_columns_with_decimals_or_by_name():
    assert rows(show.table(MADE_UP, caption="x", decimals=2))[1] == ["Noord", "12.345", "12,34", "2020"]
    assert rows(show.table(MADE_UP, caption="x", decimals={"pct": 0, "inwoners": 1}))[1][1:3] == ["12.345,0", "12"]


def test_a_named_index_is_shown_and_names_of_several_levels_are_joined():
    assert rows(show.table(MADE_UP.set_index("wijk").pct, caption="x"))[1] == ["Noord", "12,3"]
    wide = MADE_UP.pivot_table(index="wijk", columns="jaar", values=["inwoners"])
    assert rows(show.table(wide, caption="x"))[0] == ["wijk", "inwoners · 2020", "inwoners · 2022"]


def test_every_row_is_shown_and_words_dates_and_truth_are_written_out():
    table = pd.DataFrame({"t": ["<b>"] * 80, "d": pd.Timestamp("2026-01-02"), "k": [True, None] * 40})
    shown = rows(show.table(table, caption="x"))
    assert len(shown) == 81
    assert shown[1:3] == [["&lt;b&gt;", "2 januari 2026", "ja"], ["&lt;b&gt;", "2 januari 2026", ""]]


@pytest.mark.parametrize(
    ("data", "caption", "fault"),
    [
        (MADE_UP[:0], "Leeg", "the table 'Leeg' has no rows"),
        (pd.DataFrame(index=[0]), "Leeg", "has no columns"),
        (MADE_UP, " ", "needs a title"),
        (MADE_UP.style, "x", r"without \.style"),
        ([1, 2], "x", r"expects a DataFrame or a Series; got list"),
        (pd.DataFrame({"a": [1.5, np.inf]}), "x", "infinite number"),
    ],
)
def test_a_table_that_says_nothing_is_refused(data, caption, fault):
    with pytest.raises(ReportError, match=fault):
        show.table(data, caption=caption)


# ------------------------------------------------------------------------- text


def test_a_text_is_a_paragraph_in_which_html_is_text():
    assert show.text("In **Noord** <b> & [meer](https://example.org)").html == (
        '<p>In <strong>Noord</strong> &lt;b&gt; &amp; <a href="https://example.org">meer</a></p>'
    )


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ("## Kop", "opens a chapter"),
        ("$x^2$", r"cannot draw the formula \$x\^2\$"),
        (" ", "says something"),
        (3, "got 3"),
    ],
)
def test_a_text_that_no_report_can_hold_is_refused(given, fault):
    with pytest.raises(ReportError, match=fault):
        show.text(given)


def test_the_four_names_are_light_to_import():
    asked = "import sys; from wijkanalyse import show; print(dir(show), *({'pandas', 'matplotlib'} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    assert said.endswith("]\n"), said
    assert all(f"'{name}'" in said for name in ("figure", "style", "table", "text"))
    with pytest.raises(AttributeError, match="has no attribute 'plot'; it has figure, style, table, text"):
        show.plot  # noqa: B018
