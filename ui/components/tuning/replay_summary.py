"""What a page keeps of a replay: the ends of its tables, whatever their length; in no language yet."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from services.tuning.tuning import Replay, Totals

EMPLOYEES, TEAMS, CUSTOMERS = "employees", "teams", "customers"
TOP = 20
MORE = 8
"""So many who move furthest stand under the top of a board, where they are not in it."""
MOVERS = 20
WINNERS = 10
MOST_LEVELS = 100
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody before and after. before, after: points, of a team per head; places: how many up, negative down, None without a rank."""

    code: str
    name: str
    team: str | None
    before: int | Decimal
    after: int | Decimal
    rank_before: int | None
    rank_after: int | None
    places: int | None


@dataclass(frozen=True, slots=True)
class View:
    """A board before and after. shown: its top and who moves furthest; movers: these alone, the furthest first."""

    count: int
    up: int
    down: int
    shown: tuple[Moved, ...]
    movers: tuple[Moved, ...]
    gain: tuple[Moved, ...]
    lose: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class RuleMoved:
    key: str
    label: dict[str, str]
    awards: tuple[int, int]
    points: tuple[int, int]
    cut: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Flip:
    """Whose level or tier would be another. kind: employee, customer; before, after: keys, None without one."""

    kind: str
    code: str
    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class CampaignMoved:
    """A campaign before and after. paid: on the days; budget: None without one; used: of the budget, whenever; ended: the day it is used up."""

    key: str
    label: dict[str, str]
    paid: tuple[int, int]
    budget: tuple[int | None, int | None]
    used: tuple[int | None, int | None]
    ended: tuple[dt.date | None, dt.date | None]


@dataclass(frozen=True, slots=True)
class Summary:
    """A replay in short. levels: the first of `level_count`; views: by `EMPLOYEES`, `TEAMS`, `CUSTOMERS`."""

    from_on: dt.date
    to_on: dt.date
    version: int
    activities: int
    totals: Totals
    rules: tuple[RuleMoved, ...]
    campaigns: tuple[CampaignMoved, ...]
    levels: tuple[Flip, ...]
    level_count: int
    views: dict[str, View]
    is_unchanged: bool


def summary_of(found: Replay) -> Summary:
    """The replay in short, which it need not be kept for."""
    kinds = found.holders.partition_by("kind", as_dict=True)
    none = found.holders.clear()
    views = {
        EMPLOYEES: _view(kinds.get(("employee",), none)),
        TEAMS: _view(_per_head(found.teams)),
        CUSTOMERS: _view(kinds.get(("customer",), none)),
    }
    return Summary(
        found.from_on,
        found.to_on,
        found.version,
        found.activities,
        found.totals,
        tuple(map(_rule, found.rules.iter_rows(named=True))),
        tuple(map(_campaign, found.campaigns.iter_rows(named=True))),
        tuple(_flip(row) for row in found.levels.head(MOST_LEVELS).iter_rows(named=True)),
        found.levels.height,
        views,
        _is_unchanged(found),
    )


def _is_unchanged(found: Replay) -> bool:
    pairs = [
        *((found.holders, name) for name in ("score", "rank")),
        *((found.teams, name) for name in ("score", "rank", "head_rank")),
        *((found.rules, name) for name in ("awards", "points", "cut")),
        *((found.campaigns, name) for name in ("paid", "budget", "used", "ended")),
    ]
    return found.levels.is_empty() and all(frame[f"{name}_before"].equals(frame[f"{name}_after"], null_equal=True) for frame, name in pairs)


def _per_head(teams: pl.DataFrame) -> pl.DataFrame:
    """Teams as their board shows them, in its order."""
    cents = pl.col("heads").clip(lower_bound=1)
    return teams.select(
        "code",
        "name",
        pl.lit(None, pl.String).alias("team"),
        "heads",
        *((100 * pl.col(f"score_{side}") / cents).round().cast(pl.Int64).alias(f"score_{side}") for side in ("before", "after")),
        pl.col("head_rank_before").alias("rank_before"),
        pl.col("head_rank_after").alias("rank_after"),
    ).sort("rank_after", "code")


def _view(board: pl.DataFrame) -> View:
    moved = board.with_columns(
        places=pl.col("rank_before").cast(pl.Int64) - pl.col("rank_after").cast(pl.Int64),
        gained=pl.col("score_after") - pl.col("score_before"),
    )
    ranked = moved.filter(pl.col("rank_after").is_not_null())
    far = _furthest(ranked.slice(TOP))
    shown = pl.concat([ranked.head(TOP), far.head(MORE).sort("rank_after", "code")])
    return View(
        ranked.height,
        ranked.filter(pl.col("places") > 0).height,
        ranked.filter(pl.col("places") < 0).height,
        tuple(_rows(shown)),
        tuple(_rows(_furthest(ranked).head(MOVERS))),
        tuple(_rows(_ends(moved, 1))),
        tuple(_rows(_ends(moved, -1))),
    )


def _furthest(board: pl.DataFrame) -> pl.DataFrame:
    moving = board.filter(pl.col("places") != 0)
    return moving.top_k(MOVERS, by=pl.col("places").abs()).sort(pl.col("places").abs(), "code", descending=[True, False])


def _ends(board: pl.DataFrame, sign: int) -> pl.DataFrame:
    """Who gains most (1) or loses most (-1)."""
    gained = sign * pl.col("gained")
    return board.filter(gained > 0).top_k(WINNERS, by=gained).sort(gained, "code", descending=[True, False])


def _rows(board: pl.DataFrame) -> Iterator[Moved]:
    is_per_head = "heads" in board.columns
    for row in board.iter_rows(named=True):
        before, after = (Decimal(row[name]) * CENT if is_per_head else row[name] for name in ("score_before", "score_after"))
        yield Moved(row["code"], row["name"], row["team"], before, after, row["rank_before"], row["rank_after"], row["places"])


def _rule(row: dict[str, Any]) -> RuleMoved:
    return RuleMoved(row["key"], _label(row), *_sides(row, "awards", "points", "cut"))


def _campaign(row: dict[str, Any]) -> CampaignMoved:
    return CampaignMoved(row["key"], _label(row), *_sides(row, "paid", "budget", "used", "ended"))


def _label(row: dict[str, Any]) -> dict[str, str]:
    return {language: row[f"label_{language}"] for language in ("en", "zh") if row[f"label_{language}"]}


def _sides(row: dict[str, Any], *names: str) -> Iterator[tuple[Any, Any]]:
    return ((row[f"{name}_before"], row[f"{name}_after"]) for name in names)


def _flip(row: dict[str, str]) -> Flip:
    return Flip(row["kind"], row["code"], row["name"], row["level_before"], row["level_after"])
