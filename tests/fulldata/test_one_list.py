"""Over the whole country: one list of themes in every place, and the order of themes for all wijken at once."""

from __future__ import annotations

import random

import numpy as np
import pytest

from wijkanalyse.agenda.agenda import Agenda
from wijkanalyse.methods.acceptability import SEED
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.verdicts import Verdicts
from wijkanalyse.research.one_list import differences
from wijkanalyse.research.stability import BASE, leads, national

pytestmark = [pytest.mark.fulldata, pytest.mark.xdist_group("fulldata")]

AREAS = 200


@pytest.fixture(scope="module")
def sample(processed, catalogue) -> list[Agenda]:
    """The same two hundred inhabited wijken every time, some too small and some hardly known."""
    processed.preload()
    register, year = processed.areas.register, processed.areas.year_of()
    wijken = register[(register.boundary_year == year) & (register.area_level == "wijk")]
    codes = sorted(wijken.area_code[wijken.inwoners > 0])
    areas = [processed.areas.find(c, year) for c in random.Random(SEED).sample(codes, AREAS)]
    return [Agenda(Verdicts(Profile(area, processed, catalogue, "openbaar"))) for area in areas]


def test_every_place_that_names_themes_follows_the_one_list(sample):
    found = {agenda.profile.area.code: said for agenda in sample if (said := differences(agenda))}
    assert not found


def test_the_sample_has_every_kind_of_area(sample):
    assert any(a.is_too_small for a in sample)
    assert any(not a.is_scored for a in sample)
    assert any(a.nearly_all for a in sample)
    assert any(a.is_scored and not a.unfavourable for a in sample)


def test_the_order_for_all_wijken_at_once_is_that_of_the_reports(sample, catalogue):
    compared = [a for a in sample if a.is_scored and not a.is_too_small]
    found = leads(national(compared), catalogue.themes, BASE, np.random.default_rng(0))
    names = list(catalogue.themes.candidates)
    for agenda, places in zip(compared, found, strict=True):
        leading = sorted((place, name) for place, name in zip(places, names, strict=True) if place)
        assert [name for _, name in leading] == [c.id for c in agenda.leading], agenda.profile.area.code
