"""Budgets: what campaigns pay of awards, and what is left of an award when one has too little left (docs/decisions/0020).

A campaign pays what an award is worth above what it would be without it. Its budget is used up in the order of scoring: activity, then the
rule's place in the plan, then holder. The award that would take more gets what is left, and from then on the campaign does not run.

Everything before an award is settled whatever comes after it, so awards are settled as if no budget ended; where the first one does, it is
ended there and what comes after is settled again: once for each budget that runs out among these awards.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scoring.boosts import Boost, Paid, Running, ladder, met, outlasting, paid
from scoring.limits import BUDGET, Candidates
from scoring.periods import Ints
from scoring.plan import Campaign

PAYS: dict[str, pl.DataType] = {
    "pos": pl.UInt32(),
    "rule": pl.Int16(),
    "holder": pl.Int32(),
    "campaign": pl.String(),
    "points": pl.Int64(),
}
"""What a campaign, by its key, pays of an award: always above zero. rule: its place in the plan."""
BEFORE_ALL, NEVER = -1, 2**62
MOST_RULES = 1_024
Cut = Callable[[Candidates], pl.DataFrame]
"""What limits leave of a rule's awards: `limits.settle`, a row for each of its own awards, in their order."""
Budget = tuple[str, int]
"""A campaign's key and so many points: versions of the plan may give the same campaign different budgets."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What campaigns have paid of other awards, by key.

    before: of those scored before all of these. beside: of others that stand among or after these: (places, points), a place counting the
    activities of the batch that were scored before. It is taken from the budget wherever it stands, so that all together never pass it.
    """

    before: Mapping[str, int] = field(default_factory=dict)
    beside: Mapping[str, tuple[Ints, Ints]] = field(default_factory=dict)

    def in_all(self, key: str) -> int:
        return self.before.get(key, 0) + (int(self.beside[key][1].sum()) if key in self.beside else 0)


NOTHING_SPENT = Spent()


class Settled(NamedTuple):
    """frames: for each of the rules, in their order, as `limits.settle` answers. pays: `PAYS`, in the order of scoring."""

    frames: list[pl.DataFrame]
    pays: pl.DataFrame


def settle_together(groups: Sequence[Candidates], cut: Cut, spent: Spent = NOTHING_SPENT) -> Settled:
    """What limits and budgets leave of rules' awards, and what campaigns pay of them.

    groups: each rule once, with all its versions; those that share a campaign with a budget must all be there. pos: places in one batch, in the
    order of scoring.
    """
    span = 1 + max((int(one.frame["pos"].len()) for one in groups if one.boosts), default=0)
    found: list[pl.DataFrame | _Awards] = [_Awards(one, cut, span) if one.boosts else cut(one) for one in groups]
    touched = [one for one in found if isinstance(one, _Awards)]
    _Settling(touched, spent, span).settle()
    frames = [one.answer() if isinstance(one, _Awards) else one for one in found]
    return Settled(frames, _pays(touched))


@dataclass(frozen=True, slots=True)
class Part:
    """Awards of one version of a rule. rows: in the rule's frame. sets: those of the boost, and those that are left of them."""

    rows: Ints
    boost: Boost
    sets: list[Running]
    which: Ints

    def without(self, gone: Budget, later: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The awards for which the campaign ran until now, and does no more. later: those that it may not run for."""
        changed = np.zeros(len(self.which), dtype=np.bool_)
        for number in met(self.which[later]):
            left = tuple(c for c in self.sets[number] if not (c.can_run_out and (c.key, c.budget) == gone))
            if len(left) != len(self.sets[number]):
                left = outlasting(left, self.boost.plan.campaign_overlap)
                mine = later & (self.which == number)
                if left not in self.sets:
                    self.sets.append(left)
                self.which[mine] = self.sets.index(left)
                changed |= mine
        return changed


class _Awards:
    """One rule's awards while they are settled."""

    def __init__(self, candidates: Candidates, cut: Cut, span: int) -> None:
        self.candidates, self.cut = candidates, cut
        self.parts = [Part(rows, boost, list(boost.sets), boost.which.copy()) for rows, boost in candidates.boosts]
        self.points = candidates.frame["points"].to_numpy().astype(np.int64)
        self.index = np.full(len(self.points), candidates.index, dtype=np.int64)
        for part in self.parts:
            self.index[part.rows] = part.boost.index
        self.pos = candidates.frame["pos"].to_numpy().astype(np.int64)
        self.holder = candidates.frame["holder"].to_numpy()
        self.span = span
        self.is_above = self.points > 0
        self.ended: dict[int, Paid] = {}
        self.cut_by: dict[int, int] = {}
        self.settle()

    @cached_property
    def places(self) -> Ints:
        """The place of each award in the order of scoring."""
        places: Ints = (self.pos * MOST_RULES + self.index) * self.span + _within(self.pos)
        return places

    def settle(self) -> None:
        self.frame = self.cut(self.candidates)
        self._follow()

    def settle_again(self) -> None:
        points = self.points.copy()
        for row, one in self.ended.items():
            points[row] = one.points
        frame = self.candidates.frame.with_columns(pl.Series("points", points, dtype=pl.Int64))
        self.frame = self.cut(replace(self.candidates, frame=frame))
        self._follow()

    def _follow(self) -> None:
        self.granted = self.frame["points"].to_numpy()
        self.paid: list[tuple[Campaign, Ints, Ints]] = list(self._pay())

    def _pay(self) -> Iterable[tuple[Campaign, Ints, Ints]]:
        """(campaign, rows, points) of what is paid."""
        ended = np.zeros(len(self.points), dtype=np.bool_)
        ended[list(self.ended)] = True
        for part in self.parts:
            boost, granted = part.boost, self.granted[part.rows]
            for number in met(part.which):
                steps = ladder(part.sets[number], boost.plan.campaign_overlap)
                mine = (part.which == number) & (granted > 0) & ~ended[part.rows] if steps.steps else None
                if mine is None or not mine.any():
                    continue
                most = granted[mine]
                level = np.minimum(boost.worth(steps.base, mine), most)
                for campaign, multiplier in steps.steps:
                    above = np.minimum(boost.worth(multiplier, mine), most) if multiplier != steps.multiplier else most
                    gives = np.flatnonzero(above > level)
                    if len(gives):
                        yield campaign, part.rows[mine][gives], (above - level)[gives]
                    level = above
        for row, one in self.ended.items():
            for campaign, points in one.pays:
                yield campaign, np.array([row]), np.array([points])

    def stop(self, gone: Budget, after: int, *, above: bool) -> bool:
        """The campaign runs no more for awards after a place; whether that changes any. above: those above zero, else the others."""
        later = (self.places > after) & (self.is_above == above)
        any_changed = False
        for part in self.parts:
            changed = part.without(gone, later[part.rows])
            if changed.any():
                self.points[part.rows] = part.boost.points(part.sets, part.which)
                any_changed = True
        return any_changed

    def end(self, place: int, left: Callable[[str], int]) -> bool:
        """The award at a place has what is left of budgets; False where it is not of this rule, or has that already. left: by a campaign's key."""
        found = np.flatnonzero(self.places == place)
        if not len(found) or (row := int(found[0])) in self.ended:
            return False
        part = next(part for part in self.parts if row in part.rows)
        at = int(np.flatnonzero(part.rows == row)[0])
        running = part.sets[part.which[at]]
        budgets = {c: (c.budget or 0) - left(c.key) for c in running if c.can_run_out}
        self.ended[row] = paid(part.boost, at, running, int(self.granted[row]), budgets)
        self.cut_by[row] = BUDGET if self.ended[row].points < self.granted[row] else int(self.frame[row, "cut_by"])
        return True

    def answer(self) -> pl.DataFrame:
        """What is left of the awards; of one whose campaign ran out with what it would have been before limits."""
        frame = self.frame
        for row in self.ended:
            frame[row, "proposed"] = int(self.points[row])
            frame[row, "cut_by"] = self.cut_by[row]
        return frame


def _within(pos: Ints) -> Ints:
    """The place of each award among those of its activity. pos: ascending."""
    here = np.arange(len(pos))
    begins = np.append(True, pos[1:] != pos[:-1])[: len(pos)]
    return here - np.maximum.accumulate(np.where(begins, here, 0))


class _Settling:
    def __init__(self, touched: list[_Awards], spent: Spent, span: int) -> None:
        self.touched, self.spent = touched, spent
        self.beside = {key: (places * MOST_RULES * span - 1, points) for key, (places, points) in spent.beside.items()}
        campaigns = {c for one in touched for _, boost in one.candidates.boosts for c in boost.campaigns if c.can_run_out}
        self.open: set[Budget] = {(c.key, c.budget) for c in campaigns if c.budget is not None}

    def settle(self) -> None:
        budgets = sorted(self.open)
        self._stop([budget for budget in budgets if self.spent.in_all(budget[0]) >= budget[1]], BEFORE_ALL)
        while self.open:
            place, gone = self._first()
            if place == NEVER:
                break
            if self._end(place):
                continue
            self._stop(gone, place)
        self._stop_below(budgets)

    def _stop(self, gone: Sequence[Budget], after: int) -> None:
        self.open -= set(gone)
        for one in self.touched:
            changed = [one.stop(budget, after, above=True) for budget in gone]
            if any(changed):
                one.settle_again()

    def _first(self) -> tuple[int, list[Budget]]:
        """The first place at which a budget is used up, or would be passed, and the budgets of which that is so."""
        found = {budget: self._used_up(*self._paid(budget[0]), budget[1] - self.spent.in_all(budget[0])) for budget in sorted(self.open)}
        first = min(found.values())
        return first, [budget for budget, place in found.items() if place == first]

    def _paid(self, key: str) -> tuple[Ints, Ints]:
        """(places, points) of what a campaign pays here, in no order."""
        places, points = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        for one in self.touched:
            for campaign, rows, given in one.paid:
                if campaign.key == key:
                    places.append(one.places[rows])
                    points.append(given)
        return np.concatenate(places), np.concatenate(points)

    @staticmethod
    def _used_up(places: Ints, points: Ints, most: int) -> int:
        """The place with which so many points are used up; NEVER where they are not."""
        if int(points.sum()) < most:
            return NEVER
        order = np.argsort(places, kind="stable")
        return int(places[order[np.searchsorted(np.cumsum(points[order]), most)]])

    def _end(self, place: int) -> bool:
        """The award at a place has no more than what is left; False where it had no more already."""

        def used(key: str) -> int:
            places, points = self._paid(key)
            return self.spent.in_all(key) + int(points[places < place].sum())

        for one in self.touched:
            if one.end(place, used):
                one.settle_again()
                return True
        return False

    def _stop_below(self, budgets: Sequence[Budget]) -> None:
        """Awards below zero are multiplied as long as the budget was not used up before their place, whatever stands after it."""
        again = set()
        for budget in budgets:
            places, points = self._paid(budget[0])
            beside = self.beside.get(budget[0], (places[:0], points[:0]))
            most = budget[1] - self.spent.before.get(budget[0], 0)
            after = BEFORE_ALL if most <= 0 else self._used_up(np.append(places, beside[0]), np.append(points, beside[1]), most)
            again |= {number for number, one in enumerate(self.touched) if after < NEVER and one.stop(budget, after, above=False)}
        for number in again:
            self.touched[number].settle_again()


def _pays(touched: Iterable[_Awards]) -> pl.DataFrame:
    paid = [(one, *payment) for one in touched for payment in one.paid]
    if not paid:
        return pl.DataFrame(schema=PAYS)
    columns = {
        "pos": np.concatenate([one.pos[rows] for one, _, rows, _ in paid]),
        "rule": np.concatenate([one.index[rows] for one, _, rows, _ in paid]),
        "holder": np.concatenate([one.holder[rows] for one, _, rows, _ in paid]),
        "campaign": pl.Series([campaign.key for _, campaign, _, _ in paid])[np.repeat(np.arange(len(paid)), [len(p) for *_, p in paid])],
        "points": np.concatenate([points for *_, points in paid]),
    }
    places = np.concatenate([one.places[rows] for one, _, rows, _ in paid])
    pays = pl.DataFrame(columns, schema_overrides=PAYS).cast(PAYS)  # type: ignore[arg-type]
    return pays if len(places) == 1 else pays[np.argsort(places, kind="stable")]
