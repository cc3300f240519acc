"""Target groups and Positieve Gezondheid: the same figures from another side, with what they cannot say."""

from __future__ import annotations

import pytest

from wijkanalyse.agenda.targets import dimensions, target_groups

VELP, HOLTHONE = "WK027502", "WK016015"


def group(verdicts, name):
    return next(g for g in target_groups(verdicts) if g.card.id == name)


def test_older_people_are_a_counted_number_with_its_rounding_and_a_place(verdicts_of):
    older = group(verdicts_of(VELP), "kwetsbare_ouderen")
    counted = older.counted[0]
    assert counted.figure.indicator.id == "leeftijd_65_plus_pct"
    assert counted.people.number == counted.figure.value.count
    assert (counted.people.lower, counted.people.upper) == (counted.people.number - 4, counted.people.number + 4)
    assert list(older.where.buurten.name) == sorted(older.where.buurten.name)
    assert set(older.where.higher) < set(older.where.buurten.name)


def test_buurten_with_few_people_are_not_named(verdicts_of):
    where = group(verdicts_of(VELP), "kwetsbare_ouderen").where
    assert (where.buurten.inwoners >= 100).all()


@pytest.mark.parametrize("code", [VELP, HOLTHONE, "tilburg-noord", "GM0160"])
def test_origin_is_never_judged(verdicts_of, code):
    context = group(verdicts_of(code), "migratieachtergrond")
    assert context.card.is_context
    assert {v.judgement.state for v in context.described_by} <= {"no_judgement"}
    assert {c.figure.indicator.better_when for c in context.counted} == {"neutral"}


@pytest.mark.parametrize("code", [VELP, HOLTHONE, "tilburg-noord", "reeshof", "GM0160"])
def test_every_group_says_what_its_figures_cannot_say(verdicts_of, code):
    for found in target_groups(verdicts_of(code)):
        assert found.card.not_seen
        assert len(found.counted) == len(found.card.people)


def test_zingeving_is_an_empty_place_whatever_touches_upon_it(verdicts_of):
    found = {d.id: d for d in dimensions(verdicts_of(VELP))}
    assert len(found) == 6
    assert [d.id for d in found.values() if not d.is_measured] == ["zingeving"]
    assert all(d.verdicts for d in found.values() if d.is_measured)
