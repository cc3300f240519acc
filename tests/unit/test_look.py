"""The look of a report in a notebook: only for outputs, in light and dark, and the same for every drawing."""

from __future__ import annotations

import re

import matplotlib as mpl
import pytest

from wijkanalyse import show
from wijkanalyse.show.charts.own import COLOURS
from wijkanalyse.show.look import DARK, OUTPUT, css_for_outputs


@pytest.fixture
def settings():
    with mpl.rc_context():
        yield mpl.rcParams


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_colours_of_charts_can_be_seen_on_white():
    assert all(1.05 / (luminance(colour) + 0.05) >= 3 for colour in COLOURS)


def test_a_setting_of_a_person_is_gone_after_style(settings):
    settings["axes.facecolor"], settings["backend"] = "red", "agg"
    show.style()
    assert settings["axes.facecolor"] == "white"
    assert settings["axes.prop_cycle"].by_key()["color"] == COLOURS
    assert settings["backend"] == "agg"


def test_every_rule_is_for_outputs_only():
    css = css_for_outputs()
    outside = re.sub(r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}", "{}", css)
    assert [part.strip() for part in outside.split("{}") if part.strip()] == [OUTPUT, f"{DARK} {OUTPUT}", OUTPUT]
    assert css.count("{") == css.count("}")
    for rule in (".staat.gunstig {", ".tabel .getal {", ".kerncijfers {", "--accent: #0b5c8a;", "--accent: #86c5ea;"):
        assert rule in css
    assert "main " not in css and "@page" not in css
