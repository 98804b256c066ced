"""Against target: the points of a period over the target of it, which stays whole while the period runs."""

from collections.abc import Mapping
from fractions import Fraction

import polars as pl

from scoring.periods import Period
from scoring.ranking import rank_by_ratio
from services.boards.standings import Subject, View, last_teams
from services.targets.aims import aims_at, due_by, reached


def by_target(view: View, subject: Subject, period: Period, everyone: pl.DataFrame) -> pl.DataFrame:
    """Who has a target, ranked, with target, due, percent and size. everyone: as `View.everyone`."""
    key = "team_id" if subject is Subject.TEAMS else "account_id"
    held = _held(view, subject, period, everyone[key].to_list())
    here = everyone.filter(pl.col(key).is_in(list(held)))
    pairs = [(score, held[holder]) for holder, score in here.select(key, "score").iter_rows()]
    ratios = [Fraction(score, target) for score, target in pairs]
    told = here.with_columns(
        pl.Series("target", [target for _, target in pairs], dtype=pl.Int64),
        pl.Series("due", [due_by(target, period.start, period.end, view.today) for _, target in pairs], dtype=pl.Int64),
        pl.Series("percent", [reached(score, target) for score, target in pairs], dtype=pl.Int64),
        pl.Series("size", [float(ratio) for ratio in ratios], dtype=pl.Float64),
    )
    return rank_by_ratio(told, ratios, tie_rule=view.tie_rule)


def _held(view: View, subject: Subject, period: Period, holders: list[int]) -> Mapping[int, int]:
    """The target of each holder that has one."""
    aims = aims_at(view.session, period)
    if subject is Subject.TEAMS:
        return {team: points for team, points in aims.of_teams.items() if team in set(holders)}
    teams = last_teams(view.here, holders, period, view.today).tolist()
    found = {holder: aims.of_employee(view.here.directory, holder, team) for holder, team in zip(holders, teams, strict=True)}
    return {holder: points for holder, points in found.items() if points is not None}
