"""The file that a reader saves from a chapter: what Excel and pandas read is what the report shows."""

from __future__ import annotations

import io
import math
import re
from dataclasses import replace
from html import unescape
from urllib.parse import unquote_to_bytes

import pandas as pd
import pytest

from wijkanalyse.publish.sanitise import clean, faults_in
from wijkanalyse.sections import report as sections
from wijkanalyse.show import wording
from wijkanalyse.show.download import HEADS, chapter_csv


def saved(html):
    """The bytes that a browser saves, and under which name, after the sanitiser."""
    cleaned = clean(html)
    assert not list(faults_in(cleaned))
    (link,) = re.findall(r'<a\b[^>]*href="data:[^>]*>', cleaned)
    address = unescape(re.search(r'href="([^"]*)"', link)[1])
    head, _, body = address.partition(",")
    assert head == "data:text/csv;charset=utf-8"
    return unquote_to_bytes(body), re.search(r'download="([^"]*)"', link)[1]


def read(content):
    return pd.read_csv(io.BytesIO(content), sep=";", decimal=",", encoding="utf-8-sig", keep_default_na=False)


@pytest.mark.parametrize("code", ["WK027502", "velp-en-rozendaal", "WK016015", "GM0301"])
@pytest.mark.parametrize("chapter", ["bevolking", "bestaan"])
def test_the_file_has_the_figures_of_the_table(verdicts_of, code, chapter):
    verdicts = verdicts_of(code)
    content, name = saved(sections.chapter(verdicts, chapter).html)
    table = read(content)
    shown = [v for v in verdicts.chapter(chapter) if v.figure.value.status != "not_filled"]
    assert list(table.columns) == HEADS and len(table) == len(shown) > 10
    assert name.startswith(f"wijkanalyse-{code}-") and name.endswith(".csv")
    for row, verdict in zip(table.to_dict("records"), shown, strict=True):
        figure = verdict.figure
        assert row["indicator"] == figure.indicator.label
        assert row["stand"] == wording.state(verdict)
        for column, value in [("waarde", figure.value), ("Nederland", figure.nederland), ("gemeente", figure.gemeente)]:
            known = value is not None and value.is_known and not math.isnan(value.number)
            if known:
                number = float(str(row[column]).replace(",", "."))
                assert number == pytest.approx(value.number, abs=0.5001 * 10.0**-figure.indicator.decimals), (
                    row,
                    column,
                )
            else:
                assert row[column] == "", (row, column)


def test_the_bytes_are_as_dutch_excel_expects_them(verdicts_of):
    content, _ = saved(sections.chapter(verdicts_of("WK027502"), "gezondheid").html)
    assert content.startswith(b"\xef\xbb\xbfindicator;waarde;eenheid;jaar;")
    assert b"\r\n" in content and b"\r\r" not in content
    line = next(part for part in content.decode("utf-8-sig").split("\r\n") if part.startswith("Vindt de eigen"))
    assert re.match(r"Vindt de eigen gezondheid goed;\d+,\d;%;2020;", line)
    assert "Geschat met een model;GGD'en, CBS en RIVM, StatLine tabel 50090NED" in line
    assert ";2022-05-13;CC BY 4.0;" in line


def test_a_figure_that_is_absent_is_an_empty_cell_with_its_reason(verdicts_of):
    verdicts = verdicts_of("WK016015")
    table = read(chapter_csv(verdicts, verdicts.chapter("bestaan")).encode())
    absent = table[table.waarde == ""]
    assert len(absent) and absent.opmerking.str.len().gt(20).all()
    assert not (table.waarde.astype(str) == "nan").any()


def test_a_name_that_looks_like_a_formula_is_text(verdicts_of):
    verdicts = verdicts_of("WK027502")
    first = verdicts.chapter("bevolking")[0]
    indicator = first.figure.indicator.model_copy(update={"label": '=HYPERLINK("x";"y")'})
    hostile = replace(first, figure=replace(first.figure, indicator=indicator))
    line = chapter_csv(verdicts, [hostile]).split("\r\n")[1]
    assert line.startswith('"\'=HYPERLINK(""x"";""y"")";')


def test_a_closed_edition_is_named_in_the_name_of_the_file(verdicts_of):
    _, name = saved(sections.chapter(verdicts_of("WK027502", edition="partners"), "wonen").html)
    assert name == "wijkanalyse-WK027502-wonen-en-omgeving-partners.csv"


def test_a_figure_that_is_only_a_range_says_between_which_numbers(verdicts_of):
    verdicts = verdicts_of("tilburg-noord")
    wealth = verdicts.of("mediaan_vermogen_x1000_euro")
    assert wealth.figure.value.is_range
    (row,) = read(chapter_csv(verdicts, [wealth]).encode()).to_dict("records")
    assert row["waarde"] == ""
    ends = wording.number_range(wealth.figure.value.least, wealth.figure.value.most, wealth.figure.indicator)
    assert row["opmerking"].endswith(f"tussen deze twee getallen: {ends}.")
