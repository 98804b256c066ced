"""Scoring again where several versions of a plan were in force: each activity by its own, limits across all of them, in the order of scoring."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import polars as pl

from scoring.batch import Context, Names
from scoring.limits import NOTHING_USED, Candidates, sames, settle
from scoring.plan import Limit, Plan, Rule, Window
from scoring.scoring import is_on, propose
from scoring.simulation import AWARDS, NOTHING_FIXED, beside


def widest(rules: list[Rule]) -> Rule:
    """A rule whose limits and cooldown reach as far, and compare as much, as those of all of them: of one rule in several versions."""
    limits = [limit for rule in rules for limit in rule.limits]
    cooldowns = sorted((rule.cooldown for rule in rules if rule.cooldown), key=lambda cooldown: cooldown.micros)
    limits += [Limit(per=Window.DAY, times=1, points=None, same=cooldown.same) for cooldown in cooldowns[:-1]]
    return replace(rules[0], limits=tuple(dict.fromkeys(limits)), cooldown=cooldowns[-1] if cooldowns else None)


def in_versions(plans: Mapping[int, Plan]) -> dict[str, dict[int, Rule]]:
    """The rules that are on, by key, then version."""
    found: dict[str, dict[int, Rule]] = {}
    for version, plan in plans.items():
        for rule in plan.rules:
            if is_on(rule, plan):
                found.setdefault(rule.key, {})[version] = rule
    return found


@dataclass(frozen=True, slots=True)
class _Proposed:
    """What one rule gives before limits in all its versions, in order, with order and version."""

    rules: Mapping[int, Rule]
    frame: pl.DataFrame

    @property
    def is_one(self) -> bool:
        """Whether limits and cooldown are the same in every version."""
        return len({(rule.limits, rule.cooldown) for rule in self.rules.values()}) == 1


def simulate_versions(
    batch: pl.DataFrame,
    versions: pl.Series,
    plans: Mapping[int, Plan],
    names: Names,
    context: Context,
    *,
    first_weekday: int = 1,
    fixed: Mapping[str, pl.DataFrame] = NOTHING_FIXED,
) -> dict[str, pl.DataFrame]:
    """What each rule gives, as `simulation.simulate` answers it, each row of the batch by its version. fixed: with the groups of `widest`."""
    return {
        key: _settled(proposed, fixed.get(key), first_weekday)
        for key, proposed in _proposed(batch, versions, plans, names, context, first_weekday)
        if proposed.frame.height
    }


def _proposed(
    batch: pl.DataFrame, versions: pl.Series, plans: Mapping[int, Plan], names: Names, context: Context, first_weekday: int
) -> Iterator[tuple[str, _Proposed]]:
    rules = in_versions(plans)
    compared = {key: frozenset(sames(widest(list(by.values())))) for key, by in rules.items()}
    numbered = batch.with_columns(versions.alias("version")).with_row_index("row")
    frames: dict[str, list[pl.DataFrame]] = {}
    for version, plan in plans.items():
        mine = numbered.filter(pl.col("version") == version)
        proposal = propose(mine.drop("row", "version"), plan, names, context, first_weekday=first_weekday, compared=compared)
        for candidates in proposal.candidates:
            rows = mine.select("row", "order", "version")[candidates.frame["pos"]]
            placed = candidates.frame.with_columns(rows["row"].alias("pos"), rows["order"], rows["version"])
            frames.setdefault(candidates.rule.key, []).append(placed)
    for key, parts in frames.items():
        yield key, _Proposed(rules[key], pl.concat([p.select(parts[0].columns) for p in parts]).sort("pos", maintain_order=True))


def _settled(proposed: _Proposed, fixed: pl.DataFrame | None, first_weekday: int) -> pl.DataFrame:
    if proposed.is_one:
        return _cut(proposed.frame, next(iter(proposed.rules.values())), fixed, first_weekday)
    runs = proposed.frame.with_columns(run=pl.col("version").rle_id()).partition_by("run", maintain_order=True, include_key=False)
    settled: list[pl.DataFrame] = []
    for run in runs:
        settled.append(_cut(run, proposed.rules[run["version"][0]], fixed, first_weekday))
        stand = run.with_columns(settled[-1]["points"]).filter(pl.col("points") > 0).drop("pos", "version")
        fixed = stand if fixed is None else pl.concat([fixed.select(stand.columns), stand])
    return pl.concat(settled)


def _cut(frame: pl.DataFrame, rule: Rule, fixed: pl.DataFrame | None, first_weekday: int) -> pl.DataFrame:
    """What limits and cooldown of one version leave of awards in order, beside those that stand."""
    if not sames(rule):
        awards = Candidates(0, rule, frame.drop("order", "version"))
    else:
        orders = frame["order"]
        awards = beside(Candidates(0, rule, frame.drop("order", "version")), orders, fixed)
    return settle(awards, NOTHING_USED, first_weekday=first_weekday).select(*AWARDS)
