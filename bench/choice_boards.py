"""Boards of one's choice, after a change: by category, by improvement, of any days; beside them the floor, the database's own GROUP BY for the same points.

Before each question an activity is recorded, which does not count: what is measured is what the first reader after a change waits for. The first
question of all, which reads the ledger, is told by itself.
"""

import datetime as dt
import itertools
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bench.databases import Databases, databases
from bench.measuring import Figure, Options, Work, interleaved, show, timed
from bench.workload import CUSTOMERS, DAYS, EMPLOYEES, FIRST_DAY, as_csv, furnish, intake
from db.engine import Database
from scoring.periods import day_date, day_number, noon
from services.access import COMMAND_LINE
from services.activities.intake import read
from services.activities.recording import record, submission
from services.boards.boards import ranked
from services.imports.importing import import_activities
from services.targets.lines import Scope
from services.targets.setting import Change, set_targets
from services.world import World, world

RUNS = 9
TODAY = day_date(FIRST_DAY + DAYS - 10)
MONTH = TODAY.replace(day=1)
ASKED: dict[str, dict[str, Any]] = {
    "all points, month": {"period": "month"},
    "a category, month": {"period": "month", "by": "category:behaviour"},
    "a category, all time": {"period": "all", "by": "category:behaviour"},
    "a type, month": {"period": "month", "by": "type:deal_won"},
    "improvement, month": {"period": "month", "measure": "improvement"},
    "against target, month": {"period": "month", "measure": "target"},
    "90 days": {"period": "custom", "first": TODAY - dt.timedelta(days=89)},
}
SINCE = {"month": MONTH, "all": day_date(0), "custom": TODAY - dt.timedelta(days=89)}


def run(options: Options) -> None:
    count = 100_000 if options.quick else 1_000_000
    with tempfile.TemporaryDirectory(prefix="laurel-bench-") as folder:
        file = as_csv(intake(count), Path(folder) / "activities.csv")
        for engine in options.engines:
            with databases(engine) as made:
                figures = measured(made, file, customers=min(count, CUSTOMERS))
            show(f"Boards of {EMPLOYEES} employees after a change, {count:,} activities, {engine}", figures)


def measured(made: Databases, file: Path, *, customers: int) -> list[Figure]:
    database = Database.open(made.make())
    furnish(database, customers=customers)
    import_activities(database, COMMAND_LINE, file)
    with database.write() as session:
        session.run("ANALYZE")
    with database.read() as session:
        here = world(database, session)
    now = noon(TODAY, here.zone)
    set_targets(database, COMMAND_LINE, [Change(Scope.MEMBER, f"REGION{n}", 900) for n in range(1, 5)], period="month", on=MONTH, now=now)
    boards: dict[str, Callable[[], object]] = {
        name: lambda asked=asked: ranked(database, COMMAND_LINE, subject="employees", now=now, **asked) for name, asked in ASKED.items()
    }
    first = {name: timed(board)() for name, board in boards.items()}
    change = changes(database, here, now)
    works = {name: after(change, board) for name, board in boards.items()}
    works |= {f"floor {name}": after(change, floor(database, here, asked)) for name, asked in ASKED.items()}
    seconds = interleaved(works, RUNS)
    database.close()
    return [Figure(name, seconds[name], seconds[f"floor {name}"], note=f"the first time {first[name] * 1e3:,.0f} ms") for name in ASKED]


def changes(database: Database, here: World, now: int) -> Callable[[], object]:
    """Records a call that nobody has recorded yet, and reads nothing."""
    numbers = itertools.count()

    def change() -> None:
        at = dt.datetime.fromtimestamp(now / 1e6, dt.UTC).isoformat()
        document = {"type": "call", "source": "bench", "external_id": f"B-{next(numbers)}", "occurred_at": at, "employee": "E0007"}
        record(database, [submission(COMMAND_LINE, [(0, read(document, zone=here.zone, now=now))])], now=now)

    return change


def after(change: Callable[[], object], act: Callable[[], object]) -> Work:
    """The act after a change, which does not count."""

    def work() -> float:
        change()
        began = time.perf_counter()
        act()
        return time.perf_counter() - began

    return work


def floor(database: Database, here: World, asked: Mapping[str, Any]) -> Callable[[], object]:
    """The points of the same days by employee, as the database adds up its own ledger."""
    kind, _, key = str(asked.get("by", "")).partition(":")
    rules = [
        here.rule_ids[rule.key]
        for rule in here.plans[-1].plan.rules
        if not key or (rule.category == key if kind == "category" else key in rule.activities)
    ]

    def act() -> object:
        with database.read() as session:
            return session.rows(
                "SELECT account_id, SUM(score), MAX(occurred_at) FROM ledger_entry WHERE booked_on >= :start AND booked_on < :end AND account_id <= :last "
                f"AND {session.within('rule_id', 'rules', 'integer')} GROUP BY account_id ORDER BY 2 DESC",
                start=day_number(SINCE[asked["period"]]),
                end=day_number(TODAY) + 1,
                last=int(here.employee_accounts[-1]),
                rules=session.listed(rules),
            )

    return act
