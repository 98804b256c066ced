"""Rank correlation, concentration and rolling sums: by hand, and by what must hold of any numbers."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.statistics import best_stretch, doubled_ranks, gini, lorenz, spearman

small = st.integers(-50, 50)
wide = st.integers(-(10**9), 10**9)
pairs = st.lists(st.tuples(small, small), min_size=2, max_size=40)


def ints(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def ranks(values: list[int]) -> list[Fraction]:
    """Average ranks, counted one by one."""
    return [Fraction(sum(v < value for v in values) * 2 + sum(v == value for v in values) + 1, 2) for value in values]


def pearson(one: list[Fraction], other: list[Fraction]) -> float | None:
    """Spearman's coefficient is Pearson's of the ranks."""
    mean_one, mean_other = sum(one) / len(one), sum(other) / len(other)
    together = sum((a - mean_one) * (b - mean_other) for a, b in zip(one, other, strict=True))
    spread = sum((a - mean_one) ** 2 for a in one) * sum((b - mean_other) ** 2 for b in other)
    return float(together) / float(spread) ** 0.5 if spread else None


def test_those_that_tie_share_the_average_of_their_ranks() -> None:
    assert doubled_ranks(ints(30, 10, 20, 20)).tolist() == [8, 2, 5, 5]


def test_a_textbook_example() -> None:
    """IQ and hours of television of ten people: 1 - 6 * 194 / 990."""
    iq, hours = ints(106, 86, 100, 101, 99, 103, 97, 113, 112, 110), ints(7, 0, 27, 50, 28, 29, 20, 12, 6, 17)
    assert spearman(iq, hours) == pytest.approx(-29 / 165, abs=1e-15)


def test_one_side_that_is_constant_tells_nothing() -> None:
    assert spearman(ints(1, 2, 3), ints(5, 5, 5)) is None
    assert spearman(ints(1), ints(1)) is None
    assert spearman(ints(), ints()) is None


def test_sides_of_different_length_are_no_pairs() -> None:
    with pytest.raises(ValueError, match="same length"):
        spearman(ints(1, 2), ints(1))


@given(pairs)
def test_the_correlation_is_that_of_average_ranks_whatever_the_ties(given_pairs: list[tuple[int, int]]) -> None:
    one, other = map(list, zip(*given_pairs, strict=True))
    found, expected = spearman(ints(*one), ints(*other)), pearson(ranks(one), ranks(other))
    assert (found is None) == (expected is None)
    if found is not None:
        assert -1 <= found <= 1
        assert found == pytest.approx(expected, abs=1e-12)
        assert spearman(ints(*other), ints(*one)) == found


@given(st.lists(wide, min_size=2, max_size=60, unique=True))
def test_the_same_order_is_one_and_the_opposite_minus_one(values: list[int]) -> None:
    assert spearman(ints(*values), ints(*(v**3 // 10**9 * 2 + v for v in values))) == 1
    assert spearman(ints(*values), ints(*(-v for v in values))) == -1


def test_shares_are_ranked_like_points() -> None:
    assert spearman(ints(1, 2, 3), np.array([1 / 3, 2 / 6, 0.9])) == pytest.approx(3**0.5 / 2)


@given(st.integers(1, 200), st.integers(1, 10**6))
def test_gini_is_nothing_where_all_have_the_same_and_nearly_one_where_one_has_all(n: int, value: int) -> None:
    assert gini(np.full(n, value, dtype=np.int64)) == 0
    assert gini(ints(*[0] * (n - 1), value)) == pytest.approx((n - 1) / n, abs=1e-15)


def test_gini_by_hand() -> None:
    assert gini(ints(1, 2, 3, 4)) == 0.25
    assert gini(ints(0, 0)) is None
    assert gini(ints()) is None
    assert gini(ints(-5, 1, 3)) == gini(ints(0, 1, 3)), "nobody has less than nothing"


@given(st.lists(st.integers(-100, 10**6), min_size=1, max_size=30), st.integers(1, 9))
def test_gini_is_half_the_mean_difference_over_the_mean(values: list[int], times: int) -> None:
    kept = [max(v, 0) for v in values]
    found = gini(ints(*values))
    if not sum(kept):
        assert found is None
        return
    differences = sum(abs(a - b) for a in kept for b in kept)
    assert found == pytest.approx(differences / (2 * len(kept) * sum(kept)), abs=1e-12)
    assert found == pytest.approx(gini(ints(*(times * v for v in values))), abs=1e-15), "the unit does not matter"


@given(st.lists(st.integers(-5, 1000), min_size=1, max_size=80), st.integers(1, 20))
def test_a_lorenz_curve_rises_beneath_the_straight_line(values: list[int], steps: int) -> None:
    curve = lorenz(ints(*values), steps)
    if gini(ints(*values)) is None:
        assert curve == []
        return
    assert (curve[0], curve[-1]) == ((0, 0), (1, 1))
    assert curve == sorted(curve)
    assert all(points <= people + 1e-12 for people, points in curve)
    assert len(curve) <= steps + 1


@given(st.lists(st.lists(small, min_size=6, max_size=6), min_size=1, max_size=5), st.integers(1, 6))
def test_the_best_stretch_is_the_greatest_sum_of_neighbours(rows: list[list[int]], days: int) -> None:
    expected = [max(0, *(sum(row[n : n + days]) for n in range(7 - days))) for row in rows]
    assert best_stretch(np.array(rows, dtype=np.int64), days).tolist() == expected


@pytest.mark.parametrize("days", [0, 4])
def test_a_stretch_that_does_not_fit_is_none(days: int) -> None:
    with pytest.raises(ValueError, match="stretch"):
        best_stretch(np.zeros((1, 3), dtype=np.int64), days)
