"""Dutch for readers: numbers as Dutch writes them, and a sentence for everything that is absent."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import get_args

import pytest

from wijkanalyse.process.areas import Area
from wijkanalyse.process.figures import STATUSES
from wijkanalyse.profile.figure import Status, Value
from wijkanalyse.show import wording

NAN = float("nan")
VELP = Area("WK027502", "Velp", "wijk", 2022, ("GM0275",), ("Rheden",), (), 18185, 2)


def value(number=41.5, status="ok", **more):
    return Value(number, status, 2020, 2020, "rivm_gezondheid_2020", **more)


@pytest.mark.parametrize(
    ("number", "decimals", "shown"),
    [
        (0, 0, "0"),
        (1234, 0, "1.234"),
        (17590672, 0, "17.590.672"),
        (1234.56, 1, "1.234,6"),
        (12, 1, "12,0"),
        (-1234.5, 1, "−1.234,5"),
        (-0.04, 1, "0,0"),
        (2.5, 0, "3"),
        (0.25, 1, "0,3"),
        (-2.5, 0, "−3"),
        (99.95, 1, "100,0"),
        (NAN, 1, "–"),
    ],
)
def test_numbers_are_written_as_in_dutch(number, decimals, shown):
    assert wording.number(number, decimals) == shown


@pytest.mark.parametrize(
    ("number", "unit", "decimals", "shown"),
    [
        (41.5, "%", 1, "41,5%"),
        (1234, "aantal", 0, "1.234"),
        (612, "1.000 euro", 0, "612.000~euro"),
        (29.7, "1.000 euro", 1, "29.700~euro"),
        (0.8, "km", 1, "0,8~km"),
        (2.2, "personen", 1, "2,2~personen"),
        (81, "per 1.000 inwoners", 0, "81~per 1.000 inwoners"),
    ],
)
def test_a_number_in_a_sentence_has_its_unit_and_does_not_break_from_it(number, unit, decimals, shown):
    assert wording.quantity(number, unit, decimals) == shown.replace("~", wording.NBSP)


def test_numbers_do_not_follow_the_language_of_the_machine(monkeypatch):
    for name in ("LC_ALL", "LANG", "LC_NUMERIC"):
        monkeypatch.setenv(name, "en_US.UTF-8")
    assert wording.number(1234.5, 1) == "1.234,5"


@pytest.mark.parametrize(
    ("names", "row"),
    [([], ""), (["Rheden"], "Rheden"), (["Rheden", "Rozendaal"], "Rheden en Rozendaal"), ("ABC", "A, B en C")],
)
def test_names_are_listed_as_in_dutch(names, row):
    assert wording.names_in_a_row(names) == row


# -------------------------------------------------------------------------- what is absent


@pytest.mark.parametrize("status", sorted({*get_args(Status), *STATUSES} - {"ok"}))
def test_every_reason_has_a_short_and_a_long_wording(status):
    short, long = wording.ABSENT_SHORT[status], wording.ABSENT_LONG[status]
    assert 0 < len(short.removeprefix("onbekend: ")) <= 30
    assert long.endswith(".") and len(long.split()) >= 5
    assert max(len(sentence.split()) for sentence in re.split(r"[.:,] ", long)) <= 20, "plain Dutch has short sentences"


def test_no_reason_is_worded_that_cannot_occur():
    known = {*get_args(Status), *STATUSES}
    assert set(wording.ABSENT_SHORT) == set(wording.ABSENT_LONG)
    assert set(wording.ABSENT_SHORT) <= known


def test_different_reasons_are_worded_differently():
    long = list(wording.ABSENT_LONG.values())
    assert len(set(long)) == len(long)


def test_an_absent_figure_gets_its_sentence():
    assert wording.absent(value(NAN, "suppressed")) == (
        "De bron geeft dit cijfer niet. Het is geheim, te onzeker of niet gemeten."
    )
    moved = value(NAN, "other_gemeente", note="Haaren")
    assert wording.absent(moved) == "In 2020 hoorde dit gebied bij Haaren."


# -------------------------------------------------------------------------------- places


@pytest.mark.parametrize(
    ("change", "place", "label"),
    [
        ({}, "de wijk Velp in de gemeente Rheden", "Gemeente Rheden"),
        ({"level": "buurt", "name": "Velp-Noord"}, "de buurt Velp-Noord in de gemeente Rheden", "Gemeente Rheden"),
        (
            {"level": "samengesteld", "name": "Velp en Rozendaal", "gemeente_names": ("Rheden", "Rozendaal")},
            "het gebied Velp en Rozendaal in de gemeenten Rheden en Rozendaal",
            "Gemeenten Rheden en Rozendaal",
        ),
        ({"level": "gemeente", "name": "Rheden", "gemeente_names": ()}, "de gemeente Rheden", ""),
        ({"level": "land", "name": "Nederland", "gemeente_names": ()}, "Nederland", ""),
    ],
)
def test_a_place_is_said_with_its_gemeente(change, place, label):
    area = replace(VELP, **change)
    assert (wording.place(area), wording.gemeente_label(area)) == (place, label)


@pytest.mark.parametrize(
    ("percentile", "words"),
    [
        (0, "lager dan in de wijken waar 99% van de mensen woont"),
        (0.99, "lager dan in de wijken waar 99% van de mensen woont"),
        (1, "hoger dan in de wijken waar 1% van de mensen woont"),
        (50, "hoger dan in de wijken waar 50% van de mensen woont"),
        (82.5, "hoger dan in de wijken waar 83% van de mensen woont"),
        (99.4, "hoger dan in de wijken waar 99% van de mensen woont"),
        (100, "hoger dan in de wijken waar 99% van de mensen woont"),
    ],
)
def test_a_place_among_wijken_is_never_a_rank_and_never_0_or_100_percent(percentile, words):
    assert wording.place_among_wijken(percentile) == words
    assert not re.search(r"beter|slechter|plaats \d|\b(0|100)%", words)


def test_no_wording_calls_a_difference_significant():
    texts = [t for t in vars(wording).values() if isinstance(t, dict) for t in t.values() if isinstance(t, str)]
    assert len(texts) > 30
    assert not [t for t in texts if "significant" in t.lower()]
