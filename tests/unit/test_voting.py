"""What voting and reach promise for any ballots and any ranges, and the faults they name."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wijkanalyse.methods import reach, voting
from wijkanalyse.methods.reach import Range

settings.register_profile("votes", max_examples=60, deadline=None, derandomize=True)
few = settings.get_profile("votes")

CANDIDATES = ["wonen", "roken", "jeugd", "eenzaamheid", "bewegen"]
GROUPS = ["zorg", "welzijn_gemeente", "bewoners"]
ballot = st.permutations(CANDIDATES).flatmap(lambda order: st.integers(1, 5).map(lambda n: tuple(order[:n])))
votes = st.dictionaries(st.sampled_from(GROUPS), st.lists(ballot, max_size=9))
ranges = st.tuples(st.integers(0, 5000), st.integers(0, 5000)).map(lambda pair: Range(*sorted(pair)))


# ------------------------------------------------------------------------ voting


@few
@given(votes)
def test_the_mean_together_is_the_mean_of_the_group_means(cast):
    counted = voting.tally(cast, CANDIDATES)
    given_groups = [g for g in cast if cast[g]]
    for candidate in CANDIDATES if given_groups else []:
        exact = sum(Fraction(counted.points[g][candidate], len(cast[g])) for g in given_groups) / len(given_groups)
        assert Fraction(counted.together[candidate], counted.scale) == exact


@few
@given(votes, st.randoms(use_true_random=False))
def test_the_order_of_ballots_and_of_groups_changes_nothing(cast, random):
    shuffled = {g: random.sample(cast[g], len(cast[g])) for g in random.sample(list(cast), len(cast))}
    assert voting.tally(cast, CANDIDATES).order == voting.tally(shuffled, CANDIDATES).order
    assert voting.schulze_of_groups(cast, CANDIDATES) == voting.schulze_of_groups(shuffled, CANDIDATES)


@few
@given(votes, st.integers(2, 4))
def test_a_group_that_votes_the_same_several_times_over_counts_the_same(cast, times):
    doubled = {g: [*b] * times if g == "zorg" else b for g, b in cast.items()}
    means = [[voting.tally(v, CANDIDATES).mean(c) for c in CANDIDATES] for v in (cast, doubled) if any(cast.values())]
    assert not means or means[0] == pytest.approx(means[1])


@few
@given(votes)
def test_every_candidate_stands_once_in_an_order(cast):
    for order in (voting.tally(cast, CANDIDATES).order, voting.schulze_of_groups(cast, CANDIDATES)):
        assert sorted(c for level in order for c in level) in (sorted(CANDIDATES), [])


@few
@given(st.lists(ballot, min_size=1, max_size=15))
def test_who_beats_everyone_in_pairs_is_the_first_of_schulze(ballots):
    def beats(a: str, b: str) -> bool:
        place = [{c: i for i, c in enumerate(x)} for x in ballots]
        above = sum(p.get(a, 9) < p.get(b, 9) for p in place)
        return above > sum(p.get(b, 9) < p.get(a, 9) for p in place)

    winners = [c for c in CANDIDATES if all(beats(c, other) for other in CANDIDATES if other != c)]
    if winners:
        assert voting.schulze(ballots, CANDIDATES)[0] == tuple(winners)


@few
@given(st.lists(ballot, max_size=12))
def test_w_lies_between_0_and_1_and_is_1_for_equal_ballots(ballots):
    w = voting.kendall_w(voting.ranks_of(ballots, CANDIDATES)).w
    assert math.isnan(w) or 0 <= w <= 1
    alike = voting.kendall_w(voting.ranks_of(ballots[:1] * 6, CANDIDATES))
    assert not ballots or alike.w == pytest.approx(1)


def test_w_is_unknown_for_one_voter_and_for_nobody():
    for ballots in ([], ["AB"]):
        assert voting.kendall_w(voting.ranks_of(ballots, "ABC")).word == "unknown"


@pytest.mark.parametrize(("w", "word"), [(0.29, "none"), (0.3, "weak"), (0.5, "moderate"), (0.7, "strong")])
def test_the_size_of_w_gives_its_word(w, word):
    assert voting.Agreement(w, 20, 10).word == word


@few
@given(votes, st.permutations(CANDIDATES))
def test_other_names_for_the_candidates_give_the_same_result(cast, renamed):
    name = dict(zip(CANDIDATES, renamed, strict=True))
    other = {g: [tuple(name[c] for c in b) for b in ballots] for g, ballots in cast.items()}

    def levels(order):
        return [frozenset(level) for level in order]

    def mapped(order):
        return [frozenset(name[c] for c in level) for level in order]

    assert levels(voting.tally(other, CANDIDATES).order) == mapped(voting.tally(cast, CANDIDATES).order)
    assert levels(voting.schulze_of_groups(other, CANDIDATES)) == mapped(voting.schulze_of_groups(cast, CANDIDATES))
    before, after = voting.leave_one_out(cast, CANDIDATES), voting.leave_one_out(other, CANDIDATES)
    assert (after.runs, after.changed) == (before.runs, before.changed)
    assert set(after.entering) == {name[c] for c in before.entering}


@few
@given(votes, st.data())
def test_who_goes_up_one_place_on_a_ballot_does_not_go_down_in_the_result(cast, data):
    places = [(g, i, p) for g, ballots in cast.items() for i, b in enumerate(ballots) for p in range(1, len(b))]
    if not places:
        return
    group, number, place = data.draw(st.sampled_from(places))
    ballot = list(cast[group][number])
    raised = ballot[place]
    ballot[place - 1 : place + 1] = [raised, ballot[place - 1]]
    better = {**cast, group: [*cast[group][:number], tuple(ballot), *cast[group][number + 1 :]]}

    def above(some):
        order = voting.tally(some, CANDIDATES).order
        return {c for level in order[: next(i for i, x in enumerate(order) if raised in x)] for c in level}

    assert above(better) <= above(cast)


@few
@given(votes)
def test_without_a_ballot_means_counted_again_without_it(cast):
    def chosen(some):
        counted = voting.tally(some, CANDIDATES)
        top = voting.highest(voting.named_only(counted.order, counted.named))
        return set(top.certain), set(top.tied)

    now = chosen(cast)
    runs = [chosen({**cast, g: [*b[:i], *b[i + 1 :]]}) for g, b in cast.items() for i in range(len(b))]
    firm = voting.leave_one_out(cast, CANDIDATES)
    assert (firm.runs, firm.changed) == (len(runs), sum(run != now for run in runs))
    assert bool(firm.changed) >= bool(firm.entering or firm.leaving)


sizes = st.fixed_dictionaries({g: st.integers(0, 9) for g in GROUPS})
wishes = st.dictionaries(st.sampled_from(GROUPS), st.sampled_from(GROUPS))


@few
@given(sizes, wishes)
def test_every_group_that_voted_counts_once_and_no_few_people_by_themselves_unless_asked(voters, wanted):
    found = voting.pools(voters, wanted)
    assert sorted(g for pool in found for g in pool) == sorted(g for g in GROUPS if voters[g])
    for pool in found:
        asked = any(wanted.get(g) == g for g in pool)
        assert asked or len(found) == 1 or sum(voters[g] for g in pool) >= voting.LEAST_VOTERS


@few
@given(sizes, wishes)
def test_a_wish_for_a_large_group_changes_nothing(voters, wanted):
    small = {g: joined for g, joined in wanted.items() if voters[g] < voting.LEAST_VOTERS}
    assert voting.pools(voters, wanted) == voting.pools(voters, small)


def test_a_tie_over_the_edge_of_the_top_three_is_left_to_people():
    assert voting.highest((("A",), ("B", "C"), ("D",))) == voting.Chosen(("A", "B", "C"))
    assert voting.highest((("A", "B", "C", "D"),)) == voting.Chosen((), ("A", "B", "C", "D"))


@pytest.mark.parametrize(
    ("ballots", "message"),
    [
        (["AA"], r"ballot 1 names a candidate twice: \['A', 'A'\]"),
        (["AB", "AX"], r"ballot 2 names \['X'\], not one of the candidates"),
    ],
)
def test_a_ballot_that_cannot_be_is_refused(ballots, message):
    for count in (voting.borda, voting.approval, voting.schulze, voting.ranks_of):
        with pytest.raises(ValueError, match=message):
            count(ballots, "ABC")


def test_candidates_that_stand_twice_on_the_list_are_refused():
    with pytest.raises(ValueError, match="candidates must be different from each other"):
        voting.tally({}, "AAB")


def test_no_ballots_give_no_order():
    counted = voting.tally({"zorg": []}, "ABC")
    assert (counted.order, counted.voters, counted.total) == ((), {}, 0)
    assert math.isnan(counted.mean("A"))


# ------------------------------------------------------------------------- reach


@few
@given(st.lists(ranges, max_size=5), ranges)
def test_offers_together_reach_at_least_the_largest_and_at_most_everyone(offers, target):
    together = reach.combined_reach(offers, target)
    assert 0 <= together.low <= together.high <= max(target.high, 0)
    for offer in offers:
        assert together.low >= min(offer.low, target.high)


@few
@given(ranges, ranges)
def test_coverage_is_a_share(reached, target):
    band = reach.coverage(reached, target)
    assert band is None if target.low == 0 else 0 <= band.low <= band.high <= 1


@few
@given(ranges, ranges)
def test_there_is_no_gap_exactly_when_there_is_enough(needed, reached):
    lacking = reach.gap(needed, reached)
    assert 0 <= lacking.low <= lacking.high
    assert (lacking.high == 0) == (reach.verdict(needed, reached) == "enough")
    assert (lacking.low > 0) == (reach.verdict(needed, reached) == "not_enough")


@few
@given(st.floats(0, 10), st.floats(0, 10), st.floats(0, 5))
def test_a_visible_change_grows_with_the_uncertainty(before, after, rounding):
    seen = reach.smallest_visible_change(before, after, rounding=rounding)
    assert seen >= rounding
    assert reach.smallest_visible_change(before + 1, after, rounding=rounding) >= seen


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Range(5, 3), "a range runs from 0 or more to its own upper end, got 5 to 3"),
        (lambda: Range(-1, 3), "a range runs from 0"),
        (lambda: Range(0, math.nan), "a range runs from 0"),
        (lambda: reach.smallest_visible_change(1, 1, power=80), "power must lie between 0.5 and 1, got 80"),
        (lambda: reach.smallest_visible_change(-1, 1), "se_before must be 0 or more"),
    ],
)
def test_what_cannot_be_a_range_or_a_share_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()
