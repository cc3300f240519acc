"""Text is measured in one font, and broken where a reader would break it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijkanalyse.show.charts.letters import UNKNOWN, shorten, text_width, wrap

ordinary = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=120)


def test_a_line_is_as_wide_as_its_letters():
    assert text_width("", 9) == 0
    assert text_width("nn", 9) == pytest.approx(2 * text_width("n", 9))
    assert text_width("n", 18) == pytest.approx(2 * text_width("n", 9))
    assert text_width("i", 9) < text_width("n", 9) < text_width("W", 9)
    assert text_width("n", 72) == pytest.approx(1298 / 2048), "of DejaVu Sans, in em"
    assert text_width("n", 9) < text_width("n", 9, "bold")


def test_an_accent_takes_no_room_and_an_unknown_sign_that_of_an_emoji():
    assert text_width("e\u0301", 9) == text_width("e", 9)
    assert text_width("\u202ee\u202c", 9) == text_width("e", 9)
    assert text_width("\U0001f469", 72) == UNKNOWN


@given(ordinary, st.integers(1, 5), st.floats(0.5, 4))
def test_every_line_fits_and_nothing_is_lost_without_a_sign(text, most, width):
    lines = wrap(text, width, 9, most=most)
    assert 1 <= len(lines) <= most
    for line in lines:
        one_sign = len(line.replace("\u200d", "")) <= 1  # or a pile of accents on one letter
        assert text_width(line, 9) <= width or one_sign or "\u200d" in line
    whole, kept = "".join(text.split()), "".join("".join(lines).split())
    assert kept == whole or (kept.endswith("…") and whole.startswith(kept[:-1]))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Velp", ["Velp"]),
        ("Stadshagen en Holtenbroek", ["Stadshagen en", "Holtenbroek"]),
        ("Stadshagen-Westenholte", ["Stadshagen-", "Westenholte"]),
        ("Gemeente 's-Gravenhage", ["Gemeente", "'s-Gravenhage"]),
        ("zonderspatieofstreepje", ["zonderspatieofst", "reepje"]),
        ("  Oud \n Zuid ", ["Oud Zuid"]),
    ],
)
def test_lines_break_where_a_reader_would_break_them(text, lines):
    assert wrap(text, 1.18, 10) == lines


def test_what_is_joined_stays_together():
    family = "\U0001f469\u200d\U0001f467"
    assert wrap(family * 3, 0.4, 9) == [family] * 3
    assert all(line[0] == "e" for line in wrap("e\u0301" * 40, 1.0, 9))


def test_a_text_that_is_too_long_ends_with_a_sign_of_it():
    assert wrap("een twee drie vier", 0.5, 10, most=2) == ["een", "twee…"]


def test_a_shortened_text_is_a_beginning_of_it():
    name = "WIJKTEAM STADSHAGEN-WESTENHOLTE EN HOLTENBROEK"
    assert shorten("Velp en Rozendaal", 2, 18) == "Velp en Rozendaal"
    assert shorten(name, 9, 18) == name
    short = shorten(name, 2, 18, weight="bold", most=3)
    assert short.endswith("…") and name.startswith(short[:-1]) and 20 < len(short) < len(name)


@given(ordinary, st.integers(1, 3))
def test_any_text_can_be_shortened(text, most):
    short, plain = shorten(text, 1, 18, most=most), " ".join(text.split())
    assert short == plain or (short.endswith("…") and plain.startswith(short[:-1]))
