"""Unit tests: the vocabulary of drawings, and that every drawing is made of it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import wijkanalyse
from wijkanalyse.show.charts.drawing import Axis, across, along, bar, definitions, dot, drawing, label, path, percent

ordinary = st.floats(-1e6, 1e6)
SOURCE = Path(wijkanalyse.__file__).parent
OWN_ELEMENT = {
    "show/charts/drawing.py": "svg|line|rect|circle|path|text",  # the vocabulary itself
    "show/charts/named_map.py": "svg|text",  # outlines that scale in letters that do not; words in two lines
    "show/charts/sectors.py": "text",  # words in two lines
    "show/image.py": "svg",  # what an analyst drew, made smaller
}
"""Where an element of a drawing is still written by hand, and why."""


@given(value=ordinary, ends=st.tuples(ordinary, ordinary), places=st.tuples(st.floats(0, 1e3), st.floats(0, 1e3)))
def test_a_scale_puts_every_value_between_its_ends(value, ends, places):
    scale = Axis(*sorted(ends), *places)
    assert round(min(places), 1) <= scale.at(value) <= round(max(places), 1)


def test_a_scale_keeps_order_and_may_run_the_other_way():
    up, down = Axis(10, 30, 0, 100), Axis(10, 30, 66, 26)
    assert [up.at(v) for v in (10, 15, 30)] == [0, 25, 100]
    assert [down.at(v) for v in (10, 20, 30, 99)] == [66, 46, 26, 26]
    assert Axis(4, 4, 8, 192).at(4) == 8, "one value has a place too"


def test_a_drawing_is_hidden_or_says_what_it_shows():
    assert drawing("balk", "") == '<svg class="balk" aria-hidden="true"></svg>'
    said = ET.fromstring(drawing("", dot("", 1, 2, 3), view=(20, 10), words='Kaart van "Oost" & <West>'))
    assert (said.get("role"), said.get("aria-label")) == ("img", 'Kaart van "Oost" & <West>')
    assert (said.get("viewBox"), said.get("class"), said.get("aria-hidden")) == ("0 0 20 10", None, None)
    assert ET.fromstring(definitions(path("", "M0 0h1"))).get("aria-hidden") == "true"


@pytest.mark.parametrize(
    ("drawn", "there"),
    [
        (across("as", percent(12.5), -4, 22), {"class": "as", "x1": "12.5%", "x2": "12.5%", "y1": "-4", "y2": "22"}),
        (across("", 3, 0, "100%"), {"x1": "3", "x2": "3", "y2": "100%"}),
        (along("band", "1%", "9%", 9.0), {"class": "band", "x1": "1%", "x2": "9%", "y1": "9", "y2": "9"}),
        (bar("deel", 0, percent(40), 3, 12), {"class": "deel", "y": "3", "width": "40%", "height": "12"}),
        (dot("vol", 8, 9, 5.5), {"class": "vol", "cx": "8", "cy": "9", "r": "5.5"}),
        (path("as", "M0 1H9"), {"class": "as", "d": "M0 1H9"}),
    ],
)  # fmt: skip
def test_an_element_says_no_more_than_it_needs(drawn, there):
    assert ET.fromstring(drawn).attrib == there


def test_names_and_labels_are_data_and_not_markup():
    outline, words = path("hier", "M0 0h1z", name="<Oost> & West"), label("jaar", 4, 8.5, "a < b", anchor="end")
    assert ET.fromstring(outline)[0].text == "<Oost> & West"
    assert (ET.fromstring(words).text, ET.fromstring(words).get("text-anchor")) == ("a < b", "end")


def test_no_element_of_a_drawing_is_written_by_hand_elsewhere():
    found = {}
    for file in SOURCE.rglob("*.py"):
        name = str(file.relative_to(SOURCE))
        code = re.sub(r'""".*?"""', "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        names = set(re.findall(r"(?<!P)<(svg|line|rect|circle|ellipse|polyline|polygon|path|text)(?=[ {>])", code))
        found[name] = names - set(OWN_ELEMENT.get(name, "").split("|"))
    assert {name: sorted(names) for name, names in found.items() if names} == {}
