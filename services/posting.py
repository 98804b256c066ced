"""Posting: activities that count are scored, and their entries, balances, lots and standings written, in the transaction of the caller."""

import json
from dataclasses import dataclass, field

import polars as pl

from db import activities, ledger, organisation, standings
from db.engine import Session
from scoring.batch import Context, Snapshot
from scoring.limits import COOLDOWN, group_column
from scoring.lots import Movement, last_valid_day, settle_lots
from scoring.plan import HolderKind, Rule
from scoring.scoring import Proposal, propose, resolve
from scoring.standings import fold
from services.world import PlanVersion, World

EARNING = ("earned", "reversal", "adjustment", "rescore")
"""The kinds of entry that count for a lifetime of points."""


@dataclass
class Books:
    """What one transaction adds to the ledger. now, today: microseconds and business day of recording."""

    session: Session
    world: World
    actor_id: int
    now: int
    today: int
    next_activity_id: int
    next_entry_id: int
    entries: list[pl.DataFrame] = field(default_factory=list)

    def take_activity_ids(self, count: int) -> int:
        """The first of `count` consecutive places in the order of recording."""
        first = self.next_activity_id
        self.next_activity_id += count
        return first

    def take_entry_ids(self, count: int) -> int:
        first = self.next_entry_id
        self.next_entry_id += count
        return first

    def booked(self, occurred_on: pl.Expr) -> pl.Expr:
        """The day an entry counts on: its own while that is open, else the day of recording."""
        closed = self.world.organisation.closed_through
        return (
            occurred_on
            if closed is None
            else pl.when(occurred_on > closed).then(occurred_on).otherwise(pl.lit(self.today, pl.Int32))
        )


def open_books(session: Session, world: World, head: organisation.Head, *, actor: str, now: int, today: int) -> Books:
    actor_id = organisation.intern(session, "actor", "name", [actor])[actor]
    return Books(session, world, actor_id, now, today, head.last_activity_id + 1, head.last_entry_id + 1)


def context_of(session: Session, world: World, batch: pl.DataFrame) -> Context:
    """The snapshots that a batch refers to, as they were stored, and the accounts of employee codes."""
    numbers = batch["snapshot"].drop_nulls().unique().to_list()
    rows = activities.snapshots(session, numbers) if numbers else []
    return Context(
        {n: Snapshot(tuple(json.loads(path)), tuple(json.loads(members))) for n, path, members in rows},
        world.directory.employee_ids,
    )


def post_awards(books: Books, batch: pl.DataFrame, version: PlanVersion, context: Context) -> None:
    """The awards of activities under one plan version stand in the ledger. batch: `BATCH` with activity_id and order_id, in order."""
    world = books.world
    weekday = world.organisation.first_weekday
    proposal = propose(batch, version.plan, world.names, context, first_weekday=weekday, compared=world.compared_fields)
    usage = ledger.usage(books.session, proposal.demands(), proposal.cooldown_demands(), world.rule_ids)
    awards = resolve(proposal, usage).filter(pl.col("points") != 0)
    if awards.is_empty():
        return
    entries = _entries(books, batch, awards.sort("pos", maintain_order=True), version)
    ledger.post(books.session, entries)
    books.entries.append(entries)
    _count_limit_use(books, proposal, entries, version)


def _entries(books: Books, batch: pl.DataFrame, awards: pl.DataFrame, version: PlanVersion) -> pl.DataFrame:
    rules = version.plan.rules
    first = books.take_entry_ids(awards.height)
    numbers = {i: books.world.rule_ids[r.key] for i, r in enumerate(rules)}
    acts = batch.select(
        "activity_id", "order_id", pl.col("at").alias("occurred_at"), pl.col("day").alias("occurred_on")
    )[awards["pos"]]
    return pl.concat([awards, acts], how="horizontal").select(
        pl.int_range(first, first + awards.height, dtype=pl.Int64).alias("id"),
        pl.col("holder").alias("account_id"),
        pl.lit("earned").alias("kind"),
        pl.col("points").alias("score"),
        pl.col("points").alias("balance"),
        "activity_id",
        "order_id",
        pl.col("rule").replace_strict(numbers, return_dtype=pl.Int32).alias("rule_id"),
        pl.lit(version.version, pl.Int32).alias("plan_version"),
        "occurred_at",
        "occurred_on",
        books.booked(pl.col("occurred_on")).alias("booked_on"),
        pl.lit(books.now).alias("recorded_at"),
        pl.lit(books.actor_id, pl.Int32).alias("actor_id"),
        _reasons(rules).alias("reason"),
        pl.lit(None, pl.Int64).alias("reverses_id"),
        "pos",
        "rule",
    )


def _reasons(rules: tuple[Rule, ...]) -> pl.Expr:
    """The rule's key, and where a limit cut the award, from what and by which."""
    key = pl.col("rule").replace_strict({i: r.key for i, r in enumerate(rules)}, return_dtype=pl.String)
    by = (
        pl.when(pl.col("cut_by") == COOLDOWN)
        .then(pl.lit("cooldown"))
        .otherwise(pl.format("limits[{}]", pl.col("cut_by")))
    )
    return (
        pl.when(pl.col("cut_by") < 0)
        .then(key)
        .otherwise(pl.format("{}: {} cut to {} by {}", key, pl.col("proposed"), pl.col("points"), by))
    )


def _count_limit_use(books: Books, proposal: Proposal, entries: pl.DataFrame, version: PlanVersion) -> None:
    for candidates in proposal.candidates:
        sets = books.world.compared_fields.get(candidates.rule.key, frozenset())
        if not sets:
            continue
        mine = entries.filter((pl.col("rule") == candidates.index) & (pl.col("score") > 0))
        values = candidates.frame.select("pos", pl.col("holder").alias("account_id"), *(group_column(s) for s in sets))
        joined = mine.join(values, on=["pos", "account_id"], how="inner", maintain_order="left")
        for same in sets:
            column = group_column(same)
            ledger.add_limit_use(
                books.session,
                joined.drop_nulls(column).with_columns(
                    pl.lit(column).alias("fields"),
                    pl.col(column).alias("value"),
                    pl.col("id").alias("entry_id"),
                    pl.col("score").alias("points"),
                ),
            )


def close_books(books: Books) -> None:
    """Balances, lots and standings follow the entries, and the head moves on. The last act before the commit."""
    if books.entries:
        entries = pl.concat([e.select(*ledger.ENTRY) for e in books.entries])
        _move_lots(books, entries)
        _move_balances(books.session, entries)
        staff = entries.filter(
            pl.col("account_id").is_in(books.world.employee_accounts.implode()) & (pl.col("score") != 0)
        )
        standings.add(
            books.session, "employee_standing", fold(staff, first_weekday=books.world.organisation.first_weekday)
        )
    organisation.advance(
        books.session,
        last_activity_id=books.next_activity_id - 1,
        last_entry_id=books.next_entry_id - 1,
        written_at=books.now,
    )


def _move_balances(session: Session, entries: pl.DataFrame) -> None:
    lifetime = pl.when(pl.col("kind").is_in(EARNING)).then(pl.col("balance")).otherwise(0).sum().alias("lifetime")
    ledger.add_to_balances(
        session, entries.group_by("account_id").agg(pl.col("balance").sum(), lifetime).sort("account_id")
    )


def _move_lots(books: Books, entries: pl.DataFrame) -> None:
    """Only where points can expire: without expiry an account has no lots."""
    if not books.world.has_expiry:
        return
    accounts = entries["account_id"].unique().to_list()
    held, before = ledger.lots(books.session, accounts), ledger.balances(books.session, accounts)
    movements: dict[int, list[Movement]] = {a: [] for a in accounts}
    staff = books.world.directory.employees
    for account, points, kind, version, day in entries.select(
        "account_id", "balance", "kind", "plan_version", "occurred_on"
    ).iter_rows():
        holder = HolderKind.EMPLOYEE if account in staff else HolderKind.CUSTOMER
        expiry = books.world.plan_numbered(version).plan.expiry.get(holder) if version else None
        movements[account].append(Movement(points, last_valid_day(expiry, day) if expiry else None))
    for account, moves in movements.items():
        lots = held.get(account, {})
        after = settle_lots(lots, before.get(account, (0, 0))[0], moves)
        if after != lots:
            ledger.set_lots(books.session, account, after)
