"""Comparing: the tables that follow from the ledger, row for row with what it gives.

What is said first is the first row that differs.
"""

from collections.abc import Iterator, Sequence

import polars as pl

from db import derived, ledger, verifying
from db.engine import Session
from db.verifying import Fault
from services.ledger.rebuilding import CHUNK, Histogram, Sums, account_ranges, limit_use, lots, standing_ranges
from services.world import World

Values = tuple[object, ...]


def wrong_balances(session: Session, sums: Sums) -> Iterator[str]:
    stored = _of_accounts(session, "account_balance", derived.BALANCE, derived.NO_ACCOUNT, derived.LAST_ACCOUNT)
    for (account,), stands, follows in _differing(stored, sums.balances, ["account_id"]):
        if stands is None or follows is None:
            yield _absent("account_balance", [account], stands, follows)
            continue
        name, place = ("balance", 0) if stands[0] != follows[0] else ("lifetime", 1)
        says = f"{name} of account {account} is {stands[place]}, its entries sum to {follows[place]}"
        yield f"account_balance {account}: {says}"


def impossible_lots(session: Session, sums: Sums) -> Iterator[str]:
    """Lots that hold nothing, or together more than the balance: in debt there are none."""
    for low, high, _ in account_ranges(session):
        stored = _of_accounts(session, "lot", derived.LOT, low, high)
        for account, day in stored.filter(pl.col("remaining") <= 0).select("account_id", "expires_on").iter_rows():
            yield f"lot {account}/{day}: it holds nothing"
        held = stored.group_by("account_id").agg(pl.col("remaining").sum())
        both = held.join(sums.balances, on="account_id", how="left").with_columns(pl.col("balance").fill_null(0))
        over = both.filter(pl.col("remaining") > pl.max_horizontal("balance", pl.lit(0))).sort("account_id")
        for account, remaining, balance in over.select("account_id", "remaining", "balance").iter_rows():
            yield f"lot {account}: the lots of account {account} hold {remaining}, its balance is {balance}"


def wrong_lots(session: Session, here: World) -> Iterator[str]:
    for low, high, _ in account_ranges(session):
        stored = _of_accounts(session, "lot", derived.LOT, low, high)
        if here.has_expiry or stored.height:
            follow = lots(session, here, low, high)
            yield from _wrong("lot", stored, follow, ["account_id", "expires_on"])


def wrong_standings(session: Session, here: World, sums: Sums) -> Iterator[str]:
    for table, daily in (("employee_standing", sums.employees), ("customer_standing", sums.customers)):
        for low, high, follow in standing_ranges(daily, here):
            stored = _of_accounts(session, table, derived.STANDING, low, high)
            yield from _wrong(table, stored, follow, ["period_id", "account_id"])


def wrong_histogram(session: Session, here: World, sums: Sums) -> Iterator[str]:
    histogram = Histogram()
    for _, _, standing in standing_ranges(sums.customers, here):
        histogram.add(standing)
    yield from _wrong("customer_histogram", derived.histogram(session), histogram.total(), ["period_id", "shift", "bucket"])


def wrong_limit_use(session: Session, here: World, last: int) -> Iterator[str]:
    for low, high in ledger.chunks(0, last, CHUNK):
        ranged = {"low": low, "high": high}
        stored = derived.between(session, "limit_use", derived.LIMIT_USE, column="entry_id", **ranged)
        yield from _wrong("limit_use", stored, limit_use(session, here, low, high), ["entry_id", "rule_id", "fields", "value"])


def wrong_first_activities(session: Session, last: int) -> Iterator[Fault]:
    """Activities that say wrongly whether they are the first of their customer, and customers whose first is another."""
    firsts = pl.DataFrame(schema={"account_id": pl.Int32, "first": pl.Int64})
    for low, high in ledger.chunks(0, last, CHUNK):
        visits = verifying.visits(session, low, high)
        new = visits.group_by(pl.col("customer_id").alias("account_id")).agg(pl.col("id").min().alias("first"))
        new = new.join(firsts, on="account_id", how="anti")
        firsts = pl.concat([firsts, new])
        is_first = pl.col("id").is_in(new["first"].implode()).cast(pl.Int8)
        for number in visits.filter(pl.col("is_new").ne_missing(is_first))["id"]:
            yield Fault("activity", number, "is_new does not say whether it is the first of its customer")
    customers = _of_accounts(session, "customer", FIRST, derived.NO_ACCOUNT, derived.LAST_ACCOUNT).join(firsts, on="account_id", how="left")
    for account, stands, first in customers.filter(pl.col("first_activity_id").ne_missing(pl.col("first"))).sort("account_id").iter_rows():
        yield Fault("customer", account, f"first_activity_id is {stands}, its first activity is {first}")


FIRST = {"account_id": pl.Int32, "first_activity_id": pl.Int64}


def _of_accounts(session: Session, table: str, schema: derived.Schema, low: int, high: int) -> pl.DataFrame:
    return derived.between(session, table, schema, column="account_id", low=low, high=high)


def _wrong(table: str, stored: pl.DataFrame, follow: pl.DataFrame, key: list[str]) -> Iterator[str]:
    names = [name for name in follow.columns if name not in key]
    for place, stands, follows in _differing(stored, follow, key):
        if stands is None or follows is None:
            yield _absent(table, place, stands, follows)
            continue
        name, stand, should = next(x for x in zip(names, stands, follows, strict=True) if x[1] != x[2])
        yield f"{table} {_shown(place)}: {name} is {stand}, the ledger gives {should}"


def _absent(table: str, place: Sequence[object], stands: Values | None, follows: Values | None) -> str:
    if stands is None and follows is not None:
        return f"{table} {_shown(place)}: it is missing, the ledger gives {_shown(follows, ', ')}"
    return f"{table} {_shown(place)}: it stands, and the ledger gives none"


def _shown(values: Sequence[object], between: str = "/") -> str:
    return between.join(map(str, values))


def _differing(stored: pl.DataFrame, follow: pl.DataFrame, key: list[str]) -> Iterator[tuple[Values, Values | None, Values | None]]:
    """(key, values that stand, values that follow) of the first row that differs, None where there is no row."""
    values = [name for name in follow.columns if name not in key]
    both = stored.with_columns(pl.lit(True).alias("stands")).join(
        follow.with_columns(pl.lit(True).alias("follows")), on=key, how="full", coalesce=True, suffix="_follows"
    )
    same = pl.all_horizontal(
        pl.col("stands").is_not_null(),
        pl.col("follows").is_not_null(),
        *(pl.col(name).eq_missing(pl.col(f"{name}_follows")) for name in values),
    )
    for row in both.filter(~same).sort(key).head(1).iter_rows(named=True):
        stands = tuple(row[name] for name in values) if row["stands"] else None
        follows = tuple(row[f"{name}_follows"] for name in values) if row["follows"] else None
        yield tuple(row[name] for name in key), stands, follows
