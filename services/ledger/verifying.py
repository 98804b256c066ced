"""Verifying: every promise that the tables can show, checked; the first offence names the table and the row.

One consistent view is looked at, nobody is kept from writing, and only sums and chunks are held in memory.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from db import catalogue, ledger, organisation, standings, verifying
from db.engine import Database, Session
from db.organisation import Head
from db.verifying import Fault
from scoring.periods import business_days
from scoring.plan import Plan, PlanInvalid, write_plan
from scoring.plan_reading import read_plan
from services.access import Act, Actor, require
from services.ledger import comparing, rechecking, rechecking_versions
from services.ledger.campaign_totals import wrong_totals
from services.ledger.posting import EARNING
from services.ledger.rebuilding import Sums, summed
from services.world import World, world

CHUNK = 250_000
KINDS = (*EARNING, "redemption", "cancellation", "expiry", "transfer", "prize")
"""The kinds of entry that there are."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must be true. promise: its number in the design; offence: the first row that breaks it."""

    name: str
    promise: int
    offence: str | None

    @property
    def is_ok(self) -> bool:
        return self.offence is None

    def document(self) -> dict[str, object]:
        return {"name": self.name, "promise": self.promise, "ok": self.is_ok, "offence": self.offence}


@dataclass(frozen=True, slots=True)
class Report:
    checks: tuple[Check, ...]

    @property
    def offence(self) -> str | None:
        """The first one."""
        return next((check.offence for check in self.checks if check.offence is not None), None)

    def document(self) -> dict[str, object]:
        return {"ok": self.offence is None, "checks": [check.document() for check in self.checks]}


def verify(database: Database, actor: Actor) -> Report:
    """Whether everything holds that the tables can show. Raises Forbidden, NotReady.

    What cannot be looked at, because something under it does not hold, counts as broken by that.
    """
    require(actor, Act.ADMINISTER)
    with database.read() as session:
        view = View(database, session, organisation.head(session))
        checks = [Check(name, promise, _first(look(view))) for promise, name, look in FOUNDATIONS]
        below = next((check.offence for check in checks if check.offence), None)
        for promise, name, look in BOOKS:
            offence = _first(look(view)) if below is None else f"not looked at, because of {below}"
            checks.append(Check(name, promise, offence))
    return Report(tuple(checks))


def _first(faults: Iterable[object]) -> str | None:
    return next((str(fault) for fault in faults), None)


@dataclass(frozen=True)
class View:
    """The database as it is looked at."""

    database: Database
    session: Session
    head: Head

    @cached_property
    def world(self) -> World:
        return world(self.database, self.session)

    @cached_property
    def folded(self) -> int:
        return standings.folded_through(self.session)

    @cached_property
    def sums(self) -> Sums:
        return summed(self.session, self.world, self.head.last_entry_id, self.folded)


# 1, 2, 3: append-only, once, together --------------------------------------------------------------------------------


def refused_changes(view: View) -> Iterator[str]:
    from db.tables import APPEND_ONLY  # the tables as classes take long to import, and nothing else needs them

    refused = verifying.refusals(view.session)
    for table in APPEND_ONLY:
        for act in verifying.REFUSED[view.session.dialect]:
            if (table, act) not in refused:
                yield f"{table}: no trigger refuses {act}"


def keys_once(view: View) -> Iterator[Fault | str]:
    key = ["source_id", "external_id"]
    if twice := verifying.repeated(view.session, "activity", key):
        yield Fault("activity", twice[0], f"its key stands {twice[3]} times: source {twice[1]}, external_id {twice[2]}")
    if not verifying.has_unique_index(view.session, "activity", key):
        yield "activity: no unique index holds the keys apart"


def events_once(view: View) -> Iterator[Fault | str]:
    key = ["activity_id", "kind"]
    if twice := verifying.repeated(view.session, "activity_event", key):
        yield Fault("activity_event", twice[0], f"activity {twice[1]} was {twice[2]} {twice[3]} times")
    if not verifying.has_unique_index(view.session, "activity_event", key):
        yield "activity_event: no unique index holds the events apart"
    yield from verifying.wrong_events(view.session)


def earned_once(view: View) -> Iterator[Fault]:
    columns = ["activity_id", "rule_id", "account_id"]
    if twice := verifying.repeated(view.session, "ledger_entry", columns, where="kind = 'earned'"):
        says = f"activity {twice[1]} earned {twice[4]} times by rule {twice[2]} for account {twice[3]}"
        yield Fault("ledger_entry", twice[0], says)


def nothing_missing(view: View) -> Iterator[str]:
    """Places in the order of recording, and entries, are numbered without a gap through the head's last."""
    head = view.head
    for table, rows, last in (
        ("activity", verifying.PLACES, head.last_activity_id),
        ("ledger_entry", verifying.ENTRIES, head.last_entry_id),
    ):
        least, most, count = verifying.extent(view.session, rows)
        if most > last:
            yield f"ledger_head 1: the last id of {table} is {last}, there is {most}"
        elif count and least < 1:
            yield f"{table} {least}: ids begin at 1"
        elif count < last:
            yield f"{table} {verifying.first_gap(view.session, rows) if most != count else count + 1}: it is missing"
    if view.folded > head.last_entry_id:
        yield f"fold customers: it has come to entry {view.folded}, the last is {head.last_entry_id}"


def audited(view: View) -> Iterator[str]:
    stand, told = verifying.recorded(view.session)
    if stand != told:
        yield f"audit: {stand} activities stand, it tells of {told}"
    for kind, stand, told in verifying.happened(view.session):
        if stand != told:
            yield f"audit: {stand} activities were {kind}, it tells of {told}"


# 4, 5: the books -----------------------------------------------------------------------------------------------------


def balances_right(view: View) -> Iterator[str]:
    return comparing.wrong_balances(view.session, view.sums)


def lots_right(view: View) -> Iterator[str]:
    yield from comparing.impossible_lots(view.session, view.sums)
    yield from comparing.wrong_lots(view.session, view.world)


def standings_right(view: View) -> Iterator[str]:
    yield from comparing.wrong_standings(view.session, view.world, view.sums)
    yield from comparing.wrong_histogram(view.session, view.world, view.sums)


def limit_use_right(view: View) -> Iterator[str]:
    return comparing.wrong_limit_use(view.session, view.world, view.head.last_entry_id)


def firsts_right(view: View) -> Iterator[Fault]:
    return comparing.wrong_first_activities(view.session, view.head.last_activity_id)


# 6: every entry says where it comes from -----------------------------------------------------------------------------


def references_hold(view: View) -> Iterator[Fault]:
    return verifying.dangling(view.session)


def entries_say(view: View) -> Iterator[Fault]:
    yield from verifying.careless_entries(view.session, KINDS)
    yield from verifying.displaced_entries(view.session)


def reversals_right(view: View) -> Iterator[Fault]:
    yield from verifying.wrong_reversals(view.session)
    if twice := verifying.repeated(view.session, "ledger_entry", ["reverses_id"], where="reverses_id IS NOT NULL"):
        yield Fault("ledger_entry", twice[0], f"entry {twice[1]} is reversed {twice[2]} times")
    yield from verifying.left_standing(view.session)


# 7: plan versions ----------------------------------------------------------------------------------------------------


def plans_right(view: View) -> Iterator[str]:
    known = organisation.names(view.session, "rule", "key")
    campaigns_known = organisation.names(view.session, "campaign", "key")
    for number, row in enumerate(catalogue.plans(view.session), 1):
        if row.version != number:
            yield f"plan_version {row.version}: version {number} is missing"
        if (row.effective_from is None) != (number == 1):
            yield f"plan_version {row.version}: the first version, and no other, is in force since always"
        plan = _canonical(row.document)
        if plan is None:
            yield f"plan_version {row.version}: its document is not as it was published"
        for rule in plan.rules if plan else ():
            if rule.key not in known:
                yield f"rule {rule.key}: it is missing, plan version {row.version} has it"
        for campaign in plan.campaigns if plan else ():
            if campaign.key not in campaigns_known:
                yield f"campaign {campaign.key}: it is missing, plan version {row.version} has it"


def _canonical(document: str) -> Plan | None:
    """The plan, where the document is the one that publishing would write."""
    try:
        plan = read_plan(json.loads(document))
    except (PlanInvalid, ValueError):
        return None
    written = json.dumps(write_plan(plan), ensure_ascii=False, separators=(",", ":"))
    return plan if written == document else None


def snapshots_right(view: View) -> Iterator[Fault]:
    for number, path, members, digest in verifying.snapshots(view.session):
        if hashlib.sha256(f"{path} {members}".encode()).hexdigest() != digest:
            yield Fault("team_snapshot", number, "it is not as it was stored: its digest is another")


def versions_right(view: View) -> Iterator[Fault]:
    published = [row.published_at for row in catalogue.plans(view.session)]
    return rechecking_versions.wrong_versions(view.session, view.world, published, view.head.last_activity_id)


def awards_right(view: View) -> Iterator[Fault]:
    return rechecking.wrong_awards(view.session, view.world, view.head.last_activity_id)


def pays_right(view: View) -> Iterator[Fault | str]:
    return wrong_totals(view.session, view.world)


# 9: business days ----------------------------------------------------------------------------------------------------


def days_right(view: View) -> Iterator[Fault]:
    zone = view.world.organisation.timezone
    for low, high in ledger.chunks(0, view.head.last_activity_id, CHUNK):
        yield from _misdated("activity", verifying.moments(view.session, low, high), zone)
    for low, high in ledger.chunks(0, view.head.last_entry_id, CHUNK):
        columns = ["id", "occurred_at", "occurred_on", "booked_on", "recorded_at"]
        entries = ledger.entries_after(view.session, low, through=high, columns=columns)
        yield from _misdated("ledger_entry", entries, zone)
        yield from _misbooked(entries, zone, view.world.organisation.closed_through)


def _misdated(table: str, rows: pl.DataFrame, zone: str) -> Iterator[Fault]:
    days = business_days(rows["occurred_at"].to_numpy(), zone)
    for place in np.flatnonzero(rows["occurred_on"].to_numpy() != days)[:1].tolist():
        says = f"occurred_on is {rows['occurred_on'][place]}, its business day is {days[place]}"
        yield Fault(table, rows["id"][place], says)


def _misbooked(entries: pl.DataFrame, zone: str, closed_through: int | None) -> Iterator[Fault]:
    """On its own day while that is open, else on the day of recording."""
    own, booked = entries["occurred_on"].to_numpy(), entries["booked_on"].to_numpy()
    recorded = business_days(entries["recorded_at"].to_numpy(), zone)
    late = (own <= (-1 if closed_through is None else closed_through)) & (booked == recorded)
    for place in np.flatnonzero((booked != own) & ~late)[:1].tolist():
        yield Fault("ledger_entry", entries["id"][place], f"booked_on is {booked[place]}, it occurred on {own[place]}")


Look = Callable[[View], Iterable[object]]
FOUNDATIONS: tuple[tuple[int, str, Look], ...] = (
    (1, "the database refuses to change what is append-only", refused_changes),
    (2, "no activity stands twice", keys_once),
    (2, "nothing happens twice to an activity", events_once),
    (2, "no activity earns twice", earned_once),
    (3, "nothing is missing", nothing_missing),
    (3, "the audit tells of every activity", audited),
    (6, "every reference leads somewhere", references_hold),
    (6, "every entry says what, why and when", entries_say),
    (6, "every reversal takes back one entry, once", reversals_right),
    (7, "plan versions are as they were published", plans_right),
    (7, "teams are as they were when something was done in them", snapshots_right),
)
"""What the books rest on; looked at by itself."""

BOOKS: tuple[tuple[int, str, Look], ...] = (
    (7, "activities are scored by the version in force", versions_right),
    (9, "business days are those of the organisation", days_right),
    (4, "entries come to the balances", balances_right),
    (4, "lots are what remains of the balances", lots_right),
    (5, "entries come to the standings", standings_right),
    (5, "entries come to the use of limits", limit_use_right),
    (5, "first activities are known", firsts_right),
    (7, "what campaigns pay adds up and stays within their budgets", pays_right),
    (7, "scored again, activities earn the same", awards_right),
)
