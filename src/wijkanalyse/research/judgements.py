"""What the reports of the whole country say: how often each judgement occurs, how many themes, and what page one does.

Receives the processed tables of the whole country and makes for every wijk what a
report would say, without writing a report. Hands on one table of shares, of wijken
and of people. ``wijkanalyse judgements`` writes it to ``docs/judgement.md`` beside
the same table of before the judgements had one scale, which stays in a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from wijkanalyse.agenda.agenda import FEWEST_SCORED, MIN_INWONERS, NEARLY_ALL, Agenda, Candidate, is_distance
from wijkanalyse.agenda.headline import ENOUGH, FAR_KM, OLDEST, TO_DENY, Headline
from wijkanalyse.agenda.theme import SLIGHT_FROM
from wijkanalyse.files import write_whole
from wijkanalyse.methods.comparison import STRIKING_FROM
from wijkanalyse.profile.processed import Processed
from wijkanalyse.profile.verdicts import Verdict
from wijkanalyse.research.one_list import ATTENTION, NOW, PAGE_ONE, TABLE, Claim, names_at, report_claims
from wijkanalyse.research.oracle import markdown
from wijkanalyse.research.whole_country import compared_wijken
from wijkanalyse.sections.report import now_and_later, summary
from wijkanalyse.sections.report.agenda import NO_THEME

COMMAND = "wijkanalyse judgements"
BEFORE = "judgement-before.csv"
"""Beside the page: the same table, measured by the same definitions with the code of `BEFORE_COMMIT`."""
BEFORE_COMMIT = "cd067b5"
MEETING = 3
"""Themes that a meeting chooses."""
STATES = {
    "worse": "Worse",
    "slightly_worse": "Slightly worse",
    "alike": "Alike",
    "not_distinguishable": "No clear difference",
    "slightly_better": "Slightly better",
    "better": "Better",
    "cannot_be_judged": "Cannot be judged",
}
"""The states that are counted, with the heads of their columns."""
NO_FIGURE = "Bijna alle belangrijke cijfers lijken"
UNKNOWN = "te weinig cijfers bekend"
ODD = ("distance", "old", "other")
CONTRADICTIONS = ("leads, not unfavourable", "attention", "none and some", "fewer people", "good and bad")
FEW = 10
"""People that make no difference: below this a report says that it is about as many as elsewhere."""
KEYS = ["about", "of", "what"]
Row = tuple[str, str, str, float, float]


@dataclass(frozen=True)
class Seen:
    """What a report says of one wijk.

    Attributes
    ----------
    inwoners
        Inhabitants, the weight of the wijk.
    states
        State of every figure that has a value and can be good or bad, by id.
    known
        Share of the figures of page one that have a value.
    u
        Unfavourable distance of every theme; NaN when unknown.
    listed
        How many themes are named as asking for attention now.
    leading
        How many lead.
    odd
        Of `ODD`, what page one names that it should not: a distance up to 3 km, a figure more than five years
        older than the newest, or one that is not among those of page one and of the themes.
    contradictions
        Of `CONTRADICTIONS`, which `ROWS` says in words.
    says_unknown, denies
        Whether page one says that too little is known, and whether anything says that nothing is unfavourable.
    """

    inwoners: float
    states: Mapping[str, str]
    known: float
    u: tuple[float, ...]
    listed: int
    leading: int
    odd: frozenset[str] = frozenset()
    contradictions: frozenset[str] = frozenset()
    says_unknown: bool = False
    denies: bool = False


# ------------------------------------------------------------------------- one wijk


def seen(agenda: Agenda) -> Seen:
    """What a report says of one area of the register."""
    headline, claims = Headline(agenda), report_claims(agenda)
    page_one = summary(agenda).html
    known = [v for v in agenda.verdicts.all if v.figure.value.is_known and v.judgement.state != "no_judgement"]
    return Seen(
        inwoners=agenda.profile.area.inwoners,
        states={v.figure.indicator.id: v.judgement.state for v in known},
        known=headline.share_known,
        u=tuple(r.u for r in agenda.results),
        listed=len(agenda.unfavourable),
        leading=len(agenda.leading),
        odd=frozenset() if headline.is_silent else frozenset(_odd(headline, claims)),
        contradictions=frozenset(_contradictions(headline, claims, page_one)),
        says_unknown=UNKNOWN in page_one,
        denies=any(d in page_one + now_and_later(agenda).html for d in (NO_THEME, NO_FIGURE)),
    )


def _odd(headline: Headline, claims: list[Claim]) -> Iterator[str]:
    agenda, catalogue = headline.agenda, headline.profile.catalogue
    usual = {i for names in catalogue.roles.page_one.values() for i in names}
    usual |= {i for card in catalogue.themes.cards.values() for i in card.figures}
    newest = max((v.figure.value.period for v in agenda.verdicts.all if v.figure.value.is_known), default=0)
    for verdict in (*(a.verdict for a in headline.attention), *headline.far, *headline.strengths):
        if _is_near(verdict):
            yield "distance"
        if verdict.figure.value.period < newest - OLDEST:
            yield "old"
        if verdict.figure.indicator.id not in usual:
            yield "other"
    named = names_at(claims, PAGE_ONE)
    worse = [_figures_of(c, "worse") for c in agenda.unfavourable if c.name in named]
    if any(figures and all(map(_is_near, figures)) for figures in worse):
        yield "distance"


def _is_near(verdict: Verdict) -> bool:
    return is_distance(verdict.figure) and verdict.figure.value.number <= FAR_KM


def _figures_of(candidate: Candidate, side: str = "") -> list[Verdict]:
    verdicts = [s.verdict for part in candidate.parts for s in part.signals]
    return [v for v in verdicts if side in ("", v.judgement.side)]


def _contradictions(headline: Headline, claims: list[Claim], page_one: str) -> Iterator[str]:
    """Kinds of contradiction, from what the places say (`one_list`) and not from the list that they should follow."""
    agenda = headline.agenda
    lists = [set(c.names) for c in claims if c.meaning == "unfavourable"]
    if names_at(claims, PAGE_ONE, "leading") - names_at(claims, TABLE, "unfavourable"):
        yield "leads, not unfavourable"
    if names_at(claims, ATTENTION) - names_at(claims, NOW):
        yield "attention"
    if (any(lists) and not all(lists)) or (
        NO_THEME in page_one and headline.worse and "wel ongunstiger" not in page_one
    ):
        yield "none and some"
    if any(c.extra <= -FEW for c in agenda.leading):
        yield "fewer people"
    bad = {v.figure.indicator.id for c in agenda.unfavourable for v in _figures_of(c)}
    if not headline.is_silent and any(v.figure.indicator.id in bad for v in headline.strengths):
        yield "good and bad"


# -------------------------------------------------------------------------- shares


def shares(of_wijken: Iterable[Seen]) -> pd.DataFrame:
    """How often each thing occurs.

    Returns
    -------
    pandas.DataFrame
        One row per thing: ``about`` ("figures", "themes" or "page one"), ``of``, ``what``, and the share of
        ``wijken`` and of ``people`` for which it holds, 0 to 1. The base is every wijk; of the states of a figure
        every wijk that has it.
    """
    wijken = list(of_wijken)
    people = np.array([w.inwoners for w in wijken], float)
    rows = [*_figures(wijken, people), *_themes(wijken, people), *_page_one(wijken, people)]
    return pd.DataFrame(rows, columns=[*KEYS, "wijken", "people"])


def _figures(wijken: list[Seen], people: np.ndarray) -> Iterator[Row]:
    for name in sorted({name for w in wijken for name in w.states}):
        states = np.array([w.states.get(name, "") for w in wijken])
        here = states != ""
        yield ("figures", name, "known", *_share(here, people))
        for state in STATES:
            yield ("figures", name, state, *_share(states[here] == state, people[here]))


def _themes(wijken: list[Seen], people: np.ndarray) -> Iterator[Row]:
    numbers = {
        f"u ≥ {limit:g}": np.array([sum(u >= limit for u in w.u) for w in wijken])
        for limit in (SLIGHT_FROM, STRIKING_FROM)
    }
    numbers["named as asking for attention now"] = np.array([w.listed for w in wijken])
    numbers["leading"] = np.array([w.leading for w in wijken])
    for of, number in numbers.items():
        yield ("themes", of, "none", *_share(number == 0, people))
        yield ("themes", of, "one to three", *_share((number > 0) & (number <= MEETING), people))
        yield ("themes", of, "more", *_share(number > MEETING, people))
        yield ("themes", of, f"{NEARLY_ALL} and more", *_share(number >= NEARLY_ALL, people))


def _page_one(wijken: list[Seen], people: np.ndarray) -> Iterator[Row]:
    known, denies = np.array([w.known for w in wijken]), np.array([w.denies for w in wijken])
    scored = np.array([np.isfinite(w.u).sum() for w in wijken])
    leads = np.array([w.leading > 0 for w in wijken])
    holds = {
        "little known": known < ENOUGH,
        "little known, said": (known < ENOUGH) & [w.says_unknown for w in wijken],
        "denied": denies & (known < TO_DENY),
        "leads unscored": leads & (scored < FEWEST_SCORED),
    }
    for what, where in holds.items():
        yield ("page one", "known", what, *_share(where, people))
    for of, kinds in (("odd", ODD), ("contradictions", CONTRADICTIONS)):
        found = [getattr(w, of) for w in wijken]
        yield ("page one", of, "any", *_share(np.array([bool(f) for f in found]), people))
        for kind in kinds:
            yield ("page one", of, kind, *_share(np.array([kind in f for f in found]), people))


def _share(holds: np.ndarray, people: np.ndarray) -> tuple[float, float]:
    return float(holds.mean()), float(people[holds].sum() / people.sum())


def read_before(docs: Path) -> pd.DataFrame:
    """The shares of before, as `shares` gives them."""
    return pd.read_csv(docs / BEFORE, keep_default_na=False)


# ---------------------------------------------------------------------------- page


HEADING = f"""# What the reports of the whole country say

Made by `{COMMAND}`; do not edit. All {{wijken:,}} wijken of {{year}} with {MIN_INWONERS} inhabitants and
more, {{people:,.0f}} people, each held against Nederland. In a cell stands what it was before (commit {BEFORE_COMMIT},
measured in the same way, with the tables of March 2025) → what it is now, in percent.

Tables of now: {{tables}}.
"""

ROWS = {
    ("known", "little known"): f"Fewer than {ENOUGH:.0%} of the figures of page one are known",
    ("known", "little known, said"): "… and page one says so",
    ("known", "denied"): f"“Nothing differs” or “no theme is unfavourable”, with fewer than {TO_DENY:.0%} known",
    ("known", "leads unscored"): f"A theme leads, with fewer than {FEWEST_SCORED} that have a score",
    ("odd", "any"): "Page one has an odd pick",
    ("odd", "distance"): f"… a distance of {FAR_KM:g} km or less, or a theme of nothing else",
    ("odd", "old"): f"… a figure more than {OLDEST} years older than the newest",
    (
        "odd",
        "other",
    ): "… schools nearby, seeing, hearing, underweight or wealth; now: any figure not of page one or a theme",
    ("contradictions", "any"): "The report contradicts itself",
    ("contradictions", "leads, not unfavourable"): "… a theme leads that its own row does not call unfavourable",
    ("contradictions", "attention"): "… page one has a figure of a theme that does not ask for attention now",
    ("contradictions", "none and some"): "… nothing is unfavourable in one place, and something in another",
    ("contradictions", "fewer people"): "… a theme leads that concerns fewer people than at the rate of Nederland",
    ("contradictions", "good and bad"): "… what goes well is of a theme that is unfavourable or leads",
}

NOTES = """A wijk counts with its inhabitants in the column of people.

* **Odd pick**: among the figures that page one names as unfavourable or as good.
* **Contradiction**: what one place of a report says beside what another says, read back from what is shown.
* **Asking for attention now**: before, when the theme stood out from the median wijk and a figure in it was worse; now,
  when it is unfavourable, if only slightly. A place on the list may hold two themes now.
* **u**: before measured from the median wijk, now from Nederland, without figures that cannot be judged.
* **Alike** and **no clear difference**: before, an estimate without bounds that was not striking had no clear
  difference, also where it differed in a way that matters.
"""


def write_page(now: pd.DataFrame, before: pd.DataFrame, processed: Processed, path: Path) -> None:
    """Write both tables beside each other, as a page in Markdown.

    Parameters
    ----------
    now, before
        From `shares`.
    processed
        What the first was measured on.
    path
        The page; what was there is replaced.
    """
    tables = [f"{s['citation']} (as of {s['modified'][:10]})" for s in processed.sources.values() if s["modified"]]
    sizes = compared_wijken(processed).inwoners
    heading = HEADING.format(
        year=processed.areas.year_of(), wijken=len(sizes), people=sizes.sum(), tables="; ".join(tables)
    )
    both = {"wijken": _both(before, now, "wijken"), "people": _both(before, now, "people")}
    lines = [heading, "## Page one\n"]
    lines += markdown(
        ["What", "Wijken", "People"],
        [[words, *(both[of]["page one", *key] for of in both)] for key, words in ROWS.items()],
    )
    lines += ["", NOTES, "## Themes\n", "Shares of wijken, by how many themes:\n"]
    themes = now[now.about == "themes"]
    numbers = list(themes.what.unique())
    lines += markdown(
        ["Themes", *(n.capitalize() for n in numbers)],
        [[of, *(both["wijken"]["themes", of, n] for n in numbers)] for of in themes.of.unique()],
    )
    for of, base in (("people", "people who live in a wijk with the figure"), ("wijken", "wijken with the figure")):
        lines += ["", f"## States of the figures: share of the {base}\n"]
        names = now.of[now.about == "figures"].unique()
        rows = [[n, *(both[of].get(("figures", n, s), "–") for s in ("known", *STATES))] for n in names]
        lines += markdown(["Figure", "Known", *STATES.values()], rows)
    write_whole(path, "\n".join(lines).rstrip() + "\n")


def _both(before: pd.DataFrame, now: pd.DataFrame, of: str) -> dict[tuple[str, ...], str]:
    """Cells "before → now" by what they are about; one number where they are the same."""
    cells = {}
    first, last = (frame.set_index(KEYS)[of] for frame in (before, now))
    for key in last.index.union(first.index):
        was, is_now = (f"{100 * frame[key]:.1f}" if key in frame.index else "–" for frame in (first, last))
        cells[key] = was if was == is_now else f"{was} → {is_now}"
    return cells
