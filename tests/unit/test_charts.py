"""The small drawings of a row: every mark lies within the drawing, and its state is in its shape and in words."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijkanalyse.show.charts import spine, strip
from wijkanalyse.show.charts.marks import NAMES, PREFIX, SHAPES
from wijkanalyse.show.charts.spine import spine_row

BANDS = (10.0, 20.0, 25.0, 30.0, 40.0)
SIDES = ["better", "slightly_better", "slightly_worse", "worse"]
STATES = [*SIDES, "alike", "not_distinguishable", "no_judgement"]
ordinary = st.floats(-1e6, 1e6, allow_nan=False)


def drawn(value=25.0, bands=BANDS, *, comparator=None, interval=None, state="no_judgement"):
    return ET.fromstring(spine_row(value, bands, comparator=comparator, interval=interval, state=state))


def by_class(svg):
    return {element.get("class"): element for element in svg}


def extent(element):
    """The leftmost and rightmost place that an element of these drawings reaches."""
    if element.tag == "circle":
        return float(element.get("cx")) - float(element.get("r")), float(element.get("cx")) + float(element.get("r"))
    if element.tag == "use":
        return float(element.get("x")) - spine.REACH, float(element.get("x")) + spine.REACH
    if element.tag == "rect":
        return float(element.get("x")), float(element.get("x")) + float(element.get("width"))
    path = element.get("d")
    start = float(re.match(r"M(-?[\d.]+)", path)[1])
    end = re.search(r"H(-?[\d.]+)", path)
    return start, float(end[1]) if end else start


def mark(svg):
    return svg[-1]


# --------------------------------------------------------------------------------- spine


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("value", [-1e9, 0.0, 10.0, 25.0, 40.0, 1e9])
def test_the_mark_lies_within_the_drawing(value, state):
    left, right = extent(mark(drawn(value, state=state)))
    assert 0 <= left < right <= spine.WIDTH


@given(
    value=ordinary,
    comparator=ordinary,
    ends=st.tuples(ordinary, ordinary),
    bands=st.lists(ordinary, min_size=5, max_size=5),
)
def test_nothing_lies_outside_the_drawing(value, comparator, ends, bands):
    svg = drawn(value, sorted(bands), comparator=comparator, interval=(min(ends), max(ends)), state="worse")
    for element in svg:
        left, right = extent(element)
        assert math.isfinite(left) and 0 <= left <= right <= spine.WIDTH, ET.tostring(element)


def test_a_higher_figure_is_further_to_the_right():
    places = [extent(mark(drawn(v)))[0] for v in (5, 10, 25, 40, 45)]
    assert places == sorted(places) and len(set(places)) == 5, "also just outside the bands"


def test_every_mark_is_one_of_the_five_of_the_document_but_that_of_what_is_not_judged():
    names = {state: mark(drawn(state=state)).get("href", "").removeprefix(f"#{PREFIX}") for state in STATES}
    assert names == {**NAMES, "no_judgement": ""}
    assert mark(drawn(state="no_judgement")).get("class") == "punt feit"


def test_states_differ_in_shape_and_not_only_in_colour():
    shapes = {name: re.sub(r' class="[^"]*"', "", shape) for name, shape in SHAPES.items()}
    assert len({shapes[name] for name in NAMES.values()}) == 5
    assert "<circle" not in shapes["ongunstiger"] + shapes["iets-ongunstiger"]
    assert "<path" not in shapes["gunstiger"] + shapes["iets-gunstiger"]
    # A slight difference is the same shape in outline, with a core.
    for name in ("ongunstig", "gunstig"):
        assert re.findall(r'class="([^"]*)"', SHAPES[f"iets-{name}er"]) == [name, f"{name} vol"]


def test_no_mark_reaches_further_than_a_row_leaves_room_for():
    for name in NAMES.values():
        for element in ET.fromstring(f"<g>{SHAPES[name]}</g>"):
            numbers = re.findall(r"\d+(?:\.\d+)?", element.get("r") or element.get("d"))
            assert max(map(float, numbers)) <= spine.REACH, name


def test_what_cannot_be_judged_has_no_mark():
    without = drawn(state="cannot_be_judged")
    assert len(without) == len(drawn()) - 1 and not without.findall("use")


def test_the_drawing_is_hidden_from_who_hears_the_words_beside_it():
    svg = drawn()
    assert (svg.get("aria-hidden"), svg.get("aria-label")) == ("true", None)


def test_the_comparator_is_a_line_where_it_belongs_and_absent_without_one():
    assert "vergelijk" not in by_class(drawn())
    parts = by_class(drawn(25, comparator=25))
    middle = sum(extent(parts["punt feit"])) / 2
    assert extent(parts["vergelijk"])[0] == pytest.approx(middle)


def test_the_bands_are_the_middle_half_within_nine_tenths_of_the_wijken():
    parts = by_class(drawn())
    outer, inner = extent(parts["band-buiten"]), extent(parts["band-midden"])
    assert outer[0] < inner[0] < inner[1] < outer[1]


def test_an_interval_is_drawn_when_it_is_wide_enough_to_see():
    assert "marge" not in by_class(drawn(25, interval=(24.9, 25.1)))
    wide = by_class(drawn(25, interval=(15, 35)))
    left, right = extent(wide["marge"])
    assert left < extent(wide["punt feit"])[0] and right > extent(wide["punt feit"])[1]


def test_wijken_that_are_all_alike_can_be_drawn():
    svg = drawn(5, (5, 5, 5, 5, 5), comparator=5, interval=(5, 5))
    left, right = extent(mark(svg))
    assert 0 <= left < right <= spine.WIDTH


# --------------------------------------------------------------------------------- strips


def striped(value, *, low=0.0, high=100.0, state="worse", **more):
    return ET.fromstring(strip.strip(value, low=low, high=high, state=state, **more))


def at(element):
    """The place of a part of a strip, in percent."""
    return float((element.get("cx") or element.get("x") or element.get("x1")).rstrip("%"))


@given(
    value=ordinary,
    other=ordinary,
    ends=st.tuples(ordinary, ordinary),
    state=st.sampled_from([*STATES, "cannot_be_judged"]),
)
def test_no_mark_of_a_strip_lies_outside_its_line(value, other, ends, state):
    for element in striped(value, low=min(ends), high=max(ends), state=state, other=other, beside=other):
        assert strip.EDGE <= at(element) <= 100 - strip.EDGE


def test_a_higher_figure_lies_to_the_right_and_the_comparator_at_its_own_figure():
    left, right = (at(striped(v, other=50.0)[-1]) for v in (20.0, 80.0))
    assert left < 50 < right
    here, there = striped(50.0, other=50.0)
    assert at(here) == at(there) == 50


@pytest.mark.parametrize("state", STATES)
def test_a_mark_on_a_strip_is_that_of_every_other_row(state):
    (on_strip,), on_spine = striped(5.0, state=state), mark(drawn(state=state))
    assert [on_strip.get(name) for name in ("href", "class")] == [on_spine.get(name) for name in ("href", "class")]


def test_what_cannot_be_judged_has_no_mark_on_a_strip():
    assert not list(striped(5.0, state="cannot_be_judged"))


@pytest.mark.parametrize(("before", "after"), [(4.0, 1.0), (-4.0, -1.0), (-1.0, 2.0)])
def test_the_dumbbell_goes_from_before_to_after_with_the_favourable_side_to_the_right(before, after):
    drawing = ET.fromstring(strip.before_after(before, after, reach=5.0))
    first, last = (at(e) for e in drawing if e.tag == "circle")
    assert (first > 50) == (before > 0) and (last > 50) == (after > 0)
    assert [e.get("class").split()[-1] for e in drawing if e.tag == "circle"] == ["feit", "open"]


def test_a_difference_beyond_the_scale_is_at_its_edge():
    drawing = ET.fromstring(strip.before_after(-9.0, 99.0, reach=5.0))
    assert [at(e) for e in drawing if e.tag == "circle"] == [strip.EDGE, 100 - strip.EDGE]


@pytest.mark.parametrize("shares", [[40.0, 40.0, 20.0], [37.0, 53.0, 11.0], [97.0, 3.0]])
def test_the_parts_of_a_whole_lie_side_by_side_within_it(shares):
    drawing = ET.fromstring(strip.stacked({str(n): share for n, share in enumerate(shares)}))
    parts = [(at(e), float(e.get("width").rstrip("%"))) for e in drawing if e.tag == "rect"]
    assert len(parts) == len(shares)
    for (start, width), (following, _) in pairwise(parts):
        assert following == pytest.approx(start + width, abs=0.2)
    assert sum(parts[-1]) <= 100.05
    said = [e.text for e in drawing if e.tag == "text"]
    assert len(said) == sum(share >= strip.LEAST_WRITTEN for share in shares)


def test_a_drawing_is_hidden_from_who_hears_the_page():
    for drawing in (strip.strip(1, low=0, high=2, state="alike"), strip.stacked({"a": 100.0})):
        assert 'aria-hidden="true"' in drawing
