"""Ranks over time as a chart: lanes from the top, words at the ends that do not lie upon each other, and nothing that names who is unnamed."""

import datetime as dt
import io
from itertools import pairwise
from typing import Any

import polars as pl

from scoring.periods import PeriodKind, day_number, period_of
from services.boards.rank_history import RankHistory
from services.boards.standings import Measure, Subject
from services.people.naming import MARK
from ui.charts_of_ranks import ENDS, POINTS, TICKS
from ui.components.boards.over_time import Drawn, draw

TODAY = dt.date(2026, 3, 20)


def history(places: dict[str, tuple[int | None, ...]], names: dict[str, str] | None = None) -> RankHistory:
    """Of the last months, everybody among the best."""
    count = len(next(iter(places.values())))
    periods = [period_of(PeriodKind.MONTH, day_number(TODAY))]
    while len(periods) < count and (earlier := periods[0].previous()):
        periods.insert(0, earlier)
    given = {code: f"Name of {code}" for code in places} | (names or {})
    return RankHistory(
        Subject.EMPLOYEES, Measure.TOTAL, PeriodKind.MONTH, tuple(periods), TODAY, places, given, tuple(places), (len(places),) * count
    )


def data(drawn: Drawn, name: str) -> pl.DataFrame:
    assert drawn.document is not None
    return pl.read_ipc_stream(io.BytesIO(drawn.document["datasets"][name]))


def look(places: dict[str, Any], me: str | None = None, **more: Any) -> Drawn:
    return draw(history(places, **more), me=me, my_name="Me" if me else None)


def test_each_of_the_first_places_has_a_lane_and_those_below_share_the_rest() -> None:
    drawn = look({"E1": (1, 2), "E2": (388, 1), "E3": (50, 8)})
    lanes = dict(data(drawn, POINTS).select("rank", "lane").iter_rows())
    assert (lanes["1"], lanes["2"], lanes["8"]) == (1, 2, 8)
    assert 8 < lanes["50"] < lanes["388"] <= 12
    assert data(drawn, TICKS)["label"].to_list()[:8] == [str(n) for n in range(1, 9)]


def test_a_small_board_has_a_lane_for_each_place() -> None:
    drawn = look({"E1": (1, 2, 3), "E2": (2, 1, 1), "E3": (3, 3, 2)})
    assert data(drawn, TICKS)["label"].to_list() == ["1", "2", "3"]


def test_words_at_the_ends_do_not_lie_upon_each_other_also_where_places_are_shared() -> None:
    lanes = data(look({f"E{n}": (n, 1) for n in range(1, 6)}), ENDS)["lane"].sort().to_list()
    assert all(below - above > 0.5 for above, below in pairwise(lanes))


def test_medals_are_for_places_one_to_three_and_green_for_the_reader() -> None:
    ends = data(look({"E1": (2, 1), "E2": (1, 2), "E3": (3, 3), "E4": (4, 4)}, me="E2"), ENDS).sort("lane")
    assert ends["tone"].to_list() == ["first", "mine", "third", "other"]
    assert ends["name"].to_list() == ["Name of E1", "Me", "Name of E3", "Name of E4"]


def test_who_was_not_on_the_board_has_no_point_there() -> None:
    drawn = look({"E1": (1, 1), "E2": (None, 2), "E3": (2, None)})
    points = data(drawn, POINTS)
    assert points.filter(pl.col("lane").is_null())["rank"].to_list() == ["–", "–"]
    assert data(drawn, ENDS).filter(name="Name of E3")["rank"].to_list() == ["–"]


def test_neither_data_nor_words_tell_who_stands_as_a_number() -> None:
    drawn = look({"E1": (1, 2), "E2": (2, 1)}, names={"E2": f"{MARK}7"})
    told = drawn.said + repr([data(drawn, name).to_dicts() for name in (POINTS, ENDS)])
    assert "Member 7" in told
    assert "E2" not in told


def test_the_chart_is_told_in_words() -> None:
    said = look({"E1": (1, 3), "E2": (2, 1)}, me="E1").said
    assert said == ("Ranks over the last 2 months. You: now 3rd, best 1st in February 2026. Name of E2: now 1st, best 1st in March 2026.")


def test_there_is_nothing_to_draw_of_one_period_or_without_points() -> None:
    assert look({"E1": (1,)}).document is None
    nobody = history({"E1": (1, 1)})
    assert draw(RankHistory(**{**nobody.__dict__, "best": ()}), me=None, my_name=None).document is None
