"""What the reports of the country say, counted: right on invented wijken, read from real ones, written as a page."""

from __future__ import annotations

import math

import pytest
from conftest import ROOT

from wijkanalyse.agenda.agenda import Agenda
from wijkanalyse.errors import ProcessedDataError
from wijkanalyse.profile.processed import Processed
from wijkanalyse.research import judgements as module
from wijkanalyse.research.judgements import KEYS, ROWS, Seen, read_before, seen, shares, write_page
from wijkanalyse.research.whole_country import agendas

INVENTED = [
    Seen(3000, {"rookt": "worse"}, 1.0, (1.2, 0.6, -2.0), 2, 1, odd=frozenset({"distance"})),
    Seen(1000, {"rookt": "better"}, 0.5, (math.nan, 0.4, math.nan), 0, 0, says_unknown=True, denies=True),
    Seen(1000, {}, 0.5, (math.nan,) * 3, 0, 0, contradictions=frozenset({"none and some"})),
]


@pytest.mark.parametrize(
    ("key", "wijken", "people"),
    [
        (("figures", "rookt", "known"), 2 / 3, 4 / 5),
        (("figures", "rookt", "worse"), 1 / 2, 3 / 4),
        (("themes", "u ≥ 0.5", "none"), 2 / 3, 2 / 5),
        (("themes", "u ≥ 0.5", "one to three"), 1 / 3, 3 / 5),
        (("themes", "leading", "one to three"), 1 / 3, 3 / 5),
        (("page one", "known", "little known"), 2 / 3, 2 / 5),
        (("page one", "known", "little known, said"), 1 / 3, 1 / 5),
        (("page one", "known", "denied"), 1 / 3, 1 / 5),
        (("page one", "known", "leads unscored"), 1 / 3, 3 / 5),
        (("page one", "odd", "distance"), 1 / 3, 3 / 5),
        (("page one", "contradictions", "any"), 1 / 3, 1 / 5),
    ],
)
def test_shares_of_wijken_and_of_people(key, wijken, people):
    row = shares(INVENTED).set_index(KEYS).loc[key]
    assert (row.wijken, row.people) == pytest.approx((wijken, people))


def test_a_report_is_seen_as_it_is(verdicts_of):
    agenda = Agenda(verdicts_of("WK051829"))
    found = seen(agenda)
    assert (found.listed, found.leading) == (len(agenda.unfavourable), len(agenda.leading))
    assert found.known > module.TO_DENY and not found.denies and not found.says_unknown
    assert not found.odd and not found.contradictions


def test_where_little_is_known_the_report_says_so(verdicts_of):
    found = seen(Agenda(verdicts_of("WK085568")))
    assert found.known < module.ENOUGH and found.says_unknown
    assert not found.denies and not found.leading


def test_nothing_is_denied_but_where_enough_is_known(verdicts_of):
    found = seen(Agenda(verdicts_of("WK030105")))
    assert found.denies and found.known >= module.TO_DENY and found.listed == 0


def test_the_example_is_no_country(example, catalogue):
    with pytest.raises(ProcessedDataError, match="needs the tables of the whole country"):
        next(agendas(Processed(example), catalogue))


def test_the_page_holds_before_and_now_beside_each_other(tmp_path, example):
    before = shares(INVENTED)
    write_page(shares(INVENTED[:1]), before, Processed(example), tmp_path / "page.md")
    text = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert "| rookt | 66.7 → 100.0 | 50.0 → 100.0 |" in text
    assert all(words in text for words in ROWS.values())
    assert "StatLine" in text


def test_the_file_of_before_holds_shares():
    before = read_before(ROOT / "docs")
    assert list(before.columns) == [*KEYS, "wijken", "people"]
    states = before[(before.about == "figures") & (before.what != "known")]
    sums = states.groupby("of")[["wijken", "people"]].sum()
    assert sums.stack().between(0.999, 1.001).all()
