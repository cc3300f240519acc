"""The small drawings of a row: every mark lies within the drawing, and its state is in its shape and in words."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijkanalyse.show.charts import dots, spine
from wijkanalyse.show.charts.dots import dots_row
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
    if element.tag == "rect":
        return float(element.get("x")), float(element.get("x")) + float(element.get("width"))
    path = element.get("d")
    start = float(re.match(r"M(-?[\d.]+)", path)[1])
    if "l6 6" in path:  # the diamond
        return start - 6, start + 6
    end = re.search(r"H(-?[\d.]+)", path)
    return start, float(end[1]) if end else start


def mark(svg):
    return next(e for e in svg if e.get("class").startswith("punt"))


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


def test_states_differ_in_shape_and_not_only_in_colour():
    shapes = {state: re.sub(r' class="[^"]*"', "", ET.tostring(mark(drawn(state=state))).decode()) for state in STATES}
    assert shapes["better"] != shapes["worse"]
    assert shapes["worse"].startswith("<path") and shapes["better"].startswith("<circle")
    rest = {shapes[s] for s in STATES if s not in SIDES}
    assert len(rest) == 1 and not rest & {shapes[s] for s in SIDES}
    classes = {state: mark(drawn(state=state)).get("class") for state in STATES}
    assert classes["better"] == "punt gunstig" and classes["worse"] == "punt ongunstig"
    assert {classes[s] for s in STATES if s not in SIDES} == {"punt open"}
    # A slight difference is the same shape in outline, with a core.
    for side in ("better", "worse"):
        outline = drawn(state=f"slightly_{side}")
        assert mark(outline).get("class") == f"{classes[side]} iets"
        assert [e.get("class") for e in outline if "kern" in e.get("class")] == [f"{classes[side]} kern"]


def test_what_cannot_be_judged_has_no_mark():
    assert not [e for e in drawn(state="cannot_be_judged") if e.get("class").startswith("punt")]


def test_the_drawing_is_hidden_from_who_hears_the_words_beside_it():
    svg = drawn()
    assert (svg.get("aria-hidden"), svg.get("aria-label")) == ("true", None)


def test_the_comparator_is_a_line_where_it_belongs_and_absent_without_one():
    assert "vergelijk" not in by_class(drawn())
    parts = by_class(drawn(25, comparator=25))
    middle = sum(extent(parts["punt open"])) / 2
    assert extent(parts["vergelijk"])[0] == pytest.approx(middle)


def test_the_bands_are_the_middle_half_within_nine_tenths_of_the_wijken():
    parts = by_class(drawn())
    outer, inner = extent(parts["band-buiten"]), extent(parts["band-midden"])
    assert outer[0] < inner[0] < inner[1] < outer[1]


def test_an_interval_is_drawn_when_it_is_wide_enough_to_see():
    assert "marge" not in by_class(drawn(25, interval=(24.9, 25.1)))
    wide = by_class(drawn(25, interval=(15, 35)))
    left, right = extent(wide["marge"])
    assert left < extent(wide["punt open"])[0] and right > extent(wide["punt open"])[1]


def test_wijken_that_are_all_alike_can_be_drawn():
    svg = drawn(5, (5, 5, 5, 5, 5), comparator=5, interval=(5, 5))
    left, right = extent(mark(svg))
    assert 0 <= left < right <= spine.WIDTH


# ---------------------------------------------------------------------------------- dots


def dotted(values, *, mean=25.0, low=10.0, high=40.0, words="3 buurten tussen 10% en 40%"):
    return ET.fromstring(dots_row(values, mean=mean, low=low, high=high, words=words))


def test_every_buurt_is_a_dot_without_a_name():
    svg = dotted([30.0, 10.0, 20.0])
    found = [e for e in svg if e.get("class") == "stip"]
    places = [float(e.get("cx")) for e in found]
    assert places == sorted(places) and len(set(places)) == 3
    assert not "".join(svg.itertext()).strip() and svg.find("title") is None


def test_the_order_of_the_buurten_cannot_be_read_from_the_drawing():
    assert dots_row([1, 2, 3], mean=2, low=0, high=4, words="w") == dots_row(
        [3, 1, 2], mean=2, low=0, high=4, words="w"
    )


@given(values=st.lists(ordinary, min_size=1, max_size=8), mean=ordinary, ends=st.tuples(ordinary, ordinary))
def test_no_dot_lies_outside_the_drawing(values, mean, ends):
    for element in dotted(values, mean=mean, low=min(ends), high=max(ends)):
        left, right = extent(element)
        assert math.isfinite(left) and 0 <= left <= right <= dots.WIDTH


def test_the_line_is_at_the_figure_of_the_area():
    parts = by_class(dotted([20.0], mean=20.0))
    assert extent(parts["vergelijk"])[0] == float(parts["stip"].get("cx"))


def test_the_dots_have_words_for_who_cannot_see_them():
    svg = dotted([20.0])
    assert (svg.get("role"), svg.get("aria-label")) == ("img", "3 buurten tussen 10% en 40%")


def test_buurten_that_are_all_alike_can_be_drawn():
    svg = dotted([5.0, 5.0], mean=5.0, low=5.0, high=5.0)
    assert all(0 <= left <= right <= dots.WIDTH for left, right in map(extent, svg))
