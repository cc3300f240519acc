"""What the receipt keeps of a report: the figures and judgements that the report itself shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from wijkanalyse.batch.job import plan_jobs
from wijkanalyse.batch.report import about
from wijkanalyse.batch.task import Task
from wijkanalyse.profile.processed import open_processed
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.verdicts import Verdicts
from wijkanalyse.publish.summary import COUNTED, KeyFigure, summarise


@pytest.fixture
def profile(example, catalogue):
    processed = open_processed(example)
    return lambda code: Profile(processed.areas.find(code), processed, catalogue, "openbaar")


def test_a_summary_has_the_figures_and_judgements_of_the_report(profile):
    asked = profile("WK016004")
    summary = summarise(Verdicts(asked))
    assert list(summary["figures"]) == [shown.indicator for shown in asked.catalogue.roles.index]
    for name, text in summary["figures"].items():
        value, read = asked.figure(name).value, KeyFigure.read(text)
        assert (read.number, read.period) == (pytest.approx(value.number), value.period)
    judged = [v for v in Verdicts(asked).chapter("gezondheid") if v.figure.value.status != "not_filled"]
    states = [v.judgement.state for v in judged]
    counts = {state: states.count(state) for state in COUNTED} | {"unknown": states.count("cannot_be_judged")}
    counts["alike"] += states.count("not_distinguishable")
    assert summary["chapters"]["gezondheid"] == " ".join(map(str, counts.values()))
    assert "bevolking" not in summary["chapters"], "context is never judged"


def test_an_absent_figure_keeps_its_reason(profile):
    text = summarise(Verdicts(profile("WK016003")))["figures"]["leeftijd_65_plus_pct"]
    assert KeyFigure.read(text) == KeyFigure.read("too_small")
    assert KeyFigure.read(text).status == "too_small"


def test_the_point_lies_inside_the_area(profile, example):
    from shapely import Point

    asked = profile("WK016004")
    polygons = open_processed(example).polygons("wijken", asked.area.boundary_year).set_index("area_code")
    assert polygons.geometry["WK016004"].contains(Point(*map(float, summarise(Verdicts(asked))["point"].split())))
    assert summarise(Verdicts(profile("tilburg-noord")))["point"]


def test_nederland_has_no_judgements_and_no_point(profile):
    summary = summarise(Verdicts(profile("NL")))
    assert summary["chapters"] == {} and summary["point"] == ""


def test_a_notebook_about_no_area_of_the_tables_has_no_summary(example, tmp_path):
    (job,) = plan_jobs(open_processed(example).areas, ["WK016004"], boundary_year=None, edition="openbaar")
    task = Task(job, example.root, tmp_path / "n.ipynb", tmp_path, {}, dt.date(2026, 1, 1))
    comparable, summary = about(task)
    assert comparable and summary["figures"]
    assert about(replace(task, job=replace(job, area_code="WK999999"))) == ((), None)
    assert about(replace(task, root=tmp_path)) == ((), None)


@pytest.mark.parametrize(
    "figure", [KeyFigure(20.4, 2022), KeyFigure(0.0, 2021), KeyFigure(3.5, 2021, known=84), KeyFigure(1234567.0, 2024)]
)
def test_a_key_figure_is_read_as_it_was_written(figure):
    assert KeyFigure.read(str(figure)) == figure
