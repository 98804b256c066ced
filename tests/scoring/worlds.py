"""Random plans and activities of few people, days and values, so that limits, ties and boundaries are hit often."""

import datetime as dt
import json
from decimal import Decimal
from random import Random
from typing import Any

import polars as pl

from scoring.batch import BATCH, Context, Names, Snapshot
from scoring.periods import day_number

Document = dict[str, Any]
TYPES = {"visit": 1, "deal": 2, "call": 3}
EMPLOYEES = {"E1": 1, "E2": 2, "E3": 3, "E4": 4}
CUSTOMERS = [11, 12, 13]
TEAMS = {"ALL": 1, "EAST": 2, "WEST": 3}
# numbers of snapshots: the codes of the path, the members by code
SNAPSHOTS: dict[int, tuple[list[str], list[int]]] = {
    1: (["EAST", "ALL"], [1, 2, 3]),
    2: (["WEST", "ALL"], [4]),
    3: (["EAST", "ALL"], [1, 2]),
    4: (["ALL"], []),
}
NAMES = Names(TYPES, TEAMS)
CONTEXT = Context({n: Snapshot(tuple(TEAMS[c] for c in path), tuple(members)) for n, (path, members) in SNAPSHOTS.items()}, EMPLOYEES)
DAYS = [dt.date(2026, 12, 27) + dt.timedelta(days=n) for n in range(10)]  # holds the ISO week 2026-W53 and a new year
DAYS += [dt.date(2026, 3, 31), dt.date(2026, 4, 1), dt.date(2026, 2, 28), dt.date(2024, 2, 29)]
WINDOWS = ["day", "week", "month", "quarter", "year", "all"]
SAMES: list[list[str]] = [
    [],
    [],
    ["customer"],
    ["employee", "customer"],
    ["attributes.case"],
    ["channel"],
    ["type", "attributes.case"],
    ["amount"],
    ["attributes.n", "employee"],
]
RECIPIENTS = [
    "employee",
    "employee",
    "employee",
    "customer",
    "team",
    "collaborators",
    "manager",
    "owner",
    "attributes.buddy",
]
CONDITIONED = [
    *("amount", "quantity", "channel", "weekday", "employee.team", "customer.tier", "customer.tags", "customer.is_new"),
    *("attributes.n", "attributes.case", "attributes.ok", "attributes.says"),
]
CATEGORIES = ["behaviour", "outcome", "quality", "team", "challenge"]


def decimal(random: Random, low: int, high: int) -> str:
    """A decimal with up to four places."""
    places = random.choice([0, 0, 1, 2, 4])
    return str(Decimal(random.randint(low * 10**places, high * 10**places)).scaleb(-places))


def weight(random: Random) -> Any:
    return random.choice([1, 1, 1, 2, 0, 0.5, "1.5", "0.3333", "0.0001", "99.9999", "2.5"])


def random_plan(random: Random, *, rules: int, campaigns: int = 2, budgets: bool = False) -> Document:
    """budgets: campaigns may have some, and may multiply each other."""
    keys = [f"r{n}" for n in range(rules)]
    return {
        "name": "Random",
        "category_weights": {c: weight(random) for c in CATEGORIES if random.random() < 0.3},
        "rules": [random_rule(random, key) for key in keys],
        "campaigns": [random_campaign(random, f"c{n}", keys) for n in range(random.randint(0, campaigns))],
    } | (random_budgets(random, keys) if budgets else {})


def random_rule(random: Random, key: str) -> Document:
    types = random.sample(sorted(TYPES), random.randint(1, 3))
    rule: Document = {
        "key": key,
        "category": random.choice(CATEGORIES),
        "activity": types if len(types) > 1 or random.random() < 0.2 else types[0],
        "award": random_award(random),
        "weight": weight(random),
    }
    if random.random() < 0.4:
        rule["when"] = [random_condition(random) for _ in range(random.randint(1, 2))]
    if random.random() < 0.75:
        rule["limits"] = [random_limit(random) for _ in range(random.randint(1, 3))]
    if random.random() < 0.25:
        rule["cooldown"] = {"hours": random.choice([4, "0.5", 24, 30]), "same": random.choice(SAMES)}
    if random.random() < 0.2:
        rule["active"] = random_dates(random)
    return rule


def random_dates(random: Random) -> Document:
    start, end = sorted(random.sample(DAYS, 2))
    dates = {"from": start.isoformat(), "until": end.isoformat()}
    return {name: dates[name] for name in random.choice([["from"], ["until"], ["from", "until"]])}


def random_limit(random: Random) -> Document:
    limit: Document = {"per": random.choice(WINDOWS)}
    if random.random() < 0.5:
        limit["times"] = random.randint(1, 4)
    else:
        limit["points"] = random.choice([1, 3, 7, 10, 25, 100])
    same = random.choice(SAMES)
    return {**limit, "same": same} if same else limit


def random_award(random: Random) -> Document:
    award: Document = {"to": random.choice(RECIPIENTS), "points": random.choice([1, 2, 3, 5, 7, 10, 50, -1, -3, -5])}
    if random.random() < 0.5:
        of = random.choice(["amount", "amount", "quantity", "attributes.n"])
        award |= {"of": of, "per": random.choice([1, 100, "0.5", "33.3333", "0.0001", 7])}
    if random.random() < 0.3:
        award["max"] = random.choice([1, 4, 20, 100])
    if random.random() < 0.2:
        award["min"] = random.choice([-20, -1, 0, 1])
    return award


def random_condition(random: Random) -> Document:
    order = ["=", "!=", ">", ">=", "<", "<="]
    name = random.choice(CONDITIONED)
    if random.random() < 0.15:
        return {"field": name, "op": "exists", "value": random.choice([True, False])}
    match name:
        case "amount" | "quantity" | "attributes.n":
            return random.choice(
                [
                    {"field": name, "op": random.choice(order), "value": random.choice([0, 100, "0.5", "-3", 2])},
                    {"field": name, "op": random.choice(["in", "not_in"]), "value": [1, "2", "100.00", "0.25"]},
                ]
            )
        case "weekday":
            return {"field": name, "op": random.choice(order), "value": random.randint(1, 7)}
        case "customer.is_new":
            return {"field": name, "op": random.choice(["=", "!="]), "value": random.choice([True, False])}
    values = {
        "channel": ["shop", "web", "wébshop"],
        "employee.team": ["EAST", "WEST", "ALL"],
        "customer.tier": ["silver", "gold"],
        "customer.tags": ["vip", "new", "老客户"],
        "attributes.case": ["a", "b", "x y"],
        "attributes.ok": [True, False, "yes"],
        "attributes.says": ['so "quoted"', "7", "汉字"],
    }[name]
    if name in ("channel", "attributes.case", "attributes.says") and random.random() < 0.3:
        return {"field": name, "op": "contains", "value": random.choice(["shop", "a", "line", '"', "x"])}
    if random.random() < 0.5:
        return {"field": name, "op": random.choice(["=", "!="]), "value": random.choice(values)}
    return {"field": name, "op": random.choice(["in", "not_in"]), "value": random.sample(values, 2)}


def random_campaign(random: Random, key: str, rules: list[str]) -> Document:
    start, end = sorted(random.sample(DAYS, 2))
    campaign = {"key": key, "multiply": weight(random), "from": start.isoformat(), "until": end.isoformat()}
    for name, values in (
        ("rules", rules),
        ("types", sorted(TYPES)),
        ("teams", sorted(TEAMS)),
        ("tags", ["vip", "new"]),
    ):
        if random.random() < 0.3:
            campaign[name] = random.sample(values, random.randint(1, len(values)))
    return campaign


def random_budgets(random: Random, rules: list[str]) -> Document:
    """Campaigns that run nearly always, some with a budget that is soon used up."""
    found = []
    for number in range(random.randint(1, 4)):
        campaign = random_campaign(random, f"c{number}", rules) | {"from": "2024-01-01", "until": "2028-01-01"}
        campaign["multiply"] = random.choice([2, 2, 3, "1.5", "1.3333", 60, "0.5", 0, 1])
        if random.random() < 0.7:
            campaign["budget"] = random.choice([1, 3, 10, 25, 60, 500])
        found.append(campaign)
    return {"campaigns": found} | ({"campaign_overlap": "product"} if random.random() < 0.5 else {})


def random_activity(random: Random) -> Document:
    day, absent = random.choice(DAYS), random.random() < 0.15
    hour = random.choice([0, 0, 3, 4, 12, 23])
    at = dt.datetime.combine(day, dt.time(hour, random.choice([0, 30, 59])), dt.UTC)
    employee = random.choice([1, 1, 2, 3, 4, None])
    customer = random.choice([*CUSTOMERS, CUSTOMERS[0], None])
    snapshot = None if employee is None or random.random() < 0.1 else random.choice(sorted(SNAPSHOTS))
    path, members = SNAPSHOTS[snapshot] if snapshot else (None, None)
    return {
        "type": random.choice(sorted(TYPES)),
        "at": int(at.timestamp()) * 1_000_000,
        "day": day,
        "employee": employee,
        "customer": customer,
        "amount": None if absent else random_amount(random),
        "quantity": random.choice([None, "1", "2", "2.5", "-4"]),
        "channel": random.choice([None, "shop", "web", "wébshop"]),
        "collaborators": random.choice([None, [2], [1, 3], [1, 2, 3, 4]]),
        "attributes": random_attributes(random),
        "snapshot": snapshot,
        "path": path,
        "members": members,
        "manager": random.choice([None, 3, 4]) if employee != 3 else None,
        "owner": random.choice([None, 2, 3]) if customer else None,
        "tier": random.choice([None, "silver", "gold"]) if customer else None,
        "tags": random.choice([None, ["vip"], ["new", "老客户"], ["vip", "new"]]) if customer else None,
        "is_new": random.choice([True, False]) if customer else None,
    }


def random_amount(random: Random) -> str:
    return random.choice([decimal(random, -500, 500), decimal(random, 0, 100), "100", "-100", "0", "0.0001", "999999999999.9999"])


def random_attributes(random: Random) -> Document | None:
    given = {
        "n": random.choice([1, 2, "2", Decimal("2.5"), -3, "-0.25", "many", Decimal("0.12345"), 100]),
        "case": random.choice(["a", "b", 'quo"te', "x y", 1, True]),
        "ok": random.choice([True, False, "yes"]),
        "says": random.choice(['so "quoted"', "line\nbreak", 7, "7.0", "汉字", '{"n":5,"case":"a"}']),
        "buddy": random.choice(["E2", "E3", "E9", 4]),
    }
    return {name: found for name, found in sorted(given.items()) if random.random() < 0.7} or None


def written(attributes: Document | None) -> str | None:
    """Attributes as they are stored: numbers as plain decimals."""
    if attributes is None:
        return None
    parts = [
        f"{json.dumps(n, ensure_ascii=False)}:{v if isinstance(v, Decimal) else json.dumps(v, ensure_ascii=False)}"
        for n, v in attributes.items()
    ]
    return "{" + ",".join(parts) + "}"


AS_THEY_ARE = ("at", "employee", "customer", "channel", "snapshot", "manager", "owner", "tier", "is_new")


def batch_of(activities: list[Document]) -> pl.DataFrame:
    """Activities as the scoring sees them."""
    rows = [
        {
            **{name: a[name] for name in AS_THEY_ARE},
            "type": TYPES[a["type"]],
            "day": day_number(a["day"]),
            "amount": a["amount"] and int(Decimal(a["amount"]) * 10_000),
            "quantity": a["quantity"] and int(Decimal(a["quantity"]) * 10_000),
            "collaborators": a["collaborators"] and json.dumps(a["collaborators"]),
            "attributes": written(a["attributes"]),
            "tags": a["tags"] and json.dumps(a["tags"], ensure_ascii=False),
        }
        for a in activities
    ]
    return pl.DataFrame(rows, schema=BATCH)
