"""What campaigns pay of awards: written with the entries, and summed up for budgets, results and verification.

A campaign is a number (`campaign.id`); its budget belongs to its key, in whichever version of the plan it is named.
"""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import polars as pl

from db.engine import Columns, Session
from db.ledger import NEVER

PAY: dict[str, Any] = {
    "order_id": pl.Int64,
    "activity_id": pl.Int64,
    "rule_id": pl.Int32,
    "account_id": pl.Int32,
    "campaign_id": pl.Int32,
    "points": pl.Int64,
    "plan_version": pl.Int32,
    "occurred_on": pl.Int32,
    "booked_on": pl.Int32,
    "rescore_id": pl.Int32,
}
OUTSIDE = {"campaign_id": pl.Int32, "order": pl.Int64, "points": pl.Int64}
STANDING = {"campaign_id": pl.Int32, "rule_id": pl.Int32, "order": pl.Int64, "holder": pl.Int32, "points": pl.Int64}
COSTS = {"occurred_on": pl.Int32, "rule_id": pl.Int32, "account_id": pl.Int32, "points": pl.Int64}


def add(session: Session, pays: Columns) -> None:
    """The pays stand, behind those that stood. pays: the columns of `PAY`, points as an array; the writer holds the ledger."""
    points = np.asarray(pays["points"], dtype=np.int64)
    if not len(points):
        return
    campaigns = np.asarray(pays["campaign_id"], dtype=np.int64)
    first = int(session.value("SELECT COALESCE(MAX(id), 0) FROM campaign_award")) + 1
    before = used(session, np.unique(campaigns).tolist())
    totals = np.zeros(len(points), dtype=np.int64)
    for campaign, stood in before.items():
        mine = campaigns == campaign
        totals[mine] = stood + np.cumsum(points[mine])
    ids = np.arange(first, first + len(points), dtype=np.int64)
    session.insert_columns("campaign_award", {"id": ids, **{name: pays[name] for name in PAY}, "total": totals})


def used(session: Session, campaigns: Collection[int], *, before: int = NEVER, rescore: int | None = None) -> dict[int, int]:
    """What each campaign has paid of awards at places below `before`, as of the rescore of that number; None: now, 0: before every rescore."""
    if before == NEVER and rescore is None:
        sql = "SELECT total FROM campaign_award WHERE campaign_id = :campaign ORDER BY id DESC LIMIT 1"
        return {campaign: int(session.value(sql, campaign=campaign) or 0) for campaign in campaigns}
    found = session.rows(
        f"SELECT campaign_id, CAST(SUM(points) AS bigint) FROM campaign_award WHERE {session.within('campaign_id', 'ids', 'integer')} "
        f"AND order_id < :before{_as_of(rescore)} GROUP BY campaign_id",
        ids=session.listed(list(campaigns)),
        before=before,
    )
    return dict.fromkeys(campaigns, 0) | {campaign: int(points) for campaign, points in found}


def used_in_order(session: Session, campaigns: Collection[int], *, before: int) -> dict[int, int]:
    """The same where nothing was ever scored again: then rows stand in the order of scoring, and the last one's total says it."""
    sql = "SELECT total FROM campaign_award WHERE campaign_id = :campaign AND order_id < :before ORDER BY order_id DESC, id DESC LIMIT 1"
    return {campaign: int(session.value(sql, campaign=campaign, before=before) or 0) for campaign in campaigns}


def _as_of(rescore: int | None) -> str:
    return "" if rescore is None else f" AND (rescore_id IS NULL OR rescore_id <= {int(rescore)})"


def outside(
    session: Session, campaigns: Collection[int], days: tuple[int, int], *, through: int = NEVER, rescore: int | None = None
) -> pl.DataFrame:
    """What campaigns pay of activities of other days than [days), scored at places up to `through`, by place. Columns: `OUTSIDE`, in order."""
    return session.frame(
        f"SELECT campaign_id, order_id, CAST(SUM(points) AS bigint) FROM campaign_award WHERE {session.within('campaign_id', 'ids', 'integer')} "
        f"AND (occurred_on < :start OR occurred_on >= :end) AND order_id <= :through{_as_of(rescore)} "
        "GROUP BY campaign_id, order_id HAVING SUM(points) <> 0 ORDER BY order_id",
        OUTSIDE,
        ids=session.listed(list(campaigns)),
        start=days[0],
        end=days[1],
        through=through,
    )


def kept(
    session: Session, campaigns: Collection[int], days: tuple[int, int], *, after: int, through: int, rescore: int | None = None
) -> dict[int, int]:
    """What each campaign pays of activities of other days than [days), scored at places of (after, through]."""
    found = session.rows(
        f"SELECT campaign_id, CAST(SUM(points) AS bigint) FROM campaign_award WHERE {session.within('campaign_id', 'ids', 'integer')} "
        f"AND (occurred_on < :start OR occurred_on >= :end) AND order_id > :after AND order_id <= :through{_as_of(rescore)} GROUP BY campaign_id",
        ids=session.listed(list(campaigns)),
        start=days[0],
        end=days[1],
        after=after,
        through=through,
    )
    return dict.fromkeys(campaigns, 0) | {campaign: int(points) for campaign, points in found}


def standing(session: Session, days: tuple[int, int]) -> pl.DataFrame:
    """What campaigns pay now of each award of activities of days of [days). Columns: `STANDING`."""
    return session.frame(
        "SELECT campaign_id, rule_id, order_id, account_id, CAST(SUM(points) AS bigint) FROM campaign_award "
        "WHERE occurred_on >= :start AND occurred_on < :end GROUP BY campaign_id, rule_id, order_id, account_id HAVING SUM(points) <> 0",
        STANDING,
        start=days[0],
        end=days[1],
    )


def totals(session: Session) -> dict[int, int]:
    """What every campaign that has paid anything has paid."""
    numbers = [number for (number,) in session.rows("SELECT id FROM campaign")]
    return {campaign: points for campaign, points in used(session, numbers).items() if points}


def costs(session: Session, campaign: int) -> pl.DataFrame:
    """What a campaign has paid, by the business day of the activity, rule and holder. Columns: `COSTS`, by day."""
    return session.frame(
        "SELECT occurred_on, rule_id, account_id, CAST(SUM(points) AS bigint) FROM campaign_award WHERE campaign_id = :campaign "
        "GROUP BY occurred_on, rule_id, account_id HAVING SUM(points) <> 0 ORDER BY occurred_on, rule_id, account_id",
        COSTS,
        campaign=campaign,
    )


# to be verified -------------------------------------------------------------------------------------------------------------------


def paid_after(session: Session) -> int:
    """What campaigns paid is known of awards at later places than this."""
    return int(session.value("SELECT paid_after FROM ledger_head WHERE id = 1"))


def paid_at(session: Session, campaigns: Collection[int], low: int, high: int, *, rescore: int) -> pl.DataFrame:
    """What campaigns pay of awards at places of (low, high], as of the rescore of that number. Columns: `STANDING`."""
    return session.frame(
        "SELECT campaign_id, rule_id, order_id, account_id, CAST(SUM(points) AS bigint) FROM campaign_award "
        f"WHERE {session.within('campaign_id', 'ids', 'integer')} AND order_id > :low AND order_id <= :high{_as_of(rescore)} "
        "GROUP BY campaign_id, rule_id, order_id, account_id HAVING SUM(points) <> 0",
        STANDING,
        ids=session.listed(list(campaigns)),
        low=low,
        high=high,
    )


ROW = {"id": pl.Int64, "campaign_id": pl.Int32, "points": pl.Int64, "total": pl.Int64}


def rows_after(session: Session, row_id: int, *, through: int) -> pl.DataFrame:
    """Rows with an id in (row_id, through], in order. Columns: `ROW`."""
    sql = f"SELECT {', '.join(ROW)} FROM campaign_award WHERE id > :low AND id <= :high ORDER BY id"
    return session.frame(sql, ROW, low=row_id, high=through)


def last_row(session: Session) -> int:
    return int(session.value("SELECT COALESCE(MAX(id), 0) FROM campaign_award"))


def named(pays: pl.DataFrame, numbers: Mapping[str, int]) -> pl.Series:
    """The numbers of the campaigns that a frame names by key (`campaign`)."""
    return pays["campaign"].replace_strict(numbers, return_dtype=pl.Int32)
