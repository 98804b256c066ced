"""Scoring again where several versions of a plan were in force: each activity by its own, limits across all of them, in the order of scoring."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from scoring.batch import Context, Names
from scoring.budgets import NOTHING_SPENT, Spent, settle_together
from scoring.limits import NOTHING_USED, Candidates, sames, settle
from scoring.plan import Limit, Plan, Rule, Window
from scoring.scoring import is_on, propose
from scoring.simulation import AWARDS, NOTHING_FIXED, PAYS, Simulated, beside


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
    """What one rule gives before limits in all its versions, in order; its frame has order and version too."""

    rules: Mapping[int, Rule]
    candidates: Candidates

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
    spent: Spent = NOTHING_SPENT,
) -> Simulated:
    """What each rule gives and campaigns pay, as `simulation.simulate_paid` answers it, each row of the batch by its version.

    fixed: with the groups of `widest`.
    """
    proposed = {key: one for key, one in _proposed(batch, versions, plans, names, context, first_weekday) if one.candidates.frame.height}

    def cut(candidates: Candidates) -> pl.DataFrame:
        return _settled(proposed[candidates.rule.key], candidates.frame, fixed.get(candidates.rule.key), first_weekday)

    settled = settle_together([one.candidates for one in proposed.values()], cut, spent)
    return Simulated(dict(zip(proposed, settled.frames, strict=True)), _by_key(settled.pays, versions, plans))


def _by_key(pays: pl.DataFrame, versions: pl.Series, plans: Mapping[int, Plan]) -> pl.DataFrame:
    keys = [(version, place, rule.key) for version, plan in plans.items() for place, rule in enumerate(plan.rules)]
    known = pl.DataFrame(keys, schema={"version": pl.Int64, "rule": pl.Int16, "key": pl.String}, orient="row")
    mine = pays.with_columns(versions.gather(pays["pos"]).cast(pl.Int64).alias("version"))
    return mine.join(known, on=["version", "rule"], how="left", maintain_order="left").select(*PAYS)


def _proposed(
    batch: pl.DataFrame, versions: pl.Series, plans: Mapping[int, Plan], names: Names, context: Context, first_weekday: int
) -> Iterator[tuple[str, _Proposed]]:
    rules = in_versions(plans)
    compared = {key: frozenset(sames(widest(list(by.values())))) for key, by in rules.items()}
    numbered = batch.with_columns(versions.alias("version")).with_row_index("row")
    found: dict[str, list[Candidates]] = {}
    for version, plan in plans.items():
        mine = numbered.filter(pl.col("version") == version)
        proposal = propose(mine.drop("row", "version"), plan, names, context, first_weekday=first_weekday, compared=compared)
        for candidates in proposal.candidates:
            rows = mine.select("row", "order", "version")[candidates.frame["pos"]]
            placed = candidates.frame.with_columns(rows["row"].alias("pos"), rows["order"], rows["version"])
            found.setdefault(candidates.rule.key, []).append(replace(candidates, frame=placed))
    for key, parts in found.items():
        yield key, _Proposed(rules[key], _in_order(parts))


def _in_order(parts: list[Candidates]) -> Candidates:
    """The awards of several versions of a rule as those of one, in the order of scoring."""
    columns = parts[0].frame.columns
    together = pl.concat([part.frame.select(columns) for part in parts]).with_row_index("place").sort("pos", maintain_order=True)
    row_of = np.argsort(together["place"].to_numpy())
    boosts, first = [], 0
    for part in parts:
        boosts += [(row_of[first + rows], boost) for rows, boost in part.boosts]
        first += part.frame.height
    return Candidates(0, parts[0].rule, together.drop("place"), tuple(boosts))


def _settled(proposed: _Proposed, frame: pl.DataFrame, fixed: pl.DataFrame | None, first_weekday: int) -> pl.DataFrame:
    """frame: the rule's awards, with the points of the campaigns that run."""
    if proposed.is_one:
        return _cut(frame, next(iter(proposed.rules.values())), fixed, first_weekday)
    runs = frame.with_columns(run=pl.col("version").rle_id()).partition_by("run", maintain_order=True, include_key=False)
    settled: list[pl.DataFrame] = []
    for run in runs:
        settled.append(_cut(run, proposed.rules[run["version"][0]], fixed, first_weekday))
        stand = run.with_columns(settled[-1]["points"]).filter(pl.col("points") > 0).drop("pos", "version")
        fixed = stand if fixed is None else pl.concat([fixed.select(stand.columns), stand])
    return pl.concat(settled)


def _cut(frame: pl.DataFrame, rule: Rule, fixed: pl.DataFrame | None, first_weekday: int) -> pl.DataFrame:
    """What limits and cooldown of one version leave of awards in order, beside those that stand."""
    awards = Candidates(0, rule, frame.drop("order", "version"))
    if sames(rule):
        awards = beside(awards, frame["order"], fixed)
    return settle(awards, NOTHING_USED, first_weekday=first_weekday).select(*AWARDS)
