"""Boards for pages: as a whole, so that many readers share one.

What `ranked` gives is to be kept by `freshness.version`, the day and `shared_by`; `services/boards/board_pages.py` cuts pages from it.
"""

import datetime as dt
from collections.abc import Hashable, Sequence

import polars as pl

from db import people, reports, standings
from db.engine import Database, Session
from scoring.directory import NO_TEAM, Directory
from scoring.periods import (
    KIND_NUMBER,
    PERIOD_ID_SHIFT,
    PERIOD_ID_STRIDE,
    Period,
    PeriodKind,
    business_day,
    day_date,
    day_number,
)
from scoring.plan import HolderKind
from services.access import Act, Actor, Reach, require
from services.activities.recording import now_micros
from services.boards.asking import Asked, Question, read_question, read_subject
from services.boards.board_pages import BOARD, TOP, BoardRow, PageBoard, Ranked, page_from, place_of
from services.boards.placing import MEASURED, LeftOut, WhyLeftOut, placed
from services.boards.scores import SomePoints
from services.boards.standings import (
    Measure,
    Row,
    Subject,
    View,
    board,
    fold,
    is_final,
    last_teams,
    place_among_customers,
    team_named,
    updated_at,
)
from services.calendar.working_days import calendar_of
from services.reaching import employees_in_reach, require_holder
from services.world import world

__all__ = [
    "BOARD",
    "BoardRow",
    "LeftOut",
    "PageBoard",
    "Ranked",
    "WhyLeftOut",
    "customer_row",
    "own_name",
    "page_board",
    "page_from",
    "place_of",
    "ranked",
    "shared_by",
]

FIRST_PAGE = 200
"""How many rows of a board are kept that is too long to be kept whole."""


def page_board(
    database: Database,
    actor: Actor,
    *,
    subject: str,
    period: str,
    on: dt.date | None = None,
    measure: str = Measure.TOTAL,
    team: str | None = None,
    by: str | None = None,
    first: dt.date | None = None,
    last: dt.date | None = None,
    top: int = TOP,
    me: str | None = None,
    now: int | None = None,
) -> PageBoard:
    """A page of a board; me: the code of the reader's own row. Raises as `ranked`."""
    found = ranked(
        database, actor, subject=subject, period=period, on=on, measure=measure, team=team, by=by, first=first, last=last, now=now
    )
    mine = None if me is None or found.is_whole else customer_row(database, actor, found, me, now=now)
    return page_from(found, top=top, me=me, my_name=own_name(database, actor, me), mine=mine)


def own_name(database: Database, actor: Actor, code: str | None) -> str | None:
    """The name of the employee who asks, where the code is theirs; None of everybody else."""
    with database.read() as session:
        facts = world(database, session).directory.employees.get(actor.employee_id or NO_TEAM)
    return facts.name if facts and facts.code == code else None


def shared_by(actor: Actor, subject: str) -> Hashable:
    """What a board depends on beside what is asked: equal for readers who see the same."""
    if subject != Subject.CUSTOMERS:
        return ()
    reach = actor.reach(Act.READ_CUSTOMERS)
    return () if reach is Reach.ALL else (reach, actor.employee_id, actor.team_ids)


# the part that is shared ----------------------------------------------------------------------------------------------------------


def ranked(
    database: Database,
    actor: Actor,
    *,
    subject: str,
    period: str,
    on: dt.date | None = None,
    measure: str = Measure.TOTAL,
    team: str | None = None,
    by: str | None = None,
    first: dt.date | None = None,
    last: dt.date | None = None,
    now: int | None = None,
) -> Ranked:
    """The board of the period of a kind that holds a day (today where left out), as far as the actor may see it.

    period: a kind, or `custom` with its first day and its last (today where left out). by: `category:NAME` or `type:KEY`, whose points alone
    count. team: only who belongs to it or below; of customers those whose owner does. Of customers there are boards of all points in periods
    of the calendar. Raises Invalid, Unknown for a team or a type, Forbidden.
    """
    question = Question(subject, period, measure, by, on, first, last)
    what = read_subject(question)
    act = Act.READ_CUSTOMERS if what is Subject.CUSTOMERS else Act.READ_BOARDS
    require(actor, act)
    if what is Subject.CUSTOMERS:
        fold(database)
    at = now_micros() if now is None else now
    with database.read() as session:
        here = world(database, session)
        today = business_day(at, here.zone)
        asked = read_question(question, here, today)
        reached = employees_in_reach(here.directory, actor, act, today) if what is Subject.CUSTOMERS else None
        points = None if asked.by is None else SomePoints(database, session, here, asked.by)
        calendar = calendar_of(database, session, here) if asked.measure is Measure.IMPROVEMENT else None
        view = View(session, here, today, asked.measure, team_named(here.directory, team), reached, points, calendar)
        facts = _facts(view, asked)
        endless = what is Subject.CUSTOMERS and reached is None and team is None
        frame, left_out = (None, None) if endless else _whole_board(view, asked, facts[-1])
        total = frame.height if frame is not None else reports.customers_on(session, _calendar(asked).id)
    if frame is None:
        begins = day_date(asked.stretch.start)
        page = board(database, actor, subject=what, period=period, on=begins, limit=FIRST_PAGE, measure=measure, now=now)
        frame = _first_page(database, page.rows)
    is_whole = frame.height == total
    return Ranked(what, asked.measure, asked.stretch, *facts, total, is_whole, _shared_out(frame, asked.measure), asked.by, left_out)


def _calendar(asked: Asked) -> Period:
    assert isinstance(asked.stretch, Period)  # customers' boards are of the calendar's periods
    return asked.stretch


def _facts(view: View, asked: Asked) -> tuple[bool, dt.datetime, dt.date, dt.date | None]:
    table = "customer_standing" if asked.subject is Subject.CUSTOMERS else "employee_standing"
    low = KIND_NUMBER[PeriodKind.DAY] * PERIOD_ID_STRIDE
    first = reports.first_period(view.session, table, low, low + PERIOD_ID_STRIDE)
    earliest = None if first is None else day_date(first - low - PERIOD_ID_SHIFT)
    return is_final(view.here, asked.stretch), updated_at(view.session, view.here), day_date(view.today), earliest


def _whole_board(view: View, asked: Asked, earliest: dt.date | None) -> tuple[pl.DataFrame, LeftOut | None]:
    """`BOARD` with size instead of share, and who is not on it."""
    since = view.today if earliest is None else day_number(earliest)
    found, earlier = placed(view, asked.subject, asked.stretch, since), asked.stretch.previous()
    before = placed(view, asked.subject, earlier, since).frame if earlier else found.frame.clear()
    places = before.select("code", pl.col("rank").alias("before_rank"))
    frame = found.frame.join(places, on="code", how="left", maintain_order="left")
    frame = frame.with_columns((pl.col("before_rank") - pl.col("rank")).alias("change"))
    return frame.with_columns(_within(view, asked, frame)), found.left_out


def _within(view: View, asked: Asked, frame: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    directory = view.here.directory
    if asked.subject is Subject.TEAMS:
        parents = [directory.teams[team].parent_id for team in frame["team_id"].to_list()]
        return _team_columns(directory, [parent or NO_TEAM for parent in parents])
    accounts = frame["account_id"].to_list()
    if asked.subject is Subject.EMPLOYEES:
        return _team_columns(directory, last_teams(view.here, accounts, asked.stretch, view.today).tolist())
    return _owner_columns(directory, people.owners(view.session, accounts), accounts)


def _team_columns(directory: Directory, numbers: Sequence[int]) -> tuple[pl.Series, pl.Series]:
    found = [directory.teams.get(number) for number in numbers]
    return _columns([(team.code, team.name) if team else (None, None) for team in found])


def _owner_columns(directory: Directory, owners: dict[int, int | None], accounts: Sequence[int]) -> tuple[pl.Series, pl.Series]:
    found = [directory.employees.get(owners.get(account) or 0) for account in accounts]
    return _columns([(owner.code, owner.name) if owner else (None, None) for owner in found])


def _columns(pairs: Sequence[tuple[str | None, str | None]]) -> tuple[pl.Series, pl.Series]:
    codes, names = [code for code, _ in pairs], [name for _, name in pairs]
    return pl.Series("within_code", codes, dtype=pl.String), pl.Series("within", names, dtype=pl.String)


def _first_page(database: Database, rows: Sequence[Row]) -> pl.DataFrame:
    """`BOARD` with size instead of share, of a page of customers."""
    columns = [(row.rank, row.code, row.name, int(row.score), 1, row.change) for row in rows]
    schema = {name: BOARD[name] for name in ("rank", "code", "name", "score", "heads", "change")}
    frame = pl.DataFrame(columns, schema=schema, orient="row")
    frame = frame.with_columns(pl.col("score").cast(pl.Float64).alias("size"), *(pl.lit(None, pl.Int64).alias(name) for name in MEASURED))
    with database.read() as session:
        accounts = people.account_ids(session, people.CUSTOMER, frame["code"].to_list())
        owners = people.owners(session, list(accounts.values()))
        directory = world(database, session).directory
    return frame.with_columns(_owner_columns(directory, owners, [accounts.get(code, 0) for code in frame["code"].to_list()]))


def _shared_out(frame: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    """`BOARD`: with each row's share of its target, else of what the first has."""
    whole = pl.lit(1.0) if measure is Measure.TARGET else pl.col("size").first()
    share = pl.when(whole > 0).then((pl.col("size") / whole).clip(0, 1)).otherwise(0.0).alias("share")
    return frame.with_columns(share).select(pl.col(name).cast(kind) for name, kind in BOARD.items())


# the part that is the reader's own ------------------------------------------------------------------------------------------------


def customer_row(database: Database, actor: Actor, found: Ranked, code: str, *, now: int | None = None) -> BoardRow | None:
    """A customer's row, also where the board holds only its first rows; None where they are not on it. Raises Forbidden."""
    with database.read() as session:
        here = world(database, session)
        today = business_day(now_micros() if now is None else now, here.zone)
        require_holder(session, here.directory, actor, Act.READ_CUSTOMERS, HolderKind.CUSTOMER, code, today)
        account = people.account_ids(session, people.CUSTOMER, [code]).get(code)
        period = found.period
        if account is None or not isinstance(period, Period):
            return None
        scores = _scores(session, period, account)
        if period not in scores:
            return None
        places = {one: place_among_customers(session, here, one, score) for one, score in scores.items()}
        owner = here.directory.employees.get(people.owners(session, [account]).get(account) or 0)
        name = people.codes_of(session, [account])[account][2]
    place, score, earlier = places[period], scores[period], period.previous()
    change = places[earlier] - place if earlier in places else None
    leader = max(1, int(found.frame["score"].max() or 0))  # type: ignore[arg-type]
    of: tuple[str | None, str | None] = (owner.code, owner.name) if owner else (None, None)
    return BoardRow(place, code, name, *of, score, 1, change, min(1.0, max(0.0, score / leader)), is_me=True)


def _scores(session: Session, period: Period, account: int) -> dict[Period, int]:
    """The customer's score in a period and in the one before, where they are on the board."""
    periods = {p.id: p for p in (period, period.previous()) if p is not None}
    found = standings.of_account(session, "customer_standing", account, list(periods))
    return {periods[number]: score for number, (score, _) in found.items()}
