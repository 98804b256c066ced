"""One employee at a glance: the score of a period, the place it gives, and how far the next place is on either side.

`services.boards.boards.ranked` of employees is the part that all readers share; `glance_from` finds the rest in it and asks nothing of the database.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from db import standings
from db.engine import Database
from scoring.periods import Period, PeriodKind, business_day
from services.access import Act, Actor, require
from services.activities.recording import now_micros
from services.boards.boards import Ranked, own_name, place_of, ranked
from services.boards.standings import Subject, last_teams
from services.errors import Unknown
from services.people.naming import board_name
from services.values import shown
from services.world import world

MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Place:
    """A place beside mine. code, name: who stands next to me in it; names: at most three who share it, of `holders` in all.

    Names are as `services.people.naming.board_name` has them. gap: the points between us: upwards what is missing to share that place, downwards the lead.
    """

    rank: int
    code: str
    name: str
    names: tuple[str, ...]
    holders: int
    score: int
    gap: int


@dataclass(frozen=True, slots=True)
class Glance:
    """Where an employee stands in a period. of: how many are on the board; rank: None for who is not on it.

    change: places gained since the period before, None for who was not on it. today: points booked today, where today lies in the period.
    sharing: how many others have the same place. ahead, behind: the next better and the next worse place.
    """

    code: str
    name: str
    team_code: str | None
    team: str | None
    period: Period
    is_final: bool
    score: int
    rank: int | None
    of: int
    change: int | None
    today: int | None
    sharing: int
    ahead: Place | None
    behind: Place | None

    @property
    def lead(self) -> int | None:
        """By how much the first leads, 0 where the first place is shared; None for everybody else."""
        if self.rank != 1 or self.sharing:
            return 0 if self.rank == 1 else None
        return self.behind.gap if self.behind else None


def glance(database: Database, actor: Actor, code: str, *, kind: str, on: dt.date | None = None, now: int | None = None) -> Glance:
    """Where an employee stands in the period of a kind that holds a day, today where left out. Raises Invalid, Unknown, Forbidden."""
    at = now_micros() if now is None else now
    board = standings_frame(database, actor, kind=kind, on=on, now=at)
    today = standings_frame(database, actor, kind=PeriodKind.DAY, now=at)
    found = glance_from(board, code, today=today, name=own_name(database, actor, code))
    return found or _off_the_board(database, actor, board, code, at)


def standings_frame(database: Database, actor: Actor, *, kind: str, on: dt.date | None = None, now: int | None = None) -> Ranked:
    """The board of all employees that a glance is taken at: the same for everybody. Raises Invalid, Forbidden."""
    return ranked(database, actor, subject=Subject.EMPLOYEES, period=kind, on=on, now=now)


def glance_from(board: Ranked, code: str, *, today: Ranked | None = None, name: str | None = None) -> Glance | None:
    """What a board of employees says of one of them; None for who is not on it.

    today: the board of the running day; name: the reader's own, where it is they.
    """
    place = place_of(board, code)
    if place is None:
        return None
    mine = board.frame.row(place, named=True)
    first, end = _who_share(board, place)
    return Glance(
        code,
        name or mine["name"],
        mine["within_code"],
        mine["within"],
        board.calendar,
        board.is_final,
        mine["score"],
        mine["rank"],
        board.total,
        mine["change"],
        _score_today(board, today, code),
        end - first - 1,
        _place(board, first - 1, mine["score"], next_to_me=-1) if first else None,
        _place(board, end, mine["score"], next_to_me=0) if end < board.frame.height else None,
    )


def _who_share(board: Ranked, place: int) -> tuple[int, int]:
    """The places [first, end) of the frame that have the same score."""
    downwards = board.downwards
    return bisect_left(downwards, downwards[place]), bisect_right(downwards, downwards[place])


def _place(board: Ranked, place: int, score: int, *, next_to_me: int) -> Place:
    """The place that some share. next_to_me: which of them in their order stands beside me."""
    first, end = _who_share(board, place)
    holders = board.frame[first:end]
    one = holders.row(next_to_me, named=True)
    names = tuple(holders["name"].head(MOST_NAMED).to_list())
    return Place(one["rank"], one["code"], one["name"], names, holders.height, one["score"], abs(one["score"] - score))


def _score_today(board: Ranked, today: Ranked | None, code: str) -> int | None:
    if today is None or not board.period.start <= today.period.start < board.period.end:
        return None
    place = place_of(today, code)
    return 0 if place is None else int(today.frame["score"][place])


def _off_the_board(database: Database, actor: Actor, board: Ranked, code: str, now: int) -> Glance:
    """Of somebody who did not work in the period: the points that stand for it all the same, and no place."""
    require(actor, Act.READ_BOARDS)
    with database.read() as session:
        here = world(database, session)
        account = here.directory.employee_ids.get(code)
        if account is None:
            raise Unknown(f"no employee has the code {shown(code)}", field="code")
        found = standings.of_account(session, "employee_standing", account, [board.calendar.id])
        [team] = last_teams(here, [account], board.period, business_day(now, here.zone)).tolist()
    facts_of = here.directory.employees[account]
    name = facts_of.name if account == actor.employee_id else board_name(here, facts_of)
    facts = here.directory.teams.get(team)
    of: tuple[str | None, str | None] = (facts.code, facts.name) if facts else (None, None)
    score = found.get(board.calendar.id, (0, 0))[0]
    return Glance(code, name, *of, board.calendar, board.is_final, score, None, board.total, None, None, 0, None, None)
