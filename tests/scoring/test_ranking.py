"""Ties share a place; inside one, whoever reached it first stands first, then the smaller code."""

from fractions import Fraction

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from scoring.ranking import TieRule, rank, rank_per_head

PEOPLE = st.lists(st.tuples(st.integers(-3, 3), st.one_of(st.none(), st.integers(0, 3))), max_size=8)


def board(rows: list[tuple[int, int | None]]) -> pl.DataFrame:
    codes = [f"E{n}" for n in range(len(rows))]
    return pl.DataFrame(
        {"code": codes, "score": [s for s, _ in rows], "reached_at": [at for _, at in rows]},
        schema={"code": pl.String, "score": pl.Int64, "reached_at": pl.Int64},
    )


def test_a_tie_for_second_leaves_no_third() -> None:
    ranked = rank(board([(5, 1), (9, 1), (5, 0), (1, 1)]))
    assert ranked.select("rank", "code").rows() == [(1, "E1"), (2, "E2"), (2, "E0"), (4, "E3")]


def test_dense_ranks_go_on_by_one() -> None:
    assert rank(board([(5, 1), (9, 1), (5, 0), (1, 1)]), tie_rule=TieRule.DENSE)["rank"].to_list() == [1, 2, 2, 3]


def test_who_never_scored_stands_last_among_equals() -> None:
    assert rank(board([(0, None), (0, 7)]))["code"].to_list() == ["E1", "E0"]


@given(PEOPLE)
def test_a_rank_is_one_more_than_those_above(rows: list[tuple[int, int | None]]) -> None:
    ranked = rank(board(rows))
    for place, score in ranked.select("rank", "score").iter_rows():
        assert place == 1 + sum(other > score for other, _ in rows)
    keys = [(-s, at is None, at or 0, code) for code, s, at in ranked.select("code", "score", "reached_at").iter_rows()]
    assert keys == sorted(keys)


@given(st.lists(st.tuples(st.integers(-(10**15), 10**15), st.integers(0, 10**6)), max_size=6))
def test_per_head_compares_exact_ratios(rows: list[tuple[int, int]]) -> None:
    frame = board([(s, 0) for s, _ in rows]).with_columns(pl.Series("heads", [h for _, h in rows], dtype=pl.Int64))
    ratios = [Fraction(s, h) if h else Fraction(0) for s, h in rows]
    by_code = {f"E{n}": ratio for n, ratio in enumerate(ratios)}
    for code, place in rank_per_head(frame).select("code", "rank").iter_rows():
        assert place == 1 + sum(other > by_code[code] for other in ratios)
