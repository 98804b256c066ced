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
    period_of,
)
from scoring.plan import HolderKind
from services.access import Act, Actor, Reach, require
from services.activities.recording import now_micros
from services.boards.board_pages import BOARD, TOP, BoardRow, PageBoard, Ranked, page_from, place_of
from services.boards.standings import (
    FIRST_DAY,
    Measure,
    Row,
    Subject,
    Whole,
    board,
    choice,
    fold,
    is_final,
    last_teams,
    place_among_customers,
    team_named,
    updated_at,
)
from services.errors import Invalid
from services.reaching import employees_in_reach, require_holder
from services.values import LAST_DAY
from services.world import World, world

__all__ = [
    "BOARD",
    "BoardRow",
    "PageBoard",
    "Ranked",
    "customer_row",
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
    top: int = TOP,
    me: str | None = None,
    now: int | None = None,
) -> PageBoard:
    """A page of a board; me: the code of the reader's own row. Raises as `ranked`."""
    found = ranked(database, actor, subject=subject, period=period, on=on, measure=measure, team=team, now=now)
    mine = None if me is None or found.is_whole else customer_row(database, actor, found, me, now=now)
    return page_from(found, top=top, me=me, mine=mine)


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
    now: int | None = None,
) -> Ranked:
    """The board of the period of a kind that holds a day (today where left out), as far as the actor may see it.

    team: only who belongs to it or below; of customers those whose owner does. Raises Invalid, Unknown for a team, Forbidden.
    """
    what, kind, by = choice(Subject, subject, "subject"), choice(PeriodKind, period, "period"), choice(Measure, measure, "measure")
    if on is not None and not FIRST_DAY <= on <= LAST_DAY:
        raise Invalid(f"on must be a day from {FIRST_DAY} to {LAST_DAY}, not {on}", field="on")
    act = Act.READ_CUSTOMERS if what is Subject.CUSTOMERS else Act.READ_BOARDS
    require(actor, act)
    if what is Subject.CUSTOMERS:
        fold(database)
    at = now_micros() if now is None else now
    with database.read() as session:
        here = world(database, session)
        today = business_day(at, here.zone)
        wanted = period_of(kind, today if on is None else day_number(on), first_weekday=here.organisation.first_weekday)
        reached = employees_in_reach(here.directory, actor, act, today) if what is Subject.CUSTOMERS else None
        whole = Whole(what, by, today, team_named(here.directory, team), reached)
        endless = what is Subject.CUSTOMERS and reached is None and team is None
        frame = None if endless else _whole_board(session, here, whole, wanted)
        facts = _facts(session, here, whole, wanted)
        total = frame.height if frame is not None else reports.customers_on(session, wanted.id)
    if frame is None:
        first = board(database, actor, subject=what, period=kind, on=day_date(wanted.start), limit=FIRST_PAGE, measure=by, now=now)
        frame = _first_page(database, first.rows)
    return Ranked(what, by, wanted, *facts, total, frame.height == total, _shared_out(frame, by))


def _facts(session: Session, here: World, whole: Whole, period: Period) -> tuple[bool, dt.datetime, dt.date, dt.date | None]:
    table = "customer_standing" if whole.subject is Subject.CUSTOMERS else "employee_standing"
    low = KIND_NUMBER[PeriodKind.DAY] * PERIOD_ID_STRIDE
    first = reports.first_period(session, table, low, low + PERIOD_ID_STRIDE)
    earliest = None if first is None else day_date(first - low - PERIOD_ID_SHIFT)
    return is_final(here, period), updated_at(session, here), day_date(whole.today), earliest


def _whole_board(session: Session, here: World, whole: Whole, period: Period) -> pl.DataFrame:
    """`BOARD` without share."""
    frame = whole.ranked(session, here, period)
    earlier = period.previous()
    before = whole.ranked(session, here, earlier) if earlier else frame.clear()
    places = before.select("code", pl.col("rank").alias("before"))
    frame = frame.join(places, on="code", how="left", maintain_order="left")
    frame = frame.with_columns((pl.col("before") - pl.col("rank")).alias("change"))
    return frame.with_columns(_within(session, here, whole, period, frame))


def _within(session: Session, here: World, whole: Whole, period: Period, frame: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    directory = here.directory
    if whole.subject is Subject.TEAMS:
        parents = [directory.teams[team].parent_id for team in frame["team_id"].to_list()]
        return _team_columns(directory, [parent or NO_TEAM for parent in parents])
    accounts = frame["account_id"].to_list()
    if whole.subject is Subject.EMPLOYEES:
        return _team_columns(directory, last_teams(here, accounts, period, whole.today).tolist())
    return _owner_columns(directory, people.owners(session, accounts), accounts)


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
    """`BOARD` without share, of a page of customers."""
    columns = [(row.rank, row.code, row.name, int(row.score), 1, row.change) for row in rows]
    schema = {name: BOARD[name] for name in ("rank", "code", "name", "score", "heads", "change")}
    frame = pl.DataFrame(columns, schema=schema, orient="row")
    with database.read() as session:
        accounts = people.account_ids(session, people.CUSTOMER, frame["code"].to_list())
        owners = people.owners(session, list(accounts.values()))
        directory = world(database, session).directory
    return frame.with_columns(_owner_columns(directory, owners, [accounts.get(code, 0) for code in frame["code"].to_list()]))


def _shared_out(frame: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    """`BOARD`: with each row's share of what the first has."""
    size = pl.col("score") / (pl.max_horizontal("heads", pl.lit(1)) if measure is Measure.PER_HEAD else 1)
    share = pl.when(size.first() > 0).then((size / size.first()).clip(0, 1)).otherwise(0.0).alias("share")
    return frame.with_columns(share).select(pl.col(name).cast(kind) for name, kind in BOARD.items())


# the part that is the reader's own ------------------------------------------------------------------------------------------------


def customer_row(database: Database, actor: Actor, found: Ranked, code: str, *, now: int | None = None) -> BoardRow | None:
    """A customer's row, also where the board holds only its first rows; None where they are not on it. Raises Forbidden."""
    with database.read() as session:
        here = world(database, session)
        today = business_day(now_micros() if now is None else now, here.zone)
        require_holder(session, here.directory, actor, Act.READ_CUSTOMERS, HolderKind.CUSTOMER, code, today)
        account = people.account_ids(session, people.CUSTOMER, [code]).get(code)
        scores = _scores(session, found.period, account) if account else {}
        if account is None or found.period not in scores:
            return None
        places = {period: place_among_customers(session, here, period, score) for period, score in scores.items()}
        owner = here.directory.employees.get(people.owners(session, [account]).get(account) or 0)
        name = people.codes_of(session, [account])[account][2]
    place, score, earlier = places[found.period], scores[found.period], found.period.previous()
    change = places[earlier] - place if earlier in places else None
    leader = max(1, int(found.frame["score"].max() or 0))  # type: ignore[arg-type]
    of: tuple[str | None, str | None] = (owner.code, owner.name) if owner else (None, None)
    return BoardRow(place, code, name, *of, score, 1, change, min(1.0, max(0.0, score / leader)), is_me=True)


def _scores(session: Session, period: Period, account: int) -> dict[Period, int]:
    """The customer's score in a period and in the one before, where they are on the board."""
    periods = {p.id: p for p in (period, period.previous()) if p is not None}
    found = standings.of_account(session, "customer_standing", account, list(periods))
    return {periods[number]: score for number, (score, _) in found.items()}
