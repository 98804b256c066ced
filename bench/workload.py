"""The work that is measured: an organisation of 500 employees and 50,000 customers, 20 rules, a year of activities.

Everything is drawn from a fixed seed, so that every run of every program does the same.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from db.engine import Database
from scoring.batch import BATCH, Context, Names, Snapshot
from scoring.periods import MICROS_PER_DAY, business_days, day_number
from scoring.plan import Plan
from scoring.plan_reading import read_plan
from services.access import COMMAND_LINE
from services.activities.intake import INTAKE
from services.beginning.setting_up import initialise
from services.people import people

SEED = 20_260_302
ZONE = "Asia/Shanghai"
FIRST_DAY, DAYS = day_number(dt.date(2025, 1, 1)), 365
EMPLOYEES, CUSTOMERS, TEAMS = 500, 50_000, 20
CHANNELS = ("store", "phone", "online", "partner")
SHARES = {
    "call": 0.30,
    "visit": 0.20,
    "order": 0.20,
    "survey": 0.08,
    "payment": 0.07,
    "deal_won": 0.05,
    "new_customer": 0.04,
    "help": 0.03,
    "training": 0.02,
    "referral": 0.01,
}
WITHOUT_CUSTOMER = ("help", "training")
WITH_AMOUNT = ("order", "payment", "deal_won")
EMPLOYEE, CUSTOMER = {"to": "employee"}, {"to": "customer"}
PLAN = {
    "name": "Field sales",
    "rules": [
        {"key": "new_customer", "category": "behaviour", "activity": "new_customer", "award": {**EMPLOYEE, "points": 5},
         "limits": [{"per": "day", "times": 10}]},
        {"key": "new_online", "category": "behaviour", "activity": "new_customer", "award": {**EMPLOYEE, "points": 2},
         "when": [{"field": "channel", "op": "=", "value": "online"}]},
        {"key": "call", "category": "behaviour", "activity": "call", "award": {**EMPLOYEE, "points": 1},
         "limits": [{"per": "day", "times": 6}]},
        {"key": "visit", "category": "behaviour", "activity": "visit", "award": {**EMPLOYEE, "points": 2},
         "limits": [{"per": "day", "times": 5}, {"per": "week", "points": 30}]},
        {"key": "weekend_visit", "category": "behaviour", "activity": "visit", "award": {**EMPLOYEE, "points": 3},
         "when": [{"field": "weekday", "op": "in", "value": ["saturday", "sunday"]}]},
        {"key": "deal_won", "category": "outcome", "activity": "deal_won", "award": {**EMPLOYEE, "points": 50},
         "when": [{"field": "amount", "op": ">=", "value": "1000"}]},
        {"key": "deal_value", "category": "outcome", "activity": "deal_won",
         "award": {**EMPLOYEE, "points": 1, "per": 100, "of": "amount", "max": 500}},
        {"key": "deal_manager", "category": "team", "activity": "deal_won", "award": {"to": "manager", "points": 5}},
        {"key": "great_deal", "category": "challenge", "activity": "deal_won", "award": {**EMPLOYEE, "points": 100},
         "when": [{"field": "amount", "op": ">=", "value": "50000"}], "limits": [{"per": "quarter", "times": 1}]},
        {"key": "order_spent", "category": "outcome", "activity": "order",
         "award": {**CUSTOMER, "points": 1, "per": 10, "of": "amount", "max": 300}},
        {"key": "order_sold", "category": "outcome", "activity": "order",
         "award": {**EMPLOYEE, "points": 1, "per": 500, "of": "amount", "max": 20},
         "when": [{"field": "channel", "op": "in", "value": ["store", "phone"]}]},
        {"key": "large_order", "category": "outcome", "activity": "order", "award": {**EMPLOYEE, "points": 5},
         "when": [{"field": "amount", "op": ">=", "value": "10000"}], "weight": "1.5"},
        {"key": "paid", "category": "quality", "activity": "payment", "award": {**CUSTOMER, "points": 2}},
        {"key": "satisfaction", "category": "quality", "activity": "survey", "award": {**EMPLOYEE, "points": 10},
         "when": [{"field": "attributes.stars", "op": ">=", "value": 4}], "limits": [{"per": "day", "times": 3}]},
        {"key": "answered", "category": "quality", "activity": "survey", "award": {**CUSTOMER, "points": 3},
         "limits": [{"per": "month", "times": 8}]},
        {"key": "help", "category": "team", "activity": "help", "award": {**EMPLOYEE, "points": 20},
         "limits": [{"per": "week", "points": 100}]},
        {"key": "training", "category": "behaviour", "activity": "training", "award": {**EMPLOYEE, "points": 15},
         "limits": [{"per": "month", "times": 10}]},
        {"key": "referral", "category": "outcome", "activity": "referral", "award": {**CUSTOMER, "points": 100},
         "limits": [{"per": "year", "times": 10}]},
        {"key": "referral_owner", "category": "outcome", "activity": "referral",
         "award": {"to": "owner", "points": 30}},
        {"key": "any_outcome", "category": "team", "activity": ["deal_won", "referral"], "weight": "0.5",
         "award": {**EMPLOYEE, "points": 1}, "active": {"from": "2025-07-01", "until": "2026-01-01"}},
    ],
    "campaigns": [
        {"key": "spring", "multiply": 2, "rules": ["deal_won", "order_spent"], "teams": ["REGION1"],
         "from": "2025-03-01", "until": "2025-03-22"},
    ],
    "tiers": {
        "customer": [{"key": "bronze", "from": 0}, {"key": "silver", "from": 1000}, {"key": "gold", "from": 5000}],
    },
}  # fmt: skip


def plan() -> Plan:
    return read_plan(PLAN)


def intake(count: int) -> pl.DataFrame:
    """Activities as they are sent, in order of time. Columns: `INTAKE`."""
    draw = np.random.default_rng(SEED)
    kinds = draw.choice(list(SHARES), size=count, p=list(SHARES.values()))
    at = np.sort(draw.integers(FIRST_DAY * MICROS_PER_DAY, (FIRST_DAY + DAYS) * MICROS_PER_DAY, count))
    customers = np.minimum(draw.pareto(1.2, count) * CUSTOMERS / 40, CUSTOMERS - 1).astype(np.int64)
    customers = (customers * 7_919) % CUSTOMERS
    amounts = np.minimum(draw.lognormal(6.6, 1.4, count), 9e6)
    frame = pl.DataFrame(
        {
            "type": kinds,
            "at": at // 1_000_000 * 1_000_000,
            "employee": draw.integers(1, EMPLOYEES + 1, count),
            "customer": customers + 1,
            "amount": (amounts * 100).astype(np.int64) * 100,
            "channel": draw.choice(CHANNELS, size=count),
            "stars": draw.integers(1, 6, count),
        }
    )
    held = pl.col("type")
    return frame.with_columns(
        pl.lit("shop").alias("source"),
        pl.format("A-{}", pl.int_range(1, count + 1).cast(pl.String).str.zfill(9)).alias("external_id"),
        pl.format("E{}", pl.col("employee").cast(pl.String).str.zfill(4)).alias("employee"),
        pl.when(~held.is_in(WITHOUT_CUSTOMER)).then(pl.format("C{}", pl.col("customer").cast(pl.String).str.zfill(7))).alias("customer"),
        pl.when(held.is_in(WITH_AMOUNT)).then("amount").alias("amount"),
        pl.when(held == "survey")
        .then(pl.concat_str(pl.lit('{"stars":'), pl.col("stars").cast(pl.String), pl.lit("}")))
        .alias("attributes"),
        *(pl.lit(None).alias(name) for name in ("quantity", "collaborators", "note", "evidence")),
    ).select(pl.col(name).cast(kind) for name, kind in INTAKE.items())


def names() -> Names:
    regions = {f"REGION{n}": n for n in range(1, 5)}
    return Names({key: n for n, key in enumerate(SHARES, 1)}, regions)


def context() -> Context:
    """Twenty teams of 25, five to a region."""
    each = EMPLOYEES // TEAMS
    return Context(
        {
            team: Snapshot((100 + team, (team - 1) * 4 // TEAMS + 1), tuple(range((team - 1) * each + 1, team * each + 1)))
            for team in range(1, TEAMS + 1)
        }
    )


def batch(count: int) -> pl.DataFrame:
    """The same activities as the scoring sees them. Columns: `BATCH`."""
    sent = intake(count)
    employee = sent["employee"].str.slice(1).cast(pl.Int32)
    customer = sent["customer"].str.slice(1).cast(pl.Int32) + EMPLOYEES
    return sent.with_columns(
        pl.col("type").replace_strict(names().types, return_dtype=pl.Int32),
        business_days(sent["at"], ZONE).alias("day"),
        employee.alias("employee"),
        customer.alias("customer"),
        ((employee - 1) // (EMPLOYEES // TEAMS) + 1).alias("snapshot"),
        pl.lit(1).alias("manager"),
        (customer % EMPLOYEES + 1).alias("owner"),
        pl.lit("bronze").alias("tier"),
        pl.lit(None).alias("tags"),
        customer.is_first_distinct().alias("is_new"),
    ).select(pl.col(name).cast(kind) for name, kind in BATCH.items())


# the organisation in a database ---------------------------------------------------------------------------------------


def furnish(database: Database, *, customers: int = CUSTOMERS) -> None:
    """The organisation, its people and its plan stand in an empty, migrated database."""
    initialise(database, COMMAND_LINE, name="Bench", timezone=ZONE, currency="CNY", first_plan=PLAN)
    for number in range(1, 5):
        people.put_team(database, COMMAND_LINE, f"REGION{number}", {"name": f"Region {number}"})
    for number in range(1, TEAMS + 1):
        region = f"REGION{(number - 1) * 4 // TEAMS + 1}"
        people.put_team(database, COMMAND_LINE, f"TEAM{number:02}", {"name": f"Team {number}", "parent": region})
    each = EMPLOYEES // TEAMS
    staff = [
        {
            "code": f"E{n:04}",
            "name": f"Employee {n}",
            "team": f"TEAM{(n - 1) // each + 1:02}",
            "joined_on": "2020-01-01",
        }
        | ({} if n == 1 else {"manager": "E0001"})
        for n in range(1, EMPLOYEES + 1)
    ]
    people.put_employees(database, COMMAND_LINE, staff)
    for numbers in batched(range(1, customers + 1), 5_000):
        items = [{"code": f"C{n:07}", "name": f"Customer {n}", "owner": f"E{n % EMPLOYEES + 1:04}"} for n in numbers]
        people.put_customers(database, COMMAND_LINE, items)


def batched(numbers: range, size: int) -> Iterator[range]:
    return (numbers[start : start + size] for start in range(0, len(numbers), size))


def as_csv(sent: pl.DataFrame, path: Path) -> Path:
    """Activities as a file that `import activities` reads, attributes as a column."""
    at = pl.from_epoch(pl.col("at"), time_unit="us")
    columns = sent.select(
        "type",
        "source",
        "external_id",
        at.dt.strftime("%Y-%m-%dT%H:%M:%SZ").alias("occurred_at"),
        "employee",
        "customer",
        (pl.col("amount") / 10_000).round(2).alias("amount"),
        "channel",
        pl.col("attributes").str.extract(r"(\d)").alias("attributes.stars"),
    )
    columns.write_csv(path, float_precision=2)
    return path
