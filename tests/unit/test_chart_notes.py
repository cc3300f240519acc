"""What a drawing says of its layout is told to the analyst; all else on stderr is a fault."""

from __future__ import annotations

import io
import logging
import warnings

import pytest
from matplotlib.figure import Figure

from wijkanalyse.publish.chart_notes import sort_complaints

LAYOUT = "constrained_layout not applied because axes sizes collapsed to zero.  Try making figure larger."


def as_python_writes(message, category=UserWarning):
    return warnings.formatwarning(message, category, "/tmp/ipykernel_1/2.py", 3, "figure.savefig(file)")


def collapsed():
    figure = Figure(figsize=(1, 1), layout="constrained")
    figure.subplots().set_ylabel("naam " * 99, rotation=0)
    figure.savefig(io.BytesIO(), format="svg")


def too_tight():
    figure = Figure(figsize=(1, 1), layout="tight")
    figure.subplots().set_ylabel("naam " * 99, rotation=0)
    figure.savefig(io.BytesIO(), format="svg")


def unknown_sign():
    figure = Figure()
    figure.text(0, 0, "\U0001f469")
    figure.savefig(io.BytesIO(), format="svg")


@pytest.mark.parametrize("draw", [collapsed, too_tight, unknown_sign])
def test_what_matplotlib_says_of_a_layout_is_a_note(draw):
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        draw()
    assert heard
    text = "".join(as_python_writes(str(w.message), w.category) for w in heard)
    faults, notes = sort_complaints(text)
    assert faults == [] and notes == list(dict.fromkeys(str(w.message) for w in heard))


def test_a_font_that_is_not_there_is_a_note(caplog):
    with caplog.at_level(logging.WARNING, "matplotlib"):
        figure = Figure()
        figure.text(0, 0, "a", fontfamily="Bestaat Niet")
        figure.savefig(io.BytesIO(), format="svg")
    assert sort_complaints(caplog.records[0].getMessage() + "\n") == ([], [caplog.records[0].getMessage()])


@pytest.mark.parametrize(
    "line",
    [
        "Matplotlib is building the font cache; this may take a moment.",
        "Matplotlib created a temporary cache directory at /tmp/x because there was an issue with the default path",
        "mkdir -p failed for path /nergens/.config/matplotlib: [Errno 30] Read-only file system",
        "/nergens/matplotlib is not a writable directory",
    ],
)
def test_where_the_list_of_fonts_is_kept_is_a_note(line):
    assert sort_complaints(line + "\n") == ([], [line])


@pytest.mark.parametrize(
    "text",
    [
        "let op\n",
        as_python_writes("divide by zero encountered in divide", RuntimeWarning),
        as_python_writes("Downcasting is deprecated", FutureWarning),
        "de layout: constrained_layout not applied\n",
    ],
)
def test_anything_else_stays_a_fault_also_beside_a_note(text):
    assert sort_complaints(text)[0][0] == text.splitlines()[0]
    faults, notes = sort_complaints(as_python_writes(LAYOUT) + text + as_python_writes(LAYOUT))
    assert faults[0] == text.splitlines()[0] and notes == [LAYOUT]
