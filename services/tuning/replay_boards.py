"""The boards of a replay: who stands where before and after, as boards rank, and whose level would be another."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import polars as pl

from db import replaying
from db.engine import Session
from scoring.directory import NO_TEAM, EmployeeFacts
from scoring.plan import HolderKind, Plan, Tier
from scoring.ranking import TieRule, rank, rank_per_head
from services.reaching import holders_in_reach
from services.tuning.history import Days
from services.tuning.replaying import Past
from services.world import World

SIDES = ("before", "after")
SCORES = ["score_before", "score_after"]
HOLDER = ["kind", "account_id", "code", "name", "team", *SCORES, "rank_before", "rank_after"]
TEAM = {
    "team_id": pl.Int32,
    "code": pl.String,
    "name": pl.String,
    "heads": pl.Int64,
    "score_before": pl.Int64,
    "score_after": pl.Int64,
}
LEVELS = {
    "kind": pl.String,
    "account_id": pl.Int32,
    "code": pl.String,
    "name": pl.String,
    "level_before": pl.String,
    "level_after": pl.String,
}


@dataclass(frozen=True, slots=True)
class Sight:
    """Who looks at which days. reached: only the customers of these employees; None: everybody's."""

    here: World
    reached: frozenset[int] | None
    days: Days
    today: int

    @property
    def tie_rule(self) -> TieRule:
        return TieRule(self.here.organisation.tie_rule)

    def is_on_board(self, person: EmployeeFacts) -> bool:
        """Active on any of the days; where today is one of them, today."""
        start, end = self.days
        return person.is_active(self.today) if start <= self.today < end else person.is_active_between(start, end)


def holders(session: Session, sight: Sight, past: Past, before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Everybody on a board, or with points before or after, employees first."""
    both = _both(before, after)
    return pl.concat([_employees(sight, both), _customers(session, sight, past, both)])


def _both(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """account_id, score_before, score_after."""
    sides = [frame.rename({"holder": "account_id", "points": name}) for frame, name in zip((before, after), SCORES, strict=True)]
    return sides[0].join(sides[1], on="account_id", how="full", coalesce=True).with_columns(pl.col(SCORES).fill_null(0))


def _employees(sight: Sight, both: pl.DataFrame) -> pl.DataFrame:
    directory, (start, end) = sight.here.directory, sight.days
    staff = list(directory.employees.values())
    last = [min(end - 1, sight.today if sight.today >= start else end - 1, end if e.left_on is None else e.left_on) for e in staff]
    team_ids = directory.teams_on(np.array([e.id for e in staff], dtype=np.int64), np.array(last, dtype=np.int64)).tolist()
    codes = [directory.teams[team].code if team != NO_TEAM and team in directory.teams else None for team in team_ids]
    rows = [(e.id, e.code, e.name, team, sight.is_on_board(e)) for e, team in zip(staff, codes, strict=True)]
    schema = {"account_id": pl.Int32, "code": pl.String, "name": pl.String, "team": pl.String, "is_on": pl.Boolean}
    known = pl.DataFrame(rows, schema=schema, orient="row").join(both, on="account_id", how="left")
    known = known.with_columns(pl.col(SCORES).fill_null(0))
    absent = known.filter(~pl.col("is_on") & (pl.any_horizontal(pl.col(SCORES) != 0)))
    ranked = _ranked(known.filter("is_on"), sight.tie_rule)
    beside = absent.with_columns(rank_before=pl.lit(None, pl.Int64), rank_after=pl.lit(None, pl.Int64)).sort("code")
    return pl.concat([ranked, beside]).with_columns(pl.lit("employee").alias("kind")).select(HOLDER)


def _customers(session: Session, sight: Sight, past: Past, both: pl.DataFrame) -> pl.DataFrame:
    staff = pl.Series(sight.here.employee_accounts, dtype=pl.Int32)
    theirs = both.filter(~pl.col("account_id").is_in(staff.implode()))
    if sight.reached is not None:
        inside = holders_in_reach(session, sight.here.directory, sight.reached, theirs["account_id"].to_list())
        theirs = theirs.filter(pl.col("account_id").is_in(pl.Series(sorted(inside), dtype=pl.Int32).implode()))
    named = theirs.join(_people(session, past, theirs["account_id"]), on="account_id", how="inner")
    ranked = _ranked(named.with_columns(pl.lit(None, pl.String).alias("team")), sight.tie_rule)
    return ranked.with_columns(pl.lit("customer").alias("kind")).select(HOLDER)


def _people(session: Session, past: Past, accounts: pl.Series) -> pl.DataFrame:
    """account_id, code, name; what is new is read and kept with the period."""
    missing = accounts.filter(~accounts.is_in(past.people["account_id"].implode()))
    if len(missing):
        past.people = past.people.vstack(replaying.holders(session, missing.to_list()))
    return past.people.select("account_id", "code", "name")


def _ranked(frame: pl.DataFrame, tie_rule: TieRule) -> pl.DataFrame:
    """With rank_before and rank_after, in the order of the latter."""
    never = pl.lit(None, pl.Int64).alias("reached_at")
    for side in SIDES:
        measured = rank(frame.with_columns(never), measure=f"score_{side}", tie_rule=tie_rule)
        frame = measured.rename({"rank": f"rank_{side}"}).drop("reached_at")
    return frame


def teams(sight: Sight, before: dict[int, int], after: dict[int, int]) -> pl.DataFrame:
    """Every team with the sums of its subtree, as the boards of teams have it, best first."""
    directory, (start, end) = sight.here.directory, sight.days
    end = min(end, max(sight.today + 1, start + 1))
    scores: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    heads: dict[int, set[int]] = defaultdict(set)
    for team in directory.teams:
        present = {stay.employee_id for stay in directory.stays_within(team, start, end)}
        for above in directory.path(team):
            heads[above] |= present
            for number, side in enumerate((before, after)):
                scores[above][number] += side.get(team, 0)
    rows = [(t.id, t.code, t.name, len(heads[t.id]), *scores[t.id]) for t in directory.teams.values()]
    frame = pl.DataFrame(rows, schema=TEAM, orient="row").with_columns(pl.lit(None, pl.Int64).alias("reached_at"))
    for name in SIDES:
        per_head = rank_per_head(frame.with_columns(score=pl.col(f"score_{name}")), tie_rule=sight.tie_rule)
        frame = per_head.drop("score").rename({"rank": f"head_rank_{name}"})
    return _ranked(frame.drop("reached_at"), sight.tie_rule)


def levels(session: Session, sight: Sight, past: Past, plans: tuple[Plan, Plan], before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Whose level or tier would be another. Columns: `LEVELS`.

    A lifetime of points is what it is now, with what the plan gives for the period instead of what its activities gave.
    """
    moved = _both(before, after).filter(pl.col("score_before") != pl.col("score_after"))
    same_tiers = _bounds(plans[0]) == _bounds(plans[1])
    staff = pl.Series(sight.here.employee_accounts, dtype=pl.Int32)
    if same_tiers and not any(_of_kind(moved, kind, staff).height for kind in HolderKind if plans[0].tiers[kind]):
        return pl.DataFrame(schema=LEVELS)
    everybody = _lifetimes(session, past, before, after)
    looked_at = everybody if not same_tiers else everybody.join(moved, on="account_id", how="semi")
    parts = []
    for kind in HolderKind:
        theirs = _of_kind(looked_at, kind, staff)
        reached = [
            _reached(theirs[f"lifetime_{side}"], plan.tiers[kind]).alias(f"level_{side}") for side, plan in zip(SIDES, plans, strict=True)
        ]
        other = theirs.with_columns(*reached, kind=pl.lit(kind.value))
        parts.append(other.filter(pl.col("level_before").ne_missing(pl.col("level_after"))))
    return _named(session, sight, past, pl.concat(parts))


def _of_kind(found: pl.DataFrame, kind: HolderKind, staff: pl.Series) -> pl.DataFrame:
    is_employee = pl.col("account_id").is_in(staff.implode())
    return found.filter(is_employee if kind is HolderKind.EMPLOYEE else ~is_employee)


def _bounds(plan: Plan) -> dict[HolderKind, list[tuple[str, int]]]:
    return {kind: [(tier.key, tier.from_points) for tier in plan.tiers[kind]] for kind in HolderKind}


def _lifetimes(session: Session, past: Past, before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """account_id, lifetime_before, lifetime_after of everybody who has or would have points."""
    if past.lifetimes is None or past.given is None:
        past.lifetimes, past.given = replaying.lifetimes(session), replaying.given(session, *past.days)
    rest = past.lifetimes.join(past.given, on="account_id", how="left").join(_other(past), on="account_id", how="left")
    left = pl.col("lifetime") - pl.col("given").fill_null(0) - pl.col("other").fill_null(0)
    both = _both(before, after).join(rest.select("account_id", left.alias("left")), on="account_id", how="full", coalesce=True)
    zero = pl.col("left", *SCORES).fill_null(0)
    filled = both.with_columns(zero)
    return filled.select("account_id", *((pl.col("left") + pl.col(f"score_{side}")).alias(f"lifetime_{side}") for side in SIDES))


def _other(past: Past) -> pl.DataFrame:
    """What the scores hold beside replayed awards: it is in the lifetimes already."""
    return past.other.group_by("account_id").agg(pl.col("score").sum().alias("other"))


def _reached(lifetimes: pl.Series, tiers: tuple[Tier, ...]) -> pl.Series:
    """The key of the highest level that each lifetime reaches."""
    places = np.searchsorted(
        np.array([tier.from_points for tier in tiers], dtype=np.int64), lifetimes.clip(lower_bound=0).to_numpy(), side="right"
    )
    keys = [None, *(tier.key for tier in tiers)]
    return pl.Series([keys[place] for place in places.tolist()], dtype=pl.String)


def _named(session: Session, sight: Sight, past: Past, found: pl.DataFrame) -> pl.DataFrame:
    if sight.reached is not None:
        customers = found.filter(pl.col("kind") == HolderKind.CUSTOMER.value)["account_id"].to_list()
        inside = holders_in_reach(session, sight.here.directory, sight.reached, customers)
        keep = pl.col("account_id").is_in(pl.Series(sorted(inside), dtype=pl.Int32).implode())
        found = found.filter((pl.col("kind") == HolderKind.EMPLOYEE.value) | keep)
    known = found.join(_people(session, past, found["account_id"]), on="account_id", how="inner")
    return known.select(*LEVELS).sort("kind", "code", descending=[True, False])
