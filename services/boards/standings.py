"""Boards: who stands where in a period, for employees, teams and customers.

Boards of employees and teams are for everybody who may read them. The board of customers is that of the customers in
reach, and ranks count within it: for a manager with teams those of the teams' employees, for an employee their own.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TypeVar

import numpy as np
import polars as pl

from db import ledger, organisation, people, standings
from db.engine import Database, Session
from scoring.directory import Directory, EmployeeFacts
from scoring.periods import (
    EPOCH_AT,
    Ints,
    Period,
    PeriodKind,
    business_day,
    day_date,
    day_number,
    instant,
    period_of,
)
from scoring.ranking import TieRule, rank, rank_per_head
from scoring.spans import Stretch
from scoring.standings import fold as fold_entries
from services import cursors
from services.access import Act, Actor, require
from services.activities.recording import now_micros
from services.boards.scores import AllPoints, Scores
from services.boards.team_scores import team_scores
from services.calendar.working_days import Calendar
from services.errors import Invalid, Unknown
from services.people.naming import board_name, shown_name
from services.reaching import employees_in_reach
from services.values import LAST_DAY, shown
from services.world import World, world

FIRST_DAY = EPOCH_AT.date()
FOLD_ENTRIES = 100_000
LIMIT = 1000
T = TypeVar("T", bound=StrEnum)


class Subject(StrEnum):
    EMPLOYEES = "employees"
    TEAMS = "teams"
    CUSTOMERS = "customers"


class Measure(StrEnum):
    TOTAL = "total"
    PER_HEAD = "per_head"
    TARGET = "target"
    IMPROVEMENT = "improvement"


PLAIN = (Measure.TOTAL, Measure.PER_HEAD)
"""What the API and the command line rank by; the others are pages' (`services/boards/boards.py`)."""


@dataclass(frozen=True, slots=True)
class Row:
    """score: points, or points per head with two decimals. change: places gained since the period before, None if not on it."""

    rank: int
    code: str
    name: str
    score: int | Decimal
    change: int | None

    def document(self) -> dict[str, object]:
        score = self.score if isinstance(self.score, int) else str(self.score)
        return {"rank": self.rank, "code": self.code, "name": self.name, "score": score, "change": self.change}


@dataclass(frozen=True, slots=True)
class Board:
    """A page of a board. final: the period is closed. updated_at: when the ledger was last written."""

    subject: Subject
    measure: Measure
    period: Period
    is_final: bool
    updated_at: dt.datetime
    rows: tuple[Row, ...]
    next_cursor: str | None

    def document(self) -> dict[str, object]:
        return {
            "board": self.subject.value,
            "measure": self.measure.value,
            "period": period_document(self.period, is_final=self.is_final),
            "updated_at": self.updated_at.isoformat(),
            "rows": [row.document() for row in self.rows],
            "next_cursor": self.next_cursor,
        }


def period_document(period: Period, *, is_final: bool) -> dict[str, object]:
    return {
        "kind": period.kind.value,
        "key": period.key,
        "start": day_date(period.start).isoformat(),
        "end": day_date(period.end).isoformat(),
        "final": is_final,
    }


def board(
    database: Database,
    actor: Actor,
    *,
    subject: str,
    period: str,
    on: dt.date | None = None,
    limit: int = 100,
    measure: str = "total",
    team: str | None = None,
    cursor: str | None = None,
    now: int | None = None,
) -> Board:
    """A page of a board. period: a kind; on: a day in it, today where left out; team: only who belongs to it or below.

    Of customers only those in the actor's reach, and of these those whose owner belongs to the team.

    Raises Invalid for a value that is none, Unknown for an unknown team, Forbidden.
    """
    asked = _asked(subject, period, measure, limit)
    if on is not None and not FIRST_DAY <= on <= LAST_DAY:
        raise Invalid(f"on must be a day from {FIRST_DAY} to {LAST_DAY}, not {on}", field="on")
    require(actor, Act.READ_CUSTOMERS if asked[0] is Subject.CUSTOMERS else Act.READ_BOARDS)
    if asked[0] is Subject.CUSTOMERS:
        fold(database)
    with database.read() as session:
        here = world(database, session)
        today = business_day(now_micros() if now is None else now, here.zone)
        day = today if on is None else day_number(on)
        wanted = period_of(asked[1], day, first_weekday=here.organisation.first_weekday)
        owners = employees_in_reach(here.directory, actor, Act.READ_CUSTOMERS, today) if asked[0] is Subject.CUSTOMERS else None
        view = View(session, here, today, asked[2], team_named(here.directory, team), owners)
        page = view.page(asked[0], wanted, limit, cursor)
        return Board(asked[0], asked[2], wanted, is_final(here, wanted), updated_at(session, here), *page)


def _asked(subject: str, period: str, measure: str, limit: int) -> tuple[Subject, PeriodKind, Measure]:
    if not 1 <= limit <= LIMIT:
        raise Invalid(f"limit must be from 1 to {LIMIT}, not {limit}", field="limit")
    return (
        choice(Subject, subject, "subject"),
        choice(PeriodKind, period, "period"),
        choice(Measure, measure, "measure", among=PLAIN),
    )


def choice(kind: type[T], value: str, field: str, *, among: Sequence[T] = ()) -> T:
    """The member of a closed set that a text names; among: those that may be chosen, where not every one may. Raises Invalid."""
    offered = among or tuple(kind)
    if value not in offered:
        raise Invalid(f"{field} must be one of {', '.join(offered)}, not {shown(value)}", field=field)
    return kind(value)


def team_named(directory: Directory, code: str | None) -> int | None:
    """The team with a code; None without one. Raises Unknown."""
    if code is None:
        return None
    if code not in directory.team_ids:
        raise Unknown(f"no team has the code {shown(code)}", field="team")
    return directory.team_ids[code]


def is_final(here: World, period: Stretch) -> bool:
    closed = here.organisation.closed_through
    return closed is not None and period.end <= closed + 1


def updated_at(session: Session, here: World) -> dt.datetime:
    """When the ledger was last written, in the organisation's zone."""
    at = organisation.head(session).written_at
    return (instant(at) if at else EPOCH_AT).astimezone(here.zone)


@dataclass(frozen=True, slots=True)
class View:
    """What a reader looks at. team: only who belongs to it; reached: only the customers of these employees; None: everybody.

    points: those of employees that count, None for all of them; calendar: which days are worked, where that is asked.
    """

    session: Session
    here: World
    today: int
    measure: Measure
    team: int | None
    reached: frozenset[int] | None = None
    points: Scores | None = None
    calendar: Calendar | None = None

    @property
    def scores(self) -> Scores:
        return self.points or AllPoints(self.session, self.here)

    @property
    def tie_rule(self) -> TieRule:
        return TieRule(self.here.organisation.tie_rule)

    def page(self, subject: Subject, period: Period, limit: int, cursor: str | None) -> tuple[tuple[Row, ...], str | None]:
        if subject is Subject.CUSTOMERS and self.owners() is None:
            return self.customers(period, limit, cursor)
        first = cursors.read_number(cursor)
        ranked = self.ranked(subject, period)
        before = self.ranked(subject, earlier) if (earlier := period.previous()) else ranked.clear()
        places = dict(zip(before["code"].to_list(), before["rank"].to_list(), strict=True))
        rows = tuple(self.row(r, places.get(r["code"])) for r in ranked[first : first + limit].iter_rows(named=True))
        return rows, cursors.write([first + limit]) if first + limit < ranked.height else None

    def row(self, ranked: dict[str, object], before: object) -> Row:
        place = int(str(ranked["rank"]))
        score = ranked["score"] if self.measure is Measure.TOTAL else per_head(int(str(ranked["score"])), int(str(ranked["heads"])))
        change = int(str(before)) - place if before is not None else None
        return Row(
            place,
            str(ranked["code"]),
            shown_name(str(ranked["name"]), self.here.organisation.locale),
            score if isinstance(score, Decimal) else int(str(score)),
            change,
        )

    def ranked(self, subject: Subject, period: Period) -> pl.DataFrame:
        """Everyone on the board, in order, with rank, code, name, score, heads, reached_at."""
        per = rank_per_head if self.measure is Measure.PER_HEAD else rank
        return per(self.everyone(subject, period), tie_rule=self.tie_rule)

    def everyone(self, subject: Subject, period: Stretch) -> pl.DataFrame:
        """Who is on a board: account_id (of teams: team_id), code, name, score, heads, reached_at. Of customers one of team and reached is given."""
        if subject is Subject.CUSTOMERS:
            assert isinstance(period, Period)  # customers have standings, of the calendar's periods
            return self.owned_customers(period)
        return self.employees(period) if subject is Subject.EMPLOYEES else self.teams(period)

    def employees(self, period: Stretch) -> pl.DataFrame:
        """Everyone active on any day of the period (of the running one: today), and in the team that was asked for."""
        who = [e for e in self.here.directory.employees.values() if self.is_active(e, period)]
        if self.team is not None:
            inside = np.array(sorted(self.here.directory.subtree(self.team)), dtype=np.int64)
            belongs = np.isin(last_teams(self.here, [e.id for e in who], period, self.today), inside)
            who = [e for e, is_in in zip(who, belongs.tolist(), strict=True) if is_in]
        schema = {"account_id": pl.Int32, "code": pl.String, "name": pl.String}
        present = pl.DataFrame([(e.id, e.code, board_name(self.here, e)) for e in who], schema=schema, orient="row")
        scores = self.scores.of_employees(period)
        heads = pl.lit(1, pl.Int64).alias("heads")
        return present.join(scores, on="account_id", how="left").with_columns(pl.col("score").fill_null(0), heads)

    def is_active(self, facts: EmployeeFacts, period: Stretch) -> bool:
        running = period.start <= self.today < period.end
        return facts.is_active(self.today) if running else facts.is_active_between(period.start, period.end)

    def teams(self, period: Stretch) -> pl.DataFrame:
        within = None if self.team is None else self.here.directory.subtree(self.team)
        frame = team_scores(self.here.directory, period, self.today, self.scores.of_teams(period))
        return frame if within is None else frame.filter(pl.col("team_id").is_in(list(within)))

    def owned_customers(self, period: Period) -> pl.DataFrame:
        """The customers of the owners."""
        found = standings.customers_of_owners(self.session, period.id, sorted(self.owners() or ()))
        return found.with_columns(pl.lit(1, pl.Int64).alias("heads"))

    def owners(self) -> frozenset[int] | None:
        """Whose customers are shown: of employees in reach, and of those who belong to the team today; None for everybody's."""
        if self.team is None:
            return self.reached
        directory = self.here.directory
        inside = directory.subtree(self.team)
        members = frozenset(e for e in directory.employees if directory.team_on(e, self.today) in inside)
        return members if self.reached is None else members & self.reached

    def customers(self, period: Period, limit: int, cursor: str | None) -> tuple[tuple[Row, ...], str | None]:
        place = cursors.read(cursor, parts=3)
        score, reached_at, code = (None, 0, "") if place is None else (int(place[0]), int(place[1]), str(place[2]))
        found = standings.customers_after(self.session, period.id, score=score, reached_at=reached_at, code=code, limit=limit + 1)
        page = found[:limit]
        before = self.places_before(period, page)
        ranks = list(self.customer_ranks(period, page["score"].to_list()))
        rows = tuple(
            self.row({"rank": place, "heads": 1, **row}, before.get(row["account_id"]))
            for place, row in zip(ranks, page.iter_rows(named=True), strict=True)
        )
        more = found.height > limit
        return rows, cursors.write([page["score"][-1], page["reached_at"][-1], page["code"][-1]]) if more else None

    def place_of(self, period: Period, score: int) -> int:
        is_standard, owners = self.tie_rule is TieRule.STANDARD, self.owners()
        if owners is None:
            above = standings.above if is_standard else standings.distinct_above
            return above(self.session, period.id, score) + 1
        among = standings.above_among if is_standard else standings.distinct_above_among
        return among(self.session, period.id, score, sorted(owners)) + 1

    def customer_ranks(self, period: Period, scores: list[int]) -> Iterator[int]:
        """The rank of each score of a page: looked up for the first two different ones, counted by position from there."""
        place, looked_up, base = 0, 0, 0
        for number, score in enumerate(scores):
            if number == 0 or score != scores[number - 1]:
                if looked_up < 2 or self.tie_rule is TieRule.DENSE:
                    place, looked_up = self.place_of(period, score), looked_up + 1
                    base = place - number
                else:
                    place = base + number
            yield place

    def places_before(self, period: Period, page: pl.DataFrame) -> dict[int, int]:
        earlier = period.previous()
        if earlier is None or page.is_empty():
            return {}
        found = standings.sums(self.session, "customer_standing", page["account_id"].to_list(), earlier.id, earlier.id + 1)
        places = {score: self.place_of(earlier, score) for score in found["score"].unique().to_list()}
        return {account: places[score] for account, score in found.select("account_id", "score").iter_rows()}


def per_head(score: int, heads: int) -> Decimal:
    """Points per head with two decimals, half away from zero; 0.00 where there is no head."""
    return (Decimal(score) / Decimal(heads) if heads else Decimal(0)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def fold(database: Database) -> None:
    """The customers' standings have caught up with the ledger. May run twice, late, or in two processes at once."""
    while _is_behind(database):
        with database.write() as session:
            start, last = standings.lock_fold(session), organisation.head(session).last_entry_id
            here = world(database, session)  # after the head: whoever has an entry by then is known
            through = min(last, start + FOLD_ENTRIES)
            fold_between(session, here, start, through)
            standings.set_folded(session, through)


def _is_behind(database: Database) -> bool:
    with database.read() as session:
        return standings.folded_through(session) < organisation.head(session).last_entry_id


def fold_between(session: Session, here: World, start: int, through: int) -> None:
    """Counts the customers' entries with an id in (start, through]."""
    entries = ledger.entries_after(session, start, through=through, columns=["account_id", "score", "booked_on", "occurred_at"])
    accounts, scores = (entries[name].to_numpy().astype(np.int64) for name in ("account_id", "score"))
    customers = ~np.isin(accounts, here.employee_accounts) & (scores != 0)
    if customers.any():
        days, moments = (entries[name].to_numpy().astype(np.int64)[customers] for name in ("booked_on", "occurred_at"))
        deltas = fold_entries(accounts[customers], scores[customers], days, moments, first_weekday=here.organisation.first_weekday)
        standings.fold_customers(session, deltas)


def account_of(session: Session, kind: int, code: str) -> int:
    """The account of a holder's code. Raises Unknown."""
    found = people.account_ids(session, kind, [code])
    if code not in found:
        raise Unknown(f"no {'employee' if kind == people.EMPLOYEE else 'customer'} has the code {shown(code)}", field="code")
    return found[code]


def employees_on(session: Session, here: World, period: Period, today: int) -> pl.DataFrame:
    """The employees on a period's board, with score, reached_at and code."""
    return View(session, here, today, Measure.TOTAL, None).employees(period)


def last_teams(here: World, employees: Sequence[int], period: Stretch, today: int) -> Ints:
    """The team of each employee on their last day of a period so far; NO_TEAM where there is none."""
    left = [here.directory.employees[e].left_on for e in employees]
    last = min(period.end - 1, today)
    days = [last if day is None else min(last, day) for day in left]
    return here.directory.teams_on(np.array(employees, dtype=np.int64), np.array(days, dtype=np.int64))


def place_among_customers(session: Session, here: World, period: Period, score: int, reached: frozenset[int] | None = None) -> int:
    """The rank of a score among a period's customers: among those of the employees in reach, None for everybody's."""
    return View(session, here, 0, Measure.TOTAL, None, reached).place_of(period, score)
