"""Posting: activities that count are scored, and their entries, balances, lots and standings written, in the transaction of the caller."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from db import activities, campaigns, ledger, organisation, standings
from db.engine import Session
from scoring.batch import Context, Snapshot
from scoring.limits import BUDGET, COOLDOWN, group_column
from scoring.lots import Movement, last_valid_day, settle_lots
from scoring.periods import Ints
from scoring.plan import HolderKind, Rule
from scoring.scoring import Proposal, propose, resolve_paid
from scoring.standings import fold, totals
from services.ledger.spending import spent_now
from services.world import PlanVersion, World

EARNING = ("earned", "reversal", "adjustment", "rescore")
"""The kinds of entry that count for a lifetime of points."""
CUT_BY = {COOLDOWN: "cooldown", BUDGET: "budget"}


@dataclass(frozen=True, slots=True)
class Posted:
    """Entries of this transaction, as far as the books follow from them: columns of one length. counts: for a lifetime of points."""

    account_id: Ints
    score: Ints
    balance: Ints
    counts: bool
    plan_version: Sequence[int | None]
    occurred_at: Ints
    occurred_on: Ints
    booked_on: Ints


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
    posted: list[Posted] = field(default_factory=list)

    def take_activity_ids(self, count: int) -> int:
        """The first of `count` consecutive places in the order of recording."""
        first = self.next_activity_id
        self.next_activity_id += count
        return first

    def take_entry_ids(self, count: int) -> int:
        first = self.next_entry_id
        self.next_entry_id += count
        return first

    def booked(self, occurred_on: Ints) -> Ints:
        """The day an entry counts on: its own while that is open, else the day of recording."""
        closed = self.world.organisation.closed_through
        return occurred_on if closed is None else np.where(occurred_on > closed, occurred_on, self.today)

    def post(self, entries: dict[str, Any], *, kind: str) -> None:
        """The entries stand in the ledger, with ids, kind and moment of recording; the books will follow them.

        entries: the other columns of `ledger.ENTRY`, and of `ledger.RESCORE` where they are of one, numbers as arrays; without `actor_id`
        they are the doing of who holds the books.
        """
        count = len(entries["account_id"])
        first = self.take_entry_ids(count)
        occurred_on = entries["occurred_on"]
        booked_on = self.booked(occurred_on)
        columns = entries | {
            "id": np.arange(first, first + count, dtype=np.int64),
            "kind": [kind] * count,
            "booked_on": booked_on,
            "recorded_at": [self.now] * count,
            "actor_id": entries.get("actor_id", [self.actor_id] * count),
        }
        ledger.post(self.session, columns)
        numbers = (entries["account_id"], entries["score"], entries["balance"])
        versions = entries["plan_version"]
        self.posted.append(Posted(*numbers, kind in EARNING, versions, entries["occurred_at"], occurred_on, booked_on))


def open_books(session: Session, world: World, head: organisation.Head, *, actor: str, now: int, today: int) -> Books:
    actor_id = organisation.intern(session, "actor", "name", [actor])[actor]
    return Books(session, world, actor_id, now, today, head.last_activity_id + 1, head.last_entry_id + 1)


def context_of(session: Session, world: World, snapshots: Iterable[int | None]) -> Context:
    """The snapshots that a batch refers to, as they were stored, and the accounts of employee codes."""
    numbers = {n for n in snapshots if n is not None}
    missing = [n for n in numbers if n not in world.snapshots]
    for number, path, members in activities.snapshots(session, missing) if missing else ():
        world.snapshots[number] = Snapshot(tuple(json.loads(path)), tuple(json.loads(members)))
    return Context({n: world.snapshots[n] for n in numbers}, world.directory.employee_ids)


def post_awards(books: Books, batch: pl.DataFrame, version: PlanVersion, context: Context) -> None:
    """The awards of activities under one plan version stand in the ledger. batch: `BATCH` with activity_id and order_id, and actor_id
    where others than who holds the books sent them; in order."""
    world = books.world
    weekday = world.organisation.first_weekday
    proposal = propose(batch, version.plan, world.names, context, first_weekday=weekday, compared=world.compared_fields)
    usage = ledger.usage(books.session, proposal.demands(), proposal.cooldown_demands(), world.rule_ids, rescored=world.rescored)
    awards, pays = resolve_paid(proposal, usage, spent_now(books.session, world, proposal))
    awards = awards.filter(pl.col("points") != 0).sort("pos", maintain_order=True)
    if awards.is_empty():
        return
    first = books.next_entry_id
    entries = _entries(books, batch, awards, version)
    books.post(entries, kind="earned")
    _count_limit_use(books, proposal, awards, entries, first)
    _post_pays(books, batch, pays, version)


def _post_pays(books: Books, batch: pl.DataFrame, pays: pl.DataFrame, version: PlanVersion) -> None:
    """What campaigns pay of the awards stands beside them."""
    if pays.is_empty():
        return
    world, pos = books.world, pays["pos"].to_numpy()
    numbers = np.array([world.rule_ids[r.key] for r in version.plan.rules], dtype=np.int64)
    occurred_on = batch["day"].to_numpy()[pos].astype(np.int64)
    columns = {
        "order_id": batch["order_id"].to_numpy()[pos],
        "activity_id": batch["activity_id"].to_numpy()[pos],
        "rule_id": numbers[pays["rule"].to_numpy()],
        "account_id": pays["holder"].to_numpy().astype(np.int64),
        "campaign_id": campaigns.named(pays, world.campaign_ids).to_numpy().astype(np.int64),
        "points": pays["points"].to_numpy(),
        "plan_version": [version.version] * pays.height,
        "occurred_on": occurred_on,
        "booked_on": books.booked(occurred_on),
        "rescore_id": [None] * pays.height,
    }
    campaigns.add(books.session, columns)


def _entries(books: Books, batch: pl.DataFrame, awards: pl.DataFrame, version: PlanVersion) -> dict[str, Any]:
    rules, pos, count = version.plan.rules, awards["pos"].to_numpy(), awards.height
    numbers = np.array([books.world.rule_ids[r.key] for r in rules], dtype=np.int64)
    activity = batch["activity_id"].to_numpy()[pos]
    given = awards["points"].to_numpy()
    return {
        "account_id": awards["holder"].to_numpy().astype(np.int64),
        "score": given,
        "balance": given,
        "activity_id": activity,
        "order_id": batch["order_id"].to_numpy()[pos],
        "rule_id": numbers[awards["rule"].to_numpy()],
        "plan_version": [version.version] * count,
        "occurred_at": batch["at"].to_numpy()[pos],
        "occurred_on": batch["day"].to_numpy()[pos].astype(np.int64),
        "reason": _reasons(rules, awards),
        "reverses_id": [None] * count,
        "actor_id": batch["actor_id"].to_numpy()[pos] if "actor_id" in batch.columns else [books.actor_id] * count,
    }


def _reasons(rules: Sequence[Rule], awards: pl.DataFrame) -> list[str]:
    """The rule's key, and where a limit or a budget cut the award, from what and by which."""
    keys = [r.key for r in rules]
    reasons = [keys[number] for number in awards["rule"].to_list()]
    for place in np.flatnonzero(awards["cut_by"].to_numpy() >= 0).tolist():
        _, _, _, points, proposed, cut_by = awards.row(place)
        by = CUT_BY.get(cut_by, f"limits[{cut_by}]")
        reasons[place] += f": {proposed} cut to {points} by {by}"
    return reasons


def _count_limit_use(books: Books, proposal: Proposal, awards: pl.DataFrame, entries: dict[str, Any], first: int) -> None:
    """Positive awards of rules whose limits compare fields are kept by the values of those fields."""
    compared = books.world.compared_fields
    for candidates in proposal.candidates:
        sets = compared.get(candidates.rule.key, frozenset())
        if not sets:
            continue
        places = pl.int_range(first, first + awards.height, dtype=pl.Int64, eager=True).alias("entry_id")
        mine = awards.with_columns(places, *(pl.Series(n, entries[n]) for n in ("order_id", "rule_id", "occurred_on", "occurred_at")))
        mine = mine.filter((pl.col("rule") == candidates.index) & (pl.col("points") > 0))
        values = candidates.frame.select("pos", "holder", *(group_column(s) for s in sets))
        joined = mine.join(values, on=["pos", "holder"], how="inner", maintain_order="left")
        for column in (group_column(s) for s in sets):
            rows = joined.drop_nulls(column).with_columns(pl.lit(column).alias("fields"), pl.col(column).alias("value"))
            ledger.add_limit_use(books.session, rows)


def close_books(books: Books) -> None:
    """Balances, lots and standings follow the entries, and the head moves on. The last act before the commit."""
    if books.posted:
        _move_lots(books)
        _move_balances(books.session, books.posted)
        _move_standings(books)
    organisation.advance(
        books.session,
        last_activity_id=books.next_activity_id - 1,
        last_entry_id=books.next_entry_id - 1,
        written_at=books.now,
    )


def _joined(posted: list[Posted], name: str) -> Ints:
    return np.concatenate([getattr(p, name) for p in posted]) if len(posted) > 1 else getattr(posted[0], name)


def _move_balances(session: Session, posted: list[Posted]) -> None:
    lifetime = np.concatenate([p.balance if p.counts else np.zeros_like(p.balance) for p in posted])
    ledger.add_to_balances(session, *totals(_joined(posted, "account_id"), _joined(posted, "balance"), lifetime))


def _move_standings(books: Books) -> None:
    accounts, scores = _joined(books.posted, "account_id"), _joined(books.posted, "score")
    staff = np.isin(accounts, books.world.employee_accounts) & (scores != 0)
    if staff.any():
        days, moments = _joined(books.posted, "booked_on"), _joined(books.posted, "occurred_at")
        deltas = fold(
            accounts[staff],
            scores[staff],
            days[staff],
            moments[staff],
            first_weekday=books.world.organisation.first_weekday,
        )
        standings.add(books.session, "employee_standing", deltas)


def _move_lots(books: Books) -> None:
    """Only where points can expire: without expiry an account has no lots."""
    if not books.world.has_expiry:
        return
    movements = movements_of(books.world, books.posted)
    held, before = ledger.lots(books.session, list(movements)), ledger.balances(books.session, list(movements))
    for account, moves in movements.items():
        lots = held.get(account, {})
        after = settle_lots(lots, before.get(account, (0, 0))[0], moves)
        if after != lots:
            ledger.set_lots(books.session, account, after)


def movements_of(world: World, posted: Iterable[Posted]) -> dict[int, list[Movement]]:
    """What entries do to the lots of their accounts, in order."""
    movements: dict[int, list[Movement]] = {}
    for part in posted:
        rows = zip(part.account_id.tolist(), part.balance.tolist(), part.plan_version, part.occurred_on.tolist(), strict=True)
        for account, points, version, day in rows:
            kind = HolderKind.EMPLOYEE if account in world.directory.employees else HolderKind.CUSTOMER
            expiry = world.plan_numbered(version).plan.expiry.get(kind) if version else None
            lot = last_valid_day(expiry, day) if expiry else None
            movements.setdefault(account, []).append(Movement(points, lot))
    return movements
