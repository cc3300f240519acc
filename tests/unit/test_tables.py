"""Tables that a screen reader can read: captions, scopes, words where a number is absent, and no HTML from data."""

from __future__ import annotations

import math
from html.parser import HTMLParser

import pytest
from altered_example import relinked

from wijkanalyse.process.register import NEAR
from wijkanalyse.profile.figure import Value
from wijkanalyse.profile.processed import Processed
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.verdicts import Verdicts
from wijkanalyse.show.tables import absences, table, verdicts_table


class Rows(HTMLParser):
    """The texts of a table, row by row, and its caption; drawings and footnote marks left out."""

    def __init__(self, html):
        super().__init__()
        self.rows, self.caption, self.scopes, self._open, self._drawing = [], "", [], None, 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag == "svg":
            self._drawing += 1
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
            self.scopes.append((tag, dict(attrs).get("scope")))
        self._open = tag if tag in ("td", "th", "caption") else self._open

    def handle_endtag(self, tag):
        self._drawing -= tag == "svg"
        self._open = None if tag in ("td", "th", "caption") else self._open

    def handle_data(self, data):
        if self._drawing:
            return
        if self._open == "caption":
            self.caption += data
        elif self._open:
            self.rows[-1][-1] += data


@pytest.fixture(scope="module")
def shown(example, catalogue):
    """The table of some indicators of an area, by the label of the row."""
    processed = Processed(example)

    def make(code, *indicators, tables=processed):
        profile = Profile(tables.areas.find(code), tables, catalogue, "openbaar")
        verdicts = Verdicts(profile)
        from wijkanalyse.show.wording import gemeente_label

        html = verdicts_table(
            [verdicts.of(i) for i in indicators],
            caption="Titel",
            area_name=profile.area.name,
            gemeente_label=gemeente_label(profile.area),
            catalogue=catalogue,
            labels={s: x["label"] for s, x in profile.processed.sources.items()},
        )
        heads, *rows = Rows(html).rows
        return heads, {row[0]: dict(zip(heads, row, strict=True)) for row in rows}

    return make


# ------------------------------------------------------------------------ any table


def test_a_table_has_a_caption_and_heads_for_columns_and_rows():
    read = Rows(table("Inwoners", ["Jaar", "Inwoners"], [["2020", "18.300"], ["2021", "18.100"]]))
    assert read.caption == "Inwoners"
    assert read.rows == [["Jaar", "Inwoners"], ["2020", "18.300"], ["2021", "18.100"]]
    assert read.scopes == [("th", "col"), ("th", "col"), ("th", "row"), ("td", None), ("th", "row"), ("td", None)]


def test_a_wide_table_can_be_scrolled_with_the_keyboard():
    html = table("Inwoners", ["Jaar"], [])
    assert 'role="group" tabindex="0" aria-label="Tabel"' in html


def test_texts_of_captions_and_heads_are_escaped():
    html = table('<script>"x"', ["<b>"], [])
    assert "<script>" not in html and "<b>" not in html
    assert "&lt;script&gt;&quot;x&quot;" in html


# -------------------------------------------------------------------- figures of an area


def test_figures_stand_beside_gemeente_and_nederland_with_year_and_source(shown):
    heads, rows = shown("WK027502", "woz_waarde_x1000_euro", "leeftijd_65_plus_pct")
    assert heads[:4] == ["Cijfer", "Velp", "Gemeente Rheden", "Nederland"]
    assert heads[-1] == "Jaar en bron"
    age = next(row for label, row in rows.items() if label.startswith("65 jaar en ouder"))
    assert age["Velp"].startswith("27,2%") and age["Nederland"] == "20,5%"
    assert age["Jaar en bron"].split() == ["2024", "CBS"]
    woz = next(row for label, row in rows.items() if label.startswith("Gemiddelde WOZ-waarde"))
    assert woz["Gemeente Rheden"] == "360"


def test_a_figure_from_before_a_small_shift_of_the_boundary_says_so(shown, example):
    moved = relinked(example, WK027502={"of": 2022, "link": NEAR})
    _, rows = shown("WK027502", "eenzaam_pct", "leeftijd_65_plus_pct", tables=moved)
    years = [row["Jaar en bron"] for row in rows.values()]
    assert years == ["2020, vrijwel dezelfde grens GGD en RIVM", "2024 CBS"]


def test_the_column_of_the_gemeente_is_left_out_where_the_wijk_is_all_of_it(shown):
    heads, _ = shown("WK027700", "woz_waarde_x1000_euro", "leeftijd_65_plus_pct")
    assert heads[:3] == ["Cijfer", "Rozendaal", "Nederland"]
    assert not [h for h in heads if h.startswith("Gemeente")]


def test_two_gemeenten_stand_in_one_column(shown):
    heads, _ = shown("velp-en-rozendaal", "leeftijd_65_plus_pct")
    assert heads[1:4] == ["Velp en Rozendaal", "Gemeenten Rheden en Rozendaal", "Nederland"]


def test_a_figure_that_is_absent_is_a_word_and_not_an_empty_cell_or_a_nought(shown):
    heads, rows = shown("WK085559", "woz_waarde_x1000_euro", "leeftijd_65_plus_pct")
    woz = next(row for label, row in rows.items() if label.startswith("Gemiddelde WOZ-waarde"))
    assert woz["Bedrijventerrein Kraaiven"] == "onbekend: de bron geeft dit cijfer niet"
    assert all(cell or head.startswith(("Plaats", "Vergeleken")) for head, cell in woz.items())
    assert len(heads) == len(woz)


def test_a_figure_that_the_land_does_not_have_is_said_not_to_be_published(shown):
    _, rows = shown("WK027502", "wmo_per_1000")
    (row,) = rows.values()
    assert row["Nederland"] == "onbekend: de bron geeft dit hier niet"


def test_a_figure_that_is_partly_known_comes_with_its_bounds(shown):
    _, rows = shown("reeshof", "inkomen_per_inwoner_x1000_euro")
    (row,) = rows.values()
    assert row["Reeshof"] == "29,5 bekend voor 88%; 28,7 tot 30,4"


def test_a_middle_household_of_several_wijken_is_a_range(shown):
    _, rows = shown("hoensbroek", "mediaan_vermogen_x1000_euro")
    (row,) = rows.values()
    assert row["Hoensbroek"] == "8,0 tot 49,2"


def test_a_country_has_no_comparison_with_itself(shown):
    heads, _ = shown("NL", "eenzaam_pct")
    assert heads == ["Cijfer", "Nederland", "Jaar en bron"]


# ------------------------------------------------------------------------- what is absent


def test_each_reason_is_explained_once_below_a_table():
    def gone(status):
        return Value(math.nan, status, 2020, 2020, "x")

    html = absences([gone("suppressed"), gone("same_area"), None, gone("suppressed"), Value(1, "ok", 2020, 2020, "x")])
    assert html.count("<li>") == 2
    assert "<strong>onbekend: de bron geeft dit cijfer niet</strong>. De bron geeft dit cijfer niet" in html
    assert "<strong>hetzelfde gebied</strong>. Het gebied is de hele gemeente." in html


def test_nothing_is_explained_where_nothing_is_absent():
    assert absences([Value(1, "ok", 2020, 2020, "x"), None]) == ""
