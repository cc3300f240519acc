"""The order of themes for all wijken at once is that of a report, and every choice does what it says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from wijkanalyse.agenda.agenda import Agenda
from wijkanalyse.methods.acceptability import SEED
from wijkanalyse.profile.processed import Processed
from wijkanalyse.research.stability import ASKED, BASE, CHOICES, Choice, leads, national, stability, stability_lines

WIJKEN = ["WK016008", "WK016009", "WK027502", "WK051807", "WK051829", "WK051834", "WK085542", "WK085543", "WK099511"]


@pytest.fixture(scope="module")
def agendas(verdicts_of):
    return [Agenda(verdicts_of(code)) for code in WIJKEN]


@pytest.fixture(scope="module")
def data(agendas):
    return national(agendas)


def order(data, catalogue, choice=BASE):
    return leads(data, catalogue.themes, choice, np.random.default_rng(SEED))


def test_the_base_is_what_the_reports_say(agendas, data, catalogue):
    names = list(catalogue.themes.candidates)
    for agenda, places in zip(agendas, order(data, catalogue), strict=True):
        leading = sorted((place, name) for place, name in zip(places, names, strict=True) if place)
        assert [name for _, name in leading] == [c.id for c in agenda.leading], agenda.profile.area.code


def test_without_more_people_than_elsewhere_nothing_leads(data, catalogue):
    assert not order(replace(data, extra=-data.extra.abs()), catalogue).any()


def test_a_lower_threshold_names_more_and_a_higher_one_less(data, catalogue):
    few = data.z.where(data.z < 0, 0.45)  # slightly unfavourable by the lower threshold only
    slight = replace(data, z=few, extra=data.extra.abs())
    assert not order(slight, catalogue).any()
    assert order(slight, catalogue, Choice("", limits=(0.4, 1.0))).any()


def test_errors_change_the_order_and_no_error_does_not(data, catalogue):
    base = order(data, catalogue)
    assert (order(data, catalogue, Choice("", noise=1e-9)) == base).all()
    assert (order(data, catalogue, Choice("", noise=3.0)) != base).any()


def test_every_choice_is_compared_and_written(example, data, catalogue):
    choices, themes = stability(data, Processed(example), catalogue)
    assert list(choices.choice) == [c.name for c in CHOICES]
    base = choices.set_index("choice").loc[BASE.name]
    assert (base.same, base["first"], base.overlap, base.left) == (1, 1, 1, 0)
    assert choices[["same", "first", "overlap"]].stack().between(0, 1).all()
    text = "\n".join(stability_lines(choices, themes))
    assert f"All {len(WIJKEN)} Dutch wijken" in text
    assert f"| {ASKED.name} |" in text
    assert "The list is a proposal for a conversation" in text
