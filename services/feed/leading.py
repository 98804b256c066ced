"""Who leads which board, followed entry by entry: told whenever it is known, a new leader is the same.

A leader stands alone at the top with points. Who shares the first place is no new leader until one of them is ahead; the first leader
of a period overtook nobody, and is not told.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from db import feed as rows
from db.engine import Session
from scoring.periods import Period, PeriodKind, business_day, period_of
from services.feed.choices import Choices
from services.feed.kinds import Kind
from services.feed.news import News, team_of
from services.world import World

COMPANY = 0
LONGEST_FIRST = (PeriodKind.QUARTER, PeriodKind.MONTH, PeriodKind.WEEK)
Leaders = dict[str, int]
"""Who last led alone, by board: `{Period.id}:{team, 0 for the organisation}`."""


class Scored(NamedTuple):
    """An entry of an employee, as far as boards follow from it. moment: when it is told, microseconds."""

    id: int
    account_id: int
    kind: str
    score: int
    booked_on: int
    moment: int
    activity_id: int | None


@dataclass(slots=True)
class _Top:
    """The first place of a board: its score, above zero, and who shares it."""

    best: int = 0
    holders: set[int] = field(default_factory=set)

    def leader(self) -> int | None:
        return next(iter(self.holders)) if len(self.holders) == 1 else None

    def meet(self, account: int, score: int) -> None:
        if score > self.best:
            self.best, self.holders = score, {account}
        elif score == self.best and score > 0:
            self.holders.add(account)


class _Race:
    """The boards of one period: of the organisation and of the teams that were chosen."""

    def __init__(self, here: World, choices: Choices, period: Period, scores: dict[int, int], day: int) -> None:
        self.here, self.choices, self.period, self.scores = here, choices, period, scores
        tops = [team.id for team in here.directory.teams.values() if team.parent_id is None]
        self.whole = tops[0] if len(tops) == 1 else None  # the team that is the organisation has no board beside that
        self.line_up(day)

    def line_up(self, day: int) -> None:
        """Everybody stands on the boards of the team they belong to on this day."""
        self.day = day
        self.tops: dict[int, _Top] = {}
        self.boards: dict[int, tuple[int, ...]] = {}
        for account, score in self.scores.items():
            for board in self.boards_of(account):
                self.tops.setdefault(board, _Top()).meet(account, score)

    def boards_of(self, account: int) -> tuple[int, ...]:
        if account not in self.boards:
            self.boards[account] = self._boards_of(account)
        return self.boards[account]

    def _boards_of(self, account: int) -> tuple[int, ...]:
        directory, level = self.here.directory, self.choices.team_level
        known = directory.employees.get(account)
        if known is None or not known.is_active(self.day):
            return ()
        company = (COMPANY,) if self.choices.company else ()
        if level == 0:
            return company
        path = directory.path(directory.team_on(account, self.day))
        if level is None:
            return company + tuple(team for team in path if not company or team != self.whole)
        return company + (path[len(path) - level : len(path) - level + 1] if level <= len(path) else ())

    def add(self, account: int, points: int) -> tuple[int, ...]:
        """The account has so much more; the boards that it stands on."""
        score = self.scores[account] = self.scores.get(account, 0) + points
        for board in self.boards_of(account):
            top = self.tops.setdefault(board, _Top())
            if account in top.holders and score < top.best:
                self.settle(board)
            else:
                top.meet(account, score)
        return self.boards_of(account)

    def settle(self, board: int) -> None:
        """The first place is looked for among all: whoever held it has less now."""
        top = self.tops[board] = _Top()
        for account, score in self.scores.items():
            if score > 0 and board in self.boards_of(account):
                top.meet(account, score)


class Races:
    """The boards of all periods that were chosen, as of an entry. leaders: who last led them alone."""

    def __init__(self, session: Session, here: World, choices: Choices, *, through: int, leaders: Mapping[str, int]) -> None:
        self.here, self.choices, self.through = here, choices, through
        self.leaders: Leaders = dict(leaders)
        self.races: dict[int, _Race] = {}
        self.session: Session | None = session

    def at_rest(self) -> "Races":
        """The same, to be kept beyond the transaction it was read in."""
        self.session = None
        return self

    def go_on(self, session: Session) -> None:
        self.session = session

    def follow(self, entries: Sequence[Scored], through: int) -> list[News]:
        """Who became the leader of what, as the entries came. entries: in order, up to the entry `through`."""
        told: list[News] = []
        days = sorted({self._day(moment) for moment in {entry.moment for entry in entries}})
        for period in {p.id: p for day in days for p in self._periods(day)}.values():
            self._begin(period, days[0])
        for step in _steps(entries):
            told += self._step(step)
        self.through = through
        self._forget()
        return told

    def _day(self, moment: int) -> int:
        return business_day(moment, self.here.zone)

    def _periods(self, day: int) -> list[Period]:
        kinds = [kind for kind in LONGEST_FIRST if kind in self.choices.leaders]
        return [period_of(kind, day, first_weekday=self.here.organisation.first_weekday) for kind in kinds]

    def _begin(self, period: Period, day: int) -> None:
        """The period is followed from here on, from where it stood."""
        if period.id in self.races:
            return
        assert self.session is not None
        scores = rows.scores_before(self.session, period.id, self.through, start=period.start, end=period.end)
        self.races[period.id] = race = _Race(self.here, self.choices, period, scores, day)
        for board, top in race.tops.items():
            if (leader := top.leader()) is not None:
                self.leaders.setdefault(f"{period.id}:{board}", leader)

    def _step(self, step: Sequence[Scored]) -> list[News]:
        day = self._day(step[0].moment)
        running = [self.races[period.id] for period in self._periods(day)]
        for race in running:
            if race.day != day:
                race.line_up(day)
        touched = self._add(step)
        won: dict[int, list[tuple[_Race, int]]] = {}
        earned = _earned(step)
        for race in running:
            for board in sorted(touched.get(race.period.id, ())):
                leader = self._new_leader(race, board)
                if leader is not None and earned.get(leader, 0) > 0:
                    won.setdefault(leader, []).append((race, board))
        return [self._news(leader, boards, step, day) for leader, boards in won.items()]

    def _add(self, step: Sequence[Scored]) -> dict[int, set[int]]:
        """The boards that somebody moved on, by period."""
        touched: dict[int, set[int]] = {}
        for entry in step:
            for number, race in self.races.items():
                if race.period.start <= entry.booked_on < race.period.end:
                    touched.setdefault(number, set()).update(race.add(entry.account_id, entry.score))
        return touched

    def _new_leader(self, race: _Race, board: int) -> int | None:
        """Who leads the board alone, where somebody else was the last to do so."""
        place, leader = f"{race.period.id}:{board}", race.tops[board].leader()
        if leader is None or self.leaders.get(place) == leader:
            return None
        is_first = place not in self.leaders
        self.leaders[place] = leader
        return None if is_first else leader

    def _news(self, leader: int, boards: list[tuple[_Race, int]], step: Sequence[Scored], day: int) -> News:
        ordered = sorted(boards, key=lambda one: (len(self.here.directory.path(one[1])), LONGEST_FIRST.index(one[0].period.kind)))
        mine = [entry for entry in step if entry.account_id == leader and entry.kind == "earned"]
        activities = {entry.activity_id for entry in mine}
        told = [{"period": race.period.key} | ({"team": board} if board else {}) for race, board in ordered]
        return News(
            key=f"leader:{mine[-1].id}:{leader}",
            kind=Kind.LEADER,
            at=step[0].moment,
            account_id=leader,
            team_id=team_of(self.here.directory, leader, day),
            activity_id=activities.pop() if len(activities) == 1 else None,
            facts={"boards": told, "points": ordered[0][0].scores[leader], "place": 1},
        )

    def _forget(self) -> None:
        """Of each kind only the newest period is followed on; whoever led an older one is forgotten."""
        newest: dict[PeriodKind, Period] = {}
        for race in self.races.values():
            kept = newest.get(race.period.kind)
            newest[race.period.kind] = race.period if kept is None or race.period.start > kept.start else kept
        kept_ids = {period.id for period in newest.values()}
        self.races = {number: race for number, race in self.races.items() if number in kept_ids}
        if kept_ids:
            self.leaders = {place: who for place, who in self.leaders.items() if int(place.split(":")[0]) in kept_ids}


def _steps(entries: Sequence[Scored]) -> Iterable[Sequence[Scored]]:
    """The entries of one moment together: what one transaction brought is one step."""
    start = 0
    for number, entry in enumerate(entries):
        if entry.moment != entries[start].moment:
            yield entries[start:number]
            start = number
    if entries:
        yield entries[start:]


def _earned(step: Sequence[Scored]) -> dict[int, int]:
    """What each account earned in a step by what it did: neither a reversal nor a rescore makes a leader worth telling."""
    found: dict[int, int] = {}
    for entry in step:
        if entry.kind == "earned":
            found[entry.account_id] = found.get(entry.account_id, 0) + entry.score
    return found
